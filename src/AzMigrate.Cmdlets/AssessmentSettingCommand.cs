using System.Management.Automation;
using AzMigrate.Assessment;
using AzMigrate.Inventory;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes assessment settings: an object or a file, and parameters that override it.</summary>
public abstract class AssessmentSettingCommand : ProjectCommand
{
    /// <summary>Target regions, such as westeurope. Several give one assessment each.</summary>
    [Parameter]
    [Alias("Region")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[] Location { get; set; } = [];

    /// <summary>
    /// Sizes by effective use (PerformanceBased, the default) or by what is allocated (AsOnPremises).
    /// </summary>
    [Parameter]
    public SizingCriterion SizingCriterion { get; set; }

    /// <summary>
    /// How far back collected history counts: Day, Week, Month (the default), or Custom with -HistoryStart.
    /// </summary>
    [Parameter]
    public PerformanceHistory PerformanceHistory { get; set; } = PerformanceHistory.Month;

    /// <summary>Start of the history's window; makes it Custom. A time without an offset is local time.</summary>
    [Parameter]
    public DateTimeOffset HistoryStart { get; set; }

    /// <summary>
    /// End of the history's window; the newest point in the project when left out. A time without an offset is local.
    /// </summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; }

    /// <summary>Percentile of use: 50, 90, 95 (the default) or 99.</summary>
    [Parameter]
    [ValidateSet("50", "90", "95", "99")]
    public int Percentile { get; set; } = 95;

    /// <summary>Factor on effective use, 1.0 to 3.0; 1.3 by default.</summary>
    [Parameter]
    [ValidateRange(1.0, 3.0)]
    public double ComfortFactor { get; set; } = 1.3;

    /// <summary>Series to choose from, such as Dsv5, or classes such as E; the usual series when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SeriesCompleter))]
    public string[] VMSeries { get; set; } = [];

    /// <summary>Disk types to choose from: Automatic when performance-based and Premium when as-on-premises.</summary>
    [Parameter]
    public StorageType StorageType { get; set; }

    /// <summary>
    /// Ways to pay for compute: None (pay as you go, the default), RI1Year, RI3Year, SavingsPlan1Year,
    /// SavingsPlan3Year. Several give one assessment each.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SavingsOption[] SavingsOption { get; set; } = [Assessment.SavingsOption.None];

    /// <summary>Azure offer: PayAsYouGo (the default) or DevTest.</summary>
    [Parameter]
    public AzureOffer Offer { get; set; }

    /// <summary>Environment of machines that have none of their own: Production (the default) or DevTest.</summary>
    [Parameter]
    public MachineEnvironment Environment { get; set; }

    /// <summary>Whether Windows licences with Software Assurance are brought along; $true by default.</summary>
    [Parameter]
    public bool? WindowsHybridBenefit { get; set; }

    /// <summary>Discount on pay-as-you-go compute in percent, 0 to 100.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public decimal DiscountPercent { get; set; }

    /// <summary>Days a month that the machines run, 0 to 31; 31 by default.</summary>
    [Parameter]
    [ValidateRange(0, 31)]
    public int DaysPerMonth { get; set; } = 31;

    /// <summary>Hours a day that the machines run, 0 to 24; 24 by default.</summary>
    [Parameter]
    [ValidateRange(0, 24)]
    public int HoursPerDay { get; set; } = 24;

    /// <summary>ISO code of the currency to report in; USD by default, another needs -ExchangeRate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Currency { get; set; } = "USD";

    /// <summary>Units of the currency for one USD.</summary>
    [Parameter]
    public decimal ExchangeRate { get; set; } = 1m;

    /// <summary>Security offering to price in: Defender (the default) or None.</summary>
    [Parameter]
    public SecurityOffering SecurityOffering { get; set; }

    /// <summary>Applies the comfort factor to allocated cores and memory too.</summary>
    [Parameter]
    public SwitchParameter ComfortFactorOnAllocated { get; set; }

    /// <summary>The settings in force: the given base, overridden by the parameters that were given.</summary>
    private protected AssessmentSettings Settings(AssessmentSettings? given)
    {
        var settings = given ?? new AssessmentSettings { Location = [] };
        foreach (var name in MyInvocation.BoundParameters.Keys)
        {
            settings = name switch
            {
                nameof(Location) => settings with { Location = Location },
                nameof(SizingCriterion) => settings with { SizingCriterion = SizingCriterion },
                nameof(PerformanceHistory) => settings with { PerformanceHistory = PerformanceHistory },
                nameof(HistoryStart) => settings with
                {
                    HistoryStart = HistoryStart,
                    PerformanceHistory = PerformanceHistory.Custom,
                },
                nameof(AsOf) => settings with { AsOf = AsOf },
                nameof(Percentile) => settings with { Percentile = Percentile },
                nameof(ComfortFactor) => settings with { ComfortFactor = ComfortFactor },
                nameof(VMSeries) => settings with { VMSeries = VMSeries },
                nameof(StorageType) => settings with { StorageType = StorageType },
                nameof(SavingsOption) => settings with { SavingsOption = SavingsOption },
                nameof(Offer) => settings with { Offer = Offer },
                nameof(Environment) => settings with { Environment = Environment },
                nameof(WindowsHybridBenefit) => settings with { WindowsHybridBenefit = WindowsHybridBenefit ?? true },
                nameof(DiscountPercent) => settings with { DiscountPercent = DiscountPercent },
                nameof(DaysPerMonth) => settings with { DaysPerMonth = DaysPerMonth },
                nameof(HoursPerDay) => settings with { HoursPerDay = HoursPerDay },
                nameof(Currency) => settings with { Currency = Currency },
                nameof(ExchangeRate) => settings with { ExchangeRate = ExchangeRate },
                nameof(SecurityOffering) => settings with { SecurityOffering = SecurityOffering },
                nameof(ComfortFactorOnAllocated) =>
                    settings with { ComfortFactorOnAllocated = ComfortFactorOnAllocated },
                _ => settings,
            };
        }

        return settings;
    }
}
