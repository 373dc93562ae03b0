using System.Globalization;
using AzMigrate.Performance;
using AzMigrate.Projects;
using AzMigrate.Tests.Discovery.VMware;
using Xunit.Abstractions;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// A process that is killed while it collects loses no point that it told as stored, and the same collection again ends
/// with each point once, as worked out here from what the server served.
/// </summary>
public sealed class CollectionKillTests(ITestOutputHelper output)
{
    private const int Kills = 50;
    private const int Machines = 1000;

    private static readonly (PerformanceCounter Counter, string Name, string Instance, double PerOne)[] Series =
    [
        (PerformanceCounter.CpuPercent, "cpu.usage.average", "", 100),
        (PerformanceCounter.MemoryPercent, "mem.usage.average", "", 100),
        (PerformanceCounter.DiskReadMBps, "virtualDisk.read.average", "scsi0:0", 1024),
        (PerformanceCounter.DiskWriteMBps, "virtualDisk.write.average", "scsi0:0", 1024),
        (PerformanceCounter.DiskReadOpsPerSecond, "virtualDisk.numberReadAveraged.average", "scsi0:0", 1),
        (PerformanceCounter.DiskWriteOpsPerSecond, "virtualDisk.numberWriteAveraged.average", "scsi0:0", 1),
        (PerformanceCounter.NetworkInMBps, "net.received.average", "4000", 1024),
        (PerformanceCounter.NetworkOutMBps, "net.transmitted.average", "4000", 1024),
    ];

    [Fact]
    public void After_a_kill_at_any_moment_no_point_that_was_told_as_stored_is_lost_and_none_is_doubled()
    {
        using var folder = new TestFolder();
        var statistics = new StatisticsServer { ValueOf = ValueOf };
        statistics.Machines.AddRange(Enumerable.Range(0, Machines).Select(i => new ServedMachine(NativeIdOf(i))));
        using var server = new LoopbackStatistics(statistics);
        Discover(folder.Path);
        var random = new Random(20260301);
        var (kills, afterStored, rounds) = (0, 0, 0);

        for (; kills < Kills; rounds++)
        {
            statistics.Now = TimeOf(rounds);
            var done = 0;
            while (done < Machines)
            {
                var told = CollectUntil(folder.Path, server.Address, done, kills < Kills ? random : null);
                kills += told < Machines ? 1 : 0;
                afterStored += told < Machines && told > done ? 1 : 0;
                CheckMachines(folder.Path, Enumerable.Range(done, told - done), rounds);
                done = told;
            }
        }

        CheckMachines(folder.Path, Enumerable.Range(0, Machines), rounds - 1);
        KillTarget.CheckFiles(folder.Path);
        output.WriteLine($"{kills} kills in {rounds} rounds, {afterStored} of them after something was told as stored.");
        Assert.InRange(afterStored, 20, Kills);
    }

    /// <summary>
    /// Runs the collection and kills it a while after some batches more were told; gives what was told.
    /// </summary>
    private static int CollectUntil(string folder, string address, int done, Random? random)
    {
        using var process = KillTarget.Start("collect", folder, address);
        var error = process.StandardError.ReadToEndAsync();
        var told = done;
        void Hear(string? line)
        {
            Assert.False(line?.StartsWith("problem", StringComparison.Ordinal) == true, line);
            if (line?.StartsWith("stored ", StringComparison.Ordinal) == true)
                told = Math.Max(told, int.Parse(line.AsSpan(7), CultureInfo.InvariantCulture));
        }

        // The first line says that none of this run is stored yet.
        Hear(process.StandardOutput.ReadLine());
        Hear(process.StandardOutput.ReadLine());
        var batches = random?.Next(4) ?? Machines;
        while (told < Math.Min(Machines, done + (50 * batches)) && process.StandardOutput.ReadLine() is { } line)
            Hear(line);
        Thread.Sleep(random?.Next(80) ?? 0);
        if (random is not null)
            process.Kill();
        foreach (var line in process.StandardOutput.ReadToEnd().Split('\n'))
            Hear(line);
        process.WaitForExit();
        Assert.Equal("", error.Result);
        return told;
    }

