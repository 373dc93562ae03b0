using Azure.Core.Pipeline;
using Azure.Storage;

namespace AzMigrate.Azure;

/// <summary>Where Azure is, and how patient we are with it.</summary>
internal sealed record AzureConnectionOptions
{
    /// <summary>Azure Resource Manager.</summary>
    public Uri ResourceManager { get; init; } = new("https://management.azure.com");

    /// <summary>For whom its tokens are.</summary>
    public string Audience { get; init; } = "https://management.azure.com";

    /// <summary>Sends requests; null for the process's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Opens page blobs by an account's key in place of the sign-in; null for the sign-in.</summary>
    public StorageSharedKeyCredential? StorageKey { get; init; }

    /// <summary>Tries of one request to Resource Manager after the first.</summary>
    public int MaxRetries { get; init; } = 8;

    /// <summary>The first pause after a failure; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest of these pauses.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a long operation is asked for its state, unless Azure says another time.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Told each request; null for nobody.</summary>
    public Action<AzureCall>? OnCall { get; init; }
}
