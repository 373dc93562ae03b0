using System.Globalization;
using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Windows.Performance;

/// <summary>Collects the performance of a source's servers: one visit each, and what Windows counted since the last.</summary>
internal sealed class WindowsPerformance(WindowsConnection connection, ServerVisits visits, string? folder)
{
    private const int Readings = 3;
    private static readonly TimeSpan SameBoot = TimeSpan.FromMinutes(5);

    private VisitMemory? _memory;

    /// <summary>Time between the readings of a visit.</summary>
    internal TimeSpan BetweenReadings { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>This computer's clock.</summary>
    internal Func<DateTimeOffset> Clock { get; init; } = () => DateTimeOffset.UtcNow;

    public async IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Targets.Count == 0)
            yield break;
        var hosts = connection.Servers().ToDictionary(host => host.Key, StringComparer.Ordinal);
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
            return (Nothing(target, "Performance.HostRemoved",
                $"The source has the server {target.NativeId} no longer; nothing was collected of it.",
                "Run Start-MigrateDiscovery, which marks machines that are gone."), null);
        try
        {
            return await visits.VisitAsync(host, client => CollectAsync(client, target, host, memory, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        catch (MigrateException error)
        {
            return (Nothing(target, error.Code, error.Message, error.Remedy ?? "Run Test-MigrateSource."), null);
        }
    }

    private async Task<(CollectedSamples Samples, LastVisit? Next)> CollectAsync(
        ICimClient client, CollectionTarget target, HostAddress host, VisitMemory memory, CancellationToken cancellation)
    {
        var server = await CountedServer.ReadAsync(client, host.Host, cancellation).ConfigureAwait(false);
        if (!Identities.IsOf(target.MachineId, server.MachineId, server.Name))
            return (Nothing(target, "Performance.MachineChanged",
                $"At {host.Host} is another machine than {target.MachineId}; nothing was collected of it.",
                "Run Start-MigrateDiscovery, which takes the new machine up."), null);
        var queries = new CounterQueries(client);
        var readings = new List<CounterReading>();
        var now = Clock();
        for (var i = 0; i < Readings; i++)
        {
            if (i > 0)
                await Task.Delay(BetweenReadings, cancellation).ConfigureAwait(false);
            if (await queries.ReadAsync(server, cancellation).ConfigureAwait(false) is { } reading)
                readings.Add(reading);
            now = Clock();
        }

        if (readings.Count == 0)
            return (Nothing(target, "Performance.CountersMissing", $"{host.Host} gives no performance counters.",
                "Run winmgmt /resyncperf and lodctr /R on the server."), null);
        var last = memory[target.MachineId];
        var (series, next) = VisitPoints.Of(now, BootIdOf(now, readings[readings.Count - 1], last), readings, last);
        return (new CollectedSamples { MachineId = target.MachineId, Series = series }, next);
    }

    // When Windows started, as this computer's clock has it. The server's own time of its start moves with its clock.
    private static string BootIdOf(DateTimeOffset now, CounterReading reading, LastVisit? last)
    {
        var started = now - TimeSpan.FromSeconds(reading.UptimeSeconds);
        return last is not null
            && DateTimeOffset.TryParse(last.BootId, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var before)
            && (started - before).Duration() < SameBoot
            ? last.BootId : started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static CollectedSamples Nothing(CollectionTarget target, string code, string message, string remedy) => new()
    {
        MachineId = target.MachineId,
        Series = [],
        Problems =
        [
            new MigrateProblem
            {
                Severity = ProblemSeverity.Warning,
                Code = code,
                Message = message,
                Remedy = remedy,
                Target = target.MachineId,
            },
        ],
    };
}
