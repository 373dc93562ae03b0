using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.HyperV.Hosts;
using AzMigrate.Discovery.HyperV.Machines;
using AzMigrate.Discovery.HyperV.Performance;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Discovery.HyperV;

/// <summary>Hyper-V hosts and clusters as a source: asked by CIM, read-only, and nothing is left there.</summary>
internal sealed class HyperVSource : IDiscoverySource
{
    private readonly HyperVConnection _connection;
    private readonly ServerVisits _visits;
    private readonly HyperVPerformance _performance;

    public HyperVSource(HyperVConnection connection, SourceOpening opening)
        : this(connection, opening, new ServerVisits(connection.Cim, opening))
    {
    }

    internal HyperVSource(
        HyperVConnection connection, SourceOpening opening, ServerVisits visits, TimeSpan? betweenReadings = null)
    {
        _connection = connection;
        _visits = visits;
        _performance = new HyperVPerformance(connection, visits, opening.Folder)
        {
            BetweenReadings = betweenReadings ?? TimeSpan.FromSeconds(5),
        };
    }

    public async Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken)
    {
        var hosts = CimHosts.Parse(_connection.Hosts);
        IEnumerable<HostAddress> asked = hosts;
        var checks = new List<SourceCheck>();
        try
        {
            var plan = await new HostPlans(_connection, _visits).MakeAsync(cancellationToken).ConfigureAwait(false);
            checks.AddRange(plan.Problems.Where(problem => problem.Code == "HyperV.NodeDown").Select(problem =>
                new SourceCheck($"{problem.Target} node", false, problem.Message, problem.Remedy)));
            // What was named and cannot be reached is checked too: the check says where it ends.
            asked = plan.Nodes.Select(node => node.Address)
                .Concat(hosts.Where(host => plan.Problems.Any(problem => problem.Target == host.Host)));
        }
        catch (MigrateException)
        {
            // None answers: the checks of what was named say what is wrong.
        }

        var nodes = asked.GroupBy(node => node.Key, StringComparer.Ordinal).Select(same => same.First()).ToList();
        var visited = OrderedVisits.RunAsync(
            nodes, _connection.Parallel,
            (host, token) => ServerChecks.RunAsync(
                host, _connection.Cim, _visits, client => HostChecks.RunAsync(client, token), token),
            cancellationToken);
        await foreach (var (host, rows) in visited.ConfigureAwait(false))
            checks.AddRange(nodes.Count == 1 ? rows : ServerChecks.Summary(host, rows));
        return checks;
    }

    public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
        new MachineDiscovery(_connection, _visits).RunAsync(request, progress, cancellationToken);

    public IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
        _performance.CollectAsync(request, progress, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _performance.Remember();
        _visits.Dispose();
        return default;
    }
}
