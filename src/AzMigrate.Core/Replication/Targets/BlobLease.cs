using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// Keeps others from writing to a page blob. The lease runs out by itself a minute after the last write, and is taken
/// again where nobody has written since.
/// </summary>
internal sealed class BlobLease
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);
    private readonly PageBlobClient _blob;
    private readonly BlobLeaseClient _lease;
    private readonly StoragePace _pace;
    private readonly CopyClock _clock;
    private TimeSpan _renewed;
    private ETag? _written;

    private BlobLease(PageBlobClient blob, Guid id, StoragePace pace, CopyClock clock) =>
        (_blob, _lease, _pace, _clock) = (blob, blob.GetBlobLeaseClient(id.ToString()), pace, clock);

    /// <summary>What each write names.</summary>
    public string Id => _lease.LeaseId;

    /// <summary>The same as a condition.</summary>
    public PageBlobRequestConditions Conditions => new() { LeaseId = _lease.LeaseId };

    /// <summary>Takes the lease; one that another writer left behind is waited for until it has run out.</summary>
    /// <exception cref="MigrateException"><c>Disk.TargetBusy</c>: the other one is still writing.</exception>
    public static async Task<BlobLease> TakeAsync(
        PageBlobClient blob, Guid id, StoragePace pace, CopyClock clock, CancellationToken cancellation)
    {
        var lease = new BlobLease(blob, id, pace, clock);
        var patience = clock.Elapsed + Lasts + AskAgain;
        while (!await lease.TryAcquireAsync(cancellation).ConfigureAwait(false))
        {
            if (clock.Elapsed > patience)
                throw ReplicaErrors.Busy(blob.Name);
            await clock.DelayAsync(AskAgain, cancellation).ConfigureAwait(false);
        }
        return lease;
    }

    /// <summary>Sends a write under the lease. A lease that was lost is taken again, once, if nobody wrote meanwhile.</summary>
    public async Task WriteAsync(Func<CancellationToken, Task<ETag>> write, CancellationToken cancellation)
    {
        if (_clock.Elapsed - _renewed > RenewAfter)
            await RenewAsync(cancellation).ConfigureAwait(false);
        try
        {
            _written = await _pace.WriteAsync(write, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException lost) when (lost.Status == 412)
        {
            await TakeAgainAsync(cancellation).ConfigureAwait(false);
            _written = await _pace.WriteAsync(write, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets others write.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        try
        {
            await _pace.SendAsync(token => _lease.ReleaseAsync(cancellationToken: token), cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 409 or 412)
        {
            // It was lost or released by a try whose answer did not come.
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellation)
    {
        try
        {
            await _pace.SendAsync(token => _lease.AcquireAsync(Lasts, cancellationToken: token), cancellation).ConfigureAwait(false);
            _renewed = _clock.Elapsed;
            return true;
        }
        catch (RequestFailedException held) when (held.Status is 409 or 412)
        {
            return false;
        }
    }

    // Renewing one that ran out succeeds only where nobody has written or leased since.
    private async Task RenewAsync(CancellationToken cancellation)
    {
        try
        {
            await _pace.SendAsync(token => _lease.RenewAsync(cancellationToken: token), cancellation).ConfigureAwait(false);
            _renewed = _clock.Elapsed;
        }
        catch (RequestFailedException lost) when (lost.Status is 409 or 412)
        {
            await TakeAgainAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task TakeAgainAsync(CancellationToken cancellation)
    {
        if (!await TryAcquireAsync(cancellation).ConfigureAwait(false))
            throw ReplicaErrors.Busy(_blob.Name);
        var now = await _pace.SendAsync(token => _blob.GetPropertiesAsync(cancellationToken: token), cancellation).ConfigureAwait(false);
        if (_written is ETag ours && now.Value.ETag != ours)
            throw ReplicaErrors.Busy(_blob.Name);
    }
}
