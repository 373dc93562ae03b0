using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.HyperV.Hosts;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>
/// All VMs of a source's hosts, each once. A VM that runs comes as soon as its host has been read; others wait until it
/// is known that no other host runs them. One that was there before and that no host showed may have moved from a host
/// that was not read yet to one that was: then the hosts are looked at once more.
/// </summary>
internal sealed class MachineDiscovery(HyperVConnection connection, ServerVisits visits)
{
    private const string Activity = "Reading Hyper-V hosts";

    // Each disk file is a question of its own, which the host answers side by side.
    private const int MachinesAtOnce = 4;

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FoundMachine> _waiting = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<DiscoveredItem> RunAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        progress?.Report(new MigrateProgress(Activity, "Connecting", 0, null));
        var plan = await new HostPlans(connection, visits).MakeAsync(cancellation).ConfigureAwait(false);
        foreach (var problem in plan.Problems)
            yield return new DiscoveredItem { Problem = problem };

        var read = new List<HostNode>();
        MigrateException? failed = null;
        var hosts = OrderedVisits.RunAsync(
            plan.Nodes, connection.Parallel, (node, token) => VisitAsync(node, request, null, token), cancellation);
        await foreach (var (node, machines, error) in hosts.ConfigureAwait(false))
        {
            if (error is null)
                read.Add(node);
            else
                failed ??= error;
            if (error is not null && plan.Nodes.Count > 1)
                yield return new DiscoveredItem { Problem = HostProblems.Unreadable(node.Name, error) };
            foreach (var item in machines.SelectMany(Running))
                yield return item;
            progress?.Report(new MigrateProgress(Activity, node.Name, read.Count, plan.Nodes.Count));
        }

        if (read.Count == 0 && failed is not null)
            throw failed;
        var missing = request.KnownIds.Keys.Where(id => !_given.Contains(id) && !_waiting.ContainsKey(id)).ToList();
        if (missing.Count > 0 && read.Count > 1)
        {
            var again = OrderedVisits.RunAsync(
                read, connection.Parallel, (node, token) => VisitAsync(node, request, missing, token), cancellation);
            await foreach (var (_, machines, _) in again.ConfigureAwait(false))
            {
                foreach (var item in machines.SelectMany(Running))
                    yield return item;
            }
        }

        var rest = _waiting.Values.Where(machine => _given.Add(machine.VmId)).SelectMany(machine => machine.Items());
        foreach (var item in rest)
            yield return item;
    }

    private IEnumerable<DiscoveredItem> Running(FoundMachine found)
    {
        if (found.Rank == 0)
            return _given.Add(found.VmId) ? found.Items() : [];
        if (!_waiting.TryGetValue(found.VmId, out var other) || found.Rank < other.Rank)
            _waiting[found.VmId] = found;
        return [];
    }

    private async Task<(HostNode Node, IReadOnlyList<FoundMachine> Machines, MigrateException? Error)> VisitAsync(
        HostNode node, DiscoveryRequest request, IReadOnlyCollection<string>? only, CancellationToken cancellation)
    {
        try
        {
            var machines = await visits.VisitAsync(
                node.Address, client => ReadAsync(client, node, request, only, cancellation), cancellation)
                .ConfigureAwait(false);
            return (node, machines, null);
        }
        catch (MigrateException error)
        {
            return (node, [], error);
        }
    }

    private static async Task<IReadOnlyList<FoundMachine>> ReadAsync(
        ICimClient client, HostNode node, DiscoveryRequest request, IReadOnlyCollection<string>? only,
        CancellationToken cancellation)
    {
        var rows = await HostRows.SystemsAsync(client, cancellation).ConfigureAwait(false);
        var wanted = rows.Systems.Keys.Where(id => only is null || only.Contains(id))
            .OrderBy(id => id, StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
            return [];
        await rows.ReadDevicesAsync(client, cancellation).ConfigureAwait(false);
        await rows.ReadRestAsync(client, request.IncludeNotes, cancellation).ConfigureAwait(false);
        var words = new XmlWords();
        var reader = new MachineReader(rows, node, new DiskFiles(client, node.Name, words), request, words);
        var machines = new List<FoundMachine>(wanted.Count);
        var reading = OrderedVisits.RunAsync(wanted, MachinesAtOnce, reader.ReadAsync, cancellation);
        await foreach (var machine in reading.ConfigureAwait(false))
            machines.Add(machine);
        return machines;
    }
}
