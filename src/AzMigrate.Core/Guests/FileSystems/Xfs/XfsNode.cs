using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Xfs;

/// <summary>An inode of XFS: what a file is, and where its blocks are.</summary>
internal sealed class XfsNode(Block inode, GuestBytes volume, XfsGeometry geometry, bool hasLargeCounts)
{
    private const byte FormatLocal = 1;
    private const byte FormatExtents = 2;
    private const byte FormatTree = 3;
    private const ulong LargeCountsFlag = 0x10;
    private const int MaxRuns = 1 << 20;
    private const int MaxDepth = 8;
    private const int ExtentBytes = 16;

    public bool IsLocal => inode.U8(5) == FormatLocal;

    /// <summary>What is within the inode.</summary>
    public Block Local => Fork;

    public long Length => inode.U64Big(56) is var length && length <= 1L << 60
        ? (long)length : throw inode.Damaged(56, "a file has an impossible size");

    public FileKind Kind => (inode.U16Big(2) & 0xF000) switch
    {
        0x4000 => FileKind.Folder, 0x8000 => FileKind.File, 0xA000 => FileKind.Link, _ => FileKind.Other,
    };

    private Block Fork
    {
        get
        {
            var start = inode.U8(4) >= 3 ? 176 : 100;
            var bytes = inode.U8(82) != 0 ? inode.U8(82) * 8 : geometry.NodeBytes - start;
            return inode.Slice(start, bytes);
        }
    }

    private ulong ExtentCount => hasLargeCounts && inode.U8(4) >= 3 && (inode.U64Big(120) & LargeCountsFlag) != 0
        ? inode.U64Big(24) : inode.U32Big(76);

    /// <param name="name">In the words of messages.</param>
    /// <param name="length">To read further than the file's own length: blocks that have headers.</param>
    public GuestBytes Open(string name, long? length = null)
    {
        if (IsLocal)
            return new MemoryBytes(name, Fork.Bytes(0, (int)Math.Min(Length, Fork.Length)).ToArray());
        return new MappedBytes(name, length ?? Length, Runs());
    }

    /// <summary>The pieces of the file.</summary>
    public List<MappedRun> Runs()
    {
        var runs = new List<MappedRun>();
        switch (inode.U8(5))
        {
            case FormatExtents:
                Extents(Fork, (int)Math.Min(ExtentCount, MaxRuns), runs);
                break;
            case FormatTree:
                // The root, in the inode, has no header but its level and count, and room for as many keys as pointers.
                Pointers(Fork, 4, Fork.U16Big(2), (Fork.Length - 4) / ExtentBytes, runs, MaxDepth);
                break;
            default:
                throw inode.Damaged(5, "an inode has an unknown format");
        }
        return runs;
    }

    private void Pointers(Block node, int start, int count, int room, List<MappedRun> runs, int depthLeft)
    {
        if (count > room)
            throw node.Damaged(start, "a tree of extents has more entries than room for them");
        for (var i = 0; i < count; i++)
            Tree(node.U64Big(start + room * 8 + i * 8), runs, depthLeft);
    }

    private void Tree(ulong number, List<MappedRun> runs, int depthLeft)
    {
        var block = volume.Block(geometry.BlockOffset((long)Math.Min(number, long.MaxValue)), geometry.BlockBytes);
        if (depthLeft == 0 || !(block.Has(0, "BMAP"u8) || block.Has(0, "BMA3"u8)))
            throw block.Damaged(0, "a tree of extents leads to none");
        var header = block.Has(0, "BMA3"u8) ? 72 : 24;
        if (block.U16Big(4) == 0)
            Extents(block.Slice(header), block.U16Big(6), runs);
        else
            Pointers(block, header, block.U16Big(6), (geometry.BlockBytes - header) / ExtentBytes, runs, depthLeft - 1);
    }

    // Of 128 bits: not written 1, offset 54, block 52, count 21.
    private void Extents(Block list, int count, List<MappedRun> runs)
    {
        for (var i = 0; i < count; i++)
        {
            if (runs.Count >= MaxRuns)
                throw GuestErrors.TooMuch(volume.Name);
            var (high, low) = (list.U64Big(i * ExtentBytes), list.U64Big(i * ExtentBytes + 8));
            var offset = (long)((high << 1) >> 10);
            var block = (long)(((high & 0x1FF) << 43) | (low >> 21));
            var blocks = (long)(low & 0x1F_FFFF);
            if (high >> 63 != 0)
                continue;
            if (blocks == 0 || offset > 1L << 44)
                throw list.Damaged(i * ExtentBytes, "an extent has an impossible place");
            runs.Add(new MappedRun(
                offset * geometry.BlockBytes, blocks * geometry.BlockBytes, volume, geometry.BlockOffset(block)));
        }
    }
}
