using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using CsCheck;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>
/// Random machines, histories, settings and books, with ties, gaps and values at the limits on purpose.
/// </summary>
internal static class RandomEstate
{
    private static readonly string[] SizeNames =
    [
        "Standard_D2s_v5", "Standard_D4s_v5", "Standard_D4as_v5", "Standard_D4_v5", "Standard_D8s_v5",
        "Standard_D8ads_v5",
        "Standard_D16s_v5", "Standard_D4s_v6", "Standard_D8as_v7", "Standard_D2_v2", "Standard_D4ps_v5",
        "Standard_D4ns_v6",
        "Standard_E2s_v5", "Standard_E4s_v5", "Standard_E4bds_v5", "Standard_E8-4s_v5", "Standard_E8s_v6",
        "Standard_E16s_v3",
        "Standard_F4s_v2", "Standard_F8s_v2", "Standard_F4ams_v6", "Standard_L8s_v3", "Standard_M8ms",
        "Standard_M16s_v3",
        "Standard_B4ms_v2", "Standard_A4_v2", "Standard_FX4mds", "Standard_DC4s_v3", "Standard_NV6ads_v5",
    ];

    private static readonly double[] Sizes =
        [0.5, 4, 30, 32, 64, 100, 127.5, 128, 500, 1024, 2048, 2049, 4095, 4096, 16384, 33000, 65536, 65537];

    private static readonly double[] Rates = [0, 0, 0.5, 1, 40, 92.3, 96.15, 100, 125, 385, 800, 2500, 6400];

    private static readonly Gen<double?> Percent = Missing(Gen.Double[0, 100].Select(value => Math.Round(value, 1)), 3);

    private static readonly Gen<double?> Rate = Missing(OneOf(Rates), 3);

    private static readonly Gen<DiskUtilization?> DiskUse =
        from reads in Rate
        from writes in Rate
        from readRate in Rate
        from writeRate in Rate
        from none in Gen.Int[0, 2]
        select none == 0 || (reads ?? writes ?? readRate ?? writeRate) is null ? null : new DiskUtilization
        {
            ReadOpsPerSecond = reads, WriteOpsPerSecond = writes, ReadMBps = readRate / 4, WriteMBps = writeRate / 4,
        };

    private static readonly Gen<MachineDisk> Disk =
        from gib in Gen.Frequency((6, OneOf(Sizes[..11])), (1, OneOf(Sizes)))
        from use in DiskUse
        select Servers.Disk("?", gib, use);

    private static readonly Gen<DiskTotals?> Totals =
        from kind in Gen.Int[0, 3]
        from count in OneOf(1, 2, 3, 8, 66, 1000)
        from bytes in OneOf(0L, 50L << 30, 3000L << 30, 90000L << 30)
        from use in DiskUse
        select kind == 0 ? null : new DiskTotals
        {
            DiskCount = kind == 1 ? null : count, InUseBytes = kind == 2 ? bytes : null,
            ProvisionedBytes = kind == 3 ? null : bytes,
            Utilization = use,
        };

    public static readonly Gen<Machine> Machine =
        from system in OneOf(ReferenceSystem.All)
        from source in OneOf(Enum.GetValues<SourceKind>())
        from cores in OneOf(1, 2, 4, 6, 8, 16, 64)
        from memory in OneOf(512L, 2048, 8192, 16384, 65536, 1048576)
        from firmware in OneOf(Firmware.Unknown, Firmware.Bios, Firmware.Uefi)
        from architecture in Gen.Frequency(
            (9, Gen.Const(OSArchitecture.X64)), (1, OneOf(Enum.GetValues<OSArchitecture>())))
        from disks in Disk.List[0, 6]
        from totals in Totals
        from adapters in Gen.Int[0, 5]
        from announced in Gen.Int[0, 9]
        from cpu in Percent
        from used in Percent
        from networkOut in Rate
        from stated in Gen.Bool
        from environment in OneOf<MachineEnvironment?>(null, MachineEnvironment.Production, MachineEnvironment.DevTest)
        select new Machine
        {
            Id = "x/m", Source = "x", SourceKind = source, Name = "m", Cores = cores, MemoryMiB = memory,
            Firmware = firmware,
            OperatingSystem = new OperatingSystem { Name = system.Name, Architecture = architecture },
            Disks = [.. disks.Select((disk, at) => disk with { Name = "d" + at })], DiskTotals = totals,
            NetworkAdapters = [.. Enumerable.Range(0, adapters).Select(at => new NetworkAdapter { Name = "n" + at })],
            AnnouncedNetworkAdapters = announced > 5 ? null : announced, Environment = environment,
            Utilization = stated
                ? new MachineUtilization { CpuPercent = cpu, MemoryPercent = used, NetworkOutMBps = networkOut } : null,
        };

