using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace AzMigrate.Azure;

/// <summary>A signed-in door to Azure: resources and page blobs. Several may use it at once.</summary>
internal sealed class AzureConnection
{
    // A page of 4 MiB over a line that 50 disks share.
    private static readonly TimeSpan PageTimeout = TimeSpan.FromMinutes(5);
    private readonly TokenCredential _credential;
    private readonly AzureConnectionOptions _options;

    public AzureConnection(TokenCredential credential, AzureConnectionOptions? options = null)
    {
        (_credential, _options) = (credential, options ?? new AzureConnectionOptions());
        var arm = new ResourceOptions();
        Arrange(arm);
        arm.Retry.Mode = RetryMode.Exponential;
        arm.Retry.MaxRetries = _options.MaxRetries;
        arm.Retry.Delay = _options.RetryDelay;
        arm.Retry.MaxDelay = _options.MaxRetryDelay;
        var pipeline = HttpPipelineBuilder.Build(
            arm, new BearerTokenAuthenticationPolicy(credential, _options.Audience + "/.default"));
        Resources = new AzureResources(pipeline, _options.ResourceManager, _options.PollInterval);
    }

    /// <summary>Resources by their ids.</summary>
    public AzureResources Resources { get; }

    /// <summary>How often long work is asked for its state.</summary>
    public TimeSpan PollInterval => _options.PollInterval;

    /// <summary>The first pause after a failed request of a page blob.</summary>
    public TimeSpan RetryDelay => _options.RetryDelay;

    /// <summary>Signs in. A device code is shown at the first request, not here.</summary>
    /// <exception cref="MigrateException"><c>Azure.NotSignedIn</c>.</exception>
    public static async Task<AzureConnection> OpenAsync(
        AzureSignIn signIn, AzureConnectionOptions? options = null, CancellationToken cancellation = default)
    {
        var credential = await SignInCredential.CreateAsync(signIn, new SignInSurroundings(), cancellation).ConfigureAwait(false);
        return new AzureConnection(credential, options);
    }

    /// <summary>A container of page blobs. Its requests are sent once: who writes pages has a pace of their own.</summary>
    public BlobContainerClient Container(Uri blobEndpoint, string name)
    {
        var address = new Uri(blobEndpoint.AbsoluteUri.TrimEnd('/') + "/" + name);
        return _options.StorageKey is { } key
            ? new BlobContainerClient(address, key, BlobOptions()) : new BlobContainerClient(address, _credential, BlobOptions());
    }

    /// <summary>A page blob by an address that holds its own permission.</summary>
    public PageBlobClient PageBlob(Uri signedAddress) => new(signedAddress, BlobOptions());

    /// <summary>Runs a question, or waits for a long operation; what Azure refuses becomes a <see cref="MigrateException"/>.</summary>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> run, CancellationToken cancellation)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not MigrateException && !cancellation.IsCancellationRequested
            && AzureErrors.IsOfAzure(error))
        {
            throw AzureErrors.Of(error, what);
        }
    }

    /// <summary>Runs what answers nothing.</summary>
    public static Task RunAsync(string what, Func<Task> run, CancellationToken cancellation) => RunAsync(what, async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    }, cancellation);

    private BlobClientOptions BlobOptions()
    {
        var options = new BlobClientOptions();
        Arrange(options);
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = PageTimeout;
        return options;
    }

    private void Arrange(ClientOptions options)
    {
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        if (_options.Transport is { } transport)
            options.Transport = transport;
        if (_options.OnCall is { } onCall)
            options.AddPolicy(new CallPolicy(onCall), HttpPipelinePosition.PerRetry);
    }

    private sealed class ResourceOptions : ClientOptions;
}
