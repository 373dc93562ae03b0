using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.HyperV.Hosts;
using AzMigrate.Discovery.HyperV.Machines;
using AzMigrate.Discovery.Visits;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Discovery.HyperV.Performance;

/// <summary>
/// Collects the performance of a source's VMs from their hosts: one visit a host, and what it counted since the last.
/// </summary>
internal sealed class HyperVPerformance(HyperVConnection connection, ServerVisits visits, string? folder)
{
    private const int Readings = 3;
    private const string Activity = "Collecting performance";

    private VisitMemory? _memory;

    /// <summary>Time between the readings of a visit.</summary>
    internal TimeSpan BetweenReadings { get; init; } = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Targets.Count == 0)
            yield break;
        // A source that stays open from round to round: the points of the round before are stored by now.
        Remember();
        var first = request.Targets[0].MachineId;
        var memory = new VisitMemory(folder, first.Substring(0, first.IndexOf('/')));
        var targets = request.Targets.GroupBy(target => target.NativeId, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var plan = await new HostPlans(connection, visits).MakeAsync(cancellation).ConfigureAwait(false);
        var said = plan.Problems.ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long done = 0;
        var hosts = OrderedVisits.RunAsync(
            plan.Nodes, connection.Parallel, (node, token) => VisitAsync(node, targets, memory, token), cancellation);
        await foreach (var visit in hosts.ConfigureAwait(false))
        {
            said.AddRange(visit.Problems);
            foreach (var (samples, next) in visit.Machines)
            {
                // A VM that moved meanwhile was counted by the host that it left.
                if (!seen.Add(samples.MachineId))
                    continue;
                memory.Set(samples.MachineId, next);
                yield return samples;
            }

            done += visit.Machines.Count;
            progress?.Report(new MigrateProgress(Activity, visit.Node.Name, done, targets.Count));
        }

        foreach (var target in request.Targets.Where(target => !seen.Contains(target.MachineId)))
            memory.Set(target.MachineId, null);
        if (said.Count > 0)
            yield return new CollectedSamples { MachineId = first, Series = [], Problems = said };
        _memory = memory;
    }

    /// <summary>Keeps what was read for the next visits, when all of a collection was taken.</summary>
    public void Remember() => _memory?.Save();

    private async Task<HostVisit> VisitAsync(
        HostNode node, Dictionary<string, CollectionTarget> targets, VisitMemory memory, CancellationToken cancellation)
    {
        try
        {
            return await visits.VisitAsync(
                node.Address, client => ReadAsync(client, node, targets, memory, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        catch (MigrateException error)
        {
            return new HostVisit(node, [], [HostProblems.Warning(
                error.Code, error.Message, error.Remedy ?? "Run Test-MigrateSource.", node.Name)]);
        }
    }

    private async Task<HostVisit> ReadAsync(
        ICimClient client, HostNode node, Dictionary<string, CollectionTarget> targets, VisitMemory memory,
        CancellationToken cancellation)
    {
        var rows = await HostRows.SystemsAsync(client, cancellation).ConfigureAwait(false);
        await rows.ReadDevicesAsync(client, cancellation).ConfigureAwait(false);
        var host = CountedHost.Of(rows);
        var wanted = host.Machines.Keys.Where(targets.ContainsKey).OrderBy(id => id, StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
            return new HostVisit(node, [], []);
        var counters = new HostCounters(client);
        var readings = wanted.ToDictionary(id => id, _ => new List<CounterReading>(), StringComparer.Ordinal);
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < Readings; i++)
        {
            if (i > 0)
                await Task.Delay(BetweenReadings, cancellation).ConfigureAwait(false);
            var reading = await counters.ReadAsync(host, cancellation).ConfigureAwait(false);
            now = DateTimeOffset.UtcNow;
            foreach (var id in wanted.Where(reading.ContainsKey))
                readings[id].Add(reading[id]);
        }

        var machines = wanted.ConvertAll(id => Points(
            targets[id].MachineId, now, FormattableString.Invariant($"{node.Name}/{host.Machines[id].ProcessId}"),
            readings[id], memory));
        return new HostVisit(node, machines, [.. Problems(node, host, wanted, counters.MissingClasses)]);
    }

    private static (CollectedSamples Samples, LastVisit? Next) Points(
        string machineId, DateTimeOffset now, string process, List<CounterReading> readings, VisitMemory memory)
    {
        // Counting begins anew in each process, so readings of another one say nothing of the time between.
        var (series, next) = VisitPoints.Of(now, process, readings, memory[machineId]);
        return (new CollectedSamples { MachineId = machineId, Series = series }, next);
    }

    private static IEnumerable<MigrateProblem> Problems(
        HostNode node, CountedHost host, List<string> wanted, IReadOnlyList<string> missing)
    {
        foreach (var id in wanted.Where(host.SharedNames.Contains))
        {
            yield return HostProblems.Warning(
                "HyperV.NameAmbiguous",
                $"{node.Name} has several VMs of the name {host.Machines[id].Name}, by which it counts processors and "
                + "memory: those of this VM are not collected.",
                "Give each VM of a host a display name of its own.", host.Machines[id].Name);
        }

        foreach (var className in missing)
        {
            yield return HostProblems.Warning(
                "HyperV.CountersMissing",
                $"{node.Name} has no performance class {className}; its figures are not collected.",
                "Run winmgmt /resyncperf on the host, or lodctr /R where that does not help.", node.Name);
        }
    }

    private sealed record HostVisit(
        HostNode Node, IReadOnlyList<(CollectedSamples Samples, LastVisit? Next)> Machines,
        IReadOnlyList<MigrateProblem> Problems);
}