    private static void Discover(string folder)
    {
        using var project = MigrateProject.Create(folder);
        var source = project.Sources.Save(FakeSource.Settings()).Source;
        var live = new FakeSource();
        for (var i = 0; i < Machines; i++)
            live.With(FakeSource.Found(NativeIdOf(i), "m" + i));
        live.DiscoverInto(source).GetAwaiter().GetResult();
    }

    private static void CheckMachines(string folder, IEnumerable<int> machines, int round)
    {
        using var project = MigrateProject.Open(folder);
        var window = new TimeWindow(TimeOf(0).AddDays(-2), TimeOf(round).AddDays(1));
        foreach (var machine in machines)
        {
            var stored = project.Samples.ReadHistory("vc1/uuid-" + NativeIdOf(machine), window);
            Assert.NotNull(stored);
            Assert.Equal(Series.Length, stored.Series.Count);
            foreach (var (counter, name, instance, perOne) in Series)
            {
                var series = stored.Series.Single(one => one.Counter == counter);
                Assert.Equal(instance == "4000" ? "Network adapter 1" : instance, series.Instance);
                Assert.Equal(Served(NativeIdOf(machine), name, instance, perOne, round), Points(series));
            }
        }
    }

    // The back-fill of three hours crosses the month's end; then rounds come after 40 minutes and after 150 in turn.
    private static DateTimeOffset TimeOf(int round) =>
        new DateTimeOffset(2026, 3, 1, 1, 4, 13, TimeSpan.Zero).AddMinutes((round * 95) - (round % 2 * 55));

    // What the rounds so far must have brought, from what was served alone.
    private static List<(DateTimeOffset Start, int Seconds, PointKind Kind, double Value)> Served(
        string machine, string counter, string instance, double perOne, int lastRound)
    {
        var points = new List<(DateTimeOffset Start, int Seconds, PointKind Kind, double Value)>();
        double? Value(DateTimeOffset start, int seconds) =>
            ValueOf(machine, counter, instance, start.AddSeconds(seconds)) is >= 0 and var value
            ? value / perOne : null;

        var since = new DateTimeOffset(2026, 2, 28, 22, 5, 0, TimeSpan.Zero);
        for (var round = 0; round <= lastRound; round++)
        {
            // The clock is four minutes and some after a full ten: the last hour's finished ten minutes are six, less
            // the first, which is not whole any more.
            var finished = TimeOf(round).AddSeconds(-253);
            var sampled = finished.AddMinutes(-50) > since ? finished.AddMinutes(-50) : since;
            for (var start = since; start < sampled; start = start.AddMinutes(5))
            {
                if (Value(start, 300) is { } average)
                    points.Add((start, 300, PointKind.Average, average));
            }

            for (var start = sampled; start < finished; start = start.AddMinutes(10))
            {
                if (Enumerable.Range(0, 30).Max(i => Value(start.AddSeconds(20 * i), 20)) is { } peak)
                    points.Add((start, 600, PointKind.Peak, peak));
            }

            since = finished;
        }

        return points;
    }

    private static IEnumerable<(DateTimeOffset Start, int Seconds, PointKind Kind, double Value)> Points(
        MetricSeries series) =>
        from block in series.Blocks
        from i in Enumerable.Range(0, block.Values.Length)
        where !double.IsNaN(block.Values[i])
        select (block.Start.AddTicks(i * block.Interval.Ticks), (int)block.Interval.TotalSeconds, block.Kind,
            block.Values[i]);

    private static string NativeIdOf(int machine) => "vm-" + machine.ToString("D5", CultureInfo.InvariantCulture);

    // Some samples are missing, some zero; all are whole in our units.
    private static long ValueOf(string machine, string counter, string instance, DateTimeOffset end)
    {
        var mixed = (((end.UtcTicks / TimeSpan.TicksPerSecond / 20) * 2654435761L)
            + (int.Parse(machine.AsSpan(3),
                CultureInfo.InvariantCulture) * 40503L) + (counter.Length * 7919L)) >> 5 & 0xFFFF;
        return mixed % 11 == 0 ? -1 : mixed % 7 == 0 ? 0 : mixed % 60 * 128;
    }
}
