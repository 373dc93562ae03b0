using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Assessment;

public sealed class UseTests
{
    [Theory]
    [InlineData(50, 5)]
    [InlineData(90, 9)]
    [InlineData(95, 10)]
    [InlineData(99, 10)]
    public void U1_nearest_rank(int percent, double expected) =>
        Assert.Equal(expected, Percentile.Of([Of(10, 7, 3, 10, 1, 9, 2, 8, 4, 6, 5)], percent));

    [Fact]
    public void U1_gaps_do_not_count_and_nothing_is_null()
    {
        Assert.Equal(2, Percentile.Of([Of(10, double.NaN, 2, double.NaN)], 50));
        Assert.Null(Percentile.Of([Of(10, double.NaN)], 95));
        Assert.Null(Percentile.Of([], 95));
    }

    [Fact]
    public void U1_points_weigh_as_long_as_they_cover()
    {
        // Six hours at 10 % in 10-minute points, six at 90 % in one-hour points: half of the time is at 10 %.
        var blocks = new[]
        {
            Of(10, [.. Enumerable.Repeat(10d, 36)]),
            Servers.Block(60, PointKind.Average, Servers.Start.AddHours(6), [.. Enumerable.Repeat(90d, 6)]),
        };
        Assert.Equal(10, Percentile.Of(blocks, 50));
        Assert.Equal(90, Percentile.Of(blocks, 90));
    }

