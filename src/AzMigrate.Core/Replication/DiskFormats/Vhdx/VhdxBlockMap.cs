using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>
/// The block table ([MS-VHDX] 2.5). After the entries of each chunk of blocks comes one for the bitmap of their
/// sectors, which a block that is only partly here needs.
/// </summary>
internal sealed class VhdxBlockMap : IRunMap
{
    private const int EntryBytes = 8;
    private const int BitmapBytes = 1 << 20;
    private readonly IRandomReader _file;
    private readonly PagedTable _table;
    private readonly PagedTable _bitmaps;
    private readonly VhdxMetadata _disk;
    private readonly long _chunkBlocks;

    public VhdxBlockMap(IRandomReader file, DiskExtent table, VhdxMetadata disk)
    {
        (_file, _disk) = (file, disk);
        _chunkBlocks = BitmapBytes * 8L * disk.LogicalSectorBytes / disk.BlockBytes;
        Blocks = (disk.CapacityBytes + disk.BlockBytes - 1) / disk.BlockBytes;
        var chunks = (Blocks + _chunkBlocks - 1) / _chunkBlocks;
        var entries = disk.Parent is null ? Blocks + (Blocks - 1) / _chunkBlocks : chunks * (_chunkBlocks + 1);
        if (entries * EntryBytes > table.Length)
            throw DiskErrors.Damaged(file.Path, table.Offset, "the block table is shorter than the disk");
        _table = new PagedTable(file, table.Offset, entries * EntryBytes);
        _bitmaps = new PagedTable(file, 0, file.Length);
    }

    private enum State
    {
        NotPresent = 0,
        Undefined = 1,
        Zero = 2,
        Unmapped = 3,

        /// <summary>As <see cref="Unmapped"/>, by a draft of the format.</summary>
        UnmappedDraft = 5,
        FullyPresent = 6,
        PartlyPresent = 7,
    }

    private long Blocks { get; }

    /// <summary>
    /// Looks at all blocks and bitmaps: within the file, apart from each other and from what is reserved.
    /// </summary>
    public void Check(IReadOnlyList<DiskExtent> reserved)
    {
        // A bitmap is as large as the smallest block; claimed with the blocks it would count as large as they.
        var claims = new BlockClaims(_file.Path, _disk.BlockBytes);
        var bitmaps = new BlockClaims(_file.Path, BitmapBytes);
        var lastBitmap = -1L;
        for (long block = 0; block < Blocks; block++)
        {
            var (state, start) = Entry(block);
            if (state is State.FullyPresent or State.PartlyPresent)
            {
                claims.Claim(start);
                CheckApart(start, _disk.BlockBytes, reserved);
            }
            if (state != State.PartlyPresent || BitmapStart(block) is var bitmap && bitmap == lastBitmap)
                continue;
            bitmaps.Claim(bitmap);
            CheckApart(bitmap, BitmapBytes, reserved);
            lastBitmap = bitmap;
        }
    }

    public LayerRun Map(long offset, long length)
    {
        var block = offset / _disk.BlockBytes;
        var within = offset - block * _disk.BlockBytes;
        var (state, start) = Entry(block);
        if (state is State.FullyPresent)
            return LayerRun.Data(_file, start + within, Math.Min(length, _disk.BlockBytes - within));
        if (state is State.PartlyPresent)
            return MapPart(block, start, within, Math.Min(length, _disk.BlockBytes - within));
        var end = block + 1;
        while (end * _disk.BlockBytes < offset + length && Entry(end).State == state)
            end++;
        length = Math.Min(length, end * _disk.BlockBytes - offset);
        // What was never written is the parent's; what was zeroed, trimmed or left undefined is not.
        return state is State.NotPresent ? LayerRun.Parent(length) : LayerRun.Zero(length);
    }

    private LayerRun MapPart(long block, long start, long within, long length)
    {
        var sectorBytes = _disk.LogicalSectorBytes;
        // A block begins at a byte of the bitmap: it has 256 sectors at least.
        var bitmap = BitmapStart(block) + block % _chunkBlocks * (_disk.BlockBytes / sectorBytes / 8);
        var last = (within + length + sectorBytes - 1) / sectorBytes;
        var end = SectorRun.End(
            at => _bitmaps.Byte(bitmap + at), isFirstBitHighest: false, within / sectorBytes, last, out var isHere);
        length = Math.Min(length, end * sectorBytes - within);
        return isHere ? LayerRun.Data(_file, start + within, length) : LayerRun.Parent(length);
    }

    private (State State, long Start) Entry(long block)
    {
        var at = (block + block / _chunkBlocks) * EntryBytes;
        var entry = _table.UInt64(at);
        var state = (State)(entry & 7);
        var start = Start(entry);
        switch (state)
        {
            case State.NotPresent or State.Undefined or State.Zero or State.Unmapped or State.UnmappedDraft:
                return (state, 0);
            case State.FullyPresent:
            case State.PartlyPresent when _disk.Parent is not null:
                // The last block may be cut at the disk's end.
                CheckInFile(start, Math.Min(_disk.BlockBytes, _disk.CapacityBytes - block * _disk.BlockBytes));
                return (state, start);
            default:
                throw Damaged(start, block, "has a state that cannot be");
        }
    }

    private long BitmapStart(long block)
    {
        var entry = _table.UInt64((block / _chunkBlocks * (_chunkBlocks + 1) + _chunkBlocks) * EntryBytes);
        var start = Start(entry);
        if ((State)(entry & 7) is not State.FullyPresent)
            throw Damaged(start, block, "is partly there and has no bitmap");
        CheckInFile(start, BitmapBytes);
        return start;
    }

    private static long Start(ulong entry) => (long)(entry >> 20) * VhdxRegions.MiB;

    private MigrateException Damaged(long offset, long block, string what) =>
        DiskErrors.Damaged(_file.Path, offset, FormattableString.Invariant($"block {block} {what}"));

    private void CheckInFile(long start, long length)
    {
        if (start < VhdxRegions.MiB)
            throw DiskErrors.Damaged(_file.Path, start, "a block of the disk lies over the file's own header");
        if (start > _file.Length - length)
            throw DiskErrors.Truncated(_file.Path, start, "a block of the disk");
    }

    private void CheckApart(long start, long length, IReadOnlyList<DiskExtent> reserved)
    {
        foreach (var place in reserved)
        {
            if (start < place.End && start + length > place.Offset)
                throw DiskErrors.Damaged(_file.Path, start, "a block of the disk lies over the file's own tables");
        }
    }
}
