using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhd;

/// <summary>
/// The blocks of a dynamic or differencing VHD. Each has a bitmap before it, whose bits tell the sectors that it has;
/// the others are the parent's, or zeros.
/// </summary>
internal sealed class VhdBlockMap : IRunMap
{
    private const uint Absent = uint.MaxValue;
    private readonly DiskFile _file;
    private readonly PagedTable _table;
    private readonly PagedTable _bitmaps;
    private readonly long _capacityBytes;
    private readonly int _blockBytes;
    private readonly int _bitmapBytes;

    public VhdBlockMap(DiskFile file, long capacityBytes, long table, int blockBytes)
    {
        (_file, _capacityBytes, _blockBytes) = (file, capacityBytes, blockBytes);
        _table = new PagedTable(file, table, (capacityBytes + blockBytes - 1) / blockBytes * sizeof(uint));
        _bitmaps = new PagedTable(file, 0, file.Length);
        var bits = blockBytes / DiskLimits.SectorBytes;
        _bitmapBytes = (bits + DiskLimits.SectorBytes * 8 - 1) / (DiskLimits.SectorBytes * 8) * DiskLimits.SectorBytes;
    }

    /// <summary>Looks at all blocks: within the file, apart from each other and from what is reserved.</summary>
    public void Check(IReadOnlyList<DiskExtent> reserved)
    {
        var claims = new BlockClaims(_file.Path, _bitmapBytes + _blockBytes);
        var blocks = (_capacityBytes + _blockBytes - 1) / _blockBytes;
        for (long block = 0; block < blocks; block++)
        {
            if (BlockStart(block) is not long start)
                continue;
            claims.Claim(start);
            foreach (var place in reserved)
            {
                if (start < place.End && start + _bitmapBytes + _blockBytes > place.Offset)
                    throw DiskErrors.Damaged(_file.Path, start, "a block of the disk lies over the file's own tables");
            }
        }
    }

    public LayerRun Map(long offset, long length)
    {
        var block = offset / _blockBytes;
        if (BlockStart(block) is not long start)
        {
            var next = block + 1;
            while (next * _blockBytes < offset + length && BlockStart(next) is null)
                next++;
            return LayerRun.Parent(Math.Min(length, next * _blockBytes - offset));
        }
        var within = (int)(offset - block * _blockBytes);
        length = Math.Min(length, _blockBytes - within);
        var last = (within + length + DiskLimits.SectorBytes - 1) / DiskLimits.SectorBytes;
        var end = SectorRun.End(
            at => _bitmaps.Byte(start + at), isFirstBitHighest: true, within / DiskLimits.SectorBytes, last,
            out var isHere);
        length = Math.Min(length, end * DiskLimits.SectorBytes - within);
        return isHere ? LayerRun.Data(_file, start + _bitmapBytes + within, length) : LayerRun.Parent(length);
    }

    private long? BlockStart(long block)
    {
        var entry = _table.UInt32BigEndian(block * sizeof(uint));
        if (entry == Absent)
            return null;
        var start = entry * (long)DiskLimits.SectorBytes;
        // The last block may be cut at the disk's end.
        var needed = start + _bitmapBytes + Math.Min(_blockBytes, _capacityBytes - block * _blockBytes);
        if (needed > _file.Length)
            throw DiskErrors.Truncated(_file.Path, needed, "the end of a block");
        return start;
    }
}
