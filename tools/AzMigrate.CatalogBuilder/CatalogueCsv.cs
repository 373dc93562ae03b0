using System.Globalization;
using AzMigrate.Catalog;

namespace AzMigrate.CatalogBuilder;

/// <summary>Reads the facts of <c>data/catalog</c>; SOURCES.md there says what each file holds.</summary>
internal sealed class CatalogueCsv(string folder)
{
    private static readonly string[] Certain = ["api", "recorded", "two-secondary"];

    /// <summary>The whole book.</summary>
    public CatalogueData Read()
    {
        var regions = Table("regions");
        var diskPrices = Table("disk-prices").Rows.Select(TierPrice).ToList();
        var tiers = Table("disk-tiers").Rows.Select(Tier).ToList();
        var flexiblePrices = Table("flexible-disk-prices").Rows.Select(FlexiblePrices).ToList();
        return new CatalogueData
        {
            Date = Table("sources").Rows.Max(row => row.Need(row.Parse("date", Day), "date")),
            Regions = [.. regions.Rows.Select(Region)],
            VmSizes = [.. Table("vm-sizes").Rows.Select(Size)],
            VmPrices = [.. VmPrices()],
            DiskTiers = tiers,
            DiskPrices = diskPrices,
            FlexibleDisks = [.. Table("flexible-disks").Rows.Select(FlexibleLimits)],
            FlexibleDiskPrices = flexiblePrices,
            DiskTypesNotOffered = [.. NotOffered(regions, tiers, diskPrices, flexiblePrices)],
            Omissions = [.. Table("omissions").Rows.Select(row =>
                new CatalogueGap(row["topic"], row.Need(row.Whole("count"), "count"), row["description"]))],
        };
    }

