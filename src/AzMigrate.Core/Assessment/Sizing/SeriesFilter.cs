using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>Which series are admitted (rule S3).</summary>
internal sealed class SeriesFilter
{
    private readonly HashSet<string> _named;

    public SeriesFilter(IEnumerable<string> named) =>
        _named = new HashSet<string>(named, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// True when a size's series is admitted. Constrained sizes and past retirements are judged elsewhere.
    /// </summary>
    public bool Admits(VmSize size) => _named.Count > 0
        ? _named.Contains(size.Series) || _named.Contains(size.SeriesClass)
        : size.Retirement is null && IsDefault(VmSeries.Parse(size.Series));

    /// <summary>True when a name is a series' or a class's of the book.</summary>
    public static bool IsKnown(string name, Catalogue catalogue) => catalogue.VmSizes.Any(size =>
        string.Equals(size.Series, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(size.SeriesClass, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsDefault(VmSeries series) => series.Suffix.Length == 0 && series.Class switch
    {
        "D" or "E" => series.Version >= 3 && HasOnly(series.Variants, "abdilst"),
        "F" or "L" => series.Version >= 2 && HasOnly(series.Variants, "abdilst"),
        "M" => HasOnly(series.Variants, "abdilstm"),
        _ => false,
    };

    private static bool HasOnly(string variants, string allowed) => variants.All(allowed.Contains);
}
