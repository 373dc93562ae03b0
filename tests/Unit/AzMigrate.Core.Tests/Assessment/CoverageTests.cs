using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Assessment;

public sealed class CoverageTests
{
    private static readonly Machine Discovered = Servers.Plain with
    {
        SourceKind = SourceKind.VMware, NetworkAdapters = [new NetworkAdapter { Name = "n0" }],
    };

    [Fact]
    public void Q1_is_the_mean_over_the_counters_needed()
    {
        // CPU, memory, four of the disk, two of the adapter: two of eight in full, one by half.
        var machine = Servers.Assess(Discovered, history: Servers.History(
            Servers.Flat(PerformanceCounter.CpuPercent, "", 10), Servers.Flat(PerformanceCounter.DiskReadMBps, "d0", 1),
            Servers.Flat(PerformanceCounter.NetworkInMBps, "n0", 1, 72),
            Servers.Flat(PerformanceCounter.NetworkInMBps, "other", 1)));
        Assert.Equal(100 * 2.5 / 8, machine.CoveragePercent);
        Assert.Equal(2, machine.ConfidenceStars);
    }

    [Fact]
    public void Q1_intervals_above_10_minutes_do_not_count_and_shorter_ones_count_by_their_time()
    {
        var machine = Discovered with { Disks = [], NetworkAdapters = [] };
        var history = Servers.History(
            Servers.Series(PerformanceCounter.CpuPercent, "",
                Servers.Block(5, PointKind.Peak, Servers.Start, [.. Enumerable.Repeat(1d, 144)])),
            Servers.Series(PerformanceCounter.MemoryPercent, "",
                Servers.Block(11, PointKind.Peak, Servers.Start, [.. Enumerable.Repeat(1d, 130)])));
        Assert.Equal(25, Servers.Assess(machine, history: history).CoveragePercent);
    }

    [Fact]
    public void Q1_more_points_than_the_window_count_as_the_window()
    {
        var machine = Discovered with { Disks = [], NetworkAdapters = [] };
        var history = Servers.History(
            Servers.Flat(PerformanceCounter.CpuPercent, "", 1, 300),
            Servers.Flat(PerformanceCounter.MemoryPercent, "", 1));
        var assessed = Servers.Assess(machine, history: history);
        Assert.Equal((100, 5), (assessed.CoveragePercent, assessed.ConfidenceStars));
        Assert.Empty(assessed.CoverageReasons);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(29, 2)]
    [InlineData(28, 1)]
    [InlineData(57, 2)]
    [InlineData(58, 3)]
    [InlineData(86, 3)]
    [InlineData(87, 4)]
    [InlineData(115, 4)]
    [InlineData(116, 5)]
    public void Q1_stars_by_fifths(int points, int stars)
    {
        var machine = Discovered with { Disks = [], NetworkAdapters = [] };
        var history = Servers.History(
            Servers.Flat(PerformanceCounter.CpuPercent, "", 1, points),
            Servers.Flat(PerformanceCounter.MemoryPercent, "", 1, points));
        Assert.Equal(stars, Servers.Assess(machine, history: history).ConfidenceStars);
    }

    [Fact]
    public void Q1_not_for_as_on_premises_nor_for_imports_without_history()
    {
        var history = Servers.History(Servers.Flat(PerformanceCounter.CpuPercent, "", 1));
        Assert.Null(Servers.Assess(Discovered, Servers.AsOnPremises, history: history).CoveragePercent);
        Assert.Null(Servers.Assess(Servers.Plain).CoveragePercent);
        var silent = Servers.Assess(Discovered);
        Assert.Equal((0, 1), (silent.CoveragePercent, silent.ConfidenceStars));
        Assert.NotEmpty(silent.CoverageReasons);
    }

    [Fact]
    public void Q2_the_assessments_coverage_is_the_mean_over_its_machines()
    {
        var assessor = new Assessor(Servers.Settings, Book.Plain);
        var machine = Discovered with { Disks = [], NetworkAdapters = [] };
        var totals = new AssessmentTotals(assessor);
        totals.Add(assessor.Assess(machine, Servers.History(
            Servers.Flat(PerformanceCounter.CpuPercent, "", 1),
            Servers.Flat(PerformanceCounter.MemoryPercent, "", 1))));
        totals.Add(assessor.Assess(machine));
        totals.Add(assessor.Assess(Servers.Plain));
        Assert.Equal((50, 3), (totals.ToSummary().CoveragePercent, totals.ToSummary().ConfidenceStars));
        Assert.Null(new AssessmentTotals(assessor).ToSummary().CoveragePercent);
    }

    [Fact]
    public void Q3_reasons_newer_off_silent_averaged()
    {
        var machine = Discovered with
        {
            Disks = [], NetworkAdapters = [], PowerState = PowerState.Off, CreatedAt = Servers.Start.AddHours(1),
        };
        var hours = Servers.Block(60, PointKind.Average, Servers.Start.AddHours(1),
            [.. Enumerable.Repeat(5d, 10), .. Enumerable.Repeat(double.NaN, 8), 1, 1]);
        var memory = Servers.Series(PerformanceCounter.MemoryPercent, "",
            Servers.Block(10, PointKind.Peak, Servers.Start.AddHours(11), 1, 1, 1));
        var assessed = Servers.Assess(
            machine, history: Servers.History(Servers.Series(PerformanceCounter.CpuPercent, "", hours), memory));
        Assert.Equal(
            [
                "The machine is newer than the window: it was created on 2026-07-01 01:00 UTC.",
                "The machine was powered off when last seen.",
                "The source was silent from 2026-07-01 11:30 UTC to 2026-07-01 19:00 UTC.",
                "The history is averaged over more than 10 minutes in more than a quarter of the window.",
            ],
            assessed.CoverageReasons);
    }

    [Fact]
    public void Q3_gaps_below_an_hour_are_no_silence()
    {
        double[] values = [.. Enumerable.Range(0, 144).Select(at => at % 6 == 5 ? double.NaN : 1)];
        var cpu = Servers.Series(
            PerformanceCounter.CpuPercent, "", Servers.Block(10, PointKind.Peak, Servers.Start, values));
        Assert.Empty(Servers.Assess(Discovered, history: Servers.History(cpu)).CoverageReasons);
    }
}
