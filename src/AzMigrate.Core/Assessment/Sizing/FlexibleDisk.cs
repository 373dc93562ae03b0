using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>
/// Premium SSD v2 and Ultra disks in one region: capacity, IOPS and MB/s are bought apart (rules D5, C6).
/// </summary>
internal sealed class FlexibleDisk
{
    private const int FreePremiumV2Iops = 3000;
    private const int FreePremiumV2MBps = 125;
    private const int UltraIopsPerGiB = 300;
    private const int UltraMBpsPerGiB = 75;

    private readonly FlexibleDiskLimits? _limits;
    private readonly FlexibleDiskPrice? _price;
    private readonly ManagedDiskType _type;
    private readonly string _region;
    private readonly bool _knownNotOffered;

    public FlexibleDisk(Catalogue catalogue, string region, ManagedDiskType type)
    {
        _type = type;
        _region = region;
        _limits = catalogue.FlexibleDisks.FirstOrDefault(limits => limits.Type == type);
        _price = catalogue.GetFlexibleDiskPrice(type, region);
        _knownNotOffered = catalogue.IsDiskTypeKnownNotOffered(type, region);
    }

    /// <summary>The disk that covers a need, or why there is none.</summary>
    public DiskChoice Choose(DiskNeed need)
    {
        if (_knownNotOffered)
            return DiskChoice.None("NoDiskSizeFoundInSelectedLocation", $"{_region} does not offer {_type} disks.");
        if (_limits is null || _price is null)
            return DiskChoice.None("DiskSizeGreaterThanSupported",
                $"The book has no price for {_type} disks in {_region}.");
        var iops = Math.Max(Math.Ceiling(need.Iops), Math.Ceiling(need.MBps * 4));
        return _type == ManagedDiskType.Ultra ? ChooseUltra(need, iops) : ChoosePremiumV2(need, iops);
    }

    private DiskChoice ChooseUltra(DiskNeed need, double needIops)
    {
        var issue = Above("DiskSizeGreaterThanSupported", need.SizeGiB, "GiB");
        foreach (var size in UltraSizes(_limits!.MaxSizeGiB))
        {
            if (size < need.SizeGiB)
                continue;
            var iops = Math.Max(Math.Max(needIops, 100), size);
            var rate = Math.Max(Math.Max(Math.Ceiling(need.MBps), Math.Ceiling(iops * 4 / 1024)), 1);
            if (iops > Math.Min((long)size * UltraIopsPerGiB, _limits.MaxIops))
                issue = Above("NoSuitableDiskSizeForIops", iops, "IOPS");
            else if (rate > Math.Min((long)size * UltraMBpsPerGiB, _limits.MaxMBps))
                issue = Above("NoSuitableDiskSizeForThroughput", rate, "MB/s");
            else
                return Pick("Ultra", size, (int)iops, (int)rate);
        }

        return issue;
    }

    private DiskChoice ChoosePremiumV2(DiskNeed need, double needIops)
    {
        var iops = Math.Max(needIops, FreePremiumV2Iops);
        var rate = Math.Max(Math.Ceiling(need.MBps), FreePremiumV2MBps);
        var size = Math.Max(Math.Ceiling(need.SizeGiB), Math.Ceiling(iops / 500));
        if (need.SizeGiB > _limits!.MaxSizeGiB)
            return Above("DiskSizeGreaterThanSupported", need.SizeGiB, "GiB");
        if (iops > _limits.MaxIops)
            return Above("NoSuitableDiskSizeForIops", iops, "IOPS");
        if (rate > _limits.MaxMBps)
            return Above("NoSuitableDiskSizeForThroughput", rate, "MB/s");
        return Pick("PremiumV2", (int)size, (int)iops, (int)rate);
    }

    private DiskChoice Pick(string sku, int size, int iops, int rate)
    {
        var free = _type == ManagedDiskType.PremiumV2;
        var price = _price!;
        var hourly = (size * price.GiBHour.Usd)
            + ((iops - (free ? FreePremiumV2Iops : 0)) * price.IopsHour.Usd)
            + ((rate - (free ? FreePremiumV2MBps : 0)) * price.MBpsHour.Usd);
        return DiskChoice.Of(new DiskPick(
            _type, sku, size, iops, rate, hourly * Money.FullMonthHours,
            price.GiBHour.IsEstimated || price.IopsHour.IsEstimated || price.MBpsHour.IsEstimated));
    }

    private DiskChoice Above(string issue, double need, string unit) => DiskChoice.None(
        issue, FormattableString.Invariant($"No {_type} disk gives {need:0.##} {unit}."));

    // 4, 8, … 512 GiB, then every 1,024.
    private static IEnumerable<int> UltraSizes(int largest)
    {
        for (var size = 4; size <= largest; size += size < 1024 ? size : 1024)
            yield return size;
    }
}
