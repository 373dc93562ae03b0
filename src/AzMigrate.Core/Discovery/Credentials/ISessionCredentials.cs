namespace AzMigrate.Discovery.Credentials;

/// <summary>What only a PowerShell session can give.</summary>
public interface ISessionCredentials
{
    /// <summary>The PSCredential of this name in a vault of SecretManagement.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="secret">The secret's name.</param>
    /// <exception cref="MigrateException"><c>Source.CredentialMissing</c>, <c>Source.VaultUnavailable</c>.</exception>
    SourceCredential FromVault(string vault, string secret);

    /// <summary>The credential of this name in the Azure Automation account whose runbook this is.</summary>
    /// <param name="name">The credential's name.</param>
    /// <exception cref="MigrateException"><c>Source.CredentialMissing</c>, <c>Source.VaultUnavailable</c>.</exception>
    SourceCredential FromAutomation(string name);

    /// <summary>The PSCredential that Export-Clixml wrote; its protection is the platform's own.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="xml">The file's text.</param>
    /// <exception cref="MigrateException"><c>Source.CredentialFileInvalid</c>.</exception>
    SourceCredential FromClixml(string path, string xml);
}
