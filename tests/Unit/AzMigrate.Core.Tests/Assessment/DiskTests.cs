using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Assessment;

public sealed class DiskTests
{
    private static readonly AssessmentSettings NoFactor = Servers.Settings with { ComfortFactor = 1 };

    [Fact]
    public void D1_each_disk_alone_reads_and_writes_times_the_factor()
    {
        var machine = Servers.Assess(Servers.Plain with
        {
            Disks = [Servers.Disk("a", 10, Servers.Use(100, 50, 4, 6)), Servers.Disk("b", 10, Servers.Use(1, 1, 1, 1))],
        });
        Assert.Equal([195, 2.6], machine.Disks.Select(disk => Math.Round(disk.RequiredIops, 9)));
        Assert.Equal([13, 2.6], machine.Disks.Select(disk => Math.Round(disk.RequiredMBps, 9)));
        Assert.Equal(197.6, machine.Need!.DiskIops, 9);
    }

    [Fact]
    public void D1_capacity_is_in_GiB_of_2_to_the_30() =>
        Assert.Equal(32, Servers.Assess(Servers.Plain with { Disks = [Servers.Disk("a", 32)] }).Disks[0].SourceSizeGiB);

    [Fact]
    public void D2_worked_example_32_GB_with_800_IOPS_is_P15()
    {
        var disk = Only(Servers.Disk("a", 32, Servers.Use(500, 300, 1, 1)),
            NoFactor with { StorageType = StorageType.Premium });
        Assert.Equal("Premium_P15", disk.Sku);
        Assert.Equal(256, disk.TargetSizeGiB);
    }

    [Fact]
    public void D2_a_tier_without_a_price_does_not_fit()
    {
        var book = Book.With([Book.Size("Standard_D4s_v5", 4, 16)], data => data with
        {
            DiskPrices = [.. data.DiskPrices.Where(price => price.Tier != "E10")],
        });
        Assert.Equal("StandardSSD_E15", Only(Servers.Disk("a", 100, Servers.Use(1, 1, 1, 1)), NoFactor, book).Sku);
    }

    [Theory]
    [InlineData(100, 10, "StandardSSD_E10")]
    [InlineData(100, 501, "Premium_P15")]
    [InlineData(128, 500, "StandardSSD_E10")]
    [InlineData(128.5, 500, "StandardSSD_E15")]
    [InlineData(4000, 500, "StandardSSD_E50")]
    public void D3_Automatic_is_the_cheapest_of_StandardSsd_and_Premium(double gib, double iops, string sku) =>
        Assert.Equal(sku, Only(Servers.Disk("a", gib, Servers.Use(iops, 0, 1, 0)), NoFactor).Sku);

    [Fact]
    public void D3_StandardHdd_only_for_data_disks_of_DevTest_machines()
    {
        var disks = new[] { Servers.Disk("os", 100, Servers.Use(1, 1, 1, 1)),
            Servers.Disk("data", 100, Servers.Use(1, 1, 1, 1)) };
        var machine = Servers.Plain with { Disks = disks };
        Assert.Equal(["StandardSSD_E10", "StandardSSD_E10"], Skus(Servers.Assess(machine)));
        var dev = machine with { Environment = MachineEnvironment.DevTest };
        Assert.Equal(["StandardSSD_E10", "Standard_S10"], Skus(Servers.Assess(dev)));
        var settings = Servers.Settings with { Environment = MachineEnvironment.DevTest };
        Assert.Equal(["StandardSSD_E10", "Standard_S10"], Skus(Servers.Assess(machine, settings)));
        Assert.Equal(
            ["StandardSSD_E10", "StandardSSD_E10"],
            Skus(Servers.Assess(machine with { Environment = MachineEnvironment.Production }, settings)));
    }

    [Fact]
    public void D3_equal_price_takes_the_smaller_tier_then_the_faster()
    {
        Catalogue With(params (string Tier, decimal Usd)[] prices) =>
            Book.With([Book.Size("Standard_D4s_v5", 4, 16)], data => data with
        {
            DiskPrices = [.. data.DiskPrices.Select(row => prices.Any(price => price.Tier == row.Tier)
                ? row with { UsdPerMonth = prices.Single(price => price.Tier == row.Tier).Usd } : row)],
        });
        var disk = Servers.Disk("a", 100, Servers.Use(1, 1, 1, 1));
        Assert.Equal("StandardSSD_E10", Only(disk, NoFactor, With(("E10", 5), ("E15", 5))).Sku);
        Assert.Equal("Premium_P15",
            Only(Servers.Disk("a", 200, Servers.Use(1, 1, 1, 1)), NoFactor, With(("E15", 5), ("P15", 5))).Sku);
    }

