using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>The result for one machine: ready or not and why, the pick, what it costs, and the reasons.</summary>
public sealed record AssessedMachine
{
    /// <summary>The machine as it was assessed.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Readiness: the highest severity of the findings.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>All findings in the order of the rules.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>All notes in the order of the rules.</summary>
    public IReadOnlyList<AssessmentNote> Notes { get; init; } = [];

    /// <summary>The environment in force: the machine's own, else the settings'.</summary>
    public required MachineEnvironment Environment { get; init; }

    /// <summary>What was observed, before the comfort factor; null figures are missing.</summary>
    public required ObservedUse Observed { get; init; }

    /// <summary>What the size had to cover; null when the machine was not sized.</summary>
    public ComputeNeed? Need { get; init; }

    /// <summary>The recommended size; null when there is none.</summary>
    public string? RecommendedSize { get; init; }

    /// <summary>vCPUs of the recommended size.</summary>
    public int? RecommendedVCpus { get; init; }

    /// <summary>Memory of the recommended size, in GiB.</summary>
    public double? RecommendedMemoryGiB { get; init; }

    /// <summary>Disks in the machine's order; for D7 machines the equal disks that stand for them.</summary>
    public IReadOnlyList<AssessedDisk> Disks { get; init; } = [];

    /// <summary>The figures a month, rounded to cents, in the assessment's currency.</summary>
    public MachineCost Cost { get; init; } = new();

    /// <summary>Share of the points needed that are there, 0 to 100; null unless rule Q1 applies.</summary>
    public double? CoveragePercent { get; init; }

    /// <summary>Confidence in stars, 1 to 5; null unless rule Q1 applies.</summary>
    public int? ConfidenceStars { get; init; }

    /// <summary>Why the coverage is what it is (rule Q3).</summary>
    public IReadOnlyList<string> CoverageReasons { get; init; } = [];

    /// <summary>How the size was chosen (rule S7); null when the machine was not sized.</summary>
    public SizeExplanation? Explanation { get; init; }

    /// <summary>The first finding of the highest severity; null when there is none.</summary>
    public Finding? Headline => Findings.FirstOrDefault(finding => finding.Readiness == Readiness
        && Readiness != Readiness.Ready);
}

/// <summary>What was observed of a machine: the percentile values, before the comfort factor (rules U1, U5).</summary>
public sealed record ObservedUse
{
    /// <summary>CPU in percent of the allocated cores.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in percent of the allocated memory.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Reads a second over all disks.</summary>
    public double? DiskReadOpsPerSecond { get; init; }

    /// <summary>Writes a second over all disks.</summary>
    public double? DiskWriteOpsPerSecond { get; init; }

    /// <summary>MB/s read over all disks.</summary>
    public double? DiskReadMBps { get; init; }

    /// <summary>MB/s written over all disks.</summary>
    public double? DiskWriteMBps { get; init; }

    /// <summary>MB/s received over all adapters.</summary>
    public double? NetworkInMBps { get; init; }

    /// <summary>MB/s sent over all adapters.</summary>
    public double? NetworkOutMBps { get; init; }
}

/// <summary>What a size has to cover, as real numbers (rule U3).</summary>
public sealed record ComputeNeed
{
    /// <summary>vCPUs.</summary>
    public required double Cores { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required double MemoryMiB { get; init; }

    /// <summary>Data disks: disks minus 1; 0 when not checked (rule D7).</summary>
    public required int DataDisks { get; init; }

    /// <summary>IOPS over all disks.</summary>
    public required double DiskIops { get; init; }

    /// <summary>MB/s over all disks.</summary>
    public required double DiskMBps { get; init; }

    /// <summary>Outgoing network in Mbit/s.</summary>
    public required double NetworkMbps { get; init; }

    /// <summary>True when a Premium disk was chosen.</summary>
    public required bool PremiumStorage { get; init; }

    /// <summary>True when an Ultra disk was chosen.</summary>
    public required bool UltraDisks { get; init; }

    /// <summary>The VM generation: V1 for BIOS and unknown firmware, V2 for UEFI.</summary>
    public required VmGenerations Generation { get; init; }
}

/// <summary>One disk and the managed disk that is recommended for it.</summary>
public sealed record AssessedDisk
{
    /// <summary>The disk's name in the machine.</summary>
    public required string Name { get; init; }

    /// <summary>True for the OS disk.</summary>
    public required bool IsOSDisk { get; init; }

    /// <summary>Capacity in the source, in GiB (2^30 bytes).</summary>
    public required double SourceSizeGiB { get; init; }

    /// <summary>Observed use, before the comfort factor; null figures are missing.</summary>
    public DiskUtilization? Observed { get; init; }

    /// <summary>IOPS that the disk has to give, comfort factor included (rule D1).</summary>
    public double RequiredIops { get; init; }

    /// <summary>MB/s that the disk has to give, comfort factor included (rule D1).</summary>
    public double RequiredMBps { get; init; }

    /// <summary>The disk's own readiness.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>Findings about this disk.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Notes about this disk's data.</summary>
    public IReadOnlyList<AssessmentNote> Notes { get; init; } = [];

    /// <summary>The recommended type; null when nothing fits or the machine was not sized.</summary>
    public ManagedDiskType? Type { get; init; }

    /// <summary>
    /// Azure's SKU as in its exports: <c>Premium_P10</c>, <c>StandardSSD_E4</c>, <c>PremiumV2</c>, <c>Ultra</c>.
    /// </summary>
    public string? Sku { get; init; }

    /// <summary>Size of the target disk in GiB.</summary>
    public int? TargetSizeGiB { get; init; }

    /// <summary>IOPS to provision, for PremiumV2 and Ultra only.</summary>
    public int? ProvisionedIops { get; init; }

    /// <summary>MB/s to provision, for PremiumV2 and Ultra only.</summary>
    public int? ProvisionedMBps { get; init; }

    /// <summary>Cost a month, rounded to cents, in the assessment's currency; null when not priced.</summary>
    public decimal? MonthlyCost { get; init; }

    /// <summary>True when the price is estimated (rules C4, C5).</summary>
    public bool CostIsEstimated { get; init; }
}

/// <summary>A machine's figures a month, rounded to cents, in the assessment's currency (rule C8).</summary>
public sealed record MachineCost
{
    /// <summary>Compute; null when there is no size.</summary>
    public decimal? Compute { get; init; }

    /// <summary>Storage: the sum of the disks' shown figures; null when there is no size or no disk is known.</summary>
    public decimal? Storage { get; init; }

    /// <summary>Security; null when the book has no price (rule C7).</summary>
    public decimal? Security { get; init; }

    /// <summary>What hybrid benefit saves; 0 when it does not apply; null when there is no size.</summary>
    public decimal? WindowsHybridBenefitSavings { get; init; }

    /// <summary>True when the compute price is estimated.</summary>
    public bool ComputeIsEstimated { get; init; }

    /// <summary>True when a disk's price is estimated.</summary>
    public bool StorageIsEstimated { get; init; }

    /// <summary>Sum of the figures that are there; null when none is.</summary>
    public decimal? Total => Compute is null && Storage is null && Security is null
        ? null : (Compute ?? 0) + (Storage ?? 0) + (Security ?? 0);
}
