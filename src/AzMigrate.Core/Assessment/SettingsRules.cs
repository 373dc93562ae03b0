using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>What settings must hold, rule by rule; the settings page names the refusals.</summary>
internal static class SettingsRules
{
    private const string Code = "Assessment.SettingsInvalid";

    private static readonly (Func<AssessmentSettings, bool> Broken, string Message, string Remedy)[] Rules =
    [
        (settings => settings.Location is not { Count: 1 }, "Location: an assessment has one location.",
            "Name one region; several give one assessment each."),
        (settings => settings.SavingsOption is not { Count: 1 }, "SavingsOption: an assessment has one savings option.",
            "Name one savings option; several give one assessment each."),
        (settings => !IsDefined(settings), "A setting has a value that is none of its names.",
            "Use the names that the settings' documentation lists."),
        (settings => settings.Percentile is not (50 or 90 or 95 or 99), "Percentile: it is 50, 90, 95 or 99.",
            "Use one of these."),
        (settings => !(settings.ComfortFactor is >= 1 and <= 3), "ComfortFactor: it is 1.0 to 3.0.",
            "Use a factor in that range."),
        (settings => settings.DiscountPercent is < 0 or > 100, "DiscountPercent: it is 0 to 100.",
            "Use a percentage in that range."),
        (settings => settings.DaysPerMonth is < 0 or > 31, "DaysPerMonth: it is 0 to 31.",
            "Use a number in that range."),
        (settings => settings.HoursPerDay is < 0 or > 24, "HoursPerDay: it is 0 to 24.", "Use a number in that range."),
        (settings => !IsCurrency(settings.Currency), "Currency: it is an ISO code of three capital letters.",
            "Use a code such as EUR."),
        (settings => settings.ExchangeRate <= 0, "ExchangeRate: it is above 0.",
            "Give the units of the currency for one USD."),
        (settings => settings.Currency == "USD" && settings.ExchangeRate != 1, "ExchangeRate: USD has the rate 1.",
            "Name the currency that the rate is for."),
        (settings => settings.Currency != "USD" && settings.ExchangeRate == 1,
            "Currency: the book's prices are USD, so another currency needs ExchangeRate.",
            "Give the units of the currency for one USD."),
        (settings => HasSavings(settings) && settings.Offer != AzureOffer.PayAsYouGo,
            "SavingsOption with Offer: a savings option needs the offer PayAsYouGo.",
            "Take SavingsOption None, or the offer PayAsYouGo."),
        (settings => HasSavings(settings) && settings.DiscountPercent != 0,
            "SavingsOption with DiscountPercent: a savings option has no discount.",
            "Take SavingsOption None, or DiscountPercent 0."),
        (settings => HasSavings(settings) && settings.HoursPerMonth < Money.FullMonthHours,
            "SavingsOption with DaysPerMonth and HoursPerDay: a savings option is paid for all 744 hours.",
            "Take SavingsOption None, or 31 days of 24 hours."),
        (settings => settings.PerformanceHistory == PerformanceHistory.Custom && settings.HistoryStart is null,
            "PerformanceHistory Custom: it needs HistoryStart.", "Give the start of the window."),
        (settings => settings.PerformanceHistory != PerformanceHistory.Custom && settings.HistoryStart is not null,
            "HistoryStart: it goes with PerformanceHistory Custom only.",
            "Set PerformanceHistory to Custom, or leave HistoryStart out."),
        (settings => settings.HistoryStart is { } start && settings.AsOf is { } end && end <= start,
            "HistoryStart: it is before AsOf.", "Give an earlier start."),
    ];

    /// <summary>
    /// The settings in one form, so that equal ones are written with equal bytes: the region by Azure's name, times in
    /// UTC, numbers without zeros at their end. They are refused by the first rule that they break.
    /// </summary>
    public static AssessmentSettings Checked(AssessmentSettings settings, Catalogue catalogue)
    {
        foreach (var (broken, message, remedy) in Rules)
        {
            if (broken(settings))
                throw new MigrateException(Code, message, remedy);
        }

        foreach (var name in settings.VMSeries)
        {
            if (!SeriesFilter.IsKnown(name, catalogue))
            {
                throw new MigrateException(
                    Code, $"VMSeries: the book knows no series '{name}'.",
                    "Name series such as Dsv5, or a class such as E.", name);
            }
        }

        try
        {
            return settings with
            {
                Location = [catalogue.GetRegion(settings.Location[0]).Name],
                HistoryStart = settings.HistoryStart?.ToUniversalTime(),
                AsOf = settings.AsOf?.ToUniversalTime(),
                DiscountPercent = WithoutZeros(settings.DiscountPercent),
                ExchangeRate = WithoutZeros(settings.ExchangeRate),
            };
        }
        catch (MigrateException unknown)
        {
            throw new MigrateException(Code, $"Location: {unknown.Message}", unknown.Remedy, settings.Location[0],
                unknown);
        }
    }

    // 0.90 equals 0.9, but is written, and multiplies, with its zeros.
    private static decimal WithoutZeros(decimal number) => number / 1.0000000000000000000000000000m;

    private static bool HasSavings(AssessmentSettings settings) => settings.SavingsOption[0] != SavingsOption.None;

    private static bool IsCurrency(string code) =>
        code is { Length: 3 } && code.All(letter => letter is >= 'A' and <= 'Z');

    private static bool IsDefined(AssessmentSettings settings) =>
        settings.SizingCriterion is >= SizingCriterion.PerformanceBased and <= SizingCriterion.AsOnPremises
        && settings.PerformanceHistory is >= PerformanceHistory.Day and <= PerformanceHistory.Custom
        && settings.EffectiveStorageType is >= StorageType.Automatic and <= StorageType.Ultra
        && settings.SavingsOption[0] is >= SavingsOption.None and <= SavingsOption.SavingsPlan3Year
        && settings.Offer is >= AzureOffer.PayAsYouGo and <= AzureOffer.DevTest
        && settings.Environment is >= MachineEnvironment.Production and <= MachineEnvironment.DevTest
        && settings.SecurityOffering is >= SecurityOffering.Defender and <= SecurityOffering.None;
}
