using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>The tiers of some disk types with their prices in one region, cheapest first (rules D2, D3, D6).</summary>
internal sealed class TierList
{
    private readonly (DiskTier Tier, Price Price)[] _tiers;
    private readonly string _types;
    private readonly string _region;
    private readonly bool _knownNotOffered;

    public TierList(Catalogue catalogue, string region, params ManagedDiskType[] types)
    {
        _region = region;
        _types = string.Join(", ", types);
        _knownNotOffered = types.All(type => catalogue.IsDiskTypeKnownNotOffered(type, region));
        // D3: equal price, then the smaller tier, then the faster one.
        _tiers =
        [
            .. from tier in catalogue.DiskTiers
               where types.Contains(tier.Type)
               let price = catalogue.GetDiskPrice(tier, region)
               where price is not null
               orderby price.Value.Usd, tier.MaxSizeGiB, tier.Iops descending, tier.MBps descending, tier.Type
               select (tier, price.Value),
        ];
    }

    /// <summary>The cheapest tier that covers a need.</summary>
    public DiskChoice Choose(DiskNeed need)
    {
        foreach (var (tier, price) in _tiers)
        {
            if (tier.MaxSizeGiB >= need.SizeGiB && tier.Iops >= need.Iops && tier.MBps >= need.MBps)
                return DiskChoice.Of(new DiskPick(
                    tier.Type, Prefix(tier.Type) + tier.Name, tier.MaxSizeGiB, null, null, price.Usd,
                    price.IsEstimated));
        }

        return WhyNone(need);
    }

    // D6: the last filter that emptied the list, in the order capacity, IOPS, throughput.
    private DiskChoice WhyNone(DiskNeed need)
    {
        if (_knownNotOffered)
            return DiskChoice.None("NoDiskSizeFoundInSelectedLocation", $"{_region} does not offer {_types} disks.");
        if (!_tiers.Any(entry => entry.Tier.MaxSizeGiB >= need.SizeGiB))
            return DiskChoice.None("DiskSizeGreaterThanSupported", FormattableString.Invariant(
                $"No priced {_types} tier in {_region} holds {need.SizeGiB:0.##} GiB."));
        if (!_tiers.Any(entry => entry.Tier.MaxSizeGiB >= need.SizeGiB && entry.Tier.Iops >= need.Iops))
            return DiskChoice.None("NoSuitableDiskSizeForIops", FormattableString.Invariant(
                $"No priced {_types} tier in {_region} gives {need.Iops:0.##} IOPS."));
        return DiskChoice.None("NoSuitableDiskSizeForThroughput", FormattableString.Invariant(
            $"No priced {_types} tier in {_region} gives {need.MBps:0.##} MB/s with {need.Iops:0.##} IOPS."));
    }

    private static string Prefix(ManagedDiskType type) => type switch
    {
        ManagedDiskType.StandardHdd => "Standard_",
        ManagedDiskType.StandardSsd => "StandardSSD_",
        _ => "Premium_",
    };
}
