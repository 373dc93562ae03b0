using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>What the sizes are chosen by.</summary>
public enum SizingCriterion
{
    /// <summary>Effective use times the comfort factor.</summary>
    PerformanceBased,

    /// <summary>What is allocated on-premises.</summary>
    AsOnPremises,
}

/// <summary>How far back collected history counts.</summary>
public enum PerformanceHistory
{
    /// <summary>One day.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>Thirty days.</summary>
    Month,

    /// <summary>From <see cref="AssessmentSettings.HistoryStart"/> to <see cref="AssessmentSettings.AsOf"/>.</summary>
    Custom,
}

/// <summary>The disk types that are considered (rules D3 to D5).</summary>
public enum StorageType
{
    /// <summary>The cheapest of Standard SSD and Premium (rule D3).</summary>
    Automatic,

    /// <summary>Standard HDD only.</summary>
    StandardHdd,

    /// <summary>Standard SSD only.</summary>
    StandardSsd,

    /// <summary>Premium SSD only.</summary>
    Premium,

    /// <summary>Premium SSD v2 for data disks, Premium SSD for the OS disk (rule D5).</summary>
    PremiumV2,

    /// <summary>Ultra for data disks, Premium SSD for the OS disk (rule D5).</summary>
    Ultra,
}

/// <summary>Commitment that lowers the price of compute.</summary>
public enum SavingsOption
{
    /// <summary>None: pay as you go.</summary>
    None,

    /// <summary>Reservation of 1 year.</summary>
    RI1Year,

    /// <summary>Reservation of 3 years.</summary>
    RI3Year,

    /// <summary>Savings plan of 1 year.</summary>
    SavingsPlan1Year,

    /// <summary>Savings plan of 3 years.</summary>
    SavingsPlan3Year,
}

/// <summary>Azure offer.</summary>
public enum AzureOffer
{
    /// <summary>Pay-as-you-go.</summary>
    PayAsYouGo,

    /// <summary>Pay-as-you-go Dev/Test: Windows at the Linux price (rule C3).</summary>
    DevTest,
}

/// <summary>Security offering that is priced in.</summary>
public enum SecurityOffering
{
    /// <summary>Microsoft Defender for Servers (rule C7).</summary>
    Defender,

    /// <summary>None.</summary>
    None,
}

/// <summary>
/// The settings of an assessment, with the defaults of the rules' page. <see cref="Location"/> and
/// <see cref="SavingsOption"/> may name several: <see cref="Expand"/> gives one settings object for each pair.
/// </summary>
public sealed record AssessmentSettings
{
    /// <summary>Target regions by Azure's name; at least one.</summary>
    public required IReadOnlyList<string> Location { get; init; }

    /// <summary>Savings options; at least one.</summary>
    public IReadOnlyList<SavingsOption> SavingsOption { get; init; } = [Assessment.SavingsOption.None];

    /// <summary>What the sizes are chosen by.</summary>
    public SizingCriterion SizingCriterion { get; init; }

    /// <summary>How far back collected history counts.</summary>
    public PerformanceHistory PerformanceHistory { get; init; } = PerformanceHistory.Month;

    /// <summary>Start of the window when <see cref="PerformanceHistory"/> is Custom.</summary>
    public DateTimeOffset? HistoryStart { get; init; }

    /// <summary>End of the window; null for the newest point in the project. Never the clock.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Percentile of use: 50, 90, 95 or 99 (rule U1).</summary>
    public int Percentile { get; init; } = 95;

    /// <summary>Factor on effective use, 1.0 to 3.0 (rules U2, U3).</summary>
    public double ComfortFactor { get; init; } = 1.3;

    /// <summary>
    /// Series that are admitted, such as <c>Dsv5</c> or a class such as <c>E</c>; empty for the default (rule S3).
    /// </summary>
    public IReadOnlyList<string> VMSeries { get; init; } = [];

    /// <summary>Disk types; null for Automatic when performance-based and Premium when as-on-premises.</summary>
    public StorageType? StorageType { get; init; }

    /// <summary>Azure offer.</summary>
    public AzureOffer Offer { get; init; }

    /// <summary>Environment of machines that have none of their own.</summary>
    public MachineEnvironment Environment { get; init; }

    /// <summary>True when Windows licences with Software Assurance are brought along (rule C3).</summary>
    public bool WindowsHybridBenefit { get; init; } = true;

    /// <summary>Discount on pay-as-you-go compute in percent, 0 to 100 (rule C2).</summary>
    public decimal DiscountPercent { get; init; }

    /// <summary>Days a month that the machines run, 0 to 31 (rule C1).</summary>
    public int DaysPerMonth { get; init; } = 31;

    /// <summary>Hours a day that the machines run, 0 to 24 (rule C1).</summary>
    public int HoursPerDay { get; init; } = 24;

    /// <summary>ISO code of the report's currency.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Units of <see cref="Currency"/> for one USD; 1 for USD, required for another currency.</summary>
    public decimal ExchangeRate { get; init; } = 1m;

    /// <summary>Security offering that is priced in.</summary>
    public SecurityOffering SecurityOffering { get; init; }

    /// <summary>True to apply the comfort factor to allocated cores and memory too (rule U4).</summary>
    public bool ComfortFactorOnAllocated { get; init; }

    /// <summary>Hours a month that compute is billed for (rule C1).</summary>
    public int HoursPerMonth => DaysPerMonth * HoursPerDay;

    /// <summary>The disk types in force.</summary>
    public StorageType EffectiveStorageType => StorageType
        ?? (SizingCriterion == SizingCriterion.PerformanceBased
            ? Assessment.StorageType.Automatic : Assessment.StorageType.Premium);

    /// <summary>These settings as they are in force: the location by Azure's name.</summary>
    /// <param name="catalogue">The book that has to know the region and the series.</param>
    /// <exception cref="MigrateException">
    /// <c>Assessment.SettingsInvalid</c>: out of range, an unknown region or series, or a combination that is refused.
    /// </exception>
    public AssessmentSettings Checked(Catalog.Catalogue catalogue) => SettingsRules.Checked(this, catalogue);

    /// <summary>One settings object for each location and savings option, in the order given.</summary>
    public IReadOnlyList<AssessmentSettings> Expand() =>
        (from location in Location
         from option in SavingsOption
         select this with { Location = [location], SavingsOption = [option] }).ToList();
}
