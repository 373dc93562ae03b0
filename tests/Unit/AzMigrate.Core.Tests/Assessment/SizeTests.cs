using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Assessment;

public sealed class SizeTests
{
    private static readonly VmSize D4 = Book.Size("Standard_D4s_v5", 4, 16);

    [Fact]
    public void S1_UEFI_needs_V2_and_BIOS_and_unknown_firmware_need_V1()
    {
        var book = Book.With(
            [D4 with { Generations = VmGenerations.V1 },
            Book.Size("Standard_D4as_v5", 4, 16) with { Generations = VmGenerations.V2 }]);
        string? Of(Firmware firmware) =>
            Servers.Assess(Servers.Plain with { Firmware = firmware }, book: book).RecommendedSize;
        Assert.Equal("Standard_D4s_v5", Of(Firmware.Bios));
        Assert.Equal("Standard_D4s_v5", Of(Firmware.Unknown));
        Assert.Equal("Standard_D4as_v5", Of(Firmware.Uefi));
    }

    [Fact]
    public void S1_NoVmSizeForSelectedAzureLocation()
    {
        var machine = Servers.Assess(Servers.Plain, Servers.Settings with { Location = [Book.Other] });
        Servers.Found(machine, "S1", "NoVmSizeForSelectedAzureLocation", Readiness.NotReady);
        Assert.All(machine.Explanation!.Steps, step => Assert.Equal(0, step.Candidates));
        Assert.NotNull(machine.Need);
        Assert.Null(machine.Disks[0].Sku);
        Assert.Null(machine.Cost.Total);
    }

    [Fact]
    public void S1_a_size_past_its_retirement_is_no_candidate_and_counts_from_the_first_of_the_month()
    {
        Readiness Of(DateTime retirement) => Servers.Assess(
            Servers.Plain, Servers.Settings with { VMSeries = ["Dsv5"] },
            Book.With([D4 with { Retirement = retirement }])).Readiness;
        Assert.Equal(Readiness.NotReady, Of(new DateTime(2026, 8, 1)));
        Assert.Equal(Readiness.NotReady, Of(new DateTime(2026, 8, 20)));
        Assert.Equal(Readiness.Ready, Of(new DateTime(2026, 9, 1)));
    }

    [Fact]
    public void S1_the_machines_architecture_also_where_an_Arm_series_is_named()
    {
        var book = Book.With([Book.Size("Standard_D4ps_v5", 4, 16) with { Architecture = CpuArchitecture.Arm64 }]);
        var named = Servers.Settings with { VMSeries = ["Dpsv5"] };
        Servers.Found(Servers.Assess(Servers.Plain, named, book), "S1", "NoVmSizeForSelectedAzureLocation",
            Readiness.NotReady);
        var arm = Servers.Plain with { OperatingSystem =
            new OperatingSystem { Name = "Ubuntu 22.04", Architecture = OSArchitecture.Arm64 } };
        Assert.Equal("Standard_D4ps_v5", Servers.Assess(arm, named, book).RecommendedSize);
        Servers.Found(Servers.Assess(arm, book: book), "S2", "NoVmSizeInSelectedFamilyFound", Readiness.NotReady);
    }

    [Fact]
    public void S2_NoVmSizeInSelectedFamilyFound()
    {
        var book = Book.With([D4 with { Retirement = new DateTime(2028, 11, 1) }]);
        Servers.Found(Servers.Assess(Servers.Plain, book: book), "S2", "NoVmSizeInSelectedFamilyFound",
            Readiness.NotReady);
    }

    [Fact]
    public void S2_NoSuitableVmSizeFound()
    {
        Servers.Found(Servers.Assess(Servers.Plain with { Cores = 17 }), "S2", "NoSuitableVmSizeFound",
            Readiness.NotReady);
        Servers.Found(Servers.Assess(Servers.Plain with { MemoryMiB = 65537 }), "S2", "NoSuitableVmSizeFound",
            Readiness.NotReady);
        Assert.Equal(64, Servers.Assess(Servers.Plain with { MemoryMiB = 65536 }).RecommendedMemoryGiB);
    }

    public static TheoryData<string> StorageMisses => ["disks", "premium", "ultra", "iops", "rate"];

