using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using AzMigrate.Azure;
using AzMigrate.Migration;
using AzMigrate.Peers.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Azure;

/// <summary>A subscription: the stand-in of Resource Manager, over the emulator of blob storage.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private readonly ArmServer _server;
    private readonly string _container = "c" + Guid.NewGuid().ToString("N");
    private readonly HttpClient _client;

    private Cloud(ArmServer server, Uri blobEndpoint)
    {
        (_server, BlobEndpoint) = (server, blobEndpoint);
        _client = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
                certificate?.Thumbprint == server.Certificate.Thumbprint,
        });
        Azure = Connect(new HttpClientTransport(_client));
    }

    public Uri BlobEndpoint { get; }

    public ArmEstate Estate => _server.Estate;

    public ArmServer Server => _server;

    public AzureConnection Azure { get; }

    public BlobContainerClient Container => Azure.Container(BlobEndpoint, _container);

    public static async Task<Cloud> StartAsync(BlobStorage storage, ArmFaults? faults = null) =>
        new(await ArmServer.StartAsync(storage.Endpoint, Azurite.Key, faults), storage.Endpoint);

    /// <summary>A connection whose requests break as the function decides.</summary>
    public AzureConnection Breaking(Func<Request, Fault> decide) =>
        Connect(new FaultyTransport(decide, new HttpClientTransport(_client)));

    /// <summary>Settings of a machine with a system disk and data disks.</summary>
    public ReplicationSettings Settings(int disks = 2, ReplicaKind kind = ReplicaKind.PageBlob) => new()
    {
        ReplicaKind = kind,
        Azure = new AzureTarget
        {
            SubscriptionId = ArmEstate.Subscription,
            ResourceGroup = ArmEstate.Group,
            Location = ArmEstate.Location,
            StorageAccountId = Estate.StorageAccountId,
            BlobEndpoint = BlobEndpoint,
            Container = _container,
            VMName = "web01",
            VMSize = "Standard_D2s_v5",
            SubnetId = Estate.SubnetId,
            Generation = 1,
            IsWindows = true,
        },
        Disks = [.. Enumerable.Range(0, disks).Select(i => new ReplicatedDiskSettings
        {
            Key = $"{2000 + i}", Name = $"web01-disk{i}", IsOperatingSystemDisk = i == 0,
            Sku = i == 0 ? "Premium_LRS" : "StandardSSD_LRS",
        })],
    };

    public MachineLaunch Launch(LaunchPurpose purpose, ReplicationSettings settings, long diskBytes = 3 << 20) => new()
    {
        ReplicationId = "r-1",
        Purpose = purpose,
        Settings = settings,
        Disks = [.. settings.Disks.Select(disk => new ReplicaDisk("r-1", disk.Key, disk.Name, diskBytes))],
        SubnetId = Estate.SubnetId,
    };

    /// <summary>Copies disks of noise to page blobs, and gives what they hold.</summary>
    public async Task<Dictionary<string, byte[]>> ReplicateAsync(MachineLaunch launch, int seed = 0)
    {
        var contents = new Dictionary<string, byte[]>();
        using var store = new PageBlobStore(Container, TimeSpan.FromMilliseconds(1));
        foreach (var disk in launch.Disks)
        {
            using var source = new FakeSource(
                (int)disk.CapacityBytes, new DiskExtent(0, 1 << 20), new DiskExtent(2 << 20, 4096 + seed * 512));
            using var target = await store.CreateAsync(disk);
            await DiskCopy.RunAsync(source, target);
            await target.SealAsync();
            contents[disk.Name] = source.Bytes;
        }
        return contents;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private AzureConnection Connect(HttpPipelineTransport transport) => new(new FixedToken(), new AzureConnectionOptions
    {
        ResourceManager = _server.Address,
        Transport = transport,
        StorageKey = BlobStorage.Key,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        PollInterval = TimeSpan.FromMilliseconds(2),
    });

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("canary-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
