using Azure;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>A copy in a page blob. It is a fixed VHD while it has its footer, which goes first and comes last.</summary>
internal sealed class PageBlobTarget(PageBlobClient blob, BlobLease lease, long capacityBytes, bool isBlank) : IDiskTarget
{
    private bool _isSealed;

    public long CapacityBytes => capacityBytes;

    public bool IsBlank { get; private set; } = isBlank;

    public int GapBytes => PageWriter.GapBytes;

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        Check(offset, data.Length);
        IsBlank = false;
        await PutAsync(offset, data, cancellation).ConfigureAwait(false);
    }

    public async ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Check(extent.Offset, extent.Length);
        foreach (var piece in PageWriter.ClearsOf(extent))
            await ClearPagesAsync(piece, cancellation).ConfigureAwait(false);
    }

    /// <summary>The service answers when a page is at three places: there is nothing to flush.</summary>
    public ValueTask FlushAsync(CancellationToken cancellation = default) => default;

    public async ValueTask SealAsync(CancellationToken cancellation = default)
    {
        Check(0, 0);
        await PutAsync(capacityBytes, PageWriter.Footer(capacityBytes), cancellation).ConfigureAwait(false);
        await AzureConnection.RunAsync(blob.Name, () => lease.ReleaseAsync(cancellation), cancellation).ConfigureAwait(false);
        _isSealed = true;
    }

    /// <summary>Takes the footer away: from now on it is no disk.</summary>
    public Task UnsealAsync(CancellationToken cancellation) =>
        ClearPagesAsync(new DiskExtent(capacityBytes, VhdFooter.Bytes), cancellation);

    /// <summary>Closes it; its lease runs out by itself.</summary>
    public void Dispose()
    {
        // The client holds nothing.
    }

    private Task PutAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        PageWriter.WriteAsync(offset, data, (at, piece) => SendAsync(
            async token => (await PageWriter.PutAsync(blob, at, piece, lease.Conditions, token).ConfigureAwait(false)).ETag,
            cancellation));

    private Task ClearPagesAsync(DiskExtent piece, CancellationToken cancellation) => SendAsync(
        async token => (await blob.ClearPagesAsync(new(piece.Offset, piece.Length), lease.Conditions, token).ConfigureAwait(false)).Value.ETag,
        cancellation);

    private Task SendAsync(Func<CancellationToken, Task<ETag>> request, CancellationToken cancellation) =>
        AzureConnection.RunAsync(blob.Name, () => lease.WriteAsync(request, cancellation), cancellation);

    private void Check(long offset, long length)
    {
        if (_isSealed)
            throw new InvalidOperationException("The disk is sealed.");
        if (offset < 0 || length < 0 || offset > capacityBytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
