using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Performance;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>Collects from a <see cref="StatisticsServer"/>.</summary>
internal static class Collection
{
    public static async Task<List<CollectedSamples>> Of(
        StatisticsServer server, Func<string, DateTimeOffset?>? newest = null, TimeSpan? backFill = null,
        VMwarePerformance? performance = null, DateTimeOffset? asked = null, DateTimeOffset? askedFrom = null)
    {
        var request = new CollectionRequest
        {
            Targets = server.Machines
                .Select(machine => new CollectionTarget(
                    IdOf(machine.NativeId), machine.NativeId, newest?.Invoke(machine.NativeId))
                {
                    AskedUntil = asked,
                    AskedFrom = askedFrom ?? (newest is null && asked is null ? null : server.Now.AddDays(-365)),
                })
                .ToList(),
            BackFill = backFill ?? TimeSpan.FromDays(30),
        };
        var samples = new List<CollectedSamples>();
        await foreach (var one in (performance ?? new VMwarePerformance(server)).CollectAsync(request, null, default))
            samples.Add(one);
        return samples;
    }

    public static string IdOf(string nativeId) => "vcenter/" + nativeId;

    public static IEnumerable<(DateTimeOffset Start, int Seconds, PointKind Kind, double Value)> Points(
        CollectedSamples samples, PerformanceCounter counter, string instance) => samples.Series
            .Where(series => series.Counter == counter && series.Instance == instance)
            .SelectMany(series => series.Blocks)
            .SelectMany(block => block.Values.Select((value, i) =>
                (block.Start.AddTicks(i * block.Interval.Ticks), (int)block.Interval.TotalSeconds, block.Kind, value)))
            .Where(point => !double.IsNaN(point.value));
}
