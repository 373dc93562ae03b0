namespace AzMigrate.Replication.DiskFormats;

/// <summary>
/// Finds blocks of a file that overlap. All have one size, so a stretch of that size has the start of one at most;
/// four bytes remember it. Past eight million blocks (512 GiB in grains of 64 KiB) nothing is remembered any more.
/// </summary>
internal sealed class BlockClaims(string path, long blockBytes)
{
    private const int PageSize = 4096;
    private const int MaxClaims = 8 << 20;
    private const int Unit = 512;
    private readonly Dictionary<long, int[]> _pages = [];
    private int _pagesLeft = MaxClaims / PageSize;

    /// <summary>Takes a block; starts are multiples of 512.</summary>
    /// <exception cref="MigrateException"><c>Disk.Damaged</c>: another block is there.</exception>
    public void Claim(long start)
    {
        var stretch = start / blockBytes;
        if (!Remember(stretch, (int)(start % blockBytes / Unit) + 1)
            || StartIn(stretch - 1) is long before && before + blockBytes > start
            || StartIn(stretch + 1) is long after && start + blockBytes > after)
        {
            throw DiskErrors.Damaged(path, start, "two blocks of the disk lie over each other there");
        }
    }

    private bool Remember(long stretch, int position)
    {
        if (!_pages.TryGetValue(stretch / PageSize, out var page))
        {
            if (_pagesLeft-- <= 0)
                return true;
            _pages.Add(stretch / PageSize, page = new int[PageSize]);
        }
        ref var claim = ref page[stretch % PageSize];
        var isFree = claim == 0;
        claim = position;
        return isFree;
    }

    private long? StartIn(long stretch) =>
        stretch >= 0 && _pages.TryGetValue(stretch / PageSize, out var page)
        && page[stretch % PageSize] is > 0 and var position
            ? stretch * blockBytes + (position - 1) * (long)Unit
            : null;
}
