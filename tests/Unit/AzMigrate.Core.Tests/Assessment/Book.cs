using AzMigrate.Catalog;

namespace AzMigrate.Tests.Assessment;

/// <summary>Small books for tests: sizes with round limits and prices.</summary>
internal static class Book
{
    public const string Region = "westeurope";
    public const string Other = "uksouth";

    /// <summary>
    /// The tiers of facts 3.3.3, with made-up prices: an E tier costs 0.05 a GiB, a P tier 0.12, an S tier 0.03.
    /// </summary>
    public static readonly IReadOnlyList<DiskTier> Tiers =
    [
        .. Of(ManagedDiskType.Premium, "P", [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767],
            [1, 2, 3, 4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80],
            [120, 120, 120, 120, 240, 500, 1100, 2300, 5000, 7500, 7500, 16000, 18000, 20000],
            [25, 25, 25, 25, 50, 100, 125, 150, 200, 250, 250, 500, 750, 900]),
        .. Of(ManagedDiskType.StandardSsd, "E", [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767],
            [1, 2, 3, 4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80],
            [500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 2000, 4000, 6000],
            [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 400, 600, 750]),
        .. Of(ManagedDiskType.StandardHdd, "S", [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767],
            [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80],
            [500, 500, 500, 500, 500, 500, 500, 500, 1300, 2000, 2000],
            [60, 60, 60, 60, 60, 60, 60, 60, 300, 500, 500]),
    ];

    public static readonly CatalogueData Empty = new()
    {
        Date = new DateTime(2026, 8, 20, 0, 0, 0, DateTimeKind.Utc),
        Regions = [Named(Region), Named(Other), Named("polandcentral")],
        DiskTiers = Tiers,
        DiskPrices = [.. Tiers.Select(tier => new DiskTierPrice(tier.Name, Region, UsdOf(tier)))],
        FlexibleDisks =
        [
            new FlexibleDiskLimits { Type = ManagedDiskType.PremiumV2, MaxSizeGiB = 65536, MaxIops = 80000,
                MaxMBps = 1200 },
            new FlexibleDiskLimits { Type = ManagedDiskType.Ultra, MaxSizeGiB = 65536, MaxIops = 160000,
                MaxMBps = 4000 },
        ],
        FlexibleDiskPrices =
        [
            new FlexibleDiskComponentPrices(ManagedDiskType.PremiumV2, Region, 0.0001m, 0.00001m, 0.0001m),
            new FlexibleDiskComponentPrices(ManagedDiskType.Ultra, Region, 0.0002m, 0.0001m, 0.0005m),
        ],
    };

    /// <summary>
    /// D2s to D16s v5 and E2s to E8s v5: 0.05 an hour and core (E 0.07), Windows 0.046 a core on top.
    /// </summary>
    public static readonly Catalogue Plain = With(
        [
            Size("Standard_D2s_v5", 2, 8), Size("Standard_D4s_v5", 4, 16), Size("Standard_D8s_v5", 8, 32),
            Size("Standard_D16s_v5", 16, 64), Size("Standard_E2s_v5", 2, 16), Size("Standard_E4s_v5", 4, 32),
            Size("Standard_E8s_v5", 8, 64),
        ]);

    /// <summary>
    /// A size whose other limits are by its cores: 4 data disks a core, 2 adapters, 3,200 IOPS, 100 MB/s, 3,000 Mbit/s.
    /// </summary>
    public static VmSize Size(string name, int cores, double memoryGiB)
    {
        var parts = name.Split('_');
        var letters = new string([.. parts[1].Where(char.IsLetter)]);
        var series = VmSeries.Parse(letters + string.Concat(parts.Skip(2)));
        return new VmSize
        {
            Name = name, Family = letters, Series = letters + string.Concat(parts.Skip(2)), SeriesClass = series.Class,
            Version = series.Version, VCpus = cores, MemoryGiB = memoryGiB, MaxDataDisks = 4 * cores,
            MaxNetworkAdapters = cores < 8 ? 2 : 4, UncachedIops = 3200 * cores, UncachedMBps = 100 * cores,
            NetworkMbps = 3000 * cores, PremiumStorage = true, UltraDisks = true,
            Generations = VmGenerations.V1 | VmGenerations.V2, Architecture = CpuArchitecture.X64,
            AcceleratedNetworking = true, Confidential = false,
        };
    }

    /// <summary>What a size costs an hour in these books.</summary>
    public static decimal Hourly(VmSize size, PriceOS os) =>
        size.VCpus * ((size.SeriesClass == "E" ? 0.07m : 0.05m) + (os == PriceOS.Windows ? 0.046m : 0));

    /// <summary>A book of these sizes, priced pay-as-you-go in the region, and what else is asked for.</summary>
    public static Catalogue With(IReadOnlyList<VmSize> sizes, Func<CatalogueData, CatalogueData>? change = null)
    {
        var data = Empty with
        {
            VmSizes = sizes,
            VmPrices =
            [
                .. from size in sizes
                   from os in new[] { PriceOS.Linux, PriceOS.Windows }
                   select new VmPrice(size.Name, Region, os, PriceTerm.PayAsYouGo, Hourly(size, os)),
            ],
        };
        return new Catalogue(change is null ? data : change(data));
    }

    private static decimal UsdOf(DiskTier tier) => tier.MaxSizeGiB * (tier.Type switch
    {
        ManagedDiskType.Premium => 0.12m,
        ManagedDiskType.StandardSsd => 0.05m,
        _ => 0.03m,
    });

    private static AzureRegion Named(string name) => new() { Name = name, DisplayName = name, Geography = "Europe" };

    private static IEnumerable<DiskTier> Of(
        ManagedDiskType type, string letter, int[] sizes, int[] numbers, int[] iops, int[] rates) =>
        numbers.Select((number, at) => new DiskTier
        {
            Name = letter + number, Type = type, MaxSizeGiB = sizes[at], Iops = iops[at], MBps = rates[at],
        });
}
