using System.Buffers.Binary;
using System.Text;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>What the metadata region says of the disk ([MS-VHDX] 2.6).</summary>
internal sealed record VhdxMetadata(long CapacityBytes, int BlockBytes, int LogicalSectorBytes, ParentReference? Parent)
{
    private const int TableBytes = 1 << 16;
    private const int EntryBytes = 32;
    private const int MaxEntries = 2047;
    private const int MaxItemBytes = 1 << 20;
    private const uint HasParent = 2;
    private static readonly Guid FileParameters = new("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    private static readonly Guid DiskSize = new("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    private static readonly Guid DiskId = new("BECA12AB-B2E6-4523-93EF-C309E000C746");
    private static readonly Guid LogicalSectorSize = new("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");
    private static readonly Guid PhysicalSectorSize = new("CDA348C7-445D-4471-9CC9-E9885251C556");
    private static readonly Guid ParentLocator = new("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C");
    private static readonly Guid VhdxLocator = new("B04AEFB7-D19E-4A81-B789-25B8E9445913");

    public static VhdxMetadata Read(IRandomReader file, DiskExtent region)
    {
        var items = ReadTable(file, region);
        var parameters = Item(FileParameters, 8);
        var blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(parameters);
        if (blockBytes is < 1 << 20 or > 256 << 20 || (blockBytes & (blockBytes - 1)) != 0)
            throw Wrong(FileParameters, FormattableString.Invariant($"a block cannot have {blockBytes} bytes"));
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(Item(LogicalSectorSize, 4));
        if (sector is not (512 or 4096))
            throw Wrong(LogicalSectorSize, FormattableString.Invariant($"a sector cannot have {sector} bytes"));
        var capacity = BinaryPrimitives.ReadInt64LittleEndian(Item(DiskSize, 8));
        DiskLimits.CheckCapacity(file.Path, capacity);
        if (capacity % sector != 0)
            throw Wrong(DiskSize, "the disk's size is no multiple of its sectors");
        var parent = (BinaryPrimitives.ReadUInt32LittleEndian(parameters.AsSpan(4)) & HasParent) == 0
            ? null : ParentOf(file, items.TryGetValue(ParentLocator, out var locator)
                ? locator : throw DiskErrors.Damaged(file.Path, region.Offset, "the parent's place is missing"));
        return new VhdxMetadata(capacity, (int)blockBytes, (int)sector, parent);

        MigrateException Wrong(Guid id, string what) => DiskErrors.Damaged(file.Path, items[id].Offset, what);

        byte[] Item(Guid id, int length)
        {
            if (!items.TryGetValue(id, out var place) || place.Length < length)
                throw DiskErrors.Damaged(file.Path, region.Offset, $"metadata item {id} is missing or too short");
            var bytes = new byte[length];
            file.Read(place.Offset, bytes);
            return bytes;
        }
    }

    private static Dictionary<Guid, DiskExtent> ReadTable(IRandomReader file, DiskExtent region)
    {
        var table = new byte[TableBytes];
        file.Read(region.Offset, table);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan(10));
        if (!table.AsSpan().StartsWith("metadata"u8) || count > MaxEntries)
            throw DiskErrors.Damaged(file.Path, region.Offset, "the metadata table is not there");
        var items = new Dictionary<Guid, DiskExtent>();
        for (var i = 0; i < count; i++)
        {
            var at = region.Offset + 32 + i * EntryBytes;
            var entry = table.AsSpan(32 + i * EntryBytes, EntryBytes);
            var id = new Guid(entry.Slice(0, 16).ToArray());
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(16));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(20));
            var flags = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(24));
            if (length > 0 && (offset < TableBytes || length > MaxItemBytes || offset + (long)length > region.Length))
                throw DiskErrors.Damaged(file.Path, at, "a metadata item is outside its region");
            var isUser = (flags & 1) != 0;
            if (!isUser && items.ContainsKey(id))
                throw DiskErrors.Damaged(file.Path, at, "a metadata item is there twice");
            if (!isUser)
                items.Add(id, new DiskExtent(region.Offset + offset, length));
            var isKnown = id == FileParameters || id == DiskSize || id == DiskId || id == LogicalSectorSize
                || id == PhysicalSectorSize || id == ParentLocator;
            if ((flags & 4) != 0 && (isUser || !isKnown))
                throw VhdxImage.FeatureUnknown(file.Path, id);
        }
        return items;
    }

    private static ParentReference ParentOf(IRandomReader file, DiskExtent place)
    {
        var bytes = new byte[place.Length];
        file.Read(place.Offset, bytes);
        if (bytes.Length < 20 || new Guid(bytes.AsSpan(0, 16).ToArray()) != VhdxLocator)
        {
            throw DiskErrors.Unsupported(
                file.Path, "has a parent that is no VHDX", "Merge it with its parent where it was made.");
        }
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(18));
        for (var i = 0; i < count; i++)
        {
            if (20 + (i + 1) * 12 > bytes.Length)
                throw DiskErrors.Damaged(file.Path, place.Offset, "the parent's place says more than it has");
            var entry = bytes.AsSpan(20 + i * 12, 12).ToArray();
            values[Text(0, 8)] = Text(4, 10);

            string Text(int offsetAt, int lengthAt)
            {
                var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(offsetAt));
                var length = BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(lengthAt));
                if (offset + (long)length > bytes.Length)
                    throw DiskErrors.Damaged(file.Path, place.Offset, "the parent's place has text outside of it");
                return Encoding.Unicode.GetString(bytes, (int)offset, length);
            }
        }
        return new ParentReference(
            [.. Known("relative_path", "absolute_win32_path", "volume_path")],
            [.. Known("parent_linkage", "parent_linkage2")
                .Select(id => Guid.TryParse(id, out var parsed) ? parsed.ToString() : id)]);

        IEnumerable<string> Known(params string[] keys) =>
            keys.Select(key => values.TryGetValue(key, out var value) ? value : "").Where(value => value.Length > 0);
    }
}
