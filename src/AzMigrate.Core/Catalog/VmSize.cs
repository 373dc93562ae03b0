namespace AzMigrate.Catalog;

/// <summary>Azure VM generations that a size can run.</summary>
[Flags]
public enum VmGenerations
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>Generation 1: BIOS.</summary>
    V1 = 1,

    /// <summary>Generation 2: UEFI.</summary>
    V2 = 2,
}

/// <summary>Processor architecture of a VM size.</summary>
public enum CpuArchitecture
{
    /// <summary>64-bit x86.</summary>
    X64,

    /// <summary>64-bit Arm.</summary>
    Arm64,
}

/// <summary>An Azure VM size with its limits. A null limit is not known, which is not "none" (rule S4).</summary>
public record VmSize
{
    /// <summary>Azure's name, such as <c>Standard_D4s_v5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Azure's family name, such as <c>standardDSv5Family</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Series with version, such as <c>Dsv5</c>.</summary>
    public required string Series { get; init; }

    /// <summary>
    /// The series' leading letters without variants and version, such as <c>D</c>, <c>DC</c>, <c>NV</c>.
    /// </summary>
    public required string SeriesClass { get; init; }

    /// <summary>The series' version; 1 for a series without one.</summary>
    public required int Version { get; init; }

    /// <summary>Usable vCPUs.</summary>
    public required int VCpus { get; init; }

    /// <summary>The parent's vCPUs where this is a constrained-vCPU size; else null.</summary>
    public int? ParentVCpus { get; init; }

    /// <summary>Memory in GiB.</summary>
    public required double MemoryGiB { get; init; }

    /// <summary>Data disks that can be attached.</summary>
    public int? MaxDataDisks { get; init; }

    /// <summary>Network adapters that can be attached.</summary>
    public int? MaxNetworkAdapters { get; init; }

    /// <summary>Uncached disk IOPS over all disks (the Premium SSD limit).</summary>
    public int? UncachedIops { get; init; }

    /// <summary>Uncached disk throughput over all disks, in MB/s.</summary>
    public int? UncachedMBps { get; init; }

    /// <summary>Outgoing network bandwidth in Mbit/s.</summary>
    public int? NetworkMbps { get; init; }

    /// <summary>True when premium disks can be attached; null when not known.</summary>
    public bool? PremiumStorage { get; init; }

    /// <summary>True when ultra disks can be attached in some zone; null when not known.</summary>
    public bool? UltraDisks { get; init; }

    /// <summary>Generations it runs.</summary>
    public VmGenerations Generations { get; init; }

    /// <summary>Processor architecture.</summary>
    public CpuArchitecture Architecture { get; init; }

    /// <summary>True when accelerated networking is offered; null when not known.</summary>
    public bool? AcceleratedNetworking { get; init; }

    /// <summary>SCSI resource (temporary) disk in GiB; 0 for none; null when not known.</summary>
    public double? TempDiskGiB { get; init; }

    /// <summary>Local NVMe storage in GiB; 0 for none; null when not known.</summary>
    public double? LocalNvmeGiB { get; init; }

    /// <summary>Number of GPUs; null when not known.</summary>
    public double? Gpus { get; init; }

    /// <summary>True for a confidential-computing size; null when not known.</summary>
    public bool? Confidential { get; init; }

    /// <summary>First day of the month in which Azure retires it; null when none is announced.</summary>
    public DateTime? Retirement { get; init; }

    /// <summary>True for a constrained-vCPU size, which is never recommended (rule S3).</summary>
    public bool IsConstrained => ParentVCpus is not null;

    /// <summary>True from version 6 on, when the disk controller is NVMe only (rule S5).</summary>
    public bool NvmeOnly => Version >= 6;
}
