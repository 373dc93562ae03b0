using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ntfs;

/// <summary>A folder of NTFS: a tree of names, sorted by their upper-case letters.</summary>
internal sealed class NtfsIndex
{
    private const string Name = "$I30";
    private const int MaxDepth = 20;
    private const byte DosNamespace = 2;
    private readonly GuestBytes? _blocks;
    private readonly Block _root;
    private readonly int _blockBytes;
    private readonly int _unitBytes;
    private readonly Func<char, char> _upper;

    /// <param name="table">The file table.</param>
    /// <param name="folder">Number of the folder's record.</param>
    /// <param name="place">In the words of messages.</param>
    /// <param name="clusterBytes">Bytes a cluster.</param>
    /// <param name="upper">Upper case, as the volume has it.</param>
    public NtfsIndex(NtfsFileTable table, long folder, string place, int clusterBytes, Func<char, char> upper)
    {
        var roots = table.Attributes(folder, NtfsAttribute.IndexRoot, Name);
        if (roots.Count == 0 || !roots[0].IsResident)
            throw GuestErrors.Damaged(place, 0, "a folder has no index");
        _root = roots[0].Value;
        _blockBytes = (int)Math.Min(_root.U32(8), int.MaxValue);
        if (_blockBytes is < 512 or > 1 << 16 || (_blockBytes & (_blockBytes - 1)) != 0)
            throw _root.Damaged(8, "an index has blocks of an impossible size");
        _unitBytes = clusterBytes <= _blockBytes ? clusterBytes : 512;
        _blocks = table.Open(folder, NtfsAttribute.IndexAllocation, Name, place);
        _upper = upper;
    }

    public FileNode? Find(string name)
    {
        var node = _root.Slice(16);
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var (found, child) = Search(node, name);
            if (found is not null || child is not long block)
                return found;
            node = Read(block);
        }
        throw _root.Damaged(0, "an index leads in a circle");
    }

    public IEnumerable<FileNode> List() => List(_root.Slice(16), 0, new HashSet<long>());

    private IEnumerable<FileNode> List(Block node, int depth, HashSet<long> seen)
    {
        if (depth == MaxDepth)
            throw node.Damaged(0, "an index leads in a circle");
        foreach (var entry in Entries(node))
        {
            if (Child(entry) is long block)
            {
                if (!seen.Add(block))
                    throw entry.Damaged(0, "an index leads in a circle");
                foreach (var below in List(Read(block), depth + 1, seen))
                    yield return below;
            }
            // A long name and its short one are two entries.
            if (!IsLast(entry) && entry.U8(16 + 65) != DosNamespace)
                yield return Node(entry);
        }
    }

    private (FileNode? Found, long? Child) Search(Block node, string name)
    {
        foreach (var entry in Entries(node))
        {
            var order = IsLast(entry) ? -1 : Compare(name, NameOf(entry));
            if (order == 0)
                return (Node(entry), null);
            if (order < 0)
                return (null, Child(entry));
        }
        throw node.Damaged(0, "an index has no last entry");
    }

    private int Compare(string left, string right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = _upper(left[i]).CompareTo(_upper(right[i]));
            if (order != 0)
                return order;
        }
        return left.Length.CompareTo(right.Length);
    }

    private static IEnumerable<Block> Entries(Block node)
    {
        var end = Math.Min(node.U32(4), (uint)node.Length);
        for (var at = node.U32(0); ;)
        {
            if (at > end)
                throw node.Damaged(0, "an index has no last entry");
            int length = node.U16((int)at + 8);
            if (length < 16)
                throw node.Damaged((int)at + 8, "an entry of an index has no length");
            var entry = node.Slice((int)at, length);
            yield return entry;
            if (IsLast(entry))
                yield break;
            at += (uint)length;
        }
    }

    private Block Read(long unit)
    {
        if (_blocks is null || unit < 0 || unit > _blocks.Length / _unitBytes)
            throw _root.Damaged(0, "an index leads beyond its end");
        return NtfsRecord.Repair(_blocks.Block(unit * _unitBytes, _blockBytes), "INDX"u8).Slice(24);
    }

    private static bool IsLast(Block entry) => (entry.U16(12) & 2) != 0;

    private static long? Child(Block entry) => (entry.U16(12) & 1) != 0 ? (long)entry.U64(entry.Length - 8) : null;

    private static string NameOf(Block entry) => entry.Utf16(16 + 66, entry.U8(16 + 64) * 2);

    private static FileNode Node(Block entry) => new(NameOf(entry), (long)entry.U64(0) & NtfsFileTable.NumberMask,
        (entry.U32(16 + 56) & 0x1000_0000) != 0 ? FileKind.Folder : FileKind.File);
}
