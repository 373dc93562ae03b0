using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>Rules D1 to D6 and C6 as the page says them, slowly.</summary>
internal static class ReferenceDisks
{
    internal sealed record Choice(
        string? Issue, ManagedDiskType Type = 0, string Sku = "", int GiB = 0, int? Iops = null, int? MBps = null,
        decimal Usd = 0, bool Estimated = false);

    public static Choice Choose(
        double gib, double iops, double rate, bool noData, bool isOS, MachineEnvironment environment,
        AssessmentSettings settings, Catalogue book, string region)
    {
        var type = settings.StorageType
            ?? (settings.SizingCriterion == SizingCriterion.PerformanceBased ? StorageType.Automatic
                : StorageType.Premium);
        if (isOS && type is StorageType.Ultra or StorageType.PremiumV2 && isOS)
            type = StorageType.Premium;
        switch (type)
        {
            case StorageType.Ultra:
                return Ultra(gib, iops, rate, book, region);
            case StorageType.PremiumV2:
                return PremiumV2(gib, iops, rate, book, region);
            case StorageType.Automatic when noData && settings.SizingCriterion == SizingCriterion.PerformanceBased:
                return Tier(gib, 0, 0, book, region, ManagedDiskType.StandardSsd);
            case StorageType.Automatic when environment == MachineEnvironment.DevTest && !isOS:
                return Tier(gib, iops, rate, book, region, ManagedDiskType.StandardHdd, ManagedDiskType.StandardSsd,
                    ManagedDiskType.Premium);
            case StorageType.Automatic:
                return Tier(gib, iops, rate, book, region, ManagedDiskType.StandardSsd, ManagedDiskType.Premium);
            case StorageType.StandardHdd:
                return Tier(gib, iops, rate, book, region, ManagedDiskType.StandardHdd);
            case StorageType.StandardSsd:
                return Tier(gib, iops, rate, book, region, ManagedDiskType.StandardSsd);
            default:
                return Tier(gib, iops, rate, book, region, ManagedDiskType.Premium);
        }
    }

    private static Choice Tier(
        double gib, double iops, double rate, Catalogue book, string region, params ManagedDiskType[] types)
    {
        if (types.All(type => book.IsDiskTypeKnownNotOffered(type, region)))
            return new Choice("NoDiskSizeFoundInSelectedLocation");
        var priced = book.DiskTiers.Where(tier => types.Contains(tier.Type) && book.GetDiskPrice(tier, region) != null)
            .ToList();
        var large = priced.Where(tier => tier.MaxSizeGiB >= gib).ToList();
        if (large.Count == 0)
            return new Choice("DiskSizeGreaterThanSupported");
        var fast = large.Where(tier => tier.Iops >= iops).ToList();
        if (fast.Count == 0)
            return new Choice("NoSuitableDiskSizeForIops");
        var fitting = fast.Where(tier => tier.MBps >= rate).ToList();
        if (fitting.Count == 0)
            return new Choice("NoSuitableDiskSizeForThroughput");
        var best = fitting.OrderBy(tier => book.GetDiskPrice(tier, region)!.Value.Usd).ThenBy(tier => tier.MaxSizeGiB)
            .ThenByDescending(tier => tier.Iops).ThenByDescending(tier => tier.MBps).ThenBy(tier => tier.Type).First();
        var price = book.GetDiskPrice(best, region)!.Value;
        var prefix = new Dictionary<ManagedDiskType, string>
        {
            [ManagedDiskType.StandardHdd] = "Standard_", [ManagedDiskType.StandardSsd] = "StandardSSD_",
            [ManagedDiskType.Premium] = "Premium_",
        };
        return new Choice(null, best.Type, prefix[best.Type] + best.Name, best.MaxSizeGiB, null, null, price.Usd,
            price.IsEstimated);
    }

    private static Choice Ultra(double gib, double iops, double rate, Catalogue book, string region)
    {
        if (book.IsDiskTypeKnownNotOffered(ManagedDiskType.Ultra, region))
            return new Choice("NoDiskSizeFoundInSelectedLocation");
        var limits = book.FlexibleDisks.SingleOrDefault(disk => disk.Type == ManagedDiskType.Ultra);
        var price = book.GetFlexibleDiskPrice(ManagedDiskType.Ultra, region);
        if (limits == null || price == null)
            return new Choice("DiskSizeGreaterThanSupported");
        var offered = new[] { 4, 8, 16, 32, 64, 128, 256, 512 }.Concat(
            Enumerable.Range(1, 64).Select(tib => tib * 1024))
            .Where(size => size <= limits.MaxSizeGiB);
        var plans = offered.Where(size => size >= gib).Select(size =>
        {
            var planIops = new[] { Math.Ceiling(iops), Math.Ceiling(rate * 4), 100, size }.Max();
            var planRate = new[] { Math.Ceiling(rate), Math.Ceiling(planIops * 4 / 1024), 1 }.Max();
            return (Size: size, Iops: planIops, Rate: planRate);
        }).ToList();
        if (plans.Count == 0)
            return new Choice("DiskSizeGreaterThanSupported");
        var enoughIops = plans.Where(plan => plan.Iops <= 300.0 * plan.Size && plan.Iops <= limits.MaxIops).ToList();
        if (enoughIops.Count == 0)
            return new Choice("NoSuitableDiskSizeForIops");
        var enough = enoughIops.Where(plan => plan.Rate <= 75.0 * plan.Size && plan.Rate <= limits.MaxMBps).ToList();
        if (enough.Count == 0)
            return new Choice("NoSuitableDiskSizeForThroughput");
        var pick = enough.MinBy(plan => plan.Size);
        var usd = 744 * ((pick.Size * price.GiBHour.Usd) + ((decimal)pick.Iops * price.IopsHour.Usd) + ((decimal)pick.Rate * price.MBpsHour.Usd));
        return new Choice(null, ManagedDiskType.Ultra, "Ultra", pick.Size, (int)pick.Iops, (int)pick.Rate, usd,
            price.GiBHour.IsEstimated);
    }

    private static Choice PremiumV2(double gib, double iops, double rate, Catalogue book, string region)
    {
        if (book.IsDiskTypeKnownNotOffered(ManagedDiskType.PremiumV2, region))
            return new Choice("NoDiskSizeFoundInSelectedLocation");
        var limits = book.FlexibleDisks.SingleOrDefault(disk => disk.Type == ManagedDiskType.PremiumV2);
        var price = book.GetFlexibleDiskPrice(ManagedDiskType.PremiumV2, region);
        if (limits == null || price == null || gib > limits.MaxSizeGiB)
            return new Choice("DiskSizeGreaterThanSupported");
        var planIops = new[] { 3000, Math.Ceiling(iops), Math.Ceiling(rate * 4) }.Max();
        var planRate = new[] { 125, Math.Ceiling(rate) }.Max();
        var size = new[] { Math.Ceiling(gib), Math.Ceiling(planIops / 500) }.Max();
        if (planIops > limits.MaxIops)
            return new Choice("NoSuitableDiskSizeForIops");
        if (planRate > limits.MaxMBps)
            return new Choice("NoSuitableDiskSizeForThroughput");
        var usd = 744 * (((decimal)size * price.GiBHour.Usd) + (((decimal)planIops - 3000) * price.IopsHour.Usd)
            + (((decimal)planRate - 125) * price.MBpsHour.Usd));
        return new Choice(null, ManagedDiskType.PremiumV2, "PremiumV2", (int)size, (int)planIops, (int)planRate, usd,
            price.GiBHour.IsEstimated);
    }
}
