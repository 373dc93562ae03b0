namespace AzMigrate.Catalog;

/// <summary>Which VM sizes are wanted; all conditions must hold, and an empty one always does.</summary>
public sealed record VmSizeQuery
{
    /// <summary>Names; * and ? are wildcards.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Series such as <c>Dsv5</c>, or classes such as <c>E</c>, without regard to case.</summary>
    public IReadOnlyList<string> Series { get; init; } = [];

    /// <summary>Region that must sell the size; prices are given for it.</summary>
    public string? Region { get; init; }

    /// <summary>Least number of vCPUs.</summary>
    public int? MinVCpus { get; init; }

    /// <summary>Greatest number of vCPUs.</summary>
    public int? MaxVCpus { get; init; }

    /// <summary>Least memory in GiB.</summary>
    public double? MinMemoryGiB { get; init; }

    /// <summary>Greatest memory in GiB.</summary>
    public double? MaxMemoryGiB { get; init; }

    /// <summary>Greatest Linux price in USD an hour; needs a region.</summary>
    public decimal? MaxUsdPerHour { get; init; }

    /// <summary>The sizes in a book: with a region the cheapest first, else by name.</summary>
    /// <param name="catalogue">The book.</param>
    /// <exception cref="MigrateException">
    /// <c>Catalog.RegionUnknown</c>, or <c>Catalog.RegionMissing</c> when a price is asked for without a region.
    /// </exception>
    public IReadOnlyList<PricedVmSize> Find(Catalogue catalogue)
    {
        if (catalogue is null)
            throw new ArgumentNullException(nameof(catalogue));
        if (MaxUsdPerHour is not null && Region is null)
        {
            throw new MigrateException("Catalog.RegionMissing", "A price needs a region.",
                "Add -Location with an Azure region, such as westeurope.");
        }

        var region = Region is null ? null : catalogue.GetRegion(Region).Name;
        var series = new HashSet<string>(Series, StringComparer.OrdinalIgnoreCase);
        var sizes = (region is null ? catalogue.VmSizes : catalogue.GetVmSizes(region))
            .Where(size => NamePattern.MatchesAny(Names, size.Name)
                && (series.Count == 0 || series.Contains(size.Series) || series.Contains(size.SeriesClass))
                && size.VCpus >= (MinVCpus ?? 0) && size.VCpus <= (MaxVCpus ?? int.MaxValue)
                && size.MemoryGiB >= (MinMemoryGiB ?? 0) && size.MemoryGiB <= (MaxMemoryGiB ?? double.MaxValue));
        return region is null
            ? sizes.Select(size => new PricedVmSize(size)).ToList()
            : sizes.Select(size => Priced(catalogue, size, region))
                .Where(size => MaxUsdPerHour is null || size.LinuxUsdPerHour <= MaxUsdPerHour)
                .OrderBy(size => size.LinuxUsdPerHour ?? decimal.MaxValue)
                .ThenBy(size => size.Name, StringComparer.Ordinal)
                .ToList();
    }

    private static PricedVmSize Priced(Catalogue catalogue, VmSize size, string region)
    {
        var linux = catalogue.GetVmPrice(size, region, PriceOS.Linux, PriceTerm.PayAsYouGo);
        var windows = catalogue.GetVmPrice(size, region, PriceOS.Windows, PriceTerm.PayAsYouGo);
        return new PricedVmSize(size)
        {
            Region = region,
            LinuxUsdPerHour = linux?.Usd,
            WindowsUsdPerHour = windows?.Usd,
            PriceIsEstimated = linux?.IsEstimated == true || windows?.IsEstimated == true,
        };
    }
}
