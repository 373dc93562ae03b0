using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>
/// A VHDX file as it is after its log was replayed. The file itself is not changed: where the log has newer bytes, they
/// are read from there.
/// </summary>
internal sealed class VhdxReplayedFile(DiskFile file) : IRandomReader
{
    public const int PageBytes = 4096;
    private const int MaxZeros = 4096;
    private const long MaxFileBytes = 2 * DiskLimits.MaxCapacityBytes;
    private readonly Dictionary<long, LogPage> _pages = [];
    private readonly List<DiskExtent> _zeros = [];

    public string Path => file.Path;

    /// <summary>Of the file, or what the log says it grew to, in whole mebibytes: there are zeros.</summary>
    public long Length { get; private set; } = file.Length;

    /// <summary>True when the log had something.</summary>
    public bool IsReplayed => _pages.Count > 0 || _zeros.Count > 0;

    public void Grow(long length)
    {
        if (length > 0 && length <= MaxFileBytes)
            Length = Math.Max(Length, (length + VhdxRegions.MiB - 1) / VhdxRegions.MiB * VhdxRegions.MiB);
    }

    public void Zero(DiskExtent extent)
    {
        // Programs zero a table or two; each read looks at all of them.
        if (_zeros.Count == MaxZeros)
        {
            throw DiskErrors.Unsupported(
                Path, "has a log with too many ranges of zeros", "Mount it once in Hyper-V, which replays the log.");
        }
        foreach (var page in _pages.Keys.Where(page => page >= extent.Offset && page < extent.End).ToList())
            _pages.Remove(page);
        _zeros.Add(extent);
    }

    public void Replace(long offset, LogPage page) => _pages[offset] = page;

    public void Read(long offset, Memory<byte> buffer)
    {
        if (offset < 0 || offset > Length - buffer.Length)
            throw DiskErrors.Truncated(Path, offset + buffer.Length, "data that is needed");
        if (!IsReplayed)
        {
            ReadFile(offset, buffer);
            return;
        }
        while (buffer.Length > 0)
        {
            var page = offset / PageBytes * PageBytes;
            var isNew = IsNew(page);
            var end = page + PageBytes;
            while (!isNew && end < offset + buffer.Length && !IsNew(end))
                end += PageBytes;
            var part = buffer.Slice(0, (int)Math.Min(buffer.Length, end - offset));
            if (!isNew)
                ReadFile(offset, part);
            else if (_pages.TryGetValue(page, out var logged))
                ReadLogged(logged, (int)(offset - page), part);
            else
                part.Span.Clear();
            offset += part.Length;
            buffer = buffer.Slice(part.Length);
        }
    }

    private bool IsNew(long page) =>
        _pages.ContainsKey(page) || _zeros.Exists(zero => page >= zero.Offset && page < zero.End);

    // The ends of a page are in its descriptor: in the log their place has the entry's number.
    private void ReadLogged(LogPage page, int within, Memory<byte> part)
    {
        var whole = new byte[PageBytes];
        file.Read(page.FileOffset, whole);
        page.Leading.AsSpan().CopyTo(whole);
        page.Trailing.AsSpan().CopyTo(whole.AsSpan(PageBytes - page.Trailing.Length));
        whole.AsMemory(within, part.Length).CopyTo(part);
    }

    private void ReadFile(long offset, Memory<byte> buffer)
    {
        var inFile = (int)Math.Max(0, Math.Min(buffer.Length, file.Length - offset));
        if (inFile > 0)
            file.Read(offset, buffer.Slice(0, inFile));
        buffer.Span.Slice(inFile).Clear();
    }

    /// <summary>Where a page of 4 KiB is in the log.</summary>
    internal sealed record LogPage(long FileOffset, byte[] Leading, byte[] Trailing);
}
