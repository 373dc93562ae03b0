using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Visits;

/// <summary>
/// A source of hosts that are visited one by one, some side by side: what all such sources have in common.
/// </summary>
/// <param name="parallel">How many hosts are visited side by side.</param>
/// <param name="folder">The project's folder, where visits are remembered; null to remember nothing.</param>
/// <param name="idWords">What machines are known by.</param>
internal abstract class VisitedSource(int parallel, string? folder, MachineIdWords idWords) : IDiscoverySource
{
    private readonly VisitedPerformance _performance = new(folder);

    /// <summary>What a discovery does, for its progress.</summary>
    protected abstract string Activity { get; }

    /// <summary>The hosts, once what all of them need is there.</summary>
    /// <exception cref="MigrateException">It is not, such as the key that logs in at all of them.</exception>
    protected abstract IReadOnlyList<HostAddress> Hosts();

    public async Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken)
    {
        var hosts = Hosts();
        var checks = new List<SourceCheck>();
        var checkedHosts = OrderedVisits.RunAsync(hosts, parallel, CheckAsync, cancellationToken);
        await foreach (var (host, rows) in checkedHosts.ConfigureAwait(false))
            checks.AddRange(hosts.Count == 1 ? rows : Summary(host, rows));
        return checks;
    }

    public async IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hosts = Hosts();
        var identities = new Identities(request.SourceName, hosts, request.KnownIds, idWords);
        var done = 0;
        progress?.Report(new MigrateProgress(Activity, "Connecting", done, hosts.Count));
        var visited = OrderedVisits.RunAsync(
            hosts, parallel, (host, token) => VisitAsync(host, request.SourceName, token), cancellationToken);
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
        _performance.CollectAsync(request, Hosts(), parallel, CountAsync, progress, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _performance.Remember();
        Close();
        return default;
    }

    /// <summary>Reads what a host is.</summary>
    protected abstract Task<VisitedMachine> ReadAsync(HostAddress host, string source, CancellationToken cancellation);

    /// <summary>Reads what the host of a machine has counted.</summary>
    protected abstract Task<VisitedSamples> CountAsync(
        HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation);

    /// <summary>Checks a host.</summary>
    protected abstract Task<(HostAddress Host, IReadOnlyList<SourceCheck> Checks)> CheckAsync(
        HostAddress host, CancellationToken cancellation);

    /// <summary>The checks of one host of several, in short.</summary>
    protected abstract IEnumerable<SourceCheck> Summary(HostAddress host, IReadOnlyList<SourceCheck> checks);

    /// <summary>Frees what the visits hold.</summary>
    protected abstract void Close();

    private async Task<(HostAddress Host, VisitedMachine? Machine, MigrateProblem? Problem)> VisitAsync(
        HostAddress host, string source, CancellationToken cancellation)
    {
        try
        {
            return (host, await ReadAsync(host, source, cancellation).ConfigureAwait(false), null);
        }
        catch (MigrateException error)
        {
            return (host, null, new MigrateProblem
            {
                Severity = ProblemSeverity.Error,
                Code = error.Code,
                Message = error.Message,
                Remedy = error.Remedy ?? "Run Test-MigrateSource.",
                Target = host.Key,
            });
        }
    }
}
