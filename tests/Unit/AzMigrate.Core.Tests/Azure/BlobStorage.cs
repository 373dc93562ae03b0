using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Azure;

/// <summary>The emulator that a class of tests shares; each test has a container of its own.</summary>
public sealed class BlobStorage : IDisposable
{
    private readonly Azurite? _azurite = PeerPrograms.WhyNoStorage is null ? Azurite.Start() : null;

    internal Uri Endpoint => _azurite!.BlobEndpoint;

    internal static StorageSharedKeyCredential Key => new(Azurite.Account, Azurite.Key);

    internal BlobContainerClient Container(BlobClientOptions? options = null) =>
        new(new Uri(Endpoint.AbsoluteUri + "/c" + Guid.NewGuid().ToString("N")), Key,
            options ?? new BlobClientOptions());

    internal static BlobContainerClient Again(BlobContainerClient container, BlobClientOptions options)
    {
        options.Retry.MaxRetries = 0;
        return new BlobContainerClient(container.Uri, Key, options);
    }

    internal static PageBlobStore Store(
        BlobContainerClient container, CopyClock? clock = null, Action<StorageLimit>? onLimit = null) =>
        new(container, TimeSpan.FromMilliseconds(10), onLimit, clock ?? new FakeClock());

    internal static async Task<byte[]> ContentAsync(BlobContainerClient container, string name)
    {
        using var stream = new MemoryStream();
        await container.GetPageBlobClient(name).DownloadToAsync(stream);
        return stream.ToArray();
    }

    public void Dispose() => _azurite?.Dispose();
}
