using AzMigrate.Assessment;

namespace AzMigrate.Reporting.Tables;

/// <summary>A property of the assessment and its value.</summary>
internal readonly record struct PropertyRow(string Property, Cell Value);

/// <summary>What the assessment was made with: two columns, as in Azure Migrate's export.</summary>
internal static class PropertyTable
{
    /// <summary>The sheet's name.</summary>
    public const string Name = "Assessment_Properties";

    /// <summary>The columns.</summary>
    public static IReadOnlyList<Column<PropertyRow>> Columns { get; } =
    [
        new("Property", CellFormat.General, row => row.Property),
        new("Selected value", CellFormat.General, row => row.Value),
    ];

    /// <summary>The rows: every setting, then what the inputs were.</summary>
    public static IEnumerable<PropertyRow> Rows(AssessmentHeader header)
    {
        var settings = header.Settings;
        yield return new("Assessment name", header.Name);
        yield return new("Target location", Wording.Joined(settings.Location));
        yield return new("Default environment", Wording.Of(settings.Environment));
        yield return new("Storage type", Wording.Of(settings.EffectiveStorageType));
        yield return new("Savings option", Wording.Joined(settings.SavingsOption.Select(Wording.Of)));
        yield return new("Sizing criterion", Wording.Of(settings.SizingCriterion));
        yield return new("Performance history", Wording.Of(settings.PerformanceHistory));
        if (header.HistoryWindow is { } window)
        {
            yield return new("Performance history start", Wording.Time(window.Start));
            yield return new("Performance history end", Wording.Time(window.End));
        }
        yield return new("Percentile utilization", settings.Percentile);
        yield return new("VM series", settings.VMSeries.Count == 0 ? "Default" : Wording.Joined(settings.VMSeries));
        yield return new("Comfort factor", (double?)settings.ComfortFactor);
        yield return new("Comfort factor on allocated figures", YesNo(settings.ComfortFactorOnAllocated));
        yield return new("Offer/Licensing program", Wording.Of(settings.Offer));
        yield return new("Currency", settings.Currency);
        yield return new("Exchange rate (per USD)", settings.ExchangeRate);
        yield return new("Discount (%)", settings.DiscountPercent);
        yield return new("VM uptime (days per month)", settings.DaysPerMonth);
        yield return new("VM uptime (hours per day)", settings.HoursPerDay);
        yield return new("Azure Hybrid Benefit for Windows", YesNo(settings.WindowsHybridBenefit));
        yield return new("Security", Wording.Of(settings.SecurityOffering));
        yield return new("Price catalogue date", Wording.Date(header.CatalogDate));
        yield return new("Assessment id", header.Id);
        yield return new("Inventory hash (SHA-256)", header.InventoryHash);
        yield return new("Settings hash (SHA-256)", header.SettingsHash);
        yield return new("Catalogue hash (SHA-256)", header.CatalogHash);
    }

    private static string YesNo(bool value) => value ? "Yes" : "No";
}
