using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>Opens VHDX files.</summary>
internal static class VhdxImage
{
    public static ReadOnlySpan<byte> Signature => "vhdxfile"u8;

    /// <summary>A region or metadata item that readers must know, and we do not.</summary>
    public static MigrateException FeatureUnknown(string path, Guid id) => DiskErrors.Unsupported(
        path, $"needs a feature that is not known ({id})", "Convert it to a plain VHDX with Convert-VHD.");

    public static ImageLayer Open(DiskFile file)
    {
        var header = VhdxHeader.Read(file);
        var replayed = VhdxLog.Replay(file, header);
        var regions = VhdxRegions.Read(replayed);
        var metadata = VhdxMetadata.Read(replayed, regions.Metadata);
        var map = new VhdxBlockMap(replayed, regions.BlockTable, metadata);
        map.Check([new(0, VhdxRegions.MiB), regions.BlockTable, regions.Metadata, header.Log]);
        var id = header.DataWriteId.ToString();
        return new ImageLayer(file.Path, map, file)
        {
            Format = DiskFormat.Vhdx,
            CapacityBytes = metadata.CapacityBytes,
            LogicalSectorBytes = metadata.LogicalSectorBytes,
            ContentId = id,
            LinkId = id,
            Parent = metadata.Parent,
        };
    }
}
