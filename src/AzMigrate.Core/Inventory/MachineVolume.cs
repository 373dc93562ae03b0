namespace AzMigrate.Inventory;

/// <summary>A file system as the machine itself sees it.</summary>
public sealed record MachineVolume
{
    /// <summary>Where it is mounted, such as <c>/var</c> or <c>C:</c>; unique in its machine.</summary>
    public required string MountPoint { get; init; }

    /// <summary>Size of the file system in bytes; 0 when not told.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>Bytes in use; null when not told.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Type of the file system, such as <c>xfs</c> or <c>NTFS</c>; null when not told.</summary>
    public string? FileSystem { get; init; }

    /// <summary>Label of the file system; null when there is none.</summary>
    public string? Label { get; init; }

    /// <summary>The device it is on, such as <c>/dev/mapper/vg0-var</c>; null when not told.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// What lies between file system and disk, such as <c>part</c>, <c>lvm</c> or <c>raid1</c>; null when not told.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>
    /// Names of the disks that it is on (<see cref="MachineDisk.Name"/>), ordinal order; empty when not told.
    /// </summary>
    public IReadOnlyList<string> DiskNames { get; init; } = [];
}
