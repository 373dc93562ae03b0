namespace AzMigrate.Inventory;

/// <summary>Utilisation of one disk, or of all disks together. A null figure is missing, not zero.</summary>
public sealed record DiskUtilization
{
    /// <summary>Reads a second.</summary>
    public double? ReadOpsPerSecond { get; init; }

    /// <summary>Writes a second.</summary>
    public double? WriteOpsPerSecond { get; init; }

    /// <summary>MB/s read.</summary>
    public double? ReadMBps { get; init; }

    /// <summary>MB/s written.</summary>
    public double? WriteMBps { get; init; }
}

/// <summary>Utilisation of a machine. A null figure is missing, not zero.</summary>
public sealed record MachineUtilization
{
    /// <summary>CPU in percent of the allocated cores, 0 to 100.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in percent of the allocated memory, 0 to 100.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>MB/s received over all adapters.</summary>
    public double? NetworkInMBps { get; init; }

    /// <summary>MB/s sent over all adapters.</summary>
    public double? NetworkOutMBps { get; init; }
}

/// <summary>What is known of a machine's disks together (rule D7).</summary>
public sealed record DiskTotals
{
    /// <summary>Number of disks announced; null when not told.</summary>
    public int? DiskCount { get; init; }

    /// <summary>Storage in use, in bytes; null when not told.</summary>
    public long? InUseBytes { get; init; }

    /// <summary>Storage provisioned, in bytes; null when not told.</summary>
    public long? ProvisionedBytes { get; init; }

    /// <summary>Utilisation over all disks; null when not told.</summary>
    public DiskUtilization? Utilization { get; init; }
}

/// <summary>Momentary readings of a source such as RVTools: shown, never used for sizing (rule U5).</summary>
public sealed record MomentaryUsage
{
    /// <summary>CPU used at the moment of the export, in MHz.</summary>
    public long? CpuMHz { get; init; }

    /// <summary>Active memory at the moment of the export, in MiB.</summary>
    public long? ActiveMemoryMiB { get; init; }

    /// <summary>Consumed memory at the moment of the export, in MiB.</summary>
    public long? ConsumedMemoryMiB { get; init; }
}
