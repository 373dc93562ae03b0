using System.Buffers.Binary;
using System.Text;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>
/// Writes VHDX files by [MS-VHDX], apart from the code that reads them: what no program here makes, such as dirty logs,
/// sectors of 4096 bytes and differencing disks.
/// </summary>
internal sealed class VhdxFile
{
    public const int MiB = 1 << 20;
    private const int LogOffset = MiB;
    private const int MetadataOffset = 2 * MiB;
    private const int TableOffset = 3 * MiB;
    private const int FirstBlock = 4 * MiB;
    private readonly List<byte> _blocks = [];
    private readonly Dictionary<long, ulong> _table = [];

    public long CapacityBytes { get; init; } = 64L * MiB;

    public int BlockBytes { get; init; } = 2 * MiB;

    public int SectorBytes { get; init; } = 512;

    public int LogBytes { get; init; } = MiB;

    public Guid DataWriteId { get; init; } = Guid.NewGuid();

    public Guid LogId { get; set; }

    public (Guid Linkage, string RelativePath)? Parent { get; init; }

    /// <summary>What is in the log's region.</summary>
    public byte[] Log { get; set; } = [];

    private long Ratio => (1L << 23) * SectorBytes / BlockBytes;

    /// <summary>Adds a block that is wholly here; gives its offset in the file.</summary>
    public long Block(long index, byte[] content) => Place(Slot(index), 6, Padded(content, BlockBytes));

    /// <summary>Adds a block without place: not present 0, undefined 1, zero 2, unmapped 3.</summary>
    public void Absent(long index, int state) => _table[Slot(index)] = (ulong)state;

    /// <summary>Adds a block that is partly here: the sectors of the set.</summary>
    public void Partial(long index, byte[] content, IEnumerable<int> sectors)
    {
        Place(Slot(index), 7, Padded(content, BlockBytes));
        var bitmapSlot = index / Ratio * (Ratio + 1) + Ratio;
        if (!_table.TryGetValue(bitmapSlot, out var entry))
        {
            Place(bitmapSlot, 6, new byte[MiB]);
            entry = _table[bitmapSlot];
        }
        var bitmap = (int)((entry >> 20) * MiB - FirstBlock);
        foreach (var sector in sectors)
        {
            var bit = index % Ratio * (BlockBytes / SectorBytes) + sector;
            _blocks[bitmap + (int)(bit / 8)] |= (byte)(1 << (int)(bit % 8));
        }
    }

    /// <summary>Offset in the file of a block's entry in the table.</summary>
    public long EntryOffset(long index) => TableOffset + Slot(index) * 8;

    /// <summary>The page of 4 KiB of the block table that has an entry, as it is in the file.</summary>
    public byte[] TablePage(long index)
    {
        var page = new byte[4096];
        var first = Slot(index) / 512 * 512;
        for (var i = 0; i < 512; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(i * 8), _table.GetValueOrDefault(first + i));
        return page;
    }