    [Fact]
    public void U1_selection_gives_what_sorting_gives()
    {
        var random = new Random(5);
        foreach (var count in new[] { 1, 2, 17, 100, 1008, 4320 })
        {
            double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * 20))];
            double[] sorted = [.. values.OrderBy(value => value)];
            foreach (var percent in new[] { 50, 90, 95, 99 })
                Assert.Equal(sorted[(int)Math.Ceiling(percent / 100m * count) - 1],
                    Percentile.Of([Of(10, values)], percent));
        }
    }

    [Theory]
    [InlineData(10, 20, 1.0, 2)]
    [InlineData(10, 20, 2.0, 4)]
    [InlineData(4, 20, 1.3, 1.04)]
    [InlineData(4, 50, 1.3, 2.6)]
    [InlineData(4, 50, 1.0, 2)]
    [InlineData(16, 20, 1.0, 3.2)]
    [InlineData(16, 20, 1.5, 4.8)]
    public void U3_worked_examples_of_cores(int cores, double percent, double factor, double need)
    {
        var machine = Servers.Assess(
            Servers.Using(percent, 10) with { Cores = cores }, Servers.Settings with { ComfortFactor = factor });
        Assert.Equal(need, machine.Need!.Cores, 9);
    }

    [Fact]
    public void U3_worked_example_of_2_6_cores_and_5_2_GiB_gets_4_cores_and_at_least_8()
    {
        var machine = Servers.Assess(Servers.Using(50, 50));
        Assert.Equal(5.2 * 1024, machine.Need!.MemoryMiB, 6);
        Assert.Equal("Standard_D4s_v5", machine.RecommendedSize);
    }

    [Fact]
    public void U3_worked_example_of_4_8_cores_gets_8()
    {
        var machine = Servers.Assess(
            Servers.Using(20, 10) with { Cores = 16 }, Servers.Settings with { ComfortFactor = 1.5 });
        Assert.Equal(8, machine.RecommendedVCpus);
    }

    [Fact]
    public void U3_needs_are_compared_as_real_numbers()
    {
        var settings = Servers.Settings with { ComfortFactor = 1 };
        Assert.Equal(2, Servers.Assess(Servers.Using(50, 10), settings).RecommendedVCpus);
        Assert.Equal(4, Servers.Assess(Servers.Using(50.01, 10), settings).RecommendedVCpus);
    }

    [Fact]
    public void U3_NeedAboveAllocated()
    {
        Assert.Contains("U3 NeedAboveAllocated", Servers.Notes(Servers.Assess(Servers.Using(90, 10))));
        Assert.Contains("U3 NeedAboveAllocated", Servers.Notes(Servers.Assess(Servers.Using(10, 90))));
        Assert.DoesNotContain("U3 NeedAboveAllocated", Servers.Notes(Servers.Assess(Servers.Using(70, 70))));
        Assert.Single(
            Servers.Notes(Servers.Assess(Servers.Plain, Servers.AsOnPremises with { ComfortFactorOnAllocated = true })),
            "U3 NeedAboveAllocated");
    }

    [Fact]
    public void U2_per_disk_and_adapter_first_then_the_factor_then_the_sum()
    {
        var machine = Servers.Plain with
        {
            SourceKind = SourceKind.VMware,
            Disks = [Servers.Disk("a", 50), Servers.Disk("b", 50)],
            NetworkAdapters = [new NetworkAdapter { Name = "n0" }, new NetworkAdapter { Name = "n1" }],
        };
        // Each disk is busy in its own half of the day: the sum of the percentiles counts, not that of the sums.
        double[] first = [.. Enumerable.Range(0, 144).Select(at => at < 72 ? 100d : 0)];
        double[] second = [.. Enumerable.Range(0, 144).Select(at => at < 72 ? 0 : 60d)];
        var history = Servers.History(
            Servers.Series(PerformanceCounter.DiskReadOpsPerSecond, "a", Of(10, first)),
            Servers.Series(PerformanceCounter.DiskReadOpsPerSecond, "b", Of(10, second)),
            Servers.Series(PerformanceCounter.NetworkOutMBps, "n0", Of(10, first)),
            Servers.Series(PerformanceCounter.NetworkOutMBps, "n1", Of(10, second)),
            Servers.Flat(PerformanceCounter.NetworkOutMBps, "gone", 1000));
        var assessed = Servers.Assess(machine, history: history);
        Assert.Equal(160, assessed.Observed.DiskReadOpsPerSecond);
        Assert.Equal(160 * 1.3, assessed.Need!.DiskIops, 9);
        Assert.Equal(160 * 1.3 * 8, assessed.Need.NetworkMbps, 9);
        Assert.Equal(160, assessed.Observed.NetworkOutMBps);
        Assert.Contains("U2 DiskCountersMissing", Servers.Notes(assessed));
    }

    [Fact]
    public void U2_a_missing_network_rate_adds_0_and_a_note() =>
        Assert.Contains("U2 MegabytesOfDataTransmittedMissing", Servers.Notes(Servers.Assess(Servers.Plain)));

    [Fact]
    public void U4_missing_counters_fall_back_to_what_is_allocated_without_the_factor()
    {
        var machine = Servers.Assess(Servers.Plain);
        Assert.Equal(4, machine.Need!.Cores);
        Assert.Equal(8192, machine.Need.MemoryMiB);
        Assert.Contains("U4 PercentageOfCoresUtilizedMissing", Servers.Notes(machine));
        Assert.Contains("U4 PercentageOfMemoryUtilizedMissing", Servers.Notes(machine));

        var lifted = Servers.Assess(Servers.Plain, Servers.Settings with { ComfortFactorOnAllocated = true });
        Assert.Equal(4 * 1.3, lifted.Need!.Cores, 9);
        Assert.Equal(8192 * 1.3, lifted.Need.MemoryMiB, 6);
    }

    [Fact]
    public void U4_as_on_premises_uses_what_is_allocated_and_no_rate()
    {
        var busy = Servers.Using(10, 10, 5000) with { Disks = [Servers.Disk("d", 32, Servers.Use(4000, 0, 100, 0))] };
        var machine = Servers.Assess(busy, Servers.AsOnPremises);
        Assert.Equal(4, machine.Need!.Cores);
        Assert.Equal(8192, machine.Need.MemoryMiB);
        Assert.Equal(0, machine.Need.DiskIops + machine.Need.DiskMBps + machine.Need.NetworkMbps);
        Assert.Equal("Standard_D4s_v5", machine.RecommendedSize);
        Assert.Equal("Premium_P4", machine.Disks[0].Sku);
        Assert.Empty(machine.Notes);
        Assert.Equal(10, machine.Observed.CpuPercent);
    }

    [Fact]
    public void U5_stated_figures_are_the_percentile_and_momentary_readings_are_never_used()
    {
        var machine = Servers.Using(50, 50) with
        {
            MomentaryUsage = new MomentaryUsage { CpuMHz = 1, ActiveMemoryMiB = 1, ConsumedMemoryMiB = 1 },
        };
        Assert.Equal(2.6, Servers.Assess(machine, Servers.Settings with { Percentile = 50 }).Need!.Cores, 9);
        var momentary = Servers.Plain with { MomentaryUsage = machine.MomentaryUsage };
        Assert.Equal(4, Servers.Assess(momentary).Need!.Cores);
    }

    [Fact]
    public void U5_collected_history_goes_before_stated_figures()
    {
        var history = Servers.History(Servers.Flat(PerformanceCounter.CpuPercent, "", 20));
        var machine = Servers.Assess(Servers.Using(50, 40), history: history);
        Assert.Equal(20, machine.Observed.CpuPercent);
        Assert.Equal(40, machine.Observed.MemoryPercent);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(6, false)]
    public void U6_HistoryIsAveraged_above_a_quarter_of_the_window(int hours, bool noted)
    {
        var averages = Servers.Block(60, PointKind.Average, Servers.Start, [.. Enumerable.Repeat(30d, hours)]);
        var machine = Servers.Assess(
            Servers.Plain, history: Servers.History(Servers.Series(PerformanceCounter.CpuPercent, "", averages)));
        Assert.Equal(noted, Servers.Notes(machine).Contains("U6 HistoryIsAveraged"));
        var peaks = averages with { Kind = PointKind.Peak };
        Assert.DoesNotContain("U6 HistoryIsAveraged", Servers.Notes(
            Servers.Assess(Servers.Plain,
                history: Servers.History(Servers.Series(PerformanceCounter.CpuPercent, "", peaks)))));
    }

    [Theory]
    [InlineData(SourceKind.VMware, true)]
    [InlineData(SourceKind.HyperV, false)]
    public void U6_MemoryIsActiveMemory(SourceKind source, bool noted)
    {
        var history = Servers.History(Servers.Flat(PerformanceCounter.MemoryPercent, "", 40));
        Assert.Equal(noted, Servers.Notes(Servers.Assess(Servers.Plain with { SourceKind = source }, history: history))
            .Contains("U6 MemoryIsActiveMemory"));
    }

    private static MetricBlock Of(int minutes, params double[] values) =>
        Servers.Block(minutes, PointKind.Peak, Servers.Start, values);
}