    [Theory]
    [InlineData(StorageType.StandardHdd, "Standard_S10")]
    [InlineData(StorageType.StandardSsd, "StandardSSD_E10")]
    [InlineData(StorageType.Premium, "Premium_P10")]
    public void D3_a_fixed_type_stays_within_it(StorageType type, string sku) => Assert.Equal(
        sku, Only(Servers.Disk("a", 100, Servers.Use(1, 1, 1, 1)), NoFactor with { StorageType = type }).Sku);

    [Theory]
    [InlineData(null, "StandardSSD_E10")]
    [InlineData(StorageType.Premium, "Premium_P10")]
    [InlineData(StorageType.StandardHdd, "Standard_S10")]
    public void D4_without_performance_data_by_capacity(StorageType? type, string sku)
    {
        var machine = Servers.Plain with { Environment = MachineEnvironment.DevTest,
            Disks = [Servers.Disk("os", 30), Servers.Disk("a", 100)] };
        var disk = Servers.Assess(machine, NoFactor with { StorageType = type }).Disks[1];
        Assert.Equal(sku, disk.Sku);
        Assert.Equal("DiskPerformanceMissing", Assert.Single(disk.Notes).Code);
    }

    [Fact]
    public void D4_some_figures_missing_add_0_with_a_note()
    {
        var disk = Only(Servers.Disk("a", 100, Servers.Use(501, null, null, null)), NoFactor);
        Assert.Equal("Premium_P15", disk.Sku);
        Assert.Equal(
            ["NumberOfWriteOperationsPerSecondMissing", "MegabytesPerSecondOfReadMissing",
                "MegabytesPerSecondOfWriteMissing"],
            disk.Notes.Select(note => note.Code));
        var other = Only(Servers.Disk("a", 100, Servers.Use(null, 1, 1, 1)), NoFactor);
        Assert.Equal("NumberOfReadOperationsPerSecondMissing", Assert.Single(other.Notes).Code);
    }

    [Theory]
    // GiB, IOPS and MB/s needed, then GiB, IOPS and MB/s of the plan by the page's formulas.
    [InlineData(3, 0, 0, 4, 100, 1)]
    [InlineData(500, 100, 0, 512, 512, 2)]
    [InlineData(10, 9600, 10, 32, 9600, 38)]
    [InlineData(10, 9601, 10, 64, 9601, 38)]
    [InlineData(10, 0, 600, 16, 2400, 600)]
    [InlineData(10, 100.2, 0.1, 16, 101, 1)]
    [InlineData(1100, 0, 0, 2048, 2048, 8)]
    [InlineData(65536, 0, 0, 65536, 65536, 256)]
    public void D5_Ultra(double gib, double iops, double rate, int size, int planIops, int planRate)
    {
        var disk = Data(gib, iops, rate, StorageType.Ultra);
        var hourly = (size * 0.0002m) + (planIops * 0.0001m) + (planRate * 0.0005m);
        AssertPlan("Ultra", size, planIops, planRate, hourly, disk);
    }

    [Theory]
    [InlineData(100, 10, 1, 100, 3000, 125)]
    [InlineData(3, 0, 0, 6, 3000, 125)]
    [InlineData(100.5, 3500.5, 1, 101, 3501, 125)]
    [InlineData(10, 60000, 200, 120, 60000, 200)]
    [InlineData(10, 0, 1000, 10, 4000, 1000)]
    public void D5_PremiumV2(double gib, double iops, double rate, int size, int planIops, int planRate)
    {
        var disk = Data(gib, iops, rate, StorageType.PremiumV2);
        var hourly = (size * 0.0001m) + ((planIops - 3000) * 0.00001m) + ((planRate - 125) * 0.0001m);
        AssertPlan("PremiumV2", size, planIops, planRate, hourly, disk);
    }

