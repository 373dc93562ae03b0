using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ext;

/// <summary>An inode: what a file is, and where its blocks are.</summary>
internal sealed class ExtNode(Block bytes)
{
    /// <summary>Bytes of the place for blocks' numbers, extents, or a little content.</summary>
    public const int BlockArea = 60;

    private const uint EncryptedFlag = 0x800;
    private const uint ExtentsFlag = 0x8_0000;
    private const uint InlineFlag = 0x1000_0000;
    private const int MaxRuns = 1 << 20;
    private const int MaxDepth = 5;
    private const int Direct = 12;

    public bool HasExtents => (bytes.U32(32) & ExtentsFlag) != 0;

    public bool IsInline => (bytes.U32(32) & InlineFlag) != 0;

    public Block Area => bytes.Slice(40, BlockArea);

    public long Length => bytes.U32(108) > int.MaxValue
        ? throw bytes.Damaged(108, "a file has an impossible size") : ((long)bytes.U32(108) << 32) | bytes.U32(4);

    public FileKind Kind => (bytes.U16(0) & 0xF000) switch
    {
        0x4000 => FileKind.Folder, 0x8000 => FileKind.File, 0xA000 => FileKind.Link, _ => FileKind.Other,
    };

    public GuestBytes Open(GuestBytes volume, int blockBytes, string name)
    {
        if ((bytes.U32(32) & EncryptedFlag) != 0)
            throw GuestErrors.Unsupported(name, "is encrypted");
        if (IsInline)
            return new MemoryBytes(name, Inline());
        if (Length > 1L << 50)
            throw bytes.Damaged(4, "a file has an impossible size");
        var runs = new List<MappedRun>();
        var map = new BlockMap(volume, blockBytes, (Length + blockBytes - 1) / blockBytes, runs);
        if (HasExtents)
            map.Extents(Area, MaxDepth);
        else
            map.Pointers(Area);
        return new MappedBytes(name, Length, runs);
    }

    // What does not fit beside the numbers goes on in the attribute system.data, in the inode too.
    private byte[] Inline()
    {
        var content = new List<byte>(Area.Bytes(0, (int)Math.Min(Length, BlockArea)).ToArray());
        if (Length > BlockArea && bytes.Length > 128 + 4)
        {
            var start = 128 + bytes.U16(128);
            var entries = bytes.Slice(start);
            if (entries.U32(0) == 0xEA02_0000)
            {
                for (var at = 4; entries.U32(at) != 0;)
                {
                    var nameBytes = entries.U8(at);
                    if (entries.U8(at + 1) == 7 && entries.Ascii(at + 16, nameBytes) == "data")
                        content.AddRange(entries.Bytes(4 + entries.U16(at + 2),
                            (int)Math.Min(entries.U32(at + 8), Length - BlockArea)).ToArray());
                    at += (16 + nameBytes + 3) / 4 * 4;
                }
            }
        }
        return content.Count == Length ? [.. content] : throw bytes.Damaged(4, "a file within its inode is not whole");
    }

    private sealed class BlockMap(GuestBytes volume, int blockBytes, long blocks, List<MappedRun> runs)
    {
        private int _nodes;

        public void Extents(Block node, int depthLeft)
        {
            if (node.U16(0) != 0xF30A || depthLeft < 0 || ++_nodes > MaxRuns)
                throw node.Damaged(0, "a tree of extents leads to none");
            var isLeaf = node.U16(6) == 0;
            for (var i = 0; i < node.U16(2); i++)
            {
                var entry = node.Slice(12 + i * 12, 12);
                if (!isLeaf)
                    Extents(volume.Block((((long)entry.U16(8) << 32) | entry.U32(4)) * blockBytes, blockBytes),
                        depthLeft - 1);
                // What is allocated and was never written is zeros; so is what no extent has.
                else if (entry.U16(4) <= 0x8000)
                    Add(entry.U32(0), entry.U16(4), ((long)entry.U16(6) << 32) | entry.U32(8));
            }
        }

        public void Pointers(Block area)
        {
            long next = 0;
            for (var i = 0; i < Direct; i++)
                Add(next++, 1, area.U32(i * 4));
            for (var depth = 1; depth <= 3; depth++)
                next = Indirect(area.U32((Direct + depth - 1) * 4), depth, next);
        }

        // Gives the number of the block behind those that it stands for.
        private long Indirect(uint block, int depth, long next)
        {
            var perBlock = blockBytes / 4;
            var span = 1L;
            for (var i = 0; i < depth; i++)
                span *= perBlock;
            if (next >= blocks || block == 0)
                return next + span;
            if (++_nodes > MaxRuns)
                throw GuestErrors.TooMuch(volume.Name);
            var table = volume.Block((long)block * blockBytes, blockBytes);
            for (var i = 0; i < perBlock && next < blocks; i++)
            {
                if (depth > 1)
                    next = Indirect(table.U32(i * 4), depth - 1, next);
                else
                    Add(next++, 1, table.U32(i * 4));
            }
            return next;
        }

        private void Add(long at, long count, long block)
        {
            if (block == 0 || at >= blocks || count == 0)
                return;
            if (runs.Count >= MaxRuns)
                throw GuestErrors.TooMuch(volume.Name);
            var run = new MappedRun(at * blockBytes, count * blockBytes, volume, block * blockBytes);
            // Pointers name single blocks, mostly one behind the other.
            if (runs.Count > 0 && runs[runs.Count - 1] is var last && last.Start + last.Length == run.Start
                && last.FromOffset + last.Length == run.FromOffset)
                runs[runs.Count - 1] = last with { Length = last.Length + run.Length };
            else
                runs.Add(run);
        }
    }
}
