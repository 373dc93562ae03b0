using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Linux.Performance;

/// <summary>
/// Collects the performance of a source's hosts: one visit each, and what the kernels counted since the last.
/// </summary>
internal sealed class LinuxPerformance(HostVisits visits)
{
    private const int Readings = 3;
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(5);

    /// <summary>Visits the host of a machine.</summary>
    public async Task<VisitedSamples> VisitAsync(
        HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation)
    {
        var text = await visits.ReadCountersAsync(host, Readings, BetweenReadings, cancellation).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow;
        if (!Identities.IsOf(target.MachineId, HostReader.MachineIdOf(text), HostReader.ShortNameOf(text, host)))
            return VisitedPerformance.MachineChanged(target, host.ToString());
        var (series, next) = VisitPoints.Of(now, text.First("boot") ?? "", CounterReadings.Parse(text), last);
        return new VisitedSamples(new CollectedSamples { MachineId = target.MachineId, Series = series }, next);
    }
}
