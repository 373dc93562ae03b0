namespace AzMigrate.Catalog;

/// <summary>What may follow the first letters of a name, for completion at the prompt.</summary>
internal static class Suggestions
{
    private const string SizePrefix = "Standard_";

    /// <summary>Regions with prices, by name or display name.</summary>
    public static IReadOnlyList<string> Regions(IEnumerable<AzureRegion> regions, string prefix) =>
    [
        .. regions
            .Where(region => region.HasLinuxPrices || region.HasWindowsPrices)
            .Where(region => Begins(region.Name, prefix) || Begins(region.DisplayName, prefix))
            .Select(region => region.Name),
    ];

    /// <summary>Sizes, small ones of a series first; <c>Standard_</c> may be left out.</summary>
    public static IReadOnlyList<string> VmSizes(IEnumerable<VmSize> sizes, string prefix) =>
    [
        .. sizes
            .Where(size => Begins(size.Name, prefix) || Begins(size.Name, SizePrefix + prefix))
            .OrderBy(size => size.Series, StringComparer.Ordinal).ThenBy(size => size.VCpus)
            .ThenBy(size => size.Name, StringComparer.Ordinal)
            .Select(size => size.Name),
    ];

    /// <summary>Classes, then series with their versions.</summary>
    public static IReadOnlyList<string> Series(IReadOnlyList<VmSize> sizes, string prefix) =>
    [
        .. Names(sizes.Select(size => size.SeriesClass), prefix)
            .Concat(Names(sizes.Select(size => size.Series), prefix)).Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Names(IEnumerable<string> names, string prefix) =>
        names.Where(name => Begins(name, prefix)).Distinct(StringComparer.Ordinal)
            .OrderBy(name => name, StringComparer.Ordinal);

    private static bool Begins(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
