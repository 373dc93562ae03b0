using System.Security;

namespace AzMigrate.Azure;

/// <summary>Ways to sign in to Azure.</summary>
public enum AzureSignInWay
{
    /// <summary>
    /// The first of these that is there: the environment's variables, a managed identity, a device code where somebody
    /// can be asked.
    /// </summary>
    Auto,

    /// <summary>The identity of the Azure machine, Automation account or Arc server that this runs on.</summary>
    ManagedIdentity,

    /// <summary>
    /// A service principal or a federated identity by the variables <c>AZURE_TENANT_ID</c>, <c>AZURE_CLIENT_ID</c> and
    /// <c>AZURE_CLIENT_SECRET</c>, <c>AZURE_CLIENT_CERTIFICATE_PATH</c> or <c>AZURE_FEDERATED_TOKEN_FILE</c>.
    /// </summary>
    Environment,

    /// <summary>A person, who types a code into a browser on any device.</summary>
    DeviceCode,

    /// <summary>Access tokens that were obtained elsewhere.</summary>
    Token,
}

/// <summary>How this session signs in to Azure. It is kept in memory only.</summary>
public sealed record AzureSignIn
{
    /// <summary>The way.</summary>
    public AzureSignInWay Way { get; init; }

    /// <summary>The tenant of a device code's sign-in, a GUID or a domain; null for the person's own.</summary>
    public string? TenantId { get; init; }

    /// <summary>Client id of a user-assigned managed identity; null for the one of the system.</summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// Tokens of <see cref="AzureSignInWay.Token"/>: one for <c>https://management.azure.com</c>, and for page blobs
    /// one for <c>https://storage.azure.com</c>. Each is used for the audience that it names.
    /// </summary>
    public IReadOnlyList<SecureString> Tokens { get; init; } = [];

    /// <summary>Shows a person the sentence with the code and the address; null where nobody is there.</summary>
    public Action<string>? Prompt { get; init; }

    /// <summary>What it has come to; copies of it go on with that.</summary>
    internal SignInMemory Memory { get; } = new();
}
