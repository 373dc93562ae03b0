using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats.Vhd;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>
/// The copies of a launch: of each page blob a snapshot is copied to a blob of the launch by the service itself. A copy
/// says of which state of the page blob it is: one of another state is made again.
/// </summary>
internal sealed class LaunchBlobs(
    BlobContainerClient container, LaunchNames names, TimeSpan retryDelay, TimeSpan pollInterval)
{
    private const string SourceState = "azmigrate_source";

    /// <summary>True when a copy is there that is of another state of its page blob than now.</summary>
    public Task<bool> IsStaleAsync(ReplicaDisk disk, CancellationToken cancellation) => RunAsync(disk, async pace =>
    {
        var copy = await FindCopyAsync(disk, pace, cancellation).ConfigureAwait(false);
        if (copy is null)
            return false;
        var source = await SourceAsync(disk, pace, cancellation).ConfigureAwait(false);
        return copy.CopyStatus is CopyStatus.Aborted or CopyStatus.Failed || !IsOf(source, copy);
    }, cancellation);

    /// <summary>Copies a page blob as it is now; the copy is whole when this ends.</summary>
    /// <exception cref="MigrateException">
    /// <c>Disk.TargetOpen</c>: it is being written; <c>Azure.NameTaken</c>; <c>Azure.CopyFailed</c>.
    /// </exception>
    public Task CopyAsync(ReplicaDisk disk, CancellationToken cancellation) => RunAsync(disk, async pace =>
    {
        var copy = CopyOf(disk);
        if (await FindCopyAsync(disk, pace, cancellation).ConfigureAwait(false) is null)
            await StartAsync(disk, copy, pace, cancellation).ConfigureAwait(false);
        var state = await FindCopyAsync(disk, pace, cancellation).ConfigureAwait(false);
        while (state is { CopyStatus: CopyStatus.Pending })
        {
            await Task.Delay(pollInterval, cancellation).ConfigureAwait(false);
            state = await FindCopyAsync(disk, pace, cancellation).ConfigureAwait(false);
        }
        if (state is not { CopyStatus: CopyStatus.Success })
        {
            throw new MigrateException("Azure.CopyFailed",
                $"The copy of {copy.Name} ended badly: {state?.CopyStatusDescription ?? "it was removed"}.",
                "Run it again.", copy.Name);
        }
        await RemoveSnapshotsAsync(disk, pace, cancellation).ConfigureAwait(false);
        return true;
    }, cancellation);

    /// <summary>Opens a copy to read and edit it.</summary>
    public Task<ILaunchDisk> OpenAsync(ReplicaDisk disk, CancellationToken cancellation) =>
        RunAsync<ILaunchDisk>(disk, async pace =>
    {
        var copy = await FindCopyAsync(disk, pace, cancellation).ConfigureAwait(false)
            ?? throw ReplicaErrors.Gone(names.CopyBlob(disk), "is not there");
        return new BlobLaunchDisk(CopyOf(disk), copy.ContentLength, pace);
    }, cancellation);

    /// <summary>Address of a copy, for the import of a managed disk.</summary>
    public Uri Address(ReplicaDisk disk) => CopyOf(disk).Uri;

    /// <summary>Removes a copy and its snapshots; what is not there, or not of this launch, is left alone.</summary>
    public Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation) => RunAsync(disk, async pace =>
    {
        var properties = await PropertiesAsync(CopyOf(disk), pace, cancellation).ConfigureAwait(false);
        if (properties is not null && BlobOwner.Owns(disk, properties.Metadata, names.Launch))
            await DeleteAsync(CopyOf(disk), pace, cancellation).ConfigureAwait(false);
        await RemoveSnapshotsAsync(disk, pace, cancellation).ConfigureAwait(false);
        return true;
    }, cancellation);

    private PageBlobClient CopyOf(ReplicaDisk disk) => container.GetPageBlobClient(names.CopyBlob(disk));

    private PageBlobClient SourceOf(ReplicaDisk disk) => container.GetPageBlobClient(BlobOwner.BlobName(disk.Name));

    private static bool IsOf(BlobProperties source, BlobProperties copy) =>
        copy.Metadata.TryGetValue(SourceState, out var state) && state == StateOf(source);

    private static string StateOf(BlobProperties source) => Uri.EscapeDataString(source.ETag.ToString());

    private async Task StartAsync(
        ReplicaDisk disk, PageBlobClient copy, StoragePace pace, CancellationToken cancellation)
    {
        var source = await SourceAsync(disk, pace, cancellation).ConfigureAwait(false);
        await CheckWholeAsync(disk, source, pace, cancellation).ConfigureAwait(false);
        // One that an earlier try left may be of an earlier state.
        await RemoveSnapshotsAsync(disk, pace, cancellation).ConfigureAwait(false);
        var metadata = BlobOwner.Metadata(disk, names.Launch);
        var conditions = new BlobRequestConditions { IfMatch = source.ETag };
        var snapshot = await pace.SendAsync(
            token => SourceOf(disk).CreateSnapshotAsync(metadata, conditions, token), cancellation)
                .ConfigureAwait(false);
        metadata[SourceState] = StateOf(source);
        var options = new BlobCopyFromUriOptions
        {
            Metadata = metadata, DestinationConditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await pace.SendAsync(
                token => copy.StartCopyFromUriAsync(
                    SourceOf(disk).WithSnapshot(snapshot.Value.Snapshot).Uri, options, token),
                cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            // A try whose answer did not come has started it.
        }
    }

    private async Task CheckWholeAsync(
        ReplicaDisk disk, BlobProperties source, StoragePace pace, CancellationToken cancellation)
    {
        var footer = new HttpRange(source.ContentLength - VhdFooter.Bytes, VhdFooter.Bytes);
        var end = await pace.SendAsync(
            token => SourceOf(disk).DownloadContentAsync(new BlobDownloadOptions { Range = footer }, token),
            cancellation).ConfigureAwait(false);
        if (!VhdFooter.HasCookie(end.Value.Content.ToMemory().Span))
            throw ReplicaErrors.NotWhole(BlobOwner.BlobName(disk.Name));
    }

    private async Task<BlobProperties> SourceAsync(ReplicaDisk disk, StoragePace pace, CancellationToken cancellation)
    {
        var properties = await PropertiesAsync(SourceOf(disk), pace, cancellation).ConfigureAwait(false)
            ?? throw ReplicaErrors.Gone(BlobOwner.BlobName(disk.Name), "is not there");
        return BlobOwner.Owns(disk, properties.Metadata) ? properties
            : throw ReplicaErrors.Foreign(BlobOwner.BlobName(disk.Name));
    }

    private async Task<BlobProperties?> FindCopyAsync(
        ReplicaDisk disk, StoragePace pace, CancellationToken cancellation)
    {
        var properties = await PropertiesAsync(CopyOf(disk), pace, cancellation).ConfigureAwait(false);
        return properties is null || BlobOwner.Owns(disk, properties.Metadata, names.Launch)
            ? properties : throw AzureErrors.NameTaken("blob", names.CopyBlob(disk), names.Target.ResourceGroup);
    }

    private async Task RemoveSnapshotsAsync(ReplicaDisk disk, StoragePace pace, CancellationToken cancellation)
    {
        var name = BlobOwner.BlobName(disk.Name);
        var ours = await pace.SendAsync(async token =>
        {
            var found = new List<string>();
            var blobs = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.Snapshots, name, token);
            await foreach (var item in blobs.ConfigureAwait(false))
            {
                if (item.Name == name && item.Snapshot is { Length: > 0 } snapshot
                    && BlobOwner.Owns(disk, item.Metadata, names.Launch))
                    found.Add(snapshot);
            }
            return found;
        }, cancellation).ConfigureAwait(false);
        foreach (var snapshot in ours)
            await DeleteAsync(SourceOf(disk).WithSnapshot(snapshot), pace, cancellation).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(PageBlobClient blob, StoragePace pace, CancellationToken cancellation)
    {
        try
        {
            await pace.SendAsync(token => blob.DeleteIfExistsAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException pending) when (pending.ErrorCode == "PendingCopyOperation")
        {
            var state = await PropertiesAsync(blob, pace, cancellation).ConfigureAwait(false);
            await pace.SendAsync(token => blob.AbortCopyFromUriAsync(state?.CopyId, cancellationToken: token),
                cancellation).ConfigureAwait(false);
            await pace.SendAsync(token => blob.DeleteIfExistsAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
        }
    }

    private static async Task<BlobProperties?> PropertiesAsync(
        PageBlobClient blob, StoragePace pace, CancellationToken cancellation)
    {
        try
        {
            return (await pace.SendAsync(token => blob.GetPropertiesAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private Task<T> RunAsync<T>(ReplicaDisk disk, Func<StoragePace, Task<T>> run, CancellationToken cancellation)
    {
        var name = names.CopyBlob(disk);
        return AzureConnection.RunAsync(name, () => run(new StoragePace(name, retryDelay)), cancellation);
    }
}
