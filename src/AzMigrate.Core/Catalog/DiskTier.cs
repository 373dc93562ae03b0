namespace AzMigrate.Catalog;

/// <summary>Types of Azure managed disks, locally redundant.</summary>
public enum ManagedDiskType
{
    /// <summary>Standard HDD (S tiers).</summary>
    StandardHdd = 1,

    /// <summary>Standard SSD (E tiers).</summary>
    StandardSsd = 2,

    /// <summary>Premium SSD (P tiers).</summary>
    Premium = 3,

    /// <summary>Premium SSD v2: capacity, IOPS and throughput are bought apart.</summary>
    PremiumV2 = 4,

    /// <summary>Ultra disk: capacity, IOPS and throughput are bought apart.</summary>
    Ultra = 5,
}

/// <summary>A fixed-size managed disk tier, such as P10.</summary>
public sealed record DiskTier
{
    /// <summary>The tier's name, such as <c>P10</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The type it belongs to: StandardHdd, StandardSsd or Premium.</summary>
    public required ManagedDiskType Type { get; init; }

    /// <summary>Largest capacity in GiB, which is what is billed.</summary>
    public required int MaxSizeGiB { get; init; }

    /// <summary>IOPS without bursting.</summary>
    public required int Iops { get; init; }

    /// <summary>Throughput in MB/s without bursting.</summary>
    public required int MBps { get; init; }
}

/// <summary>The caps of a disk type whose capacity, IOPS and throughput are bought apart.</summary>
public sealed record FlexibleDiskLimits
{
    /// <summary>Ultra or PremiumV2.</summary>
    public required ManagedDiskType Type { get; init; }

    /// <summary>Largest capacity in GiB.</summary>
    public required int MaxSizeGiB { get; init; }

    /// <summary>Most IOPS that can be bought.</summary>
    public required int MaxIops { get; init; }

    /// <summary>Most throughput in MB/s that can be bought.</summary>
    public required int MaxMBps { get; init; }
}

/// <summary>What a flexible disk costs an hour.</summary>
public sealed record FlexibleDiskPrice
{
    /// <summary>USD a GiB and hour.</summary>
    public required Price GiBHour { get; init; }

    /// <summary>USD an IOPS and hour; PremiumV2 has 3,000 free.</summary>
    public required Price IopsHour { get; init; }

    /// <summary>USD a MB/s and hour; PremiumV2 has 125 free.</summary>
    public required Price MBpsHour { get; init; }
}
