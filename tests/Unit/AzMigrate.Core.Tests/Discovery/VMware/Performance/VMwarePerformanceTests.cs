using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Performance;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class VMwarePerformanceTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly StatisticsServer _server = new();

    private static TimeSpan Hour => TimeSpan.FromHours(1);

    [Fact]
    public async Task Counters_are_found_by_name_and_told_in_our_units_and_names()
    {
        _server.Machines.Add(new ServedMachine("vm-1", Disks: 2, Adapters: 2));
        var values = new Dictionary<string, long>
        {
            ["cpu.usage.average"] = 4321, ["mem.usage.average"] = 250, ["virtualDisk.read.average"] = 2048,
            ["virtualDisk.write.average"] = 512, ["virtualDisk.numberReadAveraged.average"] = 77,
            ["virtualDisk.numberWriteAveraged.average"] = 78, ["net.received.average"] = 1024,
            ["net.transmitted.average"] = 3,
        };
        _server.ValueOf = (_, counter, instance, _) => values[counter] * (instance is "scsi0:1" or "4001" ? 2 : 1);

        var samples = Assert.Single(await Collection.Of(_server, backFill: Hour));

        var all = samples.Series.Select(
            series => (series.Counter, series.Instance,
            series.Blocks.SelectMany(block => block.Values).Distinct().Single()));
        Assert.Equal(
            [
                (PerformanceCounter.CpuPercent, "", 43.21), (PerformanceCounter.MemoryPercent, "", 2.5),
                (PerformanceCounter.DiskReadMBps, "scsi0:0", 2), (PerformanceCounter.DiskReadMBps, "scsi0:1", 4),
                (PerformanceCounter.DiskWriteMBps, "scsi0:0", 0.5), (PerformanceCounter.DiskWriteMBps, "scsi0:1", 1),
                (PerformanceCounter.DiskReadOpsPerSecond, "scsi0:0", 77),
                (PerformanceCounter.DiskReadOpsPerSecond, "scsi0:1", 154),
                (PerformanceCounter.DiskWriteOpsPerSecond, "scsi0:0", 78),
                (PerformanceCounter.DiskWriteOpsPerSecond, "scsi0:1", 156),
                (PerformanceCounter.NetworkInMBps, "Network adapter 1", 1),
                (PerformanceCounter.NetworkInMBps, "Network adapter 2", 2),
                (PerformanceCounter.NetworkOutMBps, "Network adapter 1", 3 / 1024d),
                (PerformanceCounter.NetworkOutMBps, "Network adapter 2", 6 / 1024d),
            ],
            all);
        Assert.Empty(samples.Problems);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Samples_of_twenty_seconds_make_peaks_of_ten_minutes_in_either_order_and_format(
        bool newestFirst, bool csv)
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        (_server.NewestFirst, _server.KnowsCsv) = (newestFirst, csv);
        // A sample is of the time before its stamp: the one of 09:30:00 belongs to the ten minutes before.
        _server.ValueOf = (_, _, _, end) => end == Midnight.AddHours(9.5) ? 9000
            : end == Midnight.AddHours(9.5).AddSeconds(20) ? 8000
            : end > Midnight.AddMinutes(580) && end <= Midnight.AddMinutes(590) ? -1 : 100;

        var samples = Assert.Single(await Collection.Of(_server, backFill: Hour));

        Assert.Equal(
            [(550, 1.0), (560, 90), (570, 80), (590, 1)],
            Collection.Points(samples, PerformanceCounter.CpuPercent, "")
                .Select(point => ((int)(point.Start - Midnight).TotalMinutes, point.Value)));
    }

    [Fact]
    public async Task A_month_back_comes_as_averages_of_their_own_length_and_the_last_hour_as_peaks()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));

        var samples = Assert.Single(await Collection.Of(_server));

        var points = Collection.Points(samples, PerformanceCounter.DiskReadOpsPerSecond, "scsi0:0").ToList();
        Assert.Equal(
            [(7200, PointKind.Average, 276), (1800, PointKind.Average, 285), (300, PointKind.Average, 272),
                (600, PointKind.Peak, 5)],
            points.GroupBy(point => (point.Seconds, point.Kind))
                .Select(group => (group.Key.Seconds, group.Key.Kind, group.Count())));
        for (var i = 1; i < points.Count; i++)
            Assert.Equal(points[i - 1].Start.AddSeconds(points[i - 1].Seconds), points[i].Start);
        Assert.Empty(samples.Problems);
        Assert.Equal([20, 300, 1800, 7200], _server.Asked.Select(asked => asked.Interval));
    }

    [Fact]
    public async Task What_hosts_forget_while_they_are_asked_makes_no_peak_of_a_part()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        // When it is asked, the samples from 09:10 on are all there; when it answers, the first of them is not.
        _server.Now = Midnight.AddMinutes(609.5);
        _server.Takes = TimeSpan.FromSeconds(40);
        _server.ValueOf = (_, _, _, end) => (end - Midnight).TotalSeconds % 600 == 20 ? 9000 : 100;

        var samples = Assert.Single(await Collection.Of(_server));

        var points = Collection.Points(samples, PerformanceCounter.CpuPercent, "").ToList();
        Assert.Equal(
            [(560, 90.0), (570, 90), (580, 90), (590, 90)],
            points.Where(point => point.Kind == PointKind.Peak)
                .Select(point => ((int)(point.Start - Midnight).TotalMinutes, point.Value)));
        for (var i = 1; i < points.Count; i++)
            Assert.Equal(points[i - 1].Start.AddSeconds(points[i - 1].Seconds), points[i].Start);
    }

    [Fact]
    public async Task Only_what_is_newer_than_what_is_stored_is_asked()
    {
        _server.Machines.AddRange([new ServedMachine("vm-1"), new ServedMachine("vm-2"), new ServedMachine("vm-3")]);
        var stored = new Dictionary<string, DateTimeOffset?>
        {
            ["vm-1"] = Midnight.AddHours(9.5), ["vm-2"] = Midnight.AddHours(10), ["vm-3"] = Midnight.AddHours(7),
        };

        var samples = await Collection.Of(_server, id => stored[id]);

        Assert.Equal(
            [("vm-1", 20, 9.5), ("vm-3", 20, 9 + (1 / 6d)), ("vm-3", 300, 7)],
            _server.Asked.Select(asked => (asked.NativeId, asked.Interval, (asked.Start - Midnight).TotalHours))
                .Order());
        Assert.Empty(samples[1].Series);
    }

    [Fact]
    public async Task A_larger_back_fill_reaches_before_what_was_asked_and_asks_nothing_twice()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        var first = Assert.Single(await Collection.Of(_server, backFill: TimeSpan.FromDays(2)));
        Assert.InRange(first.AskedFrom!.Value, _server.Now.AddDays(-2), _server.Now.AddDays(-2).AddHours(1));
        _server.Asked.Clear();

        var newest = Midnight.AddHours(10);
        var second = Assert.Single(await Collection.Of(
            _server, _ => newest, TimeSpan.FromDays(30), asked: newest, askedFrom: first.AskedFrom));

        Assert.InRange(second.AskedFrom!.Value, _server.Now.AddDays(-30), _server.Now.AddDays(-30).AddHours(1));
        Assert.Equal([1800, 7200], _server.Asked.Select(asked => asked.Interval));
        var counter = PerformanceCounter.CpuPercent;
        var points = Collection.Points(second, counter, "").Concat(Collection.Points(first, counter, "")).ToList();
        for (var i = 1; i < points.Count; i++)
            Assert.True(points[i - 1].Start.AddSeconds(points[i - 1].Seconds) <= points[i].Start, "Points overlap.");
        var covered = TimeSpan.FromSeconds(points.Sum(point => point.Seconds));
        Assert.InRange(covered, TimeSpan.FromDays(29.8), TimeSpan.FromDays(30));

        _server.Asked.Clear();
        await Collection.Of(_server, _ => newest, TimeSpan.FromDays(7), asked: newest, askedFrom: second.AskedFrom);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task What_was_asked_in_vain_is_asked_again_for_a_day_only()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        var now = _server.Now;

        var samples = Assert.Single(await Collection.Of(_server, asked: now.AddMinutes(-10)));
        Assert.Equal(Midnight.AddHours(10), samples.AskedUntil);
        Assert.Equal(
            [(20, Midnight.AddMinutes(550)), (300, Midnight.AddHours(-13.5)), (1800, Midnight.AddHours(-14))],
            _server.Asked.Select(asked => (asked.Interval, asked.Start)));

        // Of a machine whose points come, what is stored decides; one that says nothing of the time before has a month.
        _server.Asked.Clear();
        await Collection.Of(_server, newest: _ => now.AddMinutes(-30), asked: now.AddDays(-3));
        Assert.Equal([20], _server.Asked.Select(asked => asked.Interval));
        _server.Gone.Add("vm-1");
        Assert.Null(Assert.Single(await Collection.Of(_server)).AskedUntil);
    }

    [Fact]
    public async Task Points_in_the_servers_future_do_not_stop_the_collection()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));

        var samples = Assert.Single(await Collection.Of(_server, newest: _ => _server.Now.AddYears(1)));

        Assert.Equal(5, Collection.Points(samples, PerformanceCounter.CpuPercent, "").Count());
        Assert.Equal("Performance.PointsInFuture", Assert.Single(samples.Problems).Code);
    }

    [Fact]
    public async Task Devices_are_read_again_when_the_configuration_changed()
    {
        _server.Machines.AddRange(
            [new ServedMachine("vm-1", Version: "1"), new ServedMachine("vm-2", Version: "1"),
                new ServedMachine("vm-3")]);
        var performance = new VMwarePerformance(_server);
        await Collection.Of(_server, backFill: Hour, performance: performance);
        Assert.Equal(3, _server.DeviceLists);

        _server.Machines[1] = new ServedMachine("vm-2", Disks: 2, Version: "2");
        var samples = await Collection.Of(_server, backFill: Hour, performance: performance);

        // The changed one, and the one whose server tells no version.
        Assert.Equal(3 + 2, _server.DeviceLists);
        Assert.Equal([8, 12, 8], samples.Select(one => one.Series.Count));
    }

    [Theory]
    [InlineData(null, 256)]
    [InlineData(64, 64)]
    [InlineData(-1, int.MaxValue)]
    [InlineData(5, 5)]
    public async Task Calls_stay_within_the_servers_limit_and_fifty_entities(int? option, int limit)
    {
        _server.Machines.AddRange(Enumerable.Range(1, 120).Select(i => new ServedMachine("vm-" + i)));
        (_server.QueryMetricsOption, _server.RefusedAbove) = (option, limit);

        var samples = await Collection.Of(_server, backFill: Hour);

        Assert.Equal(0, _server.Refusals);
        Assert.All(_server.Calls, call => Assert.InRange(call.Metrics, 1, limit));
        Assert.Equal(120 * 8, _server.Calls.Sum(call => call.Metrics));
        Assert.Equal(120, samples.Count(one => one.Series.Count == 8));
        Assert.Equal(samples.Select(one => one.MachineId),
            _server.Machines.Select(machine => Collection.IdOf(machine.NativeId)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task A_refused_call_is_halved_down_to_one_metric_and_the_limit_is_learnt(int refusedAbove)
    {
        _server.Machines.AddRange(Enumerable.Range(1, 120).Select(i => new ServedMachine("vm-" + i)));
        _server.RefusedAbove = refusedAbove;

        var samples = await Collection.Of(_server, backFill: Hour);

        Assert.All(samples, one => Assert.Equal(8, one.Series.Count));
        Assert.All(samples, one => Assert.Empty(one.Problems));
        // Three calls side by side each learn it for themselves, no call after them does.
        Assert.InRange(_server.Refusals, 1, 3 * 9);
    }

    [Fact]
    public async Task A_deleted_machine_is_left_out_and_the_others_go_on()
    {
        _server.Machines.AddRange(Enumerable.Range(1, 40).Select(i => new ServedMachine("vm-" + i)));
        _server.Gone.UnionWith(["vm-3", "vm-40"]);

        var samples = await Collection.Of(_server);

        Assert.Equal(40, samples.Count);
        foreach (var one in samples)
        {
            if (one.MachineId is "vcenter/vm-3" or "vcenter/vm-40")
            {
                Assert.Empty(one.Series);
                Assert.Contains(one.Problems,
                    problem => problem.Code == "Performance.MachineGone" && problem.Target == one.MachineId);
            }
            else
            {
                Assert.Equal(8, one.Series.Count);
                Assert.Empty(one.Problems);
            }
        }
    }

    [Fact]
    public async Task What_the_statistics_level_does_not_keep_is_said_once_with_the_level_that_would()
    {
        _server.Machines.AddRange([new ServedMachine("vm-1", Adapters: 2), new ServedMachine("vm-2")]);
        _server.Intervals = _server.Intervals.Select(interval => (interval.Period, interval.Length, 1)).ToList();
        _server.Levels["virtualDisk.numberReadAveraged.average"] = (2, 4);
        var performance = new VMwarePerformance(_server);

        var samples = await Collection.Of(_server, performance: performance);

        var problems = samples.SelectMany(one => one.Problems).ToList();
        Assert.All(problems, problem =>
            Assert.Equal(("Performance.StatisticsLevel", ProblemSeverity.Warning), (problem.Code, problem.Severity)));
        // One sentence for all that one level would bring.
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem =>
            problem.Message.Contains("virtualDisk.numberReadAveraged.average of each disk at")
            && problem.Message.Contains("statistics level 4"));
        Assert.Contains(problems, problem => problem.Message.Contains("virtualDisk.write.average of each disk")
            && problem.Message.Contains("net.received.average of each adapter")
            && problem.Message.Contains("statistics level 3"));
        // CPU and memory have a month; disks have the hour; a single adapter is its sum, of two it cannot be told
        // apart.
        Assert.Equal(838, Collection.Points(samples[0], PerformanceCounter.CpuPercent, "").Count());
        Assert.Equal(5, Collection.Points(samples[0], PerformanceCounter.DiskReadOpsPerSecond, "scsi0:0").Count());
        Assert.Equal(5, Collection.Points(samples[0], PerformanceCounter.NetworkInMBps, "Network adapter 1").Count());
        Assert.Equal(838, Collection.Points(samples[1], PerformanceCounter.NetworkInMBps, "Network adapter 1").Count());

        Assert.Empty((await Collection.Of(_server, performance: performance)).SelectMany(one => one.Problems));
    }

    [Fact]
    public async Task An_interval_that_is_kept_longer_than_time_is_asked_as_any_other()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        _server.Intervals = [(300, long.MaxValue / 2, 1)];

        var samples = Assert.Single(await Collection.Of(_server));

        Assert.NotEmpty(Collection.Points(samples, PerformanceCounter.CpuPercent, ""));
    }

    [Fact]
    public async Task A_host_without_statistics_gives_its_last_hour_and_says_so()
    {
        _server.Machines.Add(new ServedMachine("vm-1"));
        _server.Intervals = [];
        _server.Lacking.Add("mem.usage.average");

        var samples = Assert.Single(await Collection.Of(_server));

        Assert.Equal(5, Collection.Points(samples, PerformanceCounter.CpuPercent, "").Count());
        Assert.Equal(["Performance.CounterMissing", "Performance.NoHistory"],
            samples.Problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public async Task A_server_that_expands_no_instances_is_asked_for_each_by_name()
    {
        _server.Machines.AddRange(
            [new ServedMachine("vm-1", Disks: 3, Adapters: 2), new ServedMachine("vm-2", Disks: 0, Adapters: 0)]);
        _server.ExpandsInstances = false;

        var samples = await Collection.Of(_server, backFill: Hour);

        Assert.Equal(2 + (4 * 3) + (2 * 2), samples[0].Series.Count);
        Assert.Equal(2, samples[1].Series.Count);
    }

    [Fact]
    public async Task Values_that_cannot_be_told_apart_by_time_are_left_out_and_said_once()
    {
        _server.Machines.AddRange([new ServedMachine("vm-1"), new ServedMachine("vm-2")]);
        (_server.DropsZeros, _server.KnowsCsv) = (true, false);
        _server.ValueOf = (_, counter, _, end) => counter switch
        {
            "virtualDisk.read.average" => end.Second == 0 ? 0 : 5,
            "virtualDisk.write.average" => 0,
            _ => 7,
        };

        var samples = await Collection.Of(_server, backFill: Hour);

        Assert.All(samples, one => Assert.Equal(6, one.Series.Count));
        var problem = Assert.Single(samples.SelectMany(one => one.Problems));
        Assert.Equal("Performance.SeriesUneven", problem.Code);
        Assert.Contains("100 values for 150 samples of virtualDisk.read.average", problem.Message);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_again_as_a_whole()
    {
        _server.Machines.AddRange(Enumerable.Range(1, 30).Select(i => new ServedMachine("vm-" + i)));
        var whole = await Collection.Of(_server, backFill: Hour);
        _server.Breaks = 2;

        var again = await Collection.Of(_server, backFill: Hour);

        Assert.Equal(0, _server.Breaks);
        Assert.Equal(Described(whole), Described(again));
    }

    [Fact]
    public async Task A_cancelled_collection_ends()
    {
        _server.Machines.AddRange(Enumerable.Range(1, 500).Select(i => new ServedMachine("vm-" + i)));
        using var stop = new CancellationTokenSource();
        var request = new CollectionRequest
        {
            Targets = _server.Machines.Select(machine => new CollectionTarget(machine.NativeId, machine.NativeId, null))
                .ToList(),
        };
        var given = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var one in new VMwarePerformance(_server).CollectAsync(request, null, stop.Token))
            {
                given++;
                await stop.CancelAsync();
            }
        });

        Assert.InRange(given, 1, 499);
    }

    private static IEnumerable<string> Described(IEnumerable<CollectedSamples> samples) =>
        from one in samples
        from series in one.Series
        from block in series.Blocks
        select $"{one.MachineId} {series.Counter} {series.Instance} {block.Start:O} {block.Interval} {string.Join(' ', block.Values)}";
}
