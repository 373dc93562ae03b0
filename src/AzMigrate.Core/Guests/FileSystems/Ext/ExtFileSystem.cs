using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ext;

/// <summary>ext2, ext3 and ext4, by the kernel's documentation of the layout (filesystems/ext4).</summary>
internal sealed class ExtFileSystem : FileSystem
{
    private const uint HasFileTypes = 0x2;
    private const uint NeedsRecovery = 0x4;
    private const uint MetaGroups = 0x10;
    private const uint Is64Bit = 0x80;
    // Compression, a journal's own device, data in directories.
    private const uint NotRead = 0x1 | 0x8 | 0x1000;
    private const int RootNode = 2;
    private readonly GuestBytes _volume;
    private readonly Block _super;
    private readonly int _blockBytes;
    private readonly int _nodeBytes;
    private readonly int _descriptorBytes;
    private readonly uint _features;

    public ExtFileSystem(GuestBytes volume)
    {
        _volume = volume;
        _super = volume.Block(1024, 1024);
        _features = _super.U32(96);
        if ((_features & NotRead) != 0)
            throw GuestErrors.Unsupported(volume.Name, "has an ext file system with features that are not read");
        if (_super.U32(24) > 6)
            throw _super.Damaged(24, "ext has blocks of an impossible size");
        _blockBytes = 1024 << (int)_super.U32(24);
        _nodeBytes = _super.U32(76) == 0 ? 128 : _super.U16(88);
        _descriptorBytes = (_features & Is64Bit) != 0 ? _super.U16(254) : 32;
        if (_nodeBytes < 128 || _nodeBytes > _blockBytes || _descriptorBytes is < 32 or > 1024 || _super.U32(40) == 0
            || _super.U32(32) == 0)
            throw _super.Damaged(88, "ext has inodes or groups of an impossible size");
        Uuid = _super.Uuid(104);
        Label = _super.Text(120, 16);
    }

    public override FileNode Root { get; } = new("", RootNode, FileKind.Folder);

    public override string? Uuid { get; }

    public override string Label { get; }

    /// <inheritdoc/>
    /// <remarks>The journal has to be replayed; it is not here.</remarks>
    public override bool IsDirty => (_features & NeedsRecovery) != 0;

    public override IEnumerable<FileNode> List(FileNode folder)
    {
        var node = Node(folder.Id);
        var bytes = Open(node, folder.Name);
        var isInline = node.IsInline;
        var count = 0;
        // A folder within its inode begins with its parent's number alone.
        for (long start = isInline ? 4 : 0; start < bytes.Length; start += _blockBytes)
        {
            var block = bytes.Block(
                start, isInline ? bytes.Length - start : Math.Min(_blockBytes, bytes.Length - start));
            foreach (var entry in Entries(block))
            {
                if (++count > MaxEntries)
                    throw block.Damaged(0, "a folder has more entries than one can have");
                yield return entry;
            }
            if (isInline)
                yield break;
        }
    }

    public override GuestBytes Open(FileNode file) => Open(Node(file.Id), file.Name);

    public override string ReadLink(FileNode link)
    {
        var node = Node(link.Id);
        if (node.Length > 4096)
            throw GuestErrors.Damaged(_volume.Name, link.Id, "a link is longer than one can be");
        // Short ones are where the blocks' numbers would be.
        return !node.HasExtents && !node.IsInline && node.Length < ExtNode.BlockArea
            ? node.Area.Text(0, (int)node.Length)
            : Open(node, link.Name).Block(0, node.Length).Text(0, (int)node.Length);
    }

    // A tree of names is kept in blocks that read as empty entries: the list is whole without it.
    private IEnumerable<FileNode> Entries(Block block)
    {
        for (var at = 0; at + 8 <= block.Length;)
        {
            int length = block.U16(at + 4);
            if (length is 0 or 0xFFFF)
                length = block.Length - at;
            if (length < 8 || length % 4 != 0 || length > block.Length - at)
                throw block.Damaged(at + 4, "an entry of a folder has an impossible length");
            var node = block.U32(at);
            if (node != 0)
            {
                var hasTypes = (_features & HasFileTypes) != 0;
                var nameBytes = hasTypes ? block.U8(at + 6) : block.U16(at + 6);
                var name = nameBytes <= length - 8 ? block.Utf8(at + 8, nameBytes)
                    : throw block.Damaged(at + 6, "a name is longer than its entry");
                if (name is not ("." or ".."))
                    yield return new FileNode(name, node, hasTypes ? Kind(block.U8(at + 7)) : Node(node).Kind);
            }
            at += length;
        }
    }

    private static FileKind Kind(byte type) => type switch
    {
        1 => FileKind.File, 2 => FileKind.Folder, 7 => FileKind.Link, _ => FileKind.Other,
    };

    private GuestBytes Open(ExtNode node, string name) =>
        node.Open(_volume, _blockBytes,
            $"{(name.Length == 0 ? "the root folder" : GuestErrors.Shown(name))} on {_volume.Name}");

    private ExtNode Node(long number)
    {
        if (number < 1 || number > _super.U32(0))
            throw GuestErrors.Damaged(_volume.Name, number, "there is no such inode");
        var (group, index) = ((number - 1) / _super.U32(40), (number - 1) % _super.U32(40));
        var descriptor = _volume.Block(DescriptorOffset(group), _descriptorBytes);
        var table = descriptor.U32(8) | (_descriptorBytes >= 64 ? (ulong)descriptor.U32(0x28) << 32 : 0);
        if (table > (ulong)(_volume.Length / _blockBytes))
            throw descriptor.Damaged(8, "a table of inodes is said to be beyond the volume's end");
        return new ExtNode(_volume.Block((long)table * _blockBytes + index * _nodeBytes, _nodeBytes));
    }

    private long DescriptorOffset(long group)
    {
        var perBlock = _blockBytes / _descriptorBytes;
        var (block, first) = (group / perBlock, (long)_super.U32(20));
        if ((_features & MetaGroups) == 0 || block < _super.U32(260))
            return (first + 1 + block) * _blockBytes + group % perBlock * _descriptorBytes;
        // Each set of groups has its own block, behind a copy of the superblock where there is one.
        var owner = block * perBlock;
        return (first + owner * _super.U32(
            32) + (HasSuper(owner) ? 1 : 0)) * _blockBytes + group % perBlock * _descriptorBytes;
    }

    private bool HasSuper(long group) =>
        (_super.U32(100) & 1) == 0 || group <= 1 || IsPower(group, 3) || IsPower(group, 5) || IsPower(group, 7);

    private static bool IsPower(long number, int of)
    {
        while (number % of == 0)
            number /= of;
        return number == 1;
    }
}
