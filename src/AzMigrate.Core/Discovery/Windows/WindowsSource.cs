using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Windows.Machines;
using AzMigrate.Discovery.Windows.Performance;

namespace AzMigrate.Discovery.Windows;

/// <summary>Windows servers as a source: each is asked by CIM, read-only, and nothing is left there.</summary>
internal sealed class WindowsSource : IDiscoverySource
{
    private const string Activity = "Visiting Windows servers";

    private static readonly MachineIdWords Words = new(
        "SMBIOS UUID or serial number",
        "Nothing has to be done where the name stays; the maker's tool can set a UUID.",
        "Nothing has to be done where the names stay; the maker's tool, or the hypervisor, can give each its own UUID.");

    private readonly WindowsConnection _connection;
    private readonly ServerVisits _visits;
    private readonly WindowsPerformance _performance;

    public WindowsSource(WindowsConnection connection, SourceOpening opening)
        : this(connection, opening, new ServerVisits(connection.Cim, opening))
    {
    }

    internal WindowsSource(WindowsConnection connection, SourceOpening opening, ServerVisits visits)
    {
        _connection = connection;
        _visits = visits;
        _performance = new WindowsPerformance(connection, visits, opening.Folder);
    }

    public async Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken)
    {
        var hosts = _connection.Servers();
        var checks = new List<SourceCheck>();
        var checkedHosts = OrderedVisits.RunAsync(hosts, _connection.Parallel,
            (host, token) => ServerChecks.RunAsync(
                host, _connection.Cim, _visits, client => ServerChecks.RightsAsync(client, token), token), cancellationToken);
        await foreach (var (host, rows) in checkedHosts.ConfigureAwait(false))
            checks.AddRange(hosts.Count == 1 ? rows : ServerChecks.Summary(host, rows));
        return checks;
    }

    public async IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hosts = _connection.Servers();
        var identities = new Identities(request.SourceName, hosts, request.KnownIds, Words);
        var done = 0;
        progress?.Report(new MigrateProgress(Activity, "Connecting", done, hosts.Count));
        var visited = OrderedVisits.RunAsync(
            hosts, _connection.Parallel, (host, token) => VisitAsync(host, request.SourceName, token), cancellationToken);
        await foreach (var (host, machine, problem) in visited.ConfigureAwait(false))
        {
            if (problem is not null)
                yield return new DiscoveredItem { NativeId = host.Key, Problem = problem };
            foreach (var item in machine is null ? [] : identities.Of(machine))
                yield return item;
            progress?.Report(new MigrateProgress(Activity, host.Host, ++done, hosts.Count));
        }
    }

    public IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
        _performance.CollectAsync(request, progress, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _performance.Remember();
        _visits.Dispose();
        return default;
    }

    private async Task<(HostAddress Host, VisitedMachine? Machine, MigrateProblem? Problem)> VisitAsync(
        HostAddress host, string source, CancellationToken cancellation)
    {
        try
        {
            var machine = await _visits.VisitAsync(
                host, client => new ServerReader(client, host, source).ReadAsync(cancellation), cancellation).ConfigureAwait(false);
            return (host, machine, null);
        }
        catch (MigrateException error)
        {
            return (host, null, new MigrateProblem
            {
                Severity = ProblemSeverity.Error,
                Code = error.Code,
                Message = error.Message,
                Remedy = error.Remedy ?? "Run Test-MigrateSource.",
                Target = host.Host,
            });
        }
    }
}
