using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// Keeps others from writing to a page blob. The lease runs out by itself a minute after the last write, and is taken
/// again where nobody has written since.
/// </summary>
internal sealed class BlobLease : IDisposable
{
    /// <summary>As many blocks as a copy has; what is known of the last writes is known of two.</summary>
    private const int MaxWrites = 2;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);
    private readonly PageBlobClient _blob;
    private readonly BlobLeaseClient _lease;
    private readonly StoragePace _pace;
    private readonly CopyClock _clock;
    private readonly SemaphoreSlim _writes = new(MaxWrites, MaxWrites);
    private readonly SemaphoreSlim _alone = new(1, 1);
    private long _renewedTicks;
    private int _timesTaken;
    private ETag? _written;
    private ETag? _writtenBefore;

    private BlobLease(PageBlobClient blob, Guid id, StoragePace pace, CopyClock clock) =>
        (_blob, _lease, _pace, _clock) = (blob, blob.GetBlobLeaseClient(id.ToString()), pace, clock);

    /// <summary>What each write names.</summary>
    public string Id => _lease.LeaseId;

    /// <summary>The same as a condition.</summary>
    public PageBlobRequestConditions Conditions => new() { LeaseId = _lease.LeaseId };

    private bool IsRenewalDue => _clock.Elapsed.Ticks - Interlocked.Read(ref _renewedTicks) > RenewAfter.Ticks;

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

    /// <summary>
    /// Sends a write under the lease; two at most are under way at once. A lease that was lost is taken again, once, if
    /// nobody wrote meanwhile.
    /// </summary>
    public async Task WriteAsync(Func<CancellationToken, Task<ETag>> write, CancellationToken cancellation)
    {
        if (IsRenewalDue)
        {
            await AloneAsync(() => IsRenewalDue ? RenewAsync(cancellation) : Task.CompletedTask, cancellation)
                .ConfigureAwait(false);
        }
        var taken = Volatile.Read(ref _timesTaken);
        try
        {
            await SendAsync(write, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException lost) when (lost.Status == 412)
        {
            await AloneAsync(
                () => taken == _timesTaken ? TakeAgainAsync(cancellation) : Task.CompletedTask, cancellation)
                    .ConfigureAwait(false);
            await SendAsync(write, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets others write.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        try
        {
            await _pace.SendAsync(token => _lease.ReleaseAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 409 or 412)
        {
            // It was lost or released by a try whose answer did not come.
        }
    }

    /// <summary>Frees what is here; the lease itself runs out, or was released.</summary>
    public void Dispose()
    {
        _writes.Dispose();
        _alone.Dispose();
    }

    private async Task SendAsync(Func<CancellationToken, Task<ETag>> write, CancellationToken cancellation)
    {
        await _writes.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var tag = await _pace.WriteAsync(write, cancellation).ConfigureAwait(false);
            lock (_writes)
                (_written, _writtenBefore) = (tag, _written);
        }
        finally
        {
            _writes.Release();
        }
    }

    // While no write is under way: the lease is renewed or taken by one of them for both.
    private async Task AloneAsync(Func<Task> act, CancellationToken cancellation)
    {
        await _alone.WaitAsync(cancellation).ConfigureAwait(false);
        var held = 0;
        try
        {
            for (; held < MaxWrites; held++)
                await _writes.WaitAsync(cancellation).ConfigureAwait(false);
            await act().ConfigureAwait(false);
        }
        finally
        {
            if (held > 0)
                _writes.Release(held);
            _alone.Release();
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellation)
    {
        try
        {
            await _pace.SendAsync(token => _lease.AcquireAsync(Lasts, cancellationToken: token), cancellation)
                .ConfigureAwait(false);
            Interlocked.Exchange(ref _renewedTicks, _clock.Elapsed.Ticks);
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
            await _pace.SendAsync(token => _lease.RenewAsync(cancellationToken: token), cancellation)
                .ConfigureAwait(false);
            Interlocked.Exchange(ref _renewedTicks, _clock.Elapsed.Ticks);
        }
        catch (RequestFailedException lost) when (lost.Status is 409 or 412)
        {
            await TakeAgainAsync(cancellation).ConfigureAwait(false);
        }
    }

    // Of two writes at once the service may have done either one last: the blob is as one of the last two left it.
    private async Task TakeAgainAsync(CancellationToken cancellation)
    {
        if (!await TryAcquireAsync(cancellation).ConfigureAwait(false))
            throw ReplicaErrors.Busy(_blob.Name);
        var now = await _pace.SendAsync(token => _blob.GetPropertiesAsync(cancellationToken: token), cancellation)
            .ConfigureAwait(false);
        if (_written is not null && now.Value.ETag != _written && now.Value.ETag != _writtenBefore)
            throw ReplicaErrors.Busy(_blob.Name);
        Interlocked.Increment(ref _timesTaken);
    }
}
