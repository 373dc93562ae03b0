using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Performance;
using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Discovery.Linux;

/// <summary>Linux servers as a source: each is visited by one connection and one script.</summary>
internal sealed class LinuxSource : IDiscoverySource
{
    private const string Activity = "Visiting Linux servers";

    internal static MachineIdWords IdWords { get; } = new(
        "/etc/machine-id", "Run systemd-machine-id-setup or dbus-uuidgen --ensure there.",
        "Give clones machine ids of their own: empty /etc/machine-id and run systemd-machine-id-setup.");

    private readonly LinuxConnection _connection;
    private readonly HostVisits _visits;
    private readonly LinuxPerformance _performance;

    public LinuxSource(LinuxConnection connection, SourceOpening opening)
    {
        _connection = connection;
        _visits = new HostVisits(connection, opening);
        _performance = new LinuxPerformance(connection, _visits, opening.Folder);
    }

    public async Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken)
    {
        var hosts = HostList.Parse(_connection.Hosts, _connection.Port);
        var checks = new List<SourceCheck>();
        var checkedHosts = OrderedVisits.RunAsync(
            hosts, _connection.Parallel, (host, token) => HostChecks.RunAsync(host, _visits, _connection.UseSudo, token), cancellationToken);
        await foreach (var (host, rows) in checkedHosts.ConfigureAwait(false))
            checks.AddRange(hosts.Count == 1 ? rows : HostChecks.Summary(host, rows));
        return checks;
    }

    public async IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hosts = HostList.Parse(_connection.Hosts, _connection.Port);
        var identities = new Identities(request.SourceName, hosts, request.KnownIds, IdWords);
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
            progress?.Report(new MigrateProgress(Activity, host.ToString(), ++done, hosts.Count));
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
            var text = await _visits.ReadMachineAsync(host, cancellation).ConfigureAwait(false);
            return (host, HostReader.Read(text, host, source), null);
        }
        catch (MigrateException error)
        {
            return (host, null, new MigrateProblem
            {
                Severity = ProblemSeverity.Error, Code = error.Code, Message = error.Message,
                Remedy = error.Remedy ?? "Run Test-MigrateSource.", Target = host.Key,
            });
        }
    }
}