    [Theory]
    [MemberData(nameof(StorageMisses))]
    public void S2_NoVmSizeSupportsStoragePerformance(string miss)
    {
        var size = miss switch
        {
            "disks" => D4 with { MaxDataDisks = 1 },
            "premium" => D4 with { PremiumStorage = false },
            "ultra" => D4 with { UltraDisks = false },
            "iops" => D4 with { UncachedIops = 129 },
            _ => D4 with { UncachedMBps = 12 },
        };
        var settings = Servers.Settings with { StorageType = miss == "ultra" ? StorageType.Ultra
            : StorageType.Premium };
        var machine = Servers.Plain with
        {
            Disks = [Servers.Disk("os", 30, Servers.Use(100, 0, 0, 0)), Servers.Disk("a", 30, Servers.Use(0, 0, 5, 5)),
                Servers.Disk("b", 30)],
        };
        Servers.Found(
            Servers.Assess(machine, settings, Book.With([size])), "S2", "NoVmSizeSupportsStoragePerformance",
            Readiness.NotReady);
        var enough = D4 with { MaxDataDisks = 2, UncachedIops = 130, UncachedMBps = 13 };
        Assert.Equal("Standard_D4s_v5", Servers.Assess(machine, settings, Book.With([enough])).RecommendedSize);
    }

    [Fact]
    public void S2_PremiumV2_needs_premium_support_too()
    {
        var book = Book.With([D4 with { PremiumStorage = false }]);
        var machine = Servers.Plain with { Disks = [Servers.Disk("os", 30), Servers.Disk("a", 30)] };
        var settings = Servers.Settings with { StorageType = StorageType.PremiumV2 };
        Assert.True(Servers.Assess(machine, settings).Need!.PremiumStorage);
        Servers.Found(Servers.Assess(machine, settings, book), "S2", "NoVmSizeSupportsStoragePerformance",
            Readiness.NotReady);
        Assert.Equal(Readiness.Ready, Servers.Assess(machine, book: book).Readiness);
    }

    [Theory]
    [InlineData(1040, Readiness.Ready)]
    [InlineData(1039, Readiness.NotReady)]
    public void S2_NoVmSizeSupportsNetworkPerformance_at_8_bits_a_byte(int limit, Readiness readiness)
    {
        var machine = Servers.Assess(Servers.Using(10, 10, 100), book: Book.With([D4 with { NetworkMbps = limit }]));
        Assert.Equal(readiness, machine.Readiness);
        if (readiness == Readiness.NotReady)
            Servers.Found(machine, "S2", "NoVmSizeSupportsNetworkPerformance", readiness);
    }

    [Fact]
    public void S2_NoVmSizeFoundForOfferCurrencyReservedInstance()
    {
        var machine = Servers.Assess(Servers.Plain, Servers.Settings with { SavingsOption = [SavingsOption.RI3Year] });
        Servers.Found(machine, "S2", "NoVmSizeFoundForOfferCurrencyReservedInstance", Readiness.NotReady);
    }

    [Fact]
    public void S2_the_first_filter_that_empties_the_list_names_the_issue()
    {
        var size = D4 with { UncachedIops = 1, NetworkMbps = 1 };
        var machine = Servers.Using(10, 10, 100) with { Disks = [Servers.Disk("a", 30, Servers.Use(100, 0, 0, 0))] };
        var assessed = Servers.Assess(machine, book: Book.With([size]));
        Servers.Found(assessed, "S2", "NoVmSizeSupportsStoragePerformance", Readiness.NotReady);
        Assert.Equal([1, 1, 1, 0, 0, 0], assessed.Explanation!.Steps.Select(step => step.Candidates));
    }

    [Fact]
    public void S2_adapters_are_no_filter_but_a_note_that_names_the_cheapest_with_enough()
    {
        var machine = Servers.Assess(Servers.Plain with { AnnouncedNetworkAdapters = 3 });
        Assert.Equal("Standard_D4s_v5", machine.RecommendedSize);
        var note = Assert.Single(machine.Notes, note => note.Code == "RecommendedSizeHasLessNetworkAdapters");
        Assert.Contains("Standard_D8s_v5", note.Message);
        Assert.Equal("Standard_D8s_v5", machine.Explanation!.CheapestWithEnoughAdapters);
        var unknown = Servers.Assess(
            Servers.Plain with { AnnouncedNetworkAdapters = 3 },
            book: Book.With([D4 with { MaxNetworkAdapters = null }]));
        Assert.DoesNotContain("S2 RecommendedSizeHasLessNetworkAdapters", Servers.Notes(unknown));
    }

