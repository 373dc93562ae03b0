using System.Collections;
using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Credentials;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Credentials by the session's own means: SecretManagement, Azure Automation and PowerShell's CLIXML.
/// </summary>
internal sealed class SessionCredentials(CommandInvocationIntrinsics commands) : ISessionCredentials
{
    /// <summary>Core's form of a PSCredential.</summary>
    public static SourceCredential Of(PSCredential credential) => new(credential.UserName, credential.Password);

    /// <inheritdoc/>
    public SourceCredential FromVault(string vault, string secret) => Ask(
        "Get-Secret", new Hashtable { ["Name"] = secret, ["Vault"] = vault },
        $"The secret '{secret}' of the vault '{vault}'",
        "Install the module Microsoft.PowerShell.SecretManagement and register the vault for this account.",
        $"Store one with Set-Secret -Vault {vault} -Name {secret} -Secret (Get-Credential), and see that the vault "
        + "opens without a prompt for the account that runs the command.");

    /// <inheritdoc/>
    public SourceCredential FromAutomation(string name) => Ask(
        "Get-AutomationPSCredential", new Hashtable { ["Name"] = name },
        $"The automation account's credential '{name}'",
        "It is there in a runbook of Azure Automation only; elsewhere use another reference.",
        "Add a credential of this name to the automation account.");

    /// <inheritdoc/>
    public SourceCredential FromClixml(string path, string xml)
    {
        object? read;
        try
        {
            read = PSSerializer.Deserialize(xml);
        }
#pragma warning disable CA1031 // The serializer throws many kinds, and their messages may quote the file.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            throw Invalid(path, $"its CLIXML cannot be read here ({failure.GetType().Name})");
        }

        return Single([PSObject.AsPSObject(read ?? "")]) ?? throw Invalid(path, "it holds no PSCredential");
    }

    private SourceCredential Ask(string name, Hashtable arguments, string what, string noCommand, string noCredential)
    {
        if (commands.GetCommand(name, CommandTypes.Cmdlet | CommandTypes.Function) is not { } command)
        {
            throw new MigrateException(
                "Source.VaultUnavailable", $"{what} cannot be read: there is no command {name}.", noCommand, name);
        }

        try
        {
            var found = commands.InvokeScript(
                false, ScriptBlock.Create("param($command, $arguments) & $command @arguments -ErrorAction Stop"), null,
                command, arguments);
            return Single(found) ?? throw new MigrateException(
                "Source.CredentialMissing", $"{what} is not there, or is no PSCredential.", noCredential, what);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            // What a vault says may hold anything, even as the error's id, so only the kind of its error is told.
            throw new MigrateException(
                "Source.CredentialMissing", $"{what} was refused ({failure.ErrorRecord.Exception.GetType().Name}).",
                noCredential, what);
        }
    }

    private static SourceCredential? Single(IReadOnlyList<PSObject?> found) =>
        found is [{ BaseObject: PSCredential credential }] ? Of(credential) : null;

    private static MigrateException Invalid(string path, string why) => new(
        "Source.CredentialFileInvalid", $"The credential file '{path}' cannot be used: {why}.",
        "Make it with Get-Credential | Export-Clixml <path>, as the account that runs the command and on this "
        + "computer.", path);
}
