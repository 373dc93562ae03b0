using AzMigrate.Replication;

namespace AzMigrate.Guests.Bytes;

/// <summary>
/// A disk, read a page at a time, of which a few are kept. File systems are walked synchronously on a thread of the
/// check's own, so here the disk's tasks are waited for.
/// </summary>
internal sealed class DiskBytes(IDiskSource source, int index, CancellationToken cancellation)
    : GuestBytes(FormattableString.Invariant($"disk {index + 1}"), source.CapacityBytes)
{
    private const int PageBytes = 64 << 10;
    private const int Pages = 64;

    // A check of a sound guest reads some hundred MB; what leads in circles would read on for ever.
    private const long MaxBytes = 4L << 30;
    private const long MaxReads = 100_000_000;
    private readonly (long Page, long Used, byte[]? Bytes)[] _pages = new (long, long, byte[]?)[Pages];
    private int _last;
    private long _readBytes;
    private long _reads;

    /// <summary>Position of the disk in the list that is checked.</summary>
    public int Index => index;

    public override DiskPlace? Locate(long offset, int count) =>
        offset >= 0 && offset <= Length - count ? new DiskPlace(index, offset) : null;

    protected override void ReadWithin(long offset, Span<byte> buffer)
    {
        if (++_reads > MaxReads)
            throw GuestErrors.TooMuch(Name);
        while (buffer.Length > 0)
        {
            var within = (int)(offset % PageBytes);
            var part = Page(offset / PageBytes).AsSpan(within);
            part = part.Slice(0, Math.Min(part.Length, buffer.Length));
            part.CopyTo(buffer);
            buffer = buffer.Slice(part.Length);
            offset += part.Length;
        }
    }

    private byte[] Page(long page)
    {
        if (_pages[_last] is { Bytes: byte[] last } && _pages[_last].Page == page)
            return last;
        var oldest = 0;
        for (var i = 0; i < Pages; i++)
        {
            if (_pages[i].Bytes is byte[] kept && _pages[i].Page == page)
            {
                _pages[i].Used = _reads;
                _last = i;
                return kept;
            }
            if (_pages[i].Used < _pages[oldest].Used || _pages[i].Bytes is null)
                oldest = i;
        }
        cancellation.ThrowIfCancellationRequested();
        if ((_readBytes += PageBytes) > MaxBytes)
            throw GuestErrors.TooMuch(Name);
        var bytes = _pages[oldest].Bytes ?? new byte[PageBytes];
        _pages[oldest].Bytes = null;
        var count = (int)Math.Min(PageBytes, Length - page * PageBytes);
        source.ReadAsync(page * PageBytes, bytes.AsMemory(0, count), cancellation).GetAwaiter().GetResult();
        _pages[oldest] = (page, _reads, bytes);
        _last = oldest;
        return bytes;
    }
}
