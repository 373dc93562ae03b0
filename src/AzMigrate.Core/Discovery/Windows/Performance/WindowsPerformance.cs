using System.Globalization;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Windows.Performance;

/// <summary>
/// Collects the performance of a source's servers: one visit each, and what Windows counted since the last.
/// </summary>
internal sealed class WindowsPerformance(ServerVisits visits)
{
    private const int Readings = 3;
    private static readonly TimeSpan SameBoot = TimeSpan.FromMinutes(5);

    /// <summary>Time between the readings of a visit.</summary>
    internal TimeSpan BetweenReadings { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>This computer's clock.</summary>
    internal Func<DateTimeOffset> Clock { get; init; } = () => DateTimeOffset.UtcNow;

    /// <summary>Visits the server of a machine.</summary>
    public Task<VisitedSamples> VisitAsync(
        HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation) =>
        visits.VisitAsync(host, client => VisitAsync(client, host, target, last, cancellation), cancellation);

    private async Task<VisitedSamples> VisitAsync(
        ICimClient client, HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation)
    {
        var server = await CountedServer.ReadAsync(client, host.Host, cancellation).ConfigureAwait(false);
        if (!Identities.IsOf(target.MachineId, server.MachineId, server.Name))
            return VisitedPerformance.MachineChanged(target, host.Host);
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
            return VisitedPerformance.Nothing(target, "Performance.CountersMissing",
                $"{host.Host} gives no performance counters.", "Run winmgmt /resyncperf and lodctr /R on the server.");
        var (series, next) = VisitPoints.Of(now, BootIdOf(now, readings[readings.Count - 1], last), readings, last);
        return new VisitedSamples(new CollectedSamples { MachineId = target.MachineId, Series = series }, next);
    }

    // When Windows started, as this computer's clock has it. The server's own time of its start moves with its clock.
    private static string BootIdOf(DateTimeOffset now, CounterReading reading, LastVisit? last)
    {
        var started = now - TimeSpan.FromSeconds(reading.UptimeSeconds);
        return last is not null
            && DateTimeOffset.TryParse(
                last.BootId, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var before)
            && (started - before).Duration() < SameBoot
            ? last.BootId : started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