    public byte[] ToArray()
    {
        var file = new byte[FirstBlock + _blocks.Count];
        "vhdxfile"u8.CopyTo(file);
        // The older header says no log: the newer one must win.
        Header(file.AsSpan(1 << 16, 4096), 7, Guid.Empty);
        Header(file.AsSpan(2 << 16, 4096), 8, LogId);
        Regions(file.AsSpan(3 << 16, 1 << 16));
        Regions(file.AsSpan(4 << 16, 1 << 16));
        Log.CopyTo(file, LogOffset);
        Metadata(file.AsSpan(MetadataOffset, MiB));
        foreach (var (slot, entry) in _table)
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(TableOffset + (int)slot * 8), entry);
        _blocks.CopyTo(file, FirstBlock);
        return file;
    }

    /// <summary>An entry of the log: pages to write, and ranges to zero (length in the second).</summary>
    public static byte[] LogEntry(
        Guid logId, ulong number, int tail, long fileBytes, (long Offset, byte[] Page)[] pages,
        (long Offset, long Length)[]? zeros = null)
    {
        zeros ??= [];
        var descriptors = pages.Length + zeros.Length;
        var head = (64 + descriptors * 32 + 4095) / 4096 * 4096;
        var entry = new byte[head + pages.Length * 4096];
        "loge"u8.CopyTo(entry);
        U32(entry, 8, (uint)entry.Length);
        U32(entry, 12, (uint)tail);
        U64(entry, 16, number);
        U32(entry, 24, (uint)descriptors);
        logId.TryWriteBytes(entry.AsSpan(32));
        U64(entry, 48, (ulong)fileBytes);
        U64(entry, 56, (ulong)fileBytes);
        var at = 64;
        foreach (var (offset, length) in zeros)
        {
            "zero"u8.CopyTo(entry.AsSpan(at));
            U64(entry, at + 8, (ulong)length);
            U64(entry, at + 16, (ulong)offset);
            U64(entry, at + 24, number);
            at += 32;
        }
        for (var i = 0; i < pages.Length; i++, at += 32)
        {
            var (offset, page) = pages[i];
            "desc"u8.CopyTo(entry.AsSpan(at));
            page.AsSpan(4092, 4).CopyTo(entry.AsSpan(at + 4));
            page.AsSpan(0, 8).CopyTo(entry.AsSpan(at + 8));
            U64(entry, at + 16, (ulong)offset);
            U64(entry, at + 24, number);
            var data = entry.AsSpan(head + i * 4096, 4096);
            "data"u8.CopyTo(data);
            BinaryPrimitives.WriteUInt32LittleEndian(data.Slice(4), (uint)(number >> 32));
            page.AsSpan(8, 4084).CopyTo(data.Slice(8));
            BinaryPrimitives.WriteUInt32LittleEndian(data.Slice(4092), (uint)number);
        }
        U32(entry, 4, Crc(entry));
        return entry;
    }

    /// <summary>CRC-32C, a bit at a time.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
        }
        return ~crc;
    }

    private static void U32(byte[] bytes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);

    private static void U64(byte[] bytes, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), value);

    private static byte[] Padded(byte[] content, int length)
    {
        var padded = new byte[length];
        content.CopyTo(padded, 0);
        return padded;
    }

    private long Slot(long index) => index + index / Ratio;

    private long Place(long slot, int state, byte[] content)
    {
        var offset = FirstBlock + _blocks.Count;
        _blocks.AddRange(content);
        _table[slot] = (ulong)(offset + state);
        return offset;
    }

    private void Header(Span<byte> header, ulong number, Guid logId)
    {
        "head"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Slice(8), number);
        Guid.NewGuid().TryWriteBytes(header.Slice(16));
        DataWriteId.TryWriteBytes(header.Slice(32));
        logId.TryWriteBytes(header.Slice(48));
        BinaryPrimitives.WriteUInt16LittleEndian(header.Slice(66), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.Slice(68), (uint)LogBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Slice(72), LogOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(header.Slice(4), Crc(header));
    }

    private static void Regions(Span<byte> table)
    {
        "regi"u8.CopyTo(table);
        BinaryPrimitives.WriteUInt32LittleEndian(table.Slice(8), 2);
        Region(table.Slice(16), "2DC27766-F623-4200-9D64-115E9BFD4A08", TableOffset);
        Region(table.Slice(48), "8B7CA206-4790-4B9A-B8FE-575F050F886E", MetadataOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(table.Slice(4), Crc(table));
    }

    private static void Region(Span<byte> entry, string id, long offset)
    {
        new Guid(id).TryWriteBytes(entry);
        BinaryPrimitives.WriteInt64LittleEndian(entry.Slice(16), offset);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.Slice(24), MiB);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.Slice(28), 1);
    }

    private void Metadata(Span<byte> region)
    {
        "metadata"u8.CopyTo(region);
        var items = new List<(string Id, byte[] Content, uint Flags)>
        {
            ("CAA16737-FA36-4D43-B3B6-33F0AA44E76B",
                [.. BitConverter.GetBytes(BlockBytes), .. BitConverter.GetBytes(Parent is null ? 0 : 2)], 4),
            ("2FA54224-CD1B-4876-B211-5DBED83BF4B8", BitConverter.GetBytes(CapacityBytes), 6),
            ("BECA12AB-B2E6-4523-93EF-C309E000C746", Guid.NewGuid().ToByteArray(), 6),
            ("8141BF1D-A96F-4709-BA47-F233A8FAAB5F", BitConverter.GetBytes(SectorBytes), 6),
            ("CDA348C7-445D-4471-9CC9-E9885251C556", BitConverter.GetBytes(4096), 6),
        };
        if (Parent is var (linkage, path))
            items.Add(("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C",
                Locator(("parent_linkage", linkage.ToString("B")), ("relative_path", path)), 4));
        BinaryPrimitives.WriteUInt16LittleEndian(region.Slice(10), (ushort)items.Count);
        var at = 1 << 16;
        for (var i = 0; i < items.Count; i++)
        {
            var entry = region.Slice(32 + i * 32, 32);
            new Guid(items[i].Id).TryWriteBytes(entry);
            BinaryPrimitives.WriteInt32LittleEndian(entry.Slice(16), at);
            BinaryPrimitives.WriteInt32LittleEndian(entry.Slice(20), items[i].Content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.Slice(24), items[i].Flags);
            items[i].Content.CopyTo(region.Slice(at));
            at += (items[i].Content.Length + 7) / 8 * 8;
        }
    }

    private static byte[] Locator(params (string Key, string Value)[] pairs)
    {
        var head = new byte[20 + pairs.Length * 12];
        new Guid("B04AEFB7-D19E-4A81-B789-25B8E9445913").TryWriteBytes(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(18), (ushort)pairs.Length);
        var text = new List<byte>();
        for (var i = 0; i < pairs.Length; i++)
        {
            var (key, value) = (Encoding.Unicode.GetBytes(pairs[i].Key), Encoding.Unicode.GetBytes(pairs[i].Value));
            var entry = head.AsSpan(20 + i * 12);
            BinaryPrimitives.WriteInt32LittleEndian(entry, head.Length + text.Count);
            BinaryPrimitives.WriteInt32LittleEndian(entry.Slice(4), head.Length + text.Count + key.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.Slice(8), (ushort)key.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.Slice(10), (ushort)value.Length);
            text.AddRange(key);
            text.AddRange(value);
        }
        return [.. head, .. text];
    }
}
