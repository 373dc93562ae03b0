using System.Diagnostics;
using System.Runtime.CompilerServices;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>
/// Collects the performance of a source's machines: the last hour's 20-second samples as peaks of ten minutes, and what
/// the server's own statistics keep of the time before. Each machine comes once, whole and oldest first, so that the
/// newest point that is stored tells what is still to be asked.
/// </summary>
internal sealed class VMwarePerformance(IVimClient client)
{
    // Calls side by side: more of them starve vCenter's own service.
    private const int Parallel = 3;

    // A batch's points are in memory together.
    private const int FewestMachines = 16;

    private static readonly TimeSpan LongestBackFill = TimeSpan.FromDays(30);

    // What was asked and did not come may come late: a host that was cut off hands its averages on for a day.
    private static readonly TimeSpan LateFor = TimeSpan.FromDays(1);

    private readonly PerformanceProblems _problems = new();
    private readonly KnownDevices _devices = new(client);

    // Simulators give the instance * back as it was asked; they are asked for each instance by name.
    private volatile bool _expandsInstances = true;

    /// <summary>The points of machines that are newer than what is stored of each.</summary>
    public async IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Targets.Count == 0)
            yield break;
        var statistics = await ServerStatistics.ReadAsync(client, cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var queries = new PerformanceQueries(client, statistics.Manager, statistics.QueryMetrics);
        var size = BatchSize(statistics);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<List<MachinePoints>>>();
        try
        {
            long done = 0;
            var next = 0;
            while (next < request.Targets.Count || running.Count > 0)
            {
                while (next < request.Targets.Count && running.Count < Parallel)
                {
                    var batch = request.Targets.Skip(next).Take(size).ToList();
                    next += batch.Count;
                    // Samples age while others are asked for: each batch goes by the server's time at its start.
                    var now = statistics with { Now = statistics.Now + watch.Elapsed };
                    running.Enqueue(CollectAsync(batch, request.BackFill, now, queries, stop.Token));
                }

                var machines = await running.Dequeue().ConfigureAwait(false);
                foreach (var machine in machines)
                    yield return machine.ToSamples(_problems.TakeUnsaid());
                done += machines.Count;
                progress?.Report(new MigrateProgress(
                    "Collecting performance", machines[machines.Count - 1].Target.MachineId, done,
                    request.Targets.Count));
            }
        }
        finally
        {
            stop.Cancel();
            await Ended(running).ConfigureAwait(false);
        }
    }

    // The machines of one call, as far as the server's limit is known.
    private static int BatchSize(ServerStatistics statistics)
    {
        var fitting = statistics.QueryMetrics / Math.Max(1, statistics.Counters.Count);
        return Math.Min(PerformanceQueries.MostEntities, Math.Max(FewestMachines, fitting));
    }

    private async Task<List<MachinePoints>> CollectAsync(
        List<CollectionTarget> targets, TimeSpan backFill, ServerStatistics statistics, PerformanceQueries queries,
        CancellationToken cancellationToken)
    {
        var machines = targets.Select(target => new MachinePoints(target)).ToList();
        var earliest = statistics.Now;
        foreach (var machine in machines)
        {
            var start = Plan(machine, statistics, backFill);
            earliest = start < earliest ? start : earliest;
        }

        var asked = machines.Where(machine => machine.Spans.Count > 0).ToList();
        var devices = await _devices.OfAsync(
            asked.Select(machine => machine.Target.NativeId), cancellationToken).ConfigureAwait(false);
        foreach (var machine in asked)
            machine.Devices = devices.TryGetValue(machine.Target.NativeId, out var known) ? known : null;
        _problems.Check(statistics, historyWanted: earliest < statistics.Now - CollectionSpan.RealTimeKept);
        // The samples first: hosts forget them while the server looks averages up.
        foreach (var interval in statistics.Intervals.Select(each => (HistoricalInterval?)each).Prepend(null))
            await AskAsync(asked, interval, statistics, queries, cancellationToken).ConfigureAwait(false);
        foreach (var machine in asked.Where(machine => machine.Devices is null && !machine.IsRefused))
            machine.Add(PerformanceProblems.DevicesUnknown(machine.Target));
        return machines;
    }

    /// <summary>
    /// Plans what is new since the machine was asked, and what lies before all that was ever asked, if that is wanted
    /// now.
    /// </summary>
    /// <returns>From when on history is wanted.</returns>
    private DateTimeOffset Plan(MachinePoints machine, ServerStatistics statistics, TimeSpan backFill)
    {
        var target = machine.Target;
        var since = Since(target, statistics.Now, backFill);
        var from = statistics.Now - (backFill < LongestBackFill ? backFill : LongestBackFill);
        var known = target.AskedFrom ?? since;
        var older = known > from
            ? CollectionSpan.Before(
                CollectionSpan.Plan(statistics.Now, from, statistics.Intervals), known < since ? known : since)
            : [];
        machine.Spans = [.. older, .. CollectionSpan.Plan(statistics.Now, since, statistics.Intervals)];
        machine.AskedFrom = known < from ? known : from;
        return known > from ? from : since;
    }

    /// <summary>
    /// From when on a machine is asked: where the newest point ends, or some time before what was asked.
    /// </summary>
    private DateTimeOffset Since(CollectionTarget target, DateTimeOffset now, TimeSpan backFill)
    {
        if (target.Newest > now)
        {
            // Stamped while the server's clock was wrong; nothing would be asked until that time has come.
            _problems.PointsInFuture(target, now);
            return now - CollectionSpan.RealTimeKept;
        }

        var since = now - (backFill < LongestBackFill ? backFill : LongestBackFill);
        if (target.AskedUntil is { } asked && asked <= now && asked - LateFor > since)
            since = asked - LateFor;
        return target.Newest > since ? target.Newest.Value.ToUniversalTime() : since.ToUniversalTime();
    }

    private async Task AskAsync(
        List<MachinePoints> machines, HistoricalInterval? interval, ServerStatistics statistics,
        PerformanceQueries queries,
        CancellationToken cancellationToken)
    {
        var byId = machines.Where(machine => !machine.IsRefused)
            .GroupBy(machine => machine.Target.NativeId, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var asked = Queries(byId.Values, interval, statistics);
        var unexpanded = new HashSet<string>(StringComparer.Ordinal);
        void Take(EntityAnswer answer)
        {
            if (!byId.TryGetValue(answer.NativeId, out var machine))
                return;
            if (_expandsInstances && answer.Series.Any(series => series.Instance == "*"))
                unexpanded.Add(answer.NativeId);
            else
                Add(machine, interval, answer, statistics);
        }

        void Refused(EntityQuery query, VimFaultException fault)
        {
            var machine = byId[query.NativeId];
            machine.Refuse(PerformanceProblems.Refused(machine.Target, fault));
        }

        await queries.AskAsync(asked, Take, Refused, cancellationToken).ConfigureAwait(false);
        if (unexpanded.Count == 0)
            return;
        _expandsInstances = false;
        var again = Queries(unexpanded.Select(id => byId[id]), interval, statistics);
        await queries.AskAsync(again, Take, Refused, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<EntityQuery> Queries(
        IEnumerable<MachinePoints> machines, HistoricalInterval? interval, ServerStatistics statistics)
    {
        foreach (var machine in machines)
        {
            foreach (var span in machine.Spans.Where(span => span.Interval == interval))
            {
                yield return new EntityQuery(
                    machine.Target.NativeId, span,
                    statistics.Counters.SelectMany(counter => Instances(counter, interval, machine.Devices)
                        .Select(instance => (counter.Key, instance))).ToList());
            }
        }
    }

    private IEnumerable<string> Instances(ServerCounter counter, HistoricalInterval? interval, MachineDevices? devices)
    {
        if (counter.Counter.Scope == CounterScope.Machine)
            return interval is null || !(interval.Level < counter.Level) ? [""] : [];
        if (devices is null)
            return [];
        var instances = devices.Instances(counter.Counter.Scope);
        // History that keeps only the sum over all instances has what is wanted where there is one.
        if (interval is not null && interval.Level < counter.PerDeviceLevel)
            return instances.Count == 1 && !(interval.Level < counter.Level) ? [""] : [];
        return instances.Count > 0 && _expandsInstances ? ["*"] : instances;
    }

    private void Add(MachinePoints machine, HistoricalInterval? interval, EntityAnswer answer,
        ServerStatistics statistics)
    {
        foreach (var series in answer.Series)
        {
            var counter = statistics.Counters.FirstOrDefault(each => each.Key == series.CounterKey);
            if (counter is null || NameOf(machine, counter.Counter, series, answer) is not { } name)
                continue;
            if (series.Values.Length == answer.Samples.Count)
            {
                // Each takes of it what lies in it.
                foreach (var span in machine.Spans.Where(span => span.Interval == interval))
                    machine.Add(counter.Counter, name, span, answer, series.Values, counter.Factor);
            }
            else if (series.Values.Length > 0)
                _problems.Uneven(machine.Target, counter.Counter, series.Values.Length, answer.Samples.Count);
        }
    }

    // The sum over all instances counts only where the single instance itself did not come.
    private static string? NameOf(
        MachinePoints machine, CollectedCounter counter, AnsweredSeries series, EntityAnswer answer)
    {
        if (counter.Scope == CounterScope.Machine)
            return series.Instance.Length == 0 ? "" : null;
        var name = machine.Devices?.NameOf(counter.Scope, series.Instance);
        return series.Instance.Length == 0 && answer.Series.Any(other =>
            other.CounterKey == series.CounterKey && other.Instance.Length > 0
            && machine.Devices?.NameOf(counter.Scope, other.Instance) is not null) ? null : name;
    }

    // What ended a collection is told by what ended it, not by its other calls.
    private static async Task Ended(IEnumerable<Task> running)
    {
        foreach (var task in running)
            await Task.WhenAny(task).ConfigureAwait(false);
    }
}