    private static readonly Gen<MetricBlock[]> Blocks =
        from shape in OneOf((10, 144), (5, 200), (20, 40), (60, 20), (10, 40), (10, 0))
        from second in OneOf((10, 0), (10, 20), (30, 6))
        from kind in OneOf(PointKind.Peak, PointKind.Average)
        from gaps in Gen.Int[1, 9]
        from values in OneOf(0, 1, 12.5, 40, 77.7, 100, 130).Array[240]
        select new[]
        {
            Servers.Block(shape.Item1, kind, Servers.Start, Values(values, 0, shape.Item2, gaps)),
            Servers.Block(second.Item1, kind, Servers.Start.AddHours(20.5), Values(values, 200, second.Item2, gaps)),
        };

    /// <summary>
    /// A day of a machine's counters: some are missing, some adapters and disks are not the machine's.
    /// </summary>
    public static Gen<MachineHistory?> HistoryOf(Machine machine)
    {
        var wanted = new[] { (PerformanceCounter.CpuPercent, ""), (PerformanceCounter.MemoryPercent, "") }
            .Concat(from disk in machine.Disks.Select(disk => disk.Name).Append("gone")
                    from counter in Enumerable.Range(3, 4)
                    select ((PerformanceCounter)counter, disk))
            .Concat(from adapter in machine.NetworkAdapters.Select(adapter => adapter.Name).Append("gone")
                    from counter in Enumerable.Range(7, 2)
                    select ((PerformanceCounter)counter, adapter)).ToArray();
        return from blocks in Blocks.Array[wanted.Length]
               from there in Gen.Int[0, 3].Array[wanted.Length]
               from none in Gen.Int[0, 3]
               select none == 0 ? null : new MachineHistory
               {
                   Window = Servers.Day,
                   Series =
                   [
                       .. Enumerable.Range(0, wanted.Length).Where(at => there[at] > 0)
                           .OrderBy(at => wanted[at].Item1).ThenBy(at => wanted[at].Item2, StringComparer.Ordinal)
                           .Select(at => Servers.Series(wanted[at].Item1, wanted[at].Item2, blocks[at])),
                   ],
               };
    }

    public static readonly Gen<AssessmentSettings> Settings =
        from criterion in Gen.Frequency(
            (3, Gen.Const(SizingCriterion.PerformanceBased)), (1, Gen.Const(SizingCriterion.AsOnPremises)))
        from region in OneOf(Book.Region, Book.Other)
        from percentile in OneOf(50, 90, 95, 99)
        from factor in OneOf(1, 1.3, 1.5, 3)
        from series in OneOf<string[]>([], [], ["Dsv5", "E"], ["D"], ["FX", "A"], ["dsv6", "Bmsv2"], ["Dpsv5"])
        from storage in OneOf<StorageType?>(
            null, StorageType.Automatic, StorageType.StandardHdd, StorageType.StandardSsd, StorageType.Premium,
            StorageType.PremiumV2, StorageType.Ultra)
        from saving in Gen.Frequency((2, Gen.Const(SavingsOption.None)), (2, OneOf(Enum.GetValues<SavingsOption>())))
        from offer in Gen.Frequency((4, Gen.Const(AzureOffer.PayAsYouGo)), (1, Gen.Const(AzureOffer.DevTest)))
        from environment in OneOf(MachineEnvironment.Production, MachineEnvironment.DevTest)
        from hybrid in Gen.Bool
        from discount in OneOf(0m, 0m, 12.5m, 100m)
        from hours in OneOf((31, 24), (31, 24), (22, 10), (0, 24))
        from money in OneOf(("USD", 1m), ("EUR", 0.91m), ("JPY", 147.3m))
        from security in OneOf(SecurityOffering.Defender, SecurityOffering.None)
        from onAllocated in Gen.Bool
        let plain = saving == SavingsOption.None
        select new AssessmentSettings
        {
            Location = [region], SavingsOption = [saving], SizingCriterion = criterion, Percentile = percentile,
            ComfortFactor = factor,
            VMSeries = series, StorageType = storage, Offer = plain ? offer : AzureOffer.PayAsYouGo,
            Environment = environment,
            WindowsHybridBenefit = hybrid, DiscountPercent = plain ? discount : 0,
            DaysPerMonth = plain ? hours.Item1 : 31,
            HoursPerDay = plain ? hours.Item2 : 24, Currency = money.Item1, ExchangeRate = money.Item2,
            SecurityOffering = security,
            ComfortFactorOnAllocated = onAllocated,
        };

    private static readonly Gen<bool?> Support = Gen.Frequency(
        (6, OneOf<bool?>(true)), (1, OneOf<bool?>(false)), (1, OneOf((bool?)null)));

