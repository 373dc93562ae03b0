using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>The adapters that count: those described, else those that the history has (rules U2, Q1).</summary>
internal static class AdapterNames
{
    public static IEnumerable<string> Of(Machine machine, IEnumerable<MetricSeries> history) =>
        machine.NetworkAdapters.Count > 0
            ? machine.NetworkAdapters.Select(adapter => adapter.Name)
            : history.Where(
                series => series.Counter is PerformanceCounter.NetworkInMBps or PerformanceCounter.NetworkOutMBps)
                .Select(series => series.Instance).Distinct().OrderBy(name => name, StringComparer.Ordinal);
}
