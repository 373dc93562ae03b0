namespace AzMigrate.Catalog;

/// <summary>Prices of managed disks, with the estimates of rule C5.</summary>
internal sealed class DiskPriceTable
{
    private readonly NamedPositions _tierPositions;
    private readonly int _reference;
    private readonly Dictionary<(int Tier, int Region), Price> _tiers = [];
    private readonly Dictionary<(ManagedDiskType Type, int Region), FlexibleDiskPrice> _flexible = [];
    private readonly HashSet<(ManagedDiskType Type, int Region)> _notOffered = [];

    /// <exception cref="ArgumentException">A row is there twice, or names an unknown tier or region.</exception>
    public DiskPriceTable(CatalogueContent content, NamedPositions tiers, NamedPositions regions)
    {
        _tierPositions = tiers;
        _reference = regions.Find(Catalogue.DiskReferenceRegion);
        foreach (var row in content.DiskPrices)
        {
            _tiers.Add(
                (tiers.Require(row.Tier), regions.Require(row.Region)), new Price(row.UsdPerMonth, row.Basis));
        }

        foreach (var row in content.FlexibleDiskPrices)
        {
            _flexible.Add((row.Type, regions.Require(row.Region)), new FlexibleDiskPrice
            {
                GiBHour = new Price(row.GiBHour, PriceBasis.Recorded),
                IopsHour = new Price(row.IopsHour, PriceBasis.Recorded),
                MBpsHour = new Price(row.MBpsHour, PriceBasis.Recorded),
            });
        }

        foreach (var row in content.DiskTypesNotOffered)
            _notOffered.Add((row.Type, regions.Require(row.Region)));
    }

    /// <summary>True when the region is known not to offer the type.</summary>
    public bool IsKnownNotOffered(ManagedDiskType type, int region) => _notOffered.Contains((type, region));

    /// <summary>USD a month; rule C5's estimate where the book has none of the region itself.</summary>
    public Price? Find(DiskTier tier, int region)
    {
        if (IsKnownNotOffered(tier.Type, region))
            return null;
        if (_tiers.TryGetValue((_tierPositions.Find(tier.Name), region), out var price))
            return price;
        return _tiers.TryGetValue((_tierPositions.Find(tier.Name), _reference), out var reference)
            ? Estimate(reference) : null;
    }

    /// <summary>USD an hour by component; rule C5's estimate where the book has none of the region itself.</summary>
    public FlexibleDiskPrice? Find(ManagedDiskType type, int region)
    {
        if (IsKnownNotOffered(type, region))
            return null;
        if (_flexible.TryGetValue((type, region), out var price))
            return price;
        return _flexible.TryGetValue((type, _reference), out var reference)
            ? new FlexibleDiskPrice
            {
                GiBHour = Estimate(reference.GiBHour),
                IopsHour = Estimate(reference.IopsHour),
                MBpsHour = Estimate(reference.MBpsHour),
            }
            : null;
    }

    private static Price Estimate(Price reference) => reference with { Basis = PriceBasis.Estimated };
}
