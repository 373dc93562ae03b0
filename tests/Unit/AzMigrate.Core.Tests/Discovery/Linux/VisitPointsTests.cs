using AzMigrate.Discovery.Linux.Performance;
using AzMigrate.Discovery.Visits;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Discovery.Linux;

public sealed class VisitPointsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Counters_are_read_of_old_and_new_kernels()
    {
        var text = Recorded.Text(
            ("block", "sda\t1000\t0\t\t\t\t\t\t\tsda1 \ndm-0\t1000\t0\t\t\tmpatha\tmpath-1\t\tsdb sdc \t\nsdb\t1000\t0\t\t\t\t\t\t\t\nsdc\t1000\t0\t\t\t\t\t\t\t"),
            ("net", "eth0\t00:50:56:00:00:01\t\tup\t1\tvmxnet3 device\t\nbond0\t00:50:56:00:00:01\t\tup\t1\t\teth0 "),
            ("uptime", "1000.50 900.00"), ("stat", "cpu  100 0 50 800 50 0 0 0 0 0"),
            ("meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 50 kB"),
            ("diskstats", "   8 0 sda 10 0 200 5 20 0 400 5 0 5 10\n   8 1 sda1 1 1 1 1\n 253 0 dm-0 1 0 2 0 3 0 4 0 0 0 0 0 0 0 0\n   8 16 sdb 1 0 2 0 3 0 4 0 0 0 0"),
            ("netdev", "Inter-| Receive\n  eth0:1048576 1 0 0 0 0 0 0 2097152 1 0 0 0 0 0 0\n bond0: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"));
        var reading = Assert.Single(CounterReadings.Parse(text));
        Assert.Equal((1000.5, 1000, 850), (reading.UptimeSeconds, reading.CpuTicks, reading.IdleTicks));
        Assert.Equal(80, reading.MemoryPercent);
        Assert.Equal(["mpatha", "sda"], reading.Disks.Keys.Order());
        Assert.Equal([10, 200 * 512, 20, 400 * 512], reading.Disks["sda"]);
        Assert.Equal([1048576, 2097152], Assert.Single(reading.Adapters).Value);
    }

    [Fact]
    public void A_first_visit_covers_its_own_seconds_and_no_more()
    {
        var (series, next) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005, cpu: 50), At(1010, cpu: 20)], null);
        Assert.All(series.SelectMany(each => each.Blocks),
            block => Assert.Equal((TimeSpan.FromSeconds(5), PointKind.Average), (block.Interval, block.Kind)));
        Assert.Equal([50d, 20d], Values(series, PerformanceCounter.CpuPercent));
        Assert.Equal(Noon.AddSeconds(-10), series[0].Blocks[0].Start);
        Assert.Equal(1000, next!.Reading.UptimeSeconds);
    }

    [Fact]
    public void Ten_minutes_between_visits_give_their_peak_the_mean_or_the_short_samples()
    {
        var (_, last) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005, cpu: 90), At(1010, cpu: 20)], null);
        var (series, next) = VisitPoints.Of(Noon.AddMinutes(10), "boot", [At(1600, cpu: 40), At(1605), At(1610)], last);
        var block = Assert.Single(series.Single(each => each.Counter == PerformanceCounter.CpuPercent).Blocks);
        Assert.Equal((TimeSpan.FromMinutes(10), PointKind.Peak, Noon), (block.Interval, block.Kind, block.Start));
        Assert.Equal([90d], block.Values);
        Assert.Equal(1600, next!.Reading.UptimeSeconds);
        // The disk did nothing in the samples, so its mean is the peak: 600 MiB in 600 seconds.
        Assert.Equal([1d], Values(series, PerformanceCounter.DiskReadMBps));
    }

    [Theory]
    [InlineData(1860, 1800)]
    [InlineData(3700, 3600)]
    [InlineData(7500, 7200)]
    public void A_longer_time_is_a_mean_over_it(int seconds, int interval)
    {
        var (_, last) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005, cpu: 90)], null);
        var (series, _) = VisitPoints.Of(Noon.AddSeconds(seconds), "boot", [At(1000 + seconds, cpu: 40)], last);
        var block = Assert.Single(series.Single(each => each.Counter == PerformanceCounter.CpuPercent).Blocks);
        Assert.Equal((TimeSpan.FromSeconds(interval), PointKind.Average), (block.Interval, block.Kind));
        Assert.Equal(40, Assert.Single(block.Values), 6);
    }

    [Fact]
    public void Too_soon_gives_nothing_and_the_time_goes_on()
    {
        var (_, last) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005)], null);
        var (series, next) = VisitPoints.Of(Noon.AddMinutes(5), "boot", [At(1300), At(1305, cpu: 70)], last);
        Assert.Empty(series);
        Assert.Equal(1000, next!.Reading.UptimeSeconds);
        var (after, _) = VisitPoints.Of(Noon.AddMinutes(10), "boot", [At(1600)], next);
        Assert.Equal([70d], Values(after, PerformanceCounter.CpuPercent));
    }

    [Fact]
    public void A_new_start_or_a_long_silence_begins_anew_and_a_count_that_went_back_gives_nothing()
    {
        var (_, last) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005)], null);
        Assert.DoesNotContain(
            VisitPoints.Of(Noon.AddMinutes(10), "other", [At(100), At(105)], last).Series.SelectMany(
                each => each.Blocks),
            block => block.Interval > TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(
            VisitPoints.Of(Noon.AddHours(9), "boot", [At(33400), At(33405)], last).Series.SelectMany(
                each => each.Blocks),
            block => block.Interval > TimeSpan.FromSeconds(5));
        var back = At(1600) with { Disks = new Dictionary<string, double[]> { ["sda"] = [0, 0, 0, 0] } };
        Assert.DoesNotContain(VisitPoints.Of(Noon.AddMinutes(10), "boot", [back], last).Series,
            each => each.Counter == PerformanceCounter.DiskReadOpsPerSecond);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)] // the middle between two visits lies between two slots
    [InlineData(599)]
    public void Rounds_that_come_some_seconds_early_and_late_leave_no_slot_out(int phase)
    {
        var offsets = new[] { 0, 3, -2, 4, -4, 1, 0, -3, 5, -1, 2, -5 };
        LastVisit? last = null;
        var slots = new List<DateTimeOffset>();
        for (var round = 0; round < offsets.Length; round++)
        {
            var at = (round * 600) + phase + offsets[round];
            var (series, next) = VisitPoints.Of(Noon.AddSeconds(at), "boot", [At(1000 + at)], last);
            slots.AddRange(series.Where(each => each.Counter == PerformanceCounter.CpuPercent)
                .SelectMany(each => each.Blocks).Select(block => block.Start));
            last = next;
        }

        var filled = slots.Distinct().Order().ToList();
        Assert.True(filled.Count >= offsets.Length - 2);
        Assert.All(filled.Zip(filled.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(10), pair.Second - pair.First));
    }

    [Fact]
    public void Numbers_that_cannot_be_make_no_points_and_break_nothing()
    {
        var digits = new string('9', 400);
        (string, string)[] Reading(string uptime) => [("uptime", uptime + " 1"), ("stat", $"cpu  {digits} 0 0 {digits} 0"),
            ("meminfo", ""), ("diskstats", ""), ("netdev", "")];
        Assert.Empty(CounterReadings.Parse(Recorded.Text(Reading(digits))));
        var reading = Assert.Single(CounterReadings.Parse(Recorded.Text(Reading("1000"))));
        var folder = Directory.CreateTempSubdirectory("azmigrate-visits-").FullName;
        try
        {
            var (_, last) = VisitPoints.Of(Noon, "boot", [reading], null);
            var memory = new VisitMemory(folder, "lin");
            memory.Set("lin/1", last);
            memory.Save();
            var again = new VisitMemory(folder, "lin")["lin/1"];
            Assert.Equal(double.PositiveInfinity, again!.Reading.CpuTicks);
            var (series, _) = VisitPoints.Of(
                Noon.AddMinutes(10), "boot", [reading with { UptimeSeconds = 1600 }], again);
            Assert.Empty(series);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_is_remembered_is_there_again_and_a_broken_file_is_none()
    {
        var folder = Directory.CreateTempSubdirectory("azmigrate-visits-").FullName;
        try
        {
            var (_, last) = VisitPoints.Of(Noon, "boot", [At(1000), At(1005, cpu: 30)], null);
            var memory = new VisitMemory(folder, "lin");
            memory.Set("lin/1", last);
            memory.Save();
            var again = new VisitMemory(folder, "LIN");
            Assert.Equal((1000d, 30d), (again["lin/1"]!.Reading.UptimeSeconds, again["lin/1"]!.Peaks["CpuPercent/"]));
            Assert.Null(new VisitMemory(folder, "other")["lin/1"]);
            // A visit that failed keeps the one before.
            again.Set("lin/1", null);
            again.Save();
            Assert.NotNull(new VisitMemory(folder, "lin")["lin/1"]);
            File.WriteAllText(Directory.GetFiles(folder).Single(), "{ broken");
            Assert.Null(new VisitMemory(folder, "lin")["lin/1"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Two processors of 100 ticks a second; cpu is the percentage of use in the last 5 or 600 seconds before.
    private static CounterReading At(double uptime, double cpu = 0)
    {
        var span = uptime switch { 1005 or 1010 or 1305 => 5d, 1000 => 0d, _ => uptime - 1000 };
        var before = uptime switch { 1010 => 500d, _ => 0d };
        return new CounterReading
        {
            UptimeSeconds = uptime, CpuTicks = (uptime - 1000) * 200,
            IdleTicks = ((uptime - 1000) * 200) - Busy(uptime, cpu, span, before), MemoryPercent = 60,
            Disks = new Dictionary<string, double[]> { ["sda"] =
                [uptime, uptime >= 1600 ? 600d * 1048576 : 0, uptime, 0] },
            Adapters = new Dictionary<string, double[]> { ["eth0"] = [uptime, uptime] },
        };
    }

    private static double Busy(double uptime, double cpu, double span, double before) => (cpu * span * 2) + before;

    private static List<double> Values(IEnumerable<MetricSeries> series, PerformanceCounter counter) =>
        series.Where(each => each.Counter == counter).SelectMany(each => each.Blocks).SelectMany(block => block.Values)
        .ToList();
}