    private static Gen<VmSize> Size(string name) =>
        from cores in OneOf(2, 4, 8, 16, 64)
        from memory in OneOf(4.0, 8, 16, 64, 1792)
        from data in Missing(OneOf(2, 4, 16, 64), 8)
        from adapters in Missing(OneOf(1, 2, 4, 8), 8)
        from iops in Missing(OneOf(3200, 6400, 12800, 80000), 4)
        from rate in Missing(OneOf(48, 125, 400, 4000), 4)
        from network in Missing(OneOf(1000, 8000, 12500, 100000), 5)
        from premium in Support
        from ultra in Support
        from generations in OneOf(
            VmGenerations.V1 | VmGenerations.V2, VmGenerations.V1 | VmGenerations.V2, VmGenerations.V1,
            VmGenerations.V2, VmGenerations.None)
        from retirement in Gen.Frequency(
            (8, OneOf((DateTime?)null)),
            (1, OneOf<DateTime?>(
                Book.Empty.Date, Book.Empty.Date.AddDays(1), new DateTime(2028, 11, 1), new DateTime(2025, 3, 1))))
        select Book.Size(name, cores, memory) with
        {
            MaxDataDisks = data, MaxNetworkAdapters = adapters, UncachedIops = iops, UncachedMBps = rate,
            NetworkMbps = network,
            PremiumStorage = premium, UltraDisks = ultra, Generations = generations, Retirement = retirement,
            ParentVCpus = name.Contains('-') ? cores * 2 : null,
            Architecture = name.Contains("ps_") ? CpuArchitecture.Arm64 : CpuArchitecture.X64,
        };

    private static readonly (PriceOS OS, PriceTerm Term)[] Plans =
        [.. from os in Enum.GetValues<PriceOS>() from term in Enum.GetValues<PriceTerm>() select (os, term)];

    /// <summary>Prices repeat, are missing, or are inferred; the reference regions have most.</summary>
    public static readonly Gen<Catalogue> Catalogue =
        from sizes in Gen.Int[0, 3].Array[SizeNames.Length]
        from all in AllSizes(0)
        from hourly in Gen.Int[1, 6].Array[SizeNames.Length]
        from holes in Gen.Int[0, 9].Array[SizeNames.Length * Plans.Length * 3]
        from tierHoles in Gen.Int[0, 5].Array[Book.Tiers.Count * 2]
        from notOffered in Gen.Int[0, 11]
        from ultra in Gen.Bool
        from defender in Gen.Bool
        select new Catalogue(Book.Empty with
        {
            VmSizes = [.. all.Where((_, at) => sizes[at] > 0)],
            VmPrices = [.. PricesOf(all, sizes, hourly, holes)],
            DiskPrices =
            [
                .. Book.Tiers.SelectMany((tier, at) => new[]
                {
                    (tierHoles[at], new DiskTierPrice(tier.Name, Book.Region, Usd(tier))),
                    (tierHoles[Book.Tiers.Count + at] - 3, new DiskTierPrice(tier.Name, Book.Other, Usd(tier) * 1.1m)),
                }).Where(row => row.Item1 > 0).Select(row => row.Item2),
            ],
            DiskTypesNotOffered = notOffered is > 0 and < 6
                ? [new DiskTypeNotOffered((ManagedDiskType)notOffered, Book.Other)] : [],
            FlexibleDiskPrices = ultra ? Book.Empty.FlexibleDiskPrices : [],
            DefenderPrices = defender ? [new DefenderPrice(Book.Region, 14.605m)] : [],
        });

    private static IEnumerable<VmPrice> PricesOf(VmSize[] all, int[] sizes, int[] hourly, int[] holes)
    {
        for (var at = 0; at < all.Length; at++)
        {
            for (var plan = 0; plan < Plans.Length; plan++)
            {
                for (var region = 0; region < 3; region++)
                {
                    var hole = holes[(((at * Plans.Length) + plan) * 3) + region];
                    var (os, term) = Plans[plan];
                    if (sizes[at] == 0 || hole == 0 || (region < 2 && term != PriceTerm.PayAsYouGo && hole < 7))
                        continue;
                    var usd = (hourly[at] * 0.0517m * (1 + (0.1m * region)) * (1 - (0.13m * (int)term))) + (os == PriceOS.Windows ? 0.046m * hourly[at] : 0);
                    yield return new VmPrice(
                        all[at].Name, new[] { Book.Region, Book.Other, "polandcentral" }[region], os, term, usd,
                        hole == 9 ? PriceBasis.Inferred : PriceBasis.Recorded);
                }
            }
        }
    }

    private static Gen<VmSize[]> AllSizes(int from) => from == SizeNames.Length - 1
        ? Size(SizeNames[from]).Select(size => new[] { size })
        : Gen.Select(Size(SizeNames[from]), AllSizes(from + 1), (first, others) => (VmSize[])[first, .. others]);

    // The types meet in price: 2,048 GiB of HDD cost what 1,024 GiB of SSD do.
    private static decimal Usd(DiskTier tier) => tier.MaxSizeGiB * (tier.Type switch
    {
        ManagedDiskType.Premium => 0.08m, ManagedDiskType.StandardSsd => 0.04m, _ => 0.02m,
    });

    private static double[] Values(double[] values, int from, int count, int gaps) =>
        [.. Enumerable.Range(from, count)
            .Select(at => at % (gaps + 1) == gaps ? double.NaN : values[at % values.Length])];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static Gen<T?> Missing<T>(Gen<T> gen, int oneIn)
        where T : struct =>
        Gen.Frequency((oneIn - 1, gen.Select(value => (T?)value)), (1, OneOf((T?)null)));
}
