using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Xfs;

/// <summary>
/// XFS of versions 4 and 5, by its Algorithms and Data Structures (xfs-documentation); all numbers big-endian.
/// </summary>
internal sealed class XfsFileSystem : FileSystem
{
    private const uint LargeCounts = 0x20;
    private readonly GuestBytes _volume;
    private readonly XfsGeometry _geometry;

    public XfsFileSystem(GuestBytes volume)
    {
        _volume = volume;
        var super = volume.Block(0, 512);
        _geometry = XfsGeometry.Parse(super, volume);
        Root = new FileNode("", (long)Math.Min(super.U64Big(56), long.MaxValue), FileKind.Folder);
        Uuid = super.Uuid(32);
        Label = super.Text(108, 12);
    }

    public override FileNode Root { get; }

    public override string? Uuid { get; }

    public override string Label { get; }

    public override IEnumerable<FileNode> List(FileNode folder)
    {
        var count = 0;
        foreach (var entry in XfsFolder.List(Node(folder.Id), _geometry, NameOf(folder)))
        {
            if (++count > MaxEntries)
                throw GuestErrors.TooMuch(_volume.Name);
            yield return entry with { Kind = entry.Kind is FileKind.Other && !_geometry.HasFileTypes
                ? Node(entry.Id).Kind : entry.Kind };
        }
    }

    public override GuestBytes Open(FileNode file) => Node(file.Id).Open(NameOf(file));

    public override string ReadLink(FileNode link)
    {
        var node = Node(link.Id);
        if (node.Length > 1024)
            throw GuestErrors.Damaged(_volume.Name, link.Id, "a link is longer than one can be");
        if (node.IsLocal)
            return node.Local.Text(0, (int)node.Length);
        // In version 5 each block of it has a header.
        var bytes = node.Open(NameOf(link), _geometry.BlockBytes);
        var first = bytes.Block(0, Math.Min(bytes.Length, _geometry.BlockBytes));
        return first.Has(0, "XSLM"u8) ? first.Text(56, (int)node.Length) : first.Text(0, (int)node.Length);
    }

    private string NameOf(FileNode node) =>
        $"{(node.Name.Length == 0 ? "the root folder" : GuestErrors.Shown(node.Name))} on {_volume.Name}";

    private XfsNode Node(long number)
    {
        var inode = _volume.Block(_geometry.NodeOffset(number), _geometry.NodeBytes);
        return inode.Has(0, "IN"u8)
            ? new XfsNode(inode, _volume, _geometry, (_geometry.Incompatible & LargeCounts) != 0)
            : throw inode.Damaged(0, "an inode has no signature");
    }
}