    /// <summary>The first day of the month that the catalogue names, such as <c>November 2028</c>.</summary>
    public static DateTime RetirementMonth(string text) => DateTime.ParseExact(
        text, "MMMM yyyy", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static DateTime Day(string text) => DateTime.ParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static AzureRegion Region(CsvRow row) => new()
    {
        Name = row["name"],
        DisplayName = row["display_name"],
        Geography = row["geography"],
        PairedRegion = row.Text("paired_region"),
        Zones = row.Need(row.Whole("zones"), "zones"),
    };

    private static VmSize Size(CsvRow row)
    {
        var series = VmSeries.Parse(row["series"]);
        return new VmSize
        {
            Name = row["name"],
            Family = row["family"],
            Series = row["series"],
            SeriesClass = series.Class,
            Version = series.Version,
            VCpus = row.Need(row.Whole("vcpus"), "vcpus"),
            ParentVCpus = row.Whole("vcpus_parent"),
            MemoryGiB = row.Need(row.Real("memory_gib"), "memory_gib"),
            MaxDataDisks = row.Whole("max_data_disks"),
            MaxNetworkAdapters = row.Whole("max_nics"),
            UncachedIops = row.Whole("uncached_iops"),
            // A limit is never rounded up.
            UncachedMBps = (int?)row.Real("uncached_mbps"),
            NetworkMbps = row.Whole("network_mbps"),
            PremiumStorage = row.Flag("premium_io"),
            UltraDisks = row.Flag("ultra_ssd"),
            Generations = row["generations"] switch
            {
                "" => VmGenerations.None,
                "V1" => VmGenerations.V1,
                "V2" => VmGenerations.V2,
                "V1+V2" => VmGenerations.V1 | VmGenerations.V2,
                var other => throw new InvalidDataException($"{row["name"]} has unknown generations '{other}'."),
            },
            Architecture = Enum.Parse<CpuArchitecture>(row["cpu_arch"], ignoreCase: true),
            AcceleratedNetworking = row.Flag("accelerated_networking"),
            TempDiskGiB = row.Real("temp_disk_gib"),
            LocalNvmeGiB = row.Real("local_nvme_gib"),
            Gpus = row.Real("gpu_count"),
            Confidential = row.Text("confidential") is null ? null : true,
            Retirement = row.Parse("retirement", RetirementMonth),
        };
    }

    private IEnumerable<VmPrice> VmPrices()
    {
        foreach (var row in Table("vm-prices").Rows)
        {
            foreach (var (os, column) in new[] { (PriceOS.Linux, "linux"), (PriceOS.Windows, "windows") })
            {
                if (row.Money(column) is { } usd)
                    yield return new VmPrice(row["size"], row["region"], os, PriceTerm.PayAsYouGo, usd);
            }
        }

        foreach (var row in Table("vm-prices-committed").Rows)
        {
            var os = Enum.Parse<PriceOS>(row["os"], ignoreCase: true);
            foreach (var (term, column) in new[]
            {
                (PriceTerm.RI1Year, "ri1y"), (PriceTerm.RI3Year, "ri3y"),
                (PriceTerm.SavingsPlan1Year, "sp1y"), (PriceTerm.SavingsPlan3Year, "sp3y"),
            })
            {
                if (row.Money(column) is { } usd)
                    yield return new VmPrice(row["size"], row["region"], os, term, usd);
            }
        }

        foreach (var row in Table("vm-prices-inferred").Rows)
        {
            yield return new VmPrice(
                row["size"], row["region"], PriceOS.Linux, PriceTerm.PayAsYouGo,
                row.Need(row.Money("linux"), "linux"), PriceBasis.Inferred);
        }
    }

    private static DiskTier Tier(CsvRow row) => new()
    {
        Name = row["tier"],
        Type = Enum.Parse<ManagedDiskType>(row["type"]),
        MaxSizeGiB = row.Need(row.Whole("max_size_gib"), "max_size_gib"),
        Iops = row.Need(row.Whole("iops"), "iops"),
        MBps = row.Need(row.Whole("mbps"), "mbps"),
    };

    // A price of one secondary source, or one that two sources dispute, is no recorded price.
    private static DiskTierPrice TierPrice(CsvRow row) => new(
        row["tier"], row["region"], row.Need(row.Money("usd_per_month"), "usd_per_month"),
        Certain.Contains(row["confidence"]) ? PriceBasis.Recorded : PriceBasis.Inferred);

    private static FlexibleDiskLimits FlexibleLimits(CsvRow row) => new()
    {
        Type = Enum.Parse<ManagedDiskType>(row["type"]),
        MaxSizeGiB = row.Need(row.Whole("max_size_gib"), "max_size_gib"),
        MaxIops = row.Need(row.Whole("max_iops"), "max_iops"),
        MaxMBps = row.Need(row.Whole("max_mbps"), "max_mbps"),
    };

    private static FlexibleDiskComponentPrices FlexiblePrices(CsvRow row) => new(
        Enum.Parse<ManagedDiskType>(row["type"]), row["region"], row.Need(row.Money("gib_hour"), "gib_hour"),
        row.Need(row.Money("iops_hour"), "iops_hour"), row.Need(row.Money("mbps_hour"), "mbps_hour"));

    // Only where the region's whole list of disk meters was read does a missing type mean that it is not offered.
    private static IEnumerable<DiskTypeNotOffered> NotOffered(
        CsvTable regions, List<DiskTier> tiers, List<DiskTierPrice> prices,
        List<FlexibleDiskComponentPrices> flexiblePrices) =>
        from region in regions.Rows
        where region["disk_prices"] == "complete"
        from type in Enum.GetValues<ManagedDiskType>()
        where !flexiblePrices.Any(row => row.Type == type && row.Region == region["name"])
            && !prices.Any(row => row.Region == region["name"]
                && tiers.Any(tier => tier.Name == row.Tier && tier.Type == type))
        select new DiskTypeNotOffered(type, region["name"]);

    private CsvTable Table(string name) => CsvTable.Read(Path.Combine(folder, name + ".csv"));
}
