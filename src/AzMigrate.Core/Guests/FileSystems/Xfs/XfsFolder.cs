using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Xfs;

/// <summary>
/// Lists a folder of XFS: within its inode, in one block, or in many; the indexes beside are not needed.
/// </summary>
internal static class XfsFolder
{
    /// <summary>Behind it are indexes.</summary>
    private const long DataEnd = 32L << 30;

    public static IEnumerable<FileNode> List(XfsNode node, XfsGeometry geometry, string name) =>
        node.IsLocal ? Local(node.Local, geometry) : Blocks(node, geometry, name);

    private static IEnumerable<FileNode> Local(Block fork, XfsGeometry geometry)
    {
        var (count, numberBytes) = (fork.U8(0), fork.U8(1) != 0 ? 8 : 4);
        var at = 2 + numberBytes;
        for (var i = 0; i < Math.Max(count, fork.U8(1)); i++)
        {
            var nameBytes = fork.U8(at);
            var name = fork.Utf8(at + 3, nameBytes);
            at += 3 + nameBytes;
            var kind = geometry.HasFileTypes ? Kind(fork.U8(at++)) : FileKind.Other;
            var number = numberBytes == 8 ? (long)fork.U64Big(at) : fork.U32Big(at);
            at += numberBytes;
            yield return new FileNode(name, number, kind);
        }
    }

    private static IEnumerable<FileNode> Blocks(XfsNode node, XfsGeometry geometry, string name)
    {
        var runs = node.Runs().FindAll(run => run.Start < DataEnd);
        var length = runs.Count == 0 ? 0 : runs.Max(run => run.Start + run.Length);
        var bytes = new MappedBytes(name, length, runs);
        foreach (var run in runs.OrderBy(run => run.Start))
        {
            var first = (run.Start + geometry.FolderBlockBytes - 1) / geometry.FolderBlockBytes * geometry.FolderBlockBytes;
            for (var at = first; at < run.Start + run.Length
                && at + geometry.FolderBlockBytes <= length; at += geometry.FolderBlockBytes)
                foreach (var entry in Entries(bytes.Block(at, geometry.FolderBlockBytes), geometry))
                    yield return entry;
        }
    }

    private static IEnumerable<FileNode> Entries(Block block, XfsGeometry geometry)
    {
        var isSingle = block.Has(0, "XD2B"u8) || block.Has(0, "XDB3"u8);
        if (!isSingle && !block.Has(0, "XD2D"u8) && !block.Has(0, "XDD3"u8))
            throw block.Damaged(0, "a block of a folder has no signature");
        // A single block has its index at its end.
        var end = isSingle ? block.Length - 8 - Math.Min(block.U32Big(block.Length - 8), (uint)block.Length / 8) * 8L
            : block.Length;
        for (var at = geometry.IsVersion5 ? 64 : 16; at < end;)
        {
            if (block.U16Big(at) == 0xFFFF)
            {
                var free = block.U16Big(at + 2);
                if (free == 0 || free % 8 != 0)
                    throw block.Damaged(at + 2, "free space in a folder has an impossible length");
                at += free;
                continue;
            }
            var nameBytes = block.U8(at + 8);
            var name = block.Utf8(at + 9, nameBytes);
            var kind = geometry.HasFileTypes ? Kind(block.U8(at + 9 + nameBytes)) : FileKind.Other;
            if (name is not ("." or ".."))
                yield return new FileNode(name, (long)Math.Min(block.U64Big(at), long.MaxValue), kind);
            at += (8 + 1 + nameBytes + (geometry.HasFileTypes ? 1 : 0) + 2 + 7) / 8 * 8;
        }
    }

    private static FileKind Kind(byte type) => type switch
    {
        1 => FileKind.File, 2 => FileKind.Folder, 7 => FileKind.Link, _ => FileKind.Other,
    };
}