    [Theory]
    [InlineData(StorageType.Ultra)]
    [InlineData(StorageType.PremiumV2)]
    public void D5_the_OS_disk_takes_Premium(StorageType type)
    {
        var machine = Servers.Assess(Servers.Plain, NoFactor with { StorageType = type });
        Assert.Equal("Premium_P10", machine.Disks[0].Sku);
        Assert.True(machine.Need!.PremiumStorage);
        Assert.False(machine.Need.UltraDisks);
    }

    [Theory]
    [InlineData(33000, 1, 1, null, "DiskSizeGreaterThanSupported")]
    [InlineData(100, 20001, 1, null, "NoSuitableDiskSizeForIops")]
    [InlineData(100, 1, 901, null, "NoSuitableDiskSizeForThroughput")]
    [InlineData(70000, 1, 1, StorageType.Ultra, "DiskSizeGreaterThanSupported")]
    [InlineData(100, 160001, 1, StorageType.Ultra, "NoSuitableDiskSizeForIops")]
    [InlineData(100, 1, 4001, StorageType.Ultra, "NoSuitableDiskSizeForThroughput")]
    [InlineData(70000, 1, 1, StorageType.PremiumV2, "DiskSizeGreaterThanSupported")]
    [InlineData(100, 80001, 1, StorageType.PremiumV2, "NoSuitableDiskSizeForIops")]
    [InlineData(100, 1, 1201, StorageType.PremiumV2, "NoSuitableDiskSizeForThroughput")]
    public void D6_the_filter_that_emptied_the_list_names_the_issue(
        double gib, double iops, double rate, StorageType? type, string code)
    {
        var machine = Servers.Assess(
            Servers.Plain with { Disks =
                [Servers.Disk("os", 30), Servers.Disk("a", gib, Servers.Use(iops, 0, rate, 0))] },
            NoFactor with { StorageType = type });
        Assert.Equal(Readiness.NotReady, machine.Readiness);
        Servers.Found(machine, "D6", "OneOrMoreDisksNotSuitable", Readiness.NotReady);
        var disk = machine.Disks[1];
        Assert.Equal(Readiness.NotReady, disk.Readiness);
        Assert.Equal(code, Assert.Single(disk.Findings).Code);
        Assert.Equal((null, null), (disk.Sku, disk.MonthlyCost));
        Assert.Equal(Readiness.Ready, machine.Disks[0].Readiness);
    }

    [Theory]
    [InlineData(StorageType.Premium, ManagedDiskType.Premium)]
    [InlineData(StorageType.Ultra, ManagedDiskType.Ultra)]
    public void D6_NoDiskSizeFoundInSelectedLocation_only_where_known_not_offered(
        StorageType type, ManagedDiskType missing)
    {
        Catalogue With(bool known) => Book.With([Book.Size("Standard_D4s_v5", 4, 16)], data => data with
        {
            DiskTypesNotOffered = known ? [new DiskTypeNotOffered(missing, Book.Region)] : [],
            DiskPrices = [.. data.DiskPrices.Where(
                price => missing != ManagedDiskType.Premium || price.Tier[0] != 'P')],
            FlexibleDiskPrices = [],
        });
        string Code(bool known) => Servers.Assess(
            Servers.Plain with { Disks = [Servers.Disk("os", 30), Servers.Disk("a", 100)] },
            NoFactor with { StorageType = type }, With(known)).Disks[1].Findings.Single().Code;
        Assert.Equal("NoDiskSizeFoundInSelectedLocation", Code(true));
        Assert.Equal("DiskSizeGreaterThanSupported", Code(false));
    }

    [Fact]
    public void D7_totals_become_equal_disks()
    {
        var machine = Servers.Assess(Servers.Plain with
        {
            Disks = [],
            DiskTotals = new DiskTotals
            {
                DiskCount = 4, InUseBytes = 400L << 30, ProvisionedBytes = 4000L << 30,
                Utilization = Servers.Use(800, 1200, 40, 60),
            },
        }, NoFactor);
        Assert.Equal([100, 100, 100, 100], machine.Disks.Select(disk => disk.SourceSizeGiB));
        Assert.All(machine.Disks, disk => Assert.Equal((500, 25), (disk.RequiredIops, disk.RequiredMBps)));
        Assert.Equal([true, false, false, false], machine.Disks.Select(disk => disk.IsOSDisk));
        Assert.Contains("D7 DisksEstimated", Servers.Notes(machine));
        Assert.Equal(0, machine.Need!.DataDisks);
        Assert.Equal(4 * 6.4m, machine.Cost.Storage);
    }

