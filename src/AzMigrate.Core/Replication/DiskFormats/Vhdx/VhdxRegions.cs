using System.Buffers.Binary;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>The region table ([MS-VHDX] 2.2.3): where the block table and the metadata are.</summary>
internal sealed record VhdxRegions(DiskExtent BlockTable, DiskExtent Metadata)
{
    public const long MiB = 1 << 20;
    private const int TableBytes = 1 << 16;
    private const int FirstOffset = 3 << 16;
    private const int SecondOffset = 4 << 16;
    private const int EntryBytes = 32;
    private const int MaxEntries = 2047;
    private static readonly Guid BlockTableId = new("2DC27766-F623-4200-9D64-115E9BFD4A08");
    private static readonly Guid MetadataId = new("8B7CA206-4790-4B9A-B8FE-575F050F886E");

    public static VhdxRegions Read(IRandomReader file)
    {
        var table = new byte[TableBytes];
        var at = Array.Find([FirstOffset, SecondOffset], offset =>
        {
            file.Read(offset, table);
            return table.AsSpan().StartsWith("regi"u8) && VhdxChecksum.IsRight(table);
        });
        if (at == 0)
            throw DiskErrors.Damaged(file.Path, FirstOffset, "neither region table of the VHDX has the right checksum");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(8));
        if (count > MaxEntries)
            throw DiskErrors.Damaged(file.Path, at + 8, "the region table says more entries than it can have");
        var found = new Dictionary<Guid, DiskExtent>();
        for (var i = 0; i < count; i++)
        {
            var entry = table.AsSpan(16 + i * EntryBytes, EntryBytes);
            var id = new Guid(entry.Slice(0, 16).ToArray());
            var region = new DiskExtent(
                BinaryPrimitives.ReadInt64LittleEndian(entry.Slice(16)),
                BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(24)));
            if (region.Offset < MiB || region.Offset % MiB != 0 || region.Length == 0 || region.Length % MiB != 0)
                throw DiskErrors.Damaged(file.Path, at + 16 + i * EntryBytes, "a region is not where one can be");
            if (region.Offset > file.Length - region.Length)
                throw DiskErrors.Truncated(file.Path, region.Offset, "a region of the VHDX");
            var isOver = found.Values.Any(other => other.Offset < region.End && region.Offset < other.End);
            if (isOver || found.ContainsKey(id))
                throw DiskErrors.Damaged(file.Path, region.Offset, "two regions lie over each other there");
            found.Add(id, region);
            var isNeeded = (BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(28)) & 1) != 0;
            if (isNeeded && id != BlockTableId && id != MetadataId)
                throw VhdxImage.FeatureUnknown(file.Path, id);
        }
        if (!found.TryGetValue(BlockTableId, out var blocks) || !found.TryGetValue(MetadataId, out var metadata))
            throw DiskErrors.Damaged(file.Path, at, "the region table lacks the block table or the metadata");
        return new VhdxRegions(blocks, metadata);
    }
}
