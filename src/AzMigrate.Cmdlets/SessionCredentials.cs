using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Credentials;

namespace AzMigrate.Cmdlets;

/// <summary>Credentials by the session's own means: SecretManagement, and PowerShell's CLIXML.</summary>
internal sealed class SessionCredentials(CommandInvocationIntrinsics commands) : ISessionCredentials
{
    /// <inheritdoc/>
    public SourceCredential FromVault(string vault, string secret)
    {
        if (commands.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is not { } getSecret)
        {
            throw new MigrateException(
                "Source.VaultUnavailable",
                $"The secret '{secret}' of the vault '{vault}' cannot be read: there is no command Get-Secret.",
                "Install the module Microsoft.PowerShell.SecretManagement and register the vault for this account.", vault);
        }

        try
        {
            var found = commands.InvokeScript(
                false, ScriptBlock.Create("param($command, $name, $vault) & $command -Name $name -Vault $vault -ErrorAction Stop"),
                null, getSecret, secret, vault);
            return Single(found) ?? throw new MigrateException(
                "Source.CredentialMissing", $"The secret '{secret}' of the vault '{vault}' is not there, or is no PSCredential.",
                $"Store one with Set-Secret -Vault {vault} -Name {secret} -Secret (Get-Credential).", secret);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            // What a vault says may hold anything, so only the kind of its error is told.
            throw new MigrateException(
                "Source.CredentialMissing",
                $"The vault '{vault}' did not give the secret '{secret}' ({failure.ErrorRecord.FullyQualifiedErrorId}).",
                $"Try Get-Secret -Vault {vault} -Name {secret} as the account that runs the command, and see that the vault "
                + "opens without a prompt.", secret);
        }
    }

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

    private static SourceCredential? Single(IReadOnlyList<PSObject?> found) =>
        found is [{ BaseObject: PSCredential credential }] ? Of(credential) : null;

    /// <summary>Core's form of a PSCredential.</summary>
    public static SourceCredential Of(PSCredential credential) => new(credential.UserName, credential.Password);

    private static MigrateException Invalid(string path, string why) => new(
        "Source.CredentialFileInvalid", $"The credential file '{path}' cannot be used: {why}.",
        "Make it with Get-Credential | Export-Clixml <path>, as the account that runs the command and on this computer.", path);
}
