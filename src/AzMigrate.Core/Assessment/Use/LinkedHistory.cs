using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>One record of a server, with the history that was collected under its id.</summary>
/// <param name="Machine">What the record says.</param>
/// <param name="IsGone">Whether its source lacks the machine.</param>
/// <param name="History">Its history, cut to the window; null for none.</param>
internal sealed record RecordHistory(Machine Machine, bool IsGone, MachineHistory? History);

/// <summary>
/// The history of a server that several records describe (rule U7). Each group of counters comes whole from one record,
/// so that nothing counts twice: from one that is there before one that is gone, then from the one that covers most of
/// the window, then from the one that looks most closely.
/// </summary>
/// <param name="History">The series under the names of the machine's own disks and adapters; null for none.</param>
/// <param name="RecordOf">The record that each counter comes from; the counters that have points.</param>
/// <param name="Records">Says which records were linked.</param>
/// <param name="Performance">Says which counters come from which; null where none has points.</param>
internal sealed record LinkedHistory(
    MachineHistory? History, IReadOnlyDictionary<PerformanceCounter, Machine> RecordOf, AssessmentNote Records,
    AssessmentNote? Performance)
{
    private static readonly CounterGroup[] Groups =
    [
        new("CPU", [PerformanceCounter.CpuPercent], FactRule.ByHypervisor),
        new("memory", [PerformanceCounter.MemoryPercent], FactRule.ByGuest),
        new("disks", Coverage.OfDisk, FactRule.ByHypervisor),
        new("network", Coverage.OfAdapter, FactRule.ByHypervisor),
    ];

    /// <summary>Chooses of the records' histories.</summary>
    /// <param name="machine">The one machine that they describe.</param>
    /// <param name="records">The records in any order; the histories are of one window.</param>
    public static LinkedHistory Of(Machine machine, IReadOnlyList<RecordHistory> records)
    {
        var offers = records.Where(record => record.History is not null)
            .Select(record => (Record: record, Series: Renamed(record, machine))).ToList();
        var chosen = new List<MetricSeries>();
        var recordOf = new Dictionary<PerformanceCounter, Machine>();
        var said = new List<string>();
        foreach (var group in Groups)
        {
            var best = offers
                .Select(offer => (offer.Record, Series: offer.Series
                    .Where(series => group.Counters.Contains(series.Counter)).ToList()))
                .Where(offer => Ticks(offer.Series, TimeSpan.MaxValue) > 0)
                .OrderBy(offer => offer.Record.IsGone)
                .ThenByDescending(offer => Ticks(offer.Series, Coverage.LongestInterval))
                .ThenByDescending(offer => Ticks(offer.Series, TimeSpan.MaxValue))
                .ThenBy(offer => group.Precision(offer.Record.Machine))
                .ThenBy(offer => offer.Record.Machine.Id, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Record is null)
                continue;
            chosen.AddRange(best.Series);
            foreach (var counter in group.Counters)
                recordOf[counter] = best.Record.Machine;
            said.Add($"{group.Name} from {best.Record.Machine.Id}");
        }

        var ids = records.Select(record => record.Machine.Id).OrderBy(id => id, StringComparer.Ordinal);
        return new LinkedHistory(
            Together(chosen, offers.FirstOrDefault().Record), recordOf,
            Note("LinkedRecords", $"One server, described by {string.Join(", ", ids)}."),
            said.Count == 0 ? null : Note("PerformanceOfRecords", $"Performance: {string.Join(", ", said)}."));
    }

    private static MachineHistory? Together(List<MetricSeries> chosen, RecordHistory? any) =>
        chosen.Count == 0 ? null : new MachineHistory
        {
            Window = any!.History!.Window,
            Series = chosen.OrderBy(series => series.Counter)
                .ThenBy(series => series.Instance, StringComparer.Ordinal).ToList(),
        };

    private static AssessmentNote Note(string code, string message) =>
        new() { Rule = "U7", Code = code, Message = message };

    // A disk or adapter that is not known to be one of the machine's own would count beside it, so it is left out.
    private static List<MetricSeries> Renamed(RecordHistory record, Machine machine)
    {
        var disks = DevicePairs.Disks(record.Machine, machine);
        var adapters = DevicePairs.Adapters(record.Machine, machine);
        var renamed = new List<MetricSeries>();
        foreach (var series in record.History!.Series)
        {
            var names = Coverage.OfDisk.Contains(series.Counter) ? disks
                : Coverage.OfAdapter.Contains(series.Counter) ? adapters : null;
            if (names is null)
                renamed.Add(series);
            else if (names.TryGetValue(series.Instance, out var name))
                renamed.Add(series with { Instance = name });
            else if (names == adapters && machine.NetworkAdapters.Count == 0)
                renamed.Add(series);
        }

        return renamed;
    }

    private static long Ticks(List<MetricSeries> series, TimeSpan longest) => series
        .SelectMany(one => one.Blocks).Where(block => block.Interval <= longest).Sum(Coverage.CoveredTicks);

    private sealed record CounterGroup(
        string Name, IReadOnlyList<PerformanceCounter> Counters, Func<Machine, int> Precision);
}
