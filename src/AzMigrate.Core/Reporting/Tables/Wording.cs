using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Reporting.Tables;

/// <summary>Names of values as Azure Migrate's own exports write them.</summary>
internal static class Wording
{
    /// <summary>Stands where a price is asked for that the book does not have (rule C7).</summary>
    public const string NotPriced = "Not priced";

    /// <summary>Readiness of a machine or disk.</summary>
    public static string Of(Readiness readiness) => readiness switch
    {
        Readiness.Ready => "Ready",
        Readiness.ReadyWithConditions => "Ready with conditions",
        Readiness.ReadinessUnknown => "Readiness unknown",
        _ => "Not ready",
    };

    /// <summary>Boot type.</summary>
    public static string Of(Firmware firmware) => firmware switch
    {
        Firmware.Bios => "BIOS",
        Firmware.Uefi => "EFI",
        _ => "Unknown",
    };

    /// <summary>Type of a managed disk.</summary>
    public static string Of(ManagedDiskType type) => type switch
    {
        ManagedDiskType.StandardHdd => "Standard HDD",
        ManagedDiskType.StandardSsd => "Standard SSD",
        ManagedDiskType.Premium => "Premium",
        ManagedDiskType.PremiumV2 => "Premium SSD V2",
        _ => "Ultra",
    };

    /// <summary>Storage type of the settings.</summary>
    public static string Of(StorageType type) => type switch
    {
        StorageType.Automatic => "Automatic",
        StorageType.StandardHdd => Of(ManagedDiskType.StandardHdd),
        StorageType.StandardSsd => Of(ManagedDiskType.StandardSsd),
        StorageType.Premium => Of(ManagedDiskType.Premium),
        StorageType.PremiumV2 => Of(ManagedDiskType.PremiumV2),
        _ => Of(ManagedDiskType.Ultra),
    };

    /// <summary>Savings option.</summary>
    public static string Of(SavingsOption option) => option switch
    {
        SavingsOption.None => "None",
        SavingsOption.RI1Year => "1 year reserved",
        SavingsOption.RI3Year => "3 years reserved",
        SavingsOption.SavingsPlan1Year => "1 year savings plan",
        _ => "3 years savings plan",
    };

    /// <summary>Sizing criterion.</summary>
    public static string Of(SizingCriterion criterion) =>
        criterion == SizingCriterion.PerformanceBased ? "Performance-based" : "As on-premises";

    /// <summary>Offer.</summary>
    public static string Of(AzureOffer offer) =>
        offer == AzureOffer.PayAsYouGo ? "Pay-as-you-go" : "Pay-as-you-go Dev/Test";

    /// <summary>Environment.</summary>
    public static string Of(MachineEnvironment environment) =>
        environment == MachineEnvironment.Production ? "Production" : "Dev/Test";

    /// <summary>How far back history counts.</summary>
    public static string Of(PerformanceHistory history) => history switch
    {
        PerformanceHistory.Day => "1 day",
        PerformanceHistory.Week => "1 week",
        PerformanceHistory.Month => "1 month",
        _ => "Custom",
    };

    /// <summary>Security offering.</summary>
    public static string Of(SecurityOffering offering) =>
        offering == SecurityOffering.Defender ? "Microsoft Defender for Servers" : "None";

    /// <summary>A date.</summary>
    public static string Date(DateTime date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A point in time.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Stars of the confidence rating; "Not applicable" where rule Q1 gives none.</summary>
    public static string Confidence(int? stars) => stars is int count
        ? string.Format(CultureInfo.InvariantCulture, "{0} of 5 stars", count) : "Not applicable";

    /// <summary>A number within a sentence.</summary>
    public static string Figure(double value) => value.ToString("#,##0.##", CultureInfo.InvariantCulture);

    /// <summary>The codes of findings, once each, in the order of the rules.</summary>
    public static string Codes(IEnumerable<Finding> findings) =>
        Joined(findings.Where(finding => finding.Readiness != Readiness.Ready).Select(finding => finding.Code));

    /// <summary>
    /// The codes of notes on the data, once each; notes on the pick and its price stand in the reasons.
    /// </summary>
    public static string DataCodes(IEnumerable<AssessmentNote> notes) =>
        Joined(notes.Where(note => note.Rule.Length == 0 || note.Rule[0] is not ('S' or 'C'))
            .Select(note => note.Code));

    /// <summary>Texts in one cell, once each.</summary>
    public static string Joined(IEnumerable<string> texts) =>
        string.Join("; ", texts.Distinct(StringComparer.Ordinal));
}
