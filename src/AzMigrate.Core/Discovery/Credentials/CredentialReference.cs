namespace AzMigrate.Discovery.Credentials;

/// <summary>Where a credential is kept.</summary>
public enum CredentialStore
{
    /// <summary>Two environment variables: <c>env:USERVARIABLE/PASSWORDVARIABLE</c>.</summary>
    Environment,

    /// <summary>A PSCredential in a vault of SecretManagement: <c>vault:VAULT/SECRET</c>.</summary>
    Vault,

    /// <summary>
    /// A file: <c>file:FULLPATH</c>. Either what Export-Clixml made of a PSCredential, or, on Unix only, two lines with
    /// user name and password in a file that nobody but its owner may read.
    /// </summary>
    File,

    /// <summary>
    /// A credential of the Azure Automation account in whose runbook the command runs: <c>automation:NAME</c>.
    /// </summary>
    Automation,
}

/// <summary>Says where a user name and password are found at use. It is text that holds no secret.</summary>
public sealed record CredentialReference
{
    private CredentialReference(CredentialStore store, string first, string second)
    {
        Store = store;
        First = first;
        Second = second;
    }

    /// <summary>Where the credential is kept.</summary>
    public CredentialStore Store { get; }

    // The variable of the user, the vault, the path, or the name.
    internal string First { get; }

    // The variable of the password, or the secret.
    internal string Second { get; }

    /// <summary>
    /// Reads a reference: <c>env:USERVARIABLE/PASSWORDVARIABLE</c>, <c>vault:VAULT/SECRET</c>, <c>file:FULLPATH</c> or
    /// <c>automation:NAME</c>. The case of the first word does not matter.
    /// </summary>
    /// <param name="text">The reference.</param>
    /// <exception cref="MigrateException"><c>Source.CredentialReferenceInvalid</c>.</exception>
    public static CredentialReference Parse(string text)
    {
        var colon = text.IndexOf(':');
        var rest = text.Substring(colon + 1);
        if (!text.Any(char.IsControl))
        {
            switch (colon < 0 ? "" : text.Substring(0, colon).ToLowerInvariant())
            {
                case "env" when Pair(rest) is { } pair && IsVariable(pair.First) && IsVariable(pair.Second):
                    return new CredentialReference(CredentialStore.Environment, pair.First, pair.Second);
                case "vault" when Pair(rest) is { } pair:
                    return new CredentialReference(CredentialStore.Vault, pair.First, pair.Second);
                case "automation" when !string.IsNullOrWhiteSpace(rest):
                    return new CredentialReference(CredentialStore.Automation, rest, "");
                case "file" when rest.Length > 0 && IsFullPath(rest):
                    return new CredentialReference(CredentialStore.File, rest, "");
            }
        }

        // The text is not repeated: who mistakes the syntax may have put the password itself there.
        throw new MigrateException(
            "Source.CredentialReferenceInvalid", "The credential reference cannot be read.",
            "Write env:USERVARIABLE/PASSWORDVARIABLE, vault:VAULT/SECRET, file:FULLPATH or automation:NAME; see "
            + "docs/vmware.md. It says where the password is and never holds it.");
    }

    /// <summary>The reference as it is written.</summary>
    public override string ToString() => Store switch
    {
        CredentialStore.Environment => $"env:{First}/{Second}",
        CredentialStore.Vault => $"vault:{First}/{Second}",
        CredentialStore.Automation => $"automation:{First}",
        _ => $"file:{First}",
    };

    private static (string First, string Second)? Pair(string text)
    {
        var at = text.IndexOf('/');
        if (at <= 0 || at == text.Length - 1)
            return null;
        var (first, second) = (text.Substring(0, at), text.Substring(at + 1));
        return string.IsNullOrWhiteSpace(first) || string.IsNullOrWhiteSpace(second) ? null : (first, second);
    }

    private static bool IsVariable(string name) =>
        name.All(character => character is '_' or '(' or ')' or '.' or '-' || char.IsLetterOrDigit(character));

    // A path of a drive alone, such as C:key, follows the process's directory.
    private static bool IsFullPath(string path) =>
        path[0] is '/' or '\\' || (path.Length > 2 && path[1] == ':' && path[2] is '/' or '\\');
}
