using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Linux.Performance;

/// <summary>Collects the performance of a source's hosts: one visit each, and what the kernels counted since the last.</summary>
internal sealed class LinuxPerformance(LinuxConnection connection, HostVisits visits, string? folder)
{
    private const int Readings = 3;
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(5);

    private VisitMemory? _memory;

    public async IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Targets.Count == 0)
            yield break;
        var hosts = HostList.Parse(connection.Hosts, connection.Port).ToDictionary(host => host.Key, StringComparer.Ordinal);
        // A source that stays open from round to round: the points of the round before are stored by now.
        Remember();
        var source = request.Targets[0].MachineId;
        var memory = new VisitMemory(folder, source.Substring(0, source.IndexOf('/')));
        var done = 0;
        var collected = OrderedVisits.RunAsync(
            request.Targets, connection.Parallel, (target, token) => CollectAsync(target, hosts, memory, token), cancellation);
        await foreach (var (samples, next) in collected.ConfigureAwait(false))
        {
            memory.Set(samples.MachineId, next);
            yield return samples;
            progress?.Report(new MigrateProgress("Collecting performance", samples.MachineId, ++done, request.Targets.Count));
        }

        _memory = memory;
    }

    /// <summary>Keeps what was read for the next visits, when all of a collection was taken.</summary>
    public void Remember() => _memory?.Save();

    private async Task<(CollectedSamples Samples, LastVisit? Next)> CollectAsync(
        CollectionTarget target, Dictionary<string, HostAddress> hosts, VisitMemory memory, CancellationToken cancellation)
    {
        if (!hosts.TryGetValue(target.NativeId, out var host))
            return (Nothing(target, "Performance.HostRemoved", $"The source has the host {target.NativeId} no longer; nothing was collected of it.",
                "Run Start-MigrateDiscovery, which marks machines that are gone."), null);
        try
        {
            var text = await visits.ReadCountersAsync(host, Readings, BetweenReadings, cancellation).ConfigureAwait(false);
            var now = DateTimeOffset.UtcNow;
            if (!Identities.IsOf(target.MachineId, HostReader.MachineIdOf(text), HostReader.ShortNameOf(text, host)))
                return (Nothing(target, "Performance.MachineChanged", $"At {host} is another machine than {target.MachineId}; nothing was collected of it.",
                    "Run Start-MigrateDiscovery, which takes the new machine up."), null);
            var (series, next) = VisitPoints.Of(now, text.First("boot") ?? "", CounterReadings.Parse(text), memory[target.MachineId]);
            return (new CollectedSamples { MachineId = target.MachineId, Series = series }, next);
        }
        catch (MigrateException error)
        {
            return (Nothing(target, error.Code, error.Message, error.Remedy ?? "Run Test-MigrateSource."), null);
        }
    }

    private static CollectedSamples Nothing(CollectionTarget target, string code, string message, string remedy) => new()
    {
        MachineId = target.MachineId,
        Series = [],
        Problems =
        [
            new MigrateProblem
            {
                Severity = ProblemSeverity.Warning, Code = code, Message = message, Remedy = remedy, Target = target.MachineId,
            },
        ],
    };
}
