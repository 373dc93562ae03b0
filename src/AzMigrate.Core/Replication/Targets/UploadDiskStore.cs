using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// Copies as managed disks, uploaded in one pass. An upload that broke off is gone on with; one that was ended is a
/// disk, which cannot be written again.
/// </summary>
internal sealed class UploadDiskStore : IReplicaStore
{
    /// <summary>The smallest upload that Azure takes, without the footer.</summary>
    public const long MinCapacityBytes = 20L << 20;

    /// <summary>The largest managed disk.</summary>
    public const long MaxCapacityBytes = 32_767L << 30;
    private readonly AzureConnection _azure;
    private readonly AzureTarget _target;
    private readonly ReplicationSettings _settings;
    private readonly StorageThrottle _throttle;
    private readonly CopyClock _clock;

    /// <param name="azure">The signed-in door.</param>
    /// <param name="settings">The replication's settings, with an Azure target.</param>
    /// <param name="onLimit">Told when the service slows a copy down; null for nobody.</param>
    /// <param name="clock">The time that pauses go by.</param>
    public UploadDiskStore(
        AzureConnection azure, ReplicationSettings settings, Action<StorageLimit>? onLimit = null,
        CopyClock? clock = null)
    {
        (_azure, _settings, _clock) = (azure, settings, clock ?? new CopyClock());
        _throttle = new StorageThrottle(_clock, onLimit);
        _target = settings.Azure ?? throw new ArgumentException("No target in Azure.", nameof(settings));
    }

    public bool CanReopen => false;

    public bool WritesAreDurable => true;

    public bool IsThrottled => _throttle.IsOn;

    public async Task<IDiskTarget> CreateAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        DiskLimits.CheckCapacity(disk.Name, disk.CapacityBytes);
        var capacity = CapacityOf(disk);
        if (capacity > MaxCapacityBytes)
            throw ReplicaErrors.TooLarge(
                disk.Name, disk.CapacityBytes, MaxCapacityBytes, "Make it smaller at the source, or split it.");
        if (await FindAsync(disk, cancellation).ConfigureAwait(false) is { } there)
            await DropAsync(disk, there, cancellation).ConfigureAwait(false);
        var settings = _settings.Disks.First(its => its.Key == disk.Key);
        var creation = new DiskCreationData(DiskCreateOption.Upload) { UploadSizeBytes = capacity + VhdFooter.Bytes };
        var tags = new Dictionary<string, string> { [AzureTags.Replication] = disk.ReplicationId,
            [AzureTags.Disk] = disk.Key };
        var body = ManagedDiskBody.Of(_target, settings, creation, tags);
        await Disk(disk).PutAsync(body, cancellation).ConfigureAwait(false);
        return await BeginAsync(disk, capacity, isBlank: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with an upload that has not been ended.</summary>
    public async Task<IDiskTarget> OpenAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        if (await FindAsync(disk, cancellation).ConfigureAwait(false) is not { } there)
            throw ReplicaErrors.Gone(disk.Name, "is not there");
        var capacity = CapacityOf(disk);
        if (there.CreationData?.UploadSizeBytes != capacity + VhdFooter.Bytes)
            throw ReplicaErrors.Gone(disk.Name, "is of another size");
        if (there.DiskState != DiskState.ReadyToUpload && there.DiskState != DiskState.ActiveUpload)
            throw ReplicaErrors.Gone(disk.Name, "is a whole managed disk already, which cannot be written again");
        var isBlank = there.DiskState == DiskState.ReadyToUpload;
        return await BeginAsync(disk, capacity, isBlank, cancellation).ConfigureAwait(false);
    }

    public async Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        if (await Disk(disk).FindAsync(cancellation).ConfigureAwait(false) is { } there && IsOf(disk, there))
            await DropAsync(disk, there, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        // The clients hold nothing.
    }

    private static long CapacityOf(ReplicaDisk disk) =>
        Math.Max(MinCapacityBytes, FixedVhdTarget.CapacityOf(disk.CapacityBytes));

    private static bool IsOf(ReplicaDisk disk, ManagedDiskData there) =>
        there.Tags.TryGetValue(AzureTags.Replication, out var replication)
        && replication == AzureTags.Value(disk.ReplicationId)
        && there.Tags.TryGetValue(AzureTags.Disk, out var key) && key == AzureTags.Value(disk.Key);

    private ManagedDisk Disk(ReplicaDisk disk) => _azure.Disk(ManagedDiskBody.Id(_target, disk.Name));

    private async Task<ManagedDiskData?> FindAsync(ReplicaDisk disk, CancellationToken cancellation)
    {
        if (await Disk(disk).FindAsync(cancellation).ConfigureAwait(false) is not { } there)
            return null;
        if (!IsOf(disk, there))
            throw ReplicaErrors.Foreign(disk.Name);
        return await Disk(disk).WaitAsync(cancellation).ConfigureAwait(false);
    }

    // A disk whose upload is open cannot be removed: the upload is ended first, whole or not.
    private async Task DropAsync(ReplicaDisk disk, ManagedDiskData there, CancellationToken cancellation)
    {
        if (there.DiskState == DiskState.ActiveUpload)
        {
            try
            {
                await Disk(disk).EndUploadAsync(cancellation).ConfigureAwait(false);
            }
            catch (MigrateException error) when (error.Code == "Azure.RequestFailed")
            {
                // What was uploaded is no whole VHD, which is why it is removed.
            }
        }
        await Disk(disk).DeleteAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<IDiskTarget> BeginAsync(
        ReplicaDisk disk, long capacity, bool isBlank, CancellationToken cancellation)
    {
        var upload = new DiskUpload(_azure, ManagedDiskBody.Id(_target, disk.Name), _clock);
        await upload.BlobAsync(null, cancellation).ConfigureAwait(false);
        return new UploadDiskTarget(
            upload, new StoragePace(disk.Name, _azure.RetryDelay, _throttle.Note, _clock), capacity, isBlank);
    }
}
