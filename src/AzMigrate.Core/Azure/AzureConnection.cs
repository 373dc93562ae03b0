using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Resources;
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

    // Made when it is needed: a cycle of page blobs asks Resource Manager for nothing.
    private readonly Lazy<ArmClient> _resources;

    public AzureConnection(TokenCredential credential, AzureConnectionOptions? options = null)
    {
        (_credential, _options) = (credential, options ?? new AzureConnectionOptions());
        _resources = new Lazy<ArmClient>(OpenResources);
    }

    /// <summary>How often long work is asked for its state.</summary>
    public TimeSpan PollInterval => _options.PollInterval;

    /// <summary>The first pause after a failed request of a page blob.</summary>
    public TimeSpan RetryDelay => _options.RetryDelay;

    /// <summary>Signs in. A device code is shown at the first request, not here.</summary>
    /// <exception cref="MigrateException"><c>Azure.NotSignedIn</c>.</exception>
    public static async Task<AzureConnection> OpenAsync(
        AzureSignIn signIn, AzureConnectionOptions? options = null, CancellationToken cancellation = default)
    {
        var credential = await SignInCredential.CreateAsync(signIn, new SignInSurroundings(), cancellation)
            .ConfigureAwait(false);
        return new AzureConnection(credential, options);
    }

    /// <summary>A subscription.</summary>
    public SubscriptionResource Subscription(string id) =>
        _resources.Value.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(id));

    /// <summary>A managed disk by its id.</summary>
    public ManagedDisk Disk(string id) => new(_resources.Value, new ResourceIdentifier(id), PollInterval);

    /// <summary>A virtual machine by its id.</summary>
    public VirtualMachine Machine(string id) => new(_resources.Value, new ResourceIdentifier(id), PollInterval);

    /// <summary>A network, a network interface or a storage account by its id.</summary>
    public UntypedResource Untyped(ResourceIdentifier id) => new(_resources.Value, id, PollInterval);

    /// <summary>The storage accounts of a resource group.</summary>
    public StorageAccountList StorageAccounts(string subscription, string resourceGroup) =>
        new(_resources.Value, ResourceGroupResource.CreateResourceIdentifier(subscription, resourceGroup));

    /// <summary>
    /// A container of page blobs. Its requests are sent once: who writes pages has a pace of their own.
    /// </summary>
    public BlobContainerClient Container(Uri blobEndpoint, string name)
    {
        var address = new Uri(blobEndpoint.AbsoluteUri.TrimEnd('/') + "/" + name);
        return _options.StorageKey is { } key
            ? new BlobContainerClient(address, key, BlobOptions())
            : new BlobContainerClient(address, _credential, BlobOptions());
    }

    /// <summary>A page blob by an address that holds its own permission.</summary>
    public PageBlobClient PageBlob(Uri signedAddress) => new(signedAddress, BlobOptions());

    /// <summary>
    /// Runs a question, or waits for a long operation; what Azure refuses becomes a <see cref="MigrateException"/>.
    /// </summary>
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
    public static Task RunAsync(string what, Func<Task> run, CancellationToken cancellation) =>
        RunAsync(what, async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    }, cancellation);

    private ArmClient OpenResources()
    {
        var options = new ArmClientOptions
        {
            Environment = new ArmEnvironment(_options.ResourceManager, _options.Audience),
        };
        Arrange(options);
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = _options.MaxRetries;
        options.Retry.Delay = _options.RetryDelay;
        options.Retry.MaxDelay = _options.MaxRetryDelay;
        options.AddPolicy(new OwnHostPolicy(_options.ResourceManager), HttpPipelinePosition.PerCall);
        // Without a version of theirs, the SDK asks Azure first for those that a kind has.
        options.SetApiVersion("Microsoft.Network/networkInterfaces", ApiVersions.Networks);
        options.SetApiVersion("Microsoft.Network/virtualNetworks", ApiVersions.Networks);
        options.SetApiVersion("Microsoft.Storage/storageAccounts", ApiVersions.StorageAccounts);
        return new ArmClient(_credential, null, options);
    }

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
}
