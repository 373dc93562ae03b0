using System.Text;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>
/// Performance over TLS from the simulated vCenter, whose front serves statistics by the rule that its source states
/// (tests/peers/vcsim/statistics.go); the rule is worked out here again for every point that was stored.
/// </summary>
public sealed class StatisticsTests
{
    // The simulator's numbers of the counters, which are VMware's own usual ones.
    private static readonly Dictionary<PerformanceCounter, (int Key, uint Scale, double PerOne)> Rule = new()
    {
        [PerformanceCounter.CpuPercent] = (2, 10_000, 100), [PerformanceCounter.MemoryPercent] = (24, 10_000, 100),
        [PerformanceCounter.DiskReadMBps] = (173, 100_000, 1024),
        [PerformanceCounter.DiskWriteMBps] = (174, 100_000, 1024),
        [PerformanceCounter.DiskReadOpsPerSecond] = (171, 100_000, 1),
        [PerformanceCounter.DiskWriteOpsPerSecond] = (172, 100_000, 1),
        [PerformanceCounter.NetworkInMBps] = (148, 100_000, 1024),
        [PerformanceCounter.NetworkOutMBps] = (149, 100_000, 1024),
    };

    [PeerTheory]
    [InlineData("4")]
    [InlineData("1")]
    public async Task Every_point_of_a_month_is_the_one_that_was_served(string level)
    {
        using var vcsim = Vcsim.Start("-machines", "40", "-stats-level", level, "-max-query-metrics", "64");
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var source = project.Sources.Save(FakeSource.Settings()).Source;
        await using var live = vcsim.Open(vcsim.Front, vcsim.Thumbprint);
        await new DiscoveryRun(source, live).RunAsync();

        var first = await new CollectionRun(source, live).RunAsync();
        var again = await new CollectionRun(source, live).RunAsync();

        Assert.Equal(level == "1" ? 2 : 0,
            first.Problems.Count(problem => problem.Code == "Performance.StatisticsLevel"));
        Assert.DoesNotContain(first.Problems, problem => problem.Code != "Performance.StatisticsLevel");
        Assert.True(again.Points <= first.Machines * 40, "What is stored was read again.");
        Assert.Empty(vcsim.Rejections);
        var end = project.Samples.NewestPoint!.Value;
        var intervals = new HashSet<(PerformanceCounter Counter, int Seconds)>();
        foreach (var (id, nativeId) in project.Sources.PresentMachines("vc1"))
        {
            var machine = project.Machines.Get(new MachineQuery { Id = [id] }).Single();
            var history = project.Samples.ReadHistory(id, new TimeWindow(end.AddDays(-31), end))!;
            Assert.Equal(machine.PowerState != PowerState.On, !HasPeaks(history));
            foreach (var series in history.Series)
            {
                var instance = series.Counter is PerformanceCounter.NetworkInMBps or PerformanceCounter.NetworkOutMBps
                    ? Key(machine.NetworkAdapters.Single(adapter => adapter.Name == series.Instance))
                    : series.Instance;
                foreach (var block in series.Blocks)
                {
                    intervals.Add((series.Counter, (int)block.Interval.TotalSeconds));
                    CheckBlock(nativeId, series.Counter, instance, block, isSum: level == "1");
                }
            }
        }

        Assert.Equal(
            level == "1" ? [600] : [300, 600, 1800, 7200],
            intervals.Where(each => each.Counter == PerformanceCounter.DiskReadMBps).Select(each => each.Seconds)
                .Order());
        Assert.Equal(
            [300, 600, 1800, 7200],
            intervals.Where(each => each.Counter == PerformanceCounter.CpuPercent).Select(each => each.Seconds)
                .Order());
    }

    private static string Key(NetworkAdapter adapter) => FormattableString.Invariant($"{adapter.DeviceKey}");

    private static bool HasPeaks(MachineHistory history) =>
        history.Series.Any(series => series.Blocks.Any(block => block.Kind == PointKind.Peak));

    private static void CheckBlock(
        string machine, PerformanceCounter counter, string instance, MetricBlock block, bool isSum)
    {
        var seconds = (int)block.Interval.TotalSeconds;
        if (isSum && block.Kind == PointKind.Average && counter >= PerformanceCounter.NetworkInMBps)
            instance = "";
        for (var i = 0; i < block.Values.Length; i++)
        {
            var start = block.Start.AddSeconds(i * seconds);
            var step = block.Kind == PointKind.Peak ? 20 : seconds;
            var served = Enumerable.Range(1, seconds / step)
                .Select(sample => Value(
                    machine, counter, instance, start.AddSeconds(sample * step).ToUnixTimeSeconds(), step))
                .Where(value => value >= 0).DefaultIfEmpty(double.NaN).Max();
            // Stored to the hundredth of a percent or operation and the thousandth of a MB/s.
            Assert.True(
                double.IsNaN(served) ? double.IsNaN(block.Values[i]) : Math.Abs(served - block.Values[i]) <= 0.000501,
                $"{machine} {counter} {instance} {start:u} {seconds}: served {served}, stored {block.Values[i]}");
        }
    }

    private static double Value(string machine, PerformanceCounter counter, string instance, long end, int interval)
    {
        var (key, scale, perOne) = Rule[counter];
        var k = (uint)(end / interval);
        var seed = Hash(FormattableString.Invariant($"{machine}|{key}|{instance}"));
        return (k + Hash(machine)) % 37 == 0 ? -1
            : k % 41 == 0 ? 0
            : ((seed ^ (k * 2654435761)) >> 7) % scale / perOne;
    }

    // FNV-1a.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var each in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ each) * 16777619u);
        return hash;
    }
}
