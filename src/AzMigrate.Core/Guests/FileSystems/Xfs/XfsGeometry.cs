using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Xfs;

/// <summary>The measures of an XFS, and where its numbers lead to.</summary>
internal sealed record XfsGeometry
{
    private const uint FileTypes = 0x1;
    private const uint OldFileTypes = 0x200;

    public required int BlockBytes { get; init; }

    public required int NodeBytes { get; init; }

    public required int FolderBlockBytes { get; init; }

    public required bool IsVersion5 { get; init; }

    public required bool HasFileTypes { get; init; }

    public required uint Incompatible { get; init; }

    private long GroupBlocks { get; init; }

    private long Groups { get; init; }

    private int GroupBits { get; init; }

    private int NodeBits { get; init; }

    public static XfsGeometry Parse(Block super, GuestBytes volume)
    {
        var version = super.U16Big(100) & 15;
        if (version is not (4 or 5))
            throw GuestErrors.Unsupported(volume.Name, "has an XFS of a version that is not read");
        var (block, node, folderBits) = (super.U32Big(4), super.U16Big(104), super.U8(192));
        int groupBits = super.U8(124), nodeBits = super.U8(123);
        if (block is < 512 or > 65536 || (block & (block - 1)) != 0 || node is < 256 or > 2048 || folderBits > 7
            || groupBits > 31 || nodeBits > 9 || super.U32Big(84) == 0 || super.U32Big(88) == 0)
            throw super.Damaged(4, "XFS's measures contradict each other");
        var isVersion5 = version == 5;
        return new XfsGeometry
        {
            BlockBytes = (int)block,
            NodeBytes = node,
            FolderBlockBytes = (int)Math.Min(block << folderBits, 65536),
            IsVersion5 = isVersion5,
            Incompatible = isVersion5 ? super.U32Big(216) : 0,
            HasFileTypes = isVersion5 ? (super.U32Big(216) & FileTypes) != 0 : (super.U32Big(200) & OldFileTypes) != 0,
            GroupBlocks = super.U32Big(84),
            Groups = super.U32Big(88),
            GroupBits = groupBits,
            NodeBits = nodeBits,
        };
    }

    /// <summary>Of an inode: its number says its group, its block there, and its place in that.</summary>
    public long NodeOffset(long number) =>
        BlockOffset(number >> NodeBits) + (number & ((1L << NodeBits) - 1)) * NodeBytes;

    /// <summary>Of a block: its number says its group, and which block of it.</summary>
    public long BlockOffset(long number)
    {
        var (group, block) = (number >> GroupBits, number & ((1L << GroupBits) - 1));
        // One that leads nowhere is beyond any volume's end.
        return group < 0 || group >= Groups || block >= GroupBlocks ? 1L << 62
            : (group * GroupBlocks + block) * BlockBytes;
    }
}
