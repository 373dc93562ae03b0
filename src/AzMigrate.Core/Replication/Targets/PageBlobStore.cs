using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>Copies as page blobs of one container, each a fixed VHD: deltas are written on and on.</summary>
internal sealed class PageBlobStore : IReplicaStore
{
    /// <summary>A page blob has 8 TiB at most, and the footer is part of it.</summary>
    public const long MaxCapacityBytes = (8L << 40) - FixedVhdTarget.Alignment;
    private readonly BlobContainerClient _container;
    private readonly TimeSpan _retryDelay;
    private readonly CopyClock _clock;
    private readonly StorageThrottle _throttle;

    /// <param name="container">The container; made when it is not there.</param>
    /// <param name="retryDelay">The first pause after a failed request; each further one is twice as long.</param>
    /// <param name="onLimit">Told when the service slows a copy down, by any thread; null for nobody.</param>
    /// <param name="clock">The time that pauses go by.</param>
    public PageBlobStore(
        BlobContainerClient container, TimeSpan retryDelay, Action<StorageLimit>? onLimit = null,
        CopyClock? clock = null)
    {
        (_container, _retryDelay, _clock) = (container, retryDelay, clock ?? new CopyClock());
        _throttle = new StorageThrottle(_clock, onLimit);
    }

    public bool CanReopen => true;

    public bool WritesAreDurable => true;

    public bool IsThrottled => _throttle.IsOn;

    /// <summary>Opens the store of a replication's page blobs.</summary>
    public static PageBlobStore Open(AzureConnection azure, AzureTarget target, Action<StorageLimit>? onLimit = null) =>
        new(azure.Container(
            target.BlobEndpoint ?? throw new ArgumentException("No blob endpoint.", nameof(target)), target.Container),
            azure.RetryDelay, onLimit);

    public async Task<IDiskTarget> CreateAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        DiskLimits.CheckCapacity(disk.Name, disk.CapacityBytes);
        var capacity = FixedVhdTarget.CapacityOf(disk.CapacityBytes);
        if (capacity > MaxCapacityBytes)
        {
            throw ReplicaErrors.TooLarge(disk.Name, disk.CapacityBytes, MaxCapacityBytes,
                "Copy it to a managed disk, in one pass with the source off; or make it smaller at the source.");
        }
        var (blob, pace) = Blob(disk);
        return await AzureConnection.RunAsync(blob.Name, async () =>
        {
            await MakeContainerAsync(pace, cancellation).ConfigureAwait(false);
            var options = new PageBlobCreateOptions
            {
                Metadata = BlobOwner.Metadata(disk),
                Conditions = new PageBlobRequestConditions { IfNoneMatch = ETag.All },
            };
            var isNew = await TryCreateAsync(blob, pace, capacity, options, cancellation).ConfigureAwait(false);
            if (!isNew)
                await PropertiesAsync(blob, pace, disk, cancellation).ConfigureAwait(false);
            var lease = await BlobLease.TakeAsync(blob, BlobOwner.LeaseId(disk), pace, _clock, cancellation)
                .ConfigureAwait(false);
            if (!isNew)
            {
                // Putting it again makes all of it zeros; its snapshots stay with the launches that they are of.
                options.Conditions = lease.Conditions;
                await pace.SendAsync(
                    token => blob.CreateAsync(capacity + VhdFooter.Bytes, options, token), cancellation)
                    .ConfigureAwait(false);
            }
            return new PageBlobTarget(blob, lease, capacity, isBlank: true);
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<IDiskTarget> OpenAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        var (blob, pace) = Blob(disk);
        var capacity = FixedVhdTarget.CapacityOf(disk.CapacityBytes);
        return await AzureConnection.RunAsync(blob.Name, async () =>
        {
            var properties = await PropertiesAsync(blob, pace, disk, cancellation).ConfigureAwait(false);
            if (properties.ContentLength != capacity + VhdFooter.Bytes)
                throw ReplicaErrors.Gone(blob.Name, "is of another size");
            var lease = await BlobLease.TakeAsync(blob, BlobOwner.LeaseId(disk), pace, _clock, cancellation)
                .ConfigureAwait(false);
            var target = new PageBlobTarget(blob, lease, capacity, isBlank: false);
            await target.UnsealAsync(cancellation).ConfigureAwait(false);
            return target;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        var (blob, pace) = Blob(disk);
        await AzureConnection.RunAsync(blob.Name, async () =>
        {
            try
            {
                var properties = await pace.SendAsync(
                    token => blob.GetPropertiesAsync(cancellationToken: token), cancellation)
                    .ConfigureAwait(false);
                if (!BlobOwner.Owns(disk, properties.Value.Metadata))
                    return;
                using var lease = await BlobLease.TakeAsync(blob, BlobOwner.LeaseId(disk), pace, _clock, cancellation)
                    .ConfigureAwait(false);
                await pace.SendAsync(
                    token => blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, lease.Conditions, token),
                    cancellation)
                    .ConfigureAwait(false);
            }
            catch (RequestFailedException gone) when (gone.Status == 404)
            {
                // By another run, or by a try whose answer did not come.
            }
        }, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        // The clients hold nothing.
    }

    private (PageBlobClient Blob, StoragePace Pace) Blob(ReplicaDisk disk)
    {
        var blob = _container.GetPageBlobClient(BlobOwner.BlobName(disk.Name));
        return (blob, new StoragePace(blob.Name, _retryDelay, _throttle.Note, _clock));
    }

    // Who may write blobs may not always make containers: one that is there is enough.
    private async Task MakeContainerAsync(StoragePace pace, CancellationToken cancellation)
    {
        try
        {
            await pace.SendAsync(token => _container.CreateAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException there) when (there.Status is 403 or 409)
        {
            // The next request tells whether there is one.
        }
    }

    private static async Task<bool> TryCreateAsync(
        PageBlobClient blob, StoragePace pace, long capacity, PageBlobCreateOptions options,
        CancellationToken cancellation)
    {
        try
        {
            await pace.SendAsync(token => blob.CreateAsync(capacity + VhdFooter.Bytes, options, token), cancellation)
                .ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            return false;
        }
    }

    private static async Task<BlobProperties> PropertiesAsync(
        PageBlobClient blob, StoragePace pace, ReplicaDisk disk, CancellationToken cancellation)
    {
        try
        {
            var properties = await pace.SendAsync(
                token => blob.GetPropertiesAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
            return BlobOwner.Owns(disk, properties.Value.Metadata) && properties.Value.BlobType == BlobType.Page
                ? properties.Value : throw ReplicaErrors.Foreign(blob.Name);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            throw ReplicaErrors.Gone(blob.Name, "is not there");
        }
    }
}
