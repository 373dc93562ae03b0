namespace AzMigrate.Replication;

/// <summary>A range of a disk, in bytes.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; more than 0.</param>
internal readonly record struct DiskExtent(long Offset, long Length)
{
    /// <summary>First byte behind it.</summary>
    public long End => Offset + Length;
}