    [Fact]
    public void S2_estimated_disks_are_not_counted()
    {
        var book = Book.With([D4 with { MaxDataDisks = 1 }]);
        var machine = Servers.Plain with { Disks = [],
            DiskTotals = new DiskTotals { DiskCount = 9, InUseBytes = 90L << 30 } };
        Assert.Equal(Readiness.Ready, Servers.Assess(machine, book: book).Readiness);
    }

    [Theory]
    [InlineData("Standard_D4s_v3", true)]
    [InlineData("Standard_D4ads_v5", true)]
    [InlineData("Standard_D4lds_v6", true)]
    [InlineData("Standard_E4bds_v5", true)]
    [InlineData("Standard_F4s_v2", true)]
    [InlineData("Standard_L4as_v3", true)]
    [InlineData("Standard_M4ms", true)]
    [InlineData("Standard_M4ds_v2", true)]
    [InlineData("Standard_D4_v2", false)]
    [InlineData("Standard_DS4", false)]
    [InlineData("Standard_DS4_v2", false)]
    [InlineData("Standard_F4s", false)]
    [InlineData("Standard_L4s", false)]
    [InlineData("Standard_A4_v2", false)]
    [InlineData("Standard_B4ms_v2", false)]
    [InlineData("Standard_D4nds_v6", false)]
    [InlineData("Standard_F4ams_v6", false)]
    [InlineData("Standard_L4aos_v4", false)]
    [InlineData("Standard_FX4mds_v2", false)]
    [InlineData("Standard_DC4s_v3", false)]
    [InlineData("Standard_EC4ads_v5", false)]
    [InlineData("Standard_NV4as_v4", false)]
    [InlineData("Standard_HB4rs_v3", false)]
    public void S3_default_series(string name, bool admitted)
    {
        var size = Book.Size(name, 4, 16);
        var machine = Servers.With("Ubuntu 22.04");
        var book = Book.With([size]);
        Assert.Equal(admitted ? name : null, Servers.Assess(machine, book: book).RecommendedSize);
        Assert.Equal(name, Servers.Assess(
            machine, Servers.Settings with { VMSeries = [size.Series] }, book).RecommendedSize);
        Assert.Equal(name, Servers.Assess(
            machine, Servers.Settings with { VMSeries = [size.SeriesClass] }, book).RecommendedSize);
    }

    [Fact]
    public void S3_a_constrained_size_never_and_an_announced_retirement_only_when_named()
    {
        var constrained = Book.Size("Standard_E8-4s_v5", 4, 64) with { ParentVCpus = 8 };
        var retiring = D4 with { Retirement = new DateTime(2028, 11, 1) };
        Assert.Null(Servers.Assess(
            Servers.Plain, Servers.Settings with { VMSeries = ["Esv5"] }, Book.With([constrained])).RecommendedSize);
        Assert.Null(Servers.Assess(Servers.Plain, book: Book.With([retiring])).RecommendedSize);
        Assert.NotNull(Servers.Assess(
            Servers.Plain, Servers.Settings with { VMSeries = ["dsv5"] }, Book.With([retiring])).RecommendedSize);
    }

    [Fact]
    public void S4_a_size_with_an_unknown_limit_that_matters_is_left_out()
    {
        var book = Book.With([D4 with { UncachedIops = null }, Book.Size("Standard_E4s_v5", 4, 32)]);
        var busy = Servers.Plain with { Disks = [Servers.Disk("a", 30, Servers.Use(10, 0, 0, 0))] };
        Assert.Equal("Standard_E4s_v5", Servers.Assess(busy, book: book).RecommendedSize);
        Assert.Equal("Standard_D4s_v5", Servers.Assess(Servers.Plain, book: book).RecommendedSize);
    }

    [Fact]
    public void S4_LimitUnknown_when_only_sizes_with_unknown_limits_are_left()
    {
        var book = Book.With(
            [D4 with { UncachedIops = null, NetworkMbps = null },
            Book.Size("Standard_E4s_v5", 4, 32) with { UncachedIops = 1 }]);
        var busy = Servers.Using(10, 10, 1) with { Disks = [Servers.Disk("a", 30, Servers.Use(10, 0, 0, 0))] };
        var machine = Servers.Assess(busy, book: book);
        Servers.Found(machine, "S4", "LimitUnknown", Readiness.ReadyWithConditions);
        Assert.Equal(Readiness.ReadyWithConditions, machine.Readiness);
        Assert.Equal(["Standard_D4s_v5"], machine.Explanation!.SizesWithUnknownLimits);
        Assert.Equal((null, null, null), (machine.RecommendedSize, machine.Cost.Compute, machine.Cost.Storage));
        Assert.Contains(machine.Explanation.Alternatives,
            other => other.MissedRule == "Uncached IOPS (not known), Network bandwidth (not known)");
    }

