namespace AzMigrate.Replication;

/// <summary>Joins extents, which come in ascending order.</summary>
internal struct ExtentMerger
{
    private DiskExtent? _open;

    /// <summary>What was not given yet, at the end.</summary>
    public readonly DiskExtent? Last => _open;

    /// <summary>True when the next extent is no farther from the one before than this.</summary>
    public readonly bool Touches(DiskExtent next, long gapBytes = 0) =>
        _open is DiskExtent open && next.Offset - open.End <= gapBytes;

    /// <summary>Takes the next extent, which joins the one before or ends it: then that is given.</summary>
    public DiskExtent? Add(DiskExtent next, bool joins)
    {
        if (joins && _open is DiskExtent open)
        {
            _open = open with { Length = Math.Max(open.End, next.End) - open.Offset };
            return null;
        }
        var ended = _open;
        _open = next;
        return ended;
    }
}
