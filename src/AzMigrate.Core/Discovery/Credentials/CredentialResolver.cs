using System.Security;

namespace AzMigrate.Discovery.Credentials;

/// <summary>Finds the user name and password that a reference means. It never asks anybody.</summary>
public static class CredentialResolver
{
    /// <summary>Finds the credential.</summary>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="session">
    /// The PowerShell session, for vaults, CLIXML and automation; null when there is none.
    /// </param>
    /// <exception cref="MigrateException">
    /// <c>Source.CredentialMissing</c> names what is not there; <c>Source.CredentialFileUnprotected</c>,
    /// <c>Source.CredentialFileInvalid</c>, <c>Source.VaultUnavailable</c>. None repeats any part of a secret.
    /// </exception>
    public static SourceCredential Resolve(CredentialReference reference, ISessionCredentials? session) =>
        reference.Store switch
        {
            CredentialStore.Environment => FromEnvironment(reference.First, reference.Second),
            CredentialStore.Vault =>
                (session ?? throw NoSession(reference)).FromVault(reference.First, reference.Second),
            CredentialStore.Automation => (session ?? throw NoSession(reference)).FromAutomation(reference.First),
            _ => CredentialFile.Read(reference.First, session),
        };

    internal static SecureString Secure(IEnumerable<char> password)
    {
        var secure = new SecureString();
        foreach (var character in password)
            secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }

    internal static MigrateException NoSession(object reference) => new(
        "Source.VaultUnavailable",
        $"The credential reference '{reference}' can be resolved in a PowerShell session only.",
        "Run the command in PowerShell, or use a reference of the form env:USERVARIABLE/PASSWORDVARIABLE.",
        reference.ToString());

    private static SourceCredential FromEnvironment(string userVariable, string passwordVariable)
    {
        var user = Environment.GetEnvironmentVariable(userVariable);
        var password = Environment.GetEnvironmentVariable(passwordVariable);
        var missing = new[] { (userVariable, user), (passwordVariable, password) }
            .Where(variable => string.IsNullOrEmpty(variable.Item2)).Select(variable => variable.Item1).ToList();
        return missing.Count == 0 ? new SourceCredential(user!, Secure(password!)) : throw new MigrateException(
            "Source.CredentialMissing", $"The environment has no variable {string.Join(" and no variable ", missing)}.",
            "Set it for the account that runs the command.", missing[0]);
    }
}
