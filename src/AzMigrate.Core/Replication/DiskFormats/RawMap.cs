using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>
/// Bytes that lie in a file as they are: raw images, fixed VHDs, flat extents. Holes of the file are zeros.
/// </summary>
internal sealed class RawMap(DiskFile file, long start) : IRunMap
{
    public LayerRun Map(long offset, long length)
    {
        var (isHole, found) = file.RangeAt(start + offset, length);
        return isHole ? LayerRun.Zero(found) : LayerRun.Data(file, start + offset, found);
    }
}
