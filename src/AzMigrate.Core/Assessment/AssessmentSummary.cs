namespace AzMigrate.Assessment;

/// <summary>The totals of an assessment: each is the sum of the figures shown (rule C8).</summary>
public sealed record AssessmentSummary
{
    /// <summary>Machines assessed; linked records of one server count once.</summary>
    public int Machines { get; init; }

    /// <summary>Machines that are Ready.</summary>
    public int Ready { get; init; }

    /// <summary>Machines that are ReadyWithConditions.</summary>
    public int ReadyWithConditions { get; init; }

    /// <summary>Machines whose readiness is unknown.</summary>
    public int ReadinessUnknown { get; init; }

    /// <summary>Machines that are NotReady.</summary>
    public int NotReady { get; init; }

    /// <summary>Compute a month.</summary>
    public decimal MonthlyComputeCost { get; init; }

    /// <summary>Storage a month.</summary>
    public decimal MonthlyStorageCost { get; init; }

    /// <summary>Security a month; null when the book has no price (rule C7).</summary>
    public decimal? MonthlySecurityCost { get; init; }

    /// <summary>What hybrid benefit saves a month.</summary>
    public decimal MonthlyHybridBenefitSavings { get; init; }

    /// <summary>Compute, storage and security together.</summary>
    public decimal MonthlyTotalCost => MonthlyComputeCost + MonthlyStorageCost + (MonthlySecurityCost ?? 0);

    /// <summary>Figures that are estimated: machines' compute and disks (rule C5).</summary>
    public int EstimatedFigures { get; init; }

    /// <summary>Sum of the estimated figures a month.</summary>
    public decimal EstimatedMonthlyCost { get; init; }

    /// <summary>
    /// Sizes that the savings option cannot price, among those the region sells pay-as-you-go (rule C5).
    /// </summary>
    public int SizesWithoutCommittedPrice { get; init; }

    /// <summary>Disks by recommended type, keyed by <see cref="Catalog.ManagedDiskType"/>'s name.</summary>
    public IReadOnlyDictionary<string, int> DisksByType { get; init; } =
        new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Storage cost a month by type, keyed by <see cref="Catalog.ManagedDiskType"/>'s name.</summary>
    public IReadOnlyDictionary<string, decimal> StorageCostByType { get; init; } =
        new SortedDictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Machines by recommended size, ordinal order.</summary>
    public IReadOnlyDictionary<string, int> MachinesBySize { get; init; } =
        new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Mean coverage in percent (rule Q2); null unless rule Q1 applies.</summary>
    public double? CoveragePercent { get; init; }

    /// <summary>Confidence in stars, 1 to 5; null unless rule Q1 applies.</summary>
    public int? ConfidenceStars { get; init; }

    /// <summary>Notes on the whole, such as what is not priced.</summary>
    public IReadOnlyList<AssessmentNote> Notes { get; init; } = [];
}

/// <summary>
/// The head of an assessment: what it was made from and what it comes to. The machines are read apart.
/// </summary>
public record AssessmentHeader
{
    /// <summary>
    /// Hash of the inventory's, the settings' and the catalogue's hashes: the same inputs give the same id.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Name to show: group, location and savings option.</summary>
    public required string Name { get; init; }

    /// <summary>The group that was assessed; null for machines off the pipeline.</summary>
    public string? GroupName { get; init; }

    /// <summary>The settings: one location, one savings option.</summary>
    public required AssessmentSettings Settings { get; init; }

    /// <summary>The catalogue's date: the newest date in the book.</summary>
    public required DateTime CatalogDate { get; init; }

    /// <summary>SHA-256 of the assessed machines and their observed use.</summary>
    public required string InventoryHash { get; init; }

    /// <summary>SHA-256 of the settings.</summary>
    public required string SettingsHash { get; init; }

    /// <summary>SHA-256 of the catalogue.</summary>
    public required string CatalogHash { get; init; }

    /// <summary>The window of collected history; null when no history was used.</summary>
    public Performance.TimeWindow? HistoryWindow { get; init; }

    /// <summary>The totals.</summary>
    public required AssessmentSummary Summary { get; init; }
}
