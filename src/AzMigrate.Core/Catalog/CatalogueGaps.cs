using System.Globalization;

namespace AzMigrate.Catalog;

/// <summary>Finds what a book does not have by looking at what it has.</summary>
internal static class CatalogueGaps
{
    private static readonly PriceTerm[] Committed =
        [PriceTerm.RI1Year, PriceTerm.RI3Year, PriceTerm.SavingsPlan1Year, PriceTerm.SavingsPlan3Year];

    /// <summary>The gaps that are there, and the omissions that the content itself names.</summary>
    public static IReadOnlyList<CatalogueGap> Find(CatalogueContent content)
    {
        var offered = Enumerable.Range(0, content.VmSizes.Length)
            .Where(size => Enumerable.Range(0, content.Regions.Length).Any(region =>
                IsPriced(content, size, region, PriceOS.Linux) || IsPriced(content, size, region, PriceOS.Windows)))
            .ToArray();
        var sizes = offered.Select(size => content.VmSizes[size]).ToArray();

        CatalogueGap?[] gaps =
        [
            Limit("UncachedDiskLimits", "uncached disk IOPS or throughput", sizes,
                size => size.UncachedIops is null || size.UncachedMBps is null),
            Limit("NetworkBandwidth", "network bandwidth", sizes, size => size.NetworkMbps is null),
            Limit("DataDiskCount", "number of data disks", sizes, size => size.MaxDataDisks is null),
            Limit("NetworkAdapterCount", "number of network adapters", sizes, size => size.MaxNetworkAdapters is null),
            Limit("Generations", "VM generations", sizes, size => size.Generations == VmGenerations.None),
            Limit("UltraDisks", "support of Ultra disks", sizes, size => size.UltraDisks is null),
            Gap("SizesWithoutPrice", content.VmSizes.Length - offered.Length,
                "{0} VM sizes have no pay-as-you-go price in any region and are never recommended (rule S1)."),
            Regions("RegionsWithoutPrices", "no compute prices, so nothing can be assessed for them", content,
                region => !HasPrices(content, PriceOS.Linux, region) && !HasPrices(content, PriceOS.Windows, region)),
            Regions("RegionsWithoutWindowsPrices",
                "no Windows prices, so Windows machines can be priced with hybrid benefit only", content,
                region =>
                    HasPrices(content, PriceOS.Linux, region) && !HasPrices(content, PriceOS.Windows, region)),
            Gap("LinuxPrices",
                offered.Sum(size => Enumerable.Range(0, content.Regions.Length).Count(region =>
                    IsPriced(content, size, region, PriceOS.Windows)
                        && !IsPriced(content, size, region, PriceOS.Linux))),
                "{0} pairs of size and region have a Windows price but no Linux price."),
            CommittedPrices(content),
            Gap("CommittedReference", offered.Count(size => !CanBeCommitted(content, size)),
                "{0} VM sizes lack a committed price in the reference region, so it can't be estimated elsewhere "
                + "(rule C4)."),
            Regions("DiskPrices",
                $"no disk prices of their own; those of {Catalogue.DiskReferenceRegion} are used and flagged (rule C5)",
                content, region => content.DiskPrices.All(row => row.Region != content.Regions[region].Name)),
            Regions("DefenderPrices",
                "no price of Microsoft Defender for Servers; the cost of security is left blank (rule C7)",
                content, region => content.DefenderPrices.All(row => row.Region != content.Regions[region].Name)),
        ];
        return [.. gaps.OfType<CatalogueGap>(), .. content.Omissions];
    }

    private static CatalogueGap? CommittedPrices(CatalogueContent content)
    {
        var missing = (
            from size in Enumerable.Range(0, content.VmSizes.Length)
            from region in Enumerable.Range(0, content.Regions.Length)
            where IsPriced(content, size, region, PriceOS.Linux)
            from term in Committed
            where content.VmPrices.Find(size, region, PriceOS.Linux, term) is null
            select size).Count();
        return Gap("CommittedPrices", missing,
            "{0} reservation and savings plan prices are not recorded; those that "
            + Catalogue.CommittedReferenceRegion + " has are estimated and flagged (rule C4).");
    }

    private static bool CanBeCommitted(CatalogueContent content, int size)
    {
        var reference = Array.FindIndex(content.Regions, region => region.Name == Catalogue.CommittedReferenceRegion);
        return reference >= 0 && Committed.All(
            term => content.VmPrices.Find(size, reference, PriceOS.Linux, term) is not null);
    }

    private static bool HasPrices(CatalogueContent content, PriceOS os, int region) =>
        content.VmPrices.Column(VmPriceTable.PlanOf(os, PriceTerm.PayAsYouGo), region) is not null;

    private static bool IsPriced(CatalogueContent content, int size, int region, PriceOS os) =>
        content.VmPrices.Find(size, region, os, PriceTerm.PayAsYouGo) is not null;

    private static CatalogueGap? Limit(
        string topic, string limit, VmSize[] sizes, Func<VmSize, bool> isMissing) =>
        Gap(topic, sizes.Count(isMissing),
            "{0} of " + sizes.Length.ToString(CultureInfo.InvariantCulture) + " priced VM sizes: " + limit
            + " not known (rule S4).");

    private static CatalogueGap? Regions(
        string topic, string lacks, CatalogueContent content, Func<int, bool> isMissing)
    {
        var names = content.Regions.Where((_, region) => isMissing(region)).Select(region => region.Name).ToArray();
        var which = names.Length == content.Regions.Length ? "All regions have " : "{0} regions have ";
        var list = names.Length == content.Regions.Length ? "." : ": " + string.Join(", ", names) + ".";
        return Gap(topic, names.Length, which + lacks + list);
    }

    private static CatalogueGap? Gap(string topic, int count, string description) => count == 0
        ? null : new CatalogueGap(topic, count, string.Format(CultureInfo.InvariantCulture, description, count));
}