    [Fact]
    public void D7_totals_without_a_number_are_one_disk_and_provisioned_storage_serves_where_none_is_in_use()
    {
        var machine = Servers.Assess(
            Servers.Plain with { Disks = [], DiskTotals = new DiskTotals { ProvisionedBytes = 60L << 30 } });
        Assert.Equal("StandardSSD_E6", Assert.Single(machine.Disks).Sku);
        Assert.Contains("D7 DisksEstimated", Servers.Notes(machine));
    }

    [Fact]
    public void D7_DisksUnknown_is_assessed_without_storage()
    {
        var machine = Servers.Assess(Servers.Plain with { Disks = [] });
        Assert.Equal(Readiness.Ready, machine.Readiness);
        Assert.Contains("D7 DisksUnknown", Servers.Notes(machine));
        Assert.Null(machine.Cost.Storage);
        Assert.NotNull(machine.Cost.Compute);
    }

    [Fact]
    public void D8_a_load_known_in_total_is_shared_by_capacity()
    {
        var machine = Servers.Assess(Servers.Plain with
        {
            Disks = [Servers.Disk("os", 100), Servers.Disk("data", 300)],
            DiskTotals = new DiskTotals { Utilization = Servers.Use(800, 1200, 40, 60) },
        }, NoFactor);
        Assert.Equal([(500, 25), (1500, 75)], machine.Disks.Select(disk => (disk.RequiredIops, disk.RequiredMBps)));
        Assert.Equal((2000, 100), (machine.Need!.DiskIops, machine.Need.DiskMBps));
        Assert.Contains("D8 DiskLoadShared", Servers.Notes(machine));
        Assert.DoesNotContain("U2 DiskCountersMissing", Servers.Notes(machine));
        Assert.Equal(1, machine.Need.DataDisks);
    }

    [Fact]
    public void D8_a_disk_that_states_its_load_leaves_the_totals_unused()
    {
        var machine = Servers.Assess(Servers.Plain with
        {
            Disks = [Servers.Disk("os", 100, Servers.Use(10, 0, 1, 0)), Servers.Disk("data", 300)],
            DiskTotals = new DiskTotals { Utilization = Servers.Use(800, 1200, 40, 60) },
        }, NoFactor);
        Assert.Equal([10, 0], machine.Disks.Select(disk => disk.RequiredIops));
        Assert.DoesNotContain("D8 DiskLoadShared", Servers.Notes(machine));
    }

    private static void AssertPlan(string sku, int size, int iops, int rate, decimal hourly, AssessedDisk disk)
    {
        Assert.Equal((sku, size, iops, rate),
            (disk.Sku, disk.TargetSizeGiB, disk.ProvisionedIops, disk.ProvisionedMBps));
        Assert.Equal(Math.Round(hourly * 744, 2, MidpointRounding.AwayFromZero), disk.MonthlyCost);
    }

    private static AssessedDisk Only(MachineDisk disk, AssessmentSettings settings, Catalogue? book = null) =>
        Servers.Assess(Servers.Plain with { Cores = 1, Disks = [disk] }, settings, book ?? Roomy).Disks[0];

    private static AssessedDisk Data(double gib, double iops, double rate, StorageType type) => Servers.Assess(
        Servers.Plain with { Disks = [Servers.Disk("os", 30), Servers.Disk("a", gib, Servers.Use(iops, 0, rate, 0))] },
        NoFactor with { StorageType = type }, Roomy).Disks[1];

    private static IEnumerable<string?> Skus(AssessedMachine machine) => machine.Disks.Select(disk => disk.Sku);

    // A size whose own limits do not stand in the way.
    private static readonly Catalogue Roomy = Book.With(
        [Book.Size("Standard_D4s_v5", 4, 16) with { UncachedIops = 1000000, UncachedMBps = 100000 }]);
}
