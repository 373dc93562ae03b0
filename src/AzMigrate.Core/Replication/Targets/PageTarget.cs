namespace AzMigrate.Replication.Targets;

/// <summary>A disk of pages in Azure. It is a fixed VHD once it has its footer, which comes last.</summary>
internal abstract class PageTarget(long capacityBytes, bool isBlank) : IDiskTarget
{
    private bool _isSealed;

    public long CapacityBytes => capacityBytes;

    public bool IsBlank { get; private set; } = isBlank;

    public int GapBytes => PageWriter.GapBytes;

    /// <summary>A service far away takes the next pages while it answers for those before.</summary>
    public bool TakesConcurrentWrites => true;

    public async ValueTask WriteAsync(
        long offset, ReadOnlyMemory<byte> data, ulong? crc64 = null, CancellationToken cancellation = default)
    {
        Check(offset, data.Length);
        IsBlank = false;
        await PageWriter.WriteAsync(
            offset, data, crc64, (at, piece, sum) => PutAsync(at, piece, sum, cancellation)).ConfigureAwait(false);
    }

    public async ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Check(extent.Offset, extent.Length);
        foreach (var piece in PageWriter.ClearsOf(extent))
            await ClearPagesAsync(piece, cancellation).ConfigureAwait(false);
    }

    /// <summary>The service answers when a page is at several places: there is nothing to flush.</summary>
    public ValueTask FlushAsync(CancellationToken cancellation = default) => default;

    public async ValueTask SealAsync(CancellationToken cancellation = default)
    {
        Check(0, 0);
        var footer = PageWriter.Footer(capacityBytes);
        await PutAsync(capacityBytes, footer, Crc64.Of(footer), cancellation).ConfigureAwait(false);
        await EndAsync(cancellation).ConfigureAwait(false);
        _isSealed = true;
    }

    /// <summary>Closes it: the clients hold nothing, and a permission or lease runs out by itself.</summary>
    public abstract void Dispose();

    /// <summary>Sends whole sectors, 4 MiB at most, with their CRC-64.</summary>
    protected abstract Task PutAsync(
        long offset, ReadOnlyMemory<byte> piece, ulong crc64, CancellationToken cancellation);

    /// <summary>Makes whole sectors zeros.</summary>
    protected abstract Task ClearPagesAsync(DiskExtent piece, CancellationToken cancellation);

    /// <summary>Gives up the right to write.</summary>
    protected abstract Task EndAsync(CancellationToken cancellation);

    private void Check(long offset, long length)
    {
        if (_isSealed)
            throw new InvalidOperationException("The disk is sealed.");
        if (offset < 0 || length < 0 || offset > capacityBytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