    [Theory]
    [InlineData("Ubuntu 22.04", "Standard_D4s_v6", true)]
    [InlineData("Windows Server 2016", "Standard_D4s_v5", false)]
    public void S5_NvmeControllerRequired_and_only_for_systems_that_are_ready(
        string system, string size, bool condition)
    {
        var book = Book.With([D4, Book.Size("Standard_D4s_v6", 4, 16)], data => data with
        {
            VmPrices = [.. data.VmPrices.Select(price => price.Size.EndsWith("v6", StringComparison.Ordinal)
                ? price with { UsdPerHour = 0.01m } : price)],
        });
        var machine = Servers.Assess(Servers.With(system), book: book);
        Assert.Equal(size, machine.RecommendedSize);
        if (condition)
            Servers.Found(machine, "S5", "NvmeControllerRequired", Readiness.ReadyWithConditions);
    }

    [Fact]
    public void S6_ties_go_by_premium_SCSI_cores_memory_version_name()
    {
        VmSize[] ranked =
        [
            Book.Size("Standard_D4as_v5", 4, 16), Book.Size("Standard_D4s_v5", 4, 16),
            Book.Size("Standard_D4s_v4", 4, 16),
            Book.Size("Standard_D4ls_v5", 4, 32), Book.Size("Standard_D6s_v5", 6, 16),
            Book.Size("Standard_D4s_v6", 4, 16),
            Book.Size("Standard_D4_v5", 4, 16) with { PremiumStorage = false },
        ];
        for (var left = 0; left < ranked.Length; left++)
        {
            var book = Book.With([.. ranked.Skip(left).Reverse()], data => data with
            {
                VmPrices = [.. data.VmPrices.Select(price => price with { UsdPerHour = 0.2m })],
            });
            Assert.Equal(ranked[left].Name, Servers.Assess(Servers.Plain, book: book).RecommendedSize);
        }
    }

    [Fact]
    public void S6_the_cheapest_for_the_month_before_all_else()
    {
        var book = Book.With([D4, Book.Size("Standard_E8s_v5", 8, 64)], data => data with
        {
            VmPrices = [.. data.VmPrices.Select(
                price => price.Size == "Standard_E8s_v5" ? price with { UsdPerHour = 0.199m } : price)],
        });
        Assert.Equal("Standard_E8s_v5", Servers.Assess(Servers.Plain, book: book).RecommendedSize);
    }

    [Fact]
    public void S7_steps_alternatives_and_the_limit_that_costs_most()
    {
        var machine = Servers.Assess(Servers.Plain with { MemoryMiB = 20 * 1024 });
        Assert.Equal("Standard_E4s_v5", machine.RecommendedSize);
        var reasons = machine.Explanation!;
        Assert.Equal([7, 7, 4, 4, 4, 4], reasons.Steps.Select(step => step.Candidates));
        Assert.Equal(
            [("Standard_D8s_v5", 89.28m), ("Standard_E8s_v5", 208.32m), ("Standard_D16s_v5", 386.88m)],
            reasons.Alternatives.Select(other => (other.Size, other.MonthlyExtra!.Value)));
        // 4 cores at 0.05 instead of 0.07 an hour for 744 hours.
        Assert.Equal(new RelaxedLimit("Memory", "Standard_D4s_v5", 59.52m), reasons.CheapestRelaxation);
    }

    [Fact]
    public void S7_nothing_to_relax_for_the_cheapest_size_of_all() =>
        Assert.Null(Servers.Assess(Servers.Plain with { Cores = 1, MemoryMiB = 1024 }).Explanation!.CheapestRelaxation);

    [Fact]
    public void S7_where_nothing_fits_the_nearest_misses_say_what_they_miss()
    {
        var machine = Servers.Assess(Servers.Plain with { Cores = 17, MemoryMiB = 60 * 1024 });
        Assert.Equal(
            [("Standard_E8s_v5", "Cores"), ("Standard_D16s_v5", "Cores"), ("Standard_D2s_v5", "Cores, Memory")],
            machine.Explanation!.Alternatives.Select(other => (other.Size, other.MissedRule!)));
        Assert.Equal(new RelaxedLimit("Cores", "Standard_E8s_v5", null), machine.Explanation.CheapestRelaxation);
    }
}
