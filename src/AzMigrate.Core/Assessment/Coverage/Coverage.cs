using System.Globalization;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>How much of the points needed was collected, and why not more (rules Q1, Q3).</summary>
internal sealed class Coverage
{
    /// <summary>Longer intervals do not count as covered (rules Q1, U6).</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    /// <summary>The counters of a disk.</summary>
    public static readonly PerformanceCounter[] OfDisk =
    [
        PerformanceCounter.DiskReadMBps, PerformanceCounter.DiskWriteMBps,
        PerformanceCounter.DiskReadOpsPerSecond, PerformanceCounter.DiskWriteOpsPerSecond,
    ];

    /// <summary>The counters of an adapter.</summary>
    public static readonly PerformanceCounter[] OfAdapter =
        [PerformanceCounter.NetworkInMBps, PerformanceCounter.NetworkOutMBps];

    private const int ShownDigits = 4;

    private static readonly PerformanceCounter[] OfMachine =
        [PerformanceCounter.CpuPercent, PerformanceCounter.MemoryPercent];

    private Coverage(decimal percent, IReadOnlyList<string> reasons) => (Percent, Reasons) = (percent, reasons);

    /// <summary>0 to 100, to four digits.</summary>
    public decimal Percent { get; }

    /// <summary>Why it is not complete (rule Q3).</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>
    /// Stars for a coverage in percent: up to 20 one, up to 40 two, up to 60 three, up to 80 four, above five.
    /// </summary>
    public static int Stars(decimal percent) => percent switch
    {
        <= 20 => 1,
        <= 40 => 2,
        <= 60 => 3,
        <= 80 => 4,
        _ => 5,
    };

    /// <summary>
    /// The coverage of a machine's history. Null for an imported machine without one: nothing was to be collected.
    /// </summary>
    public static Coverage? Of(Machine machine, MachineHistory? history)
    {
        if (history is null)
        {
            return machine.SourceKind is SourceKind.Csv or SourceKind.RVTools
                ? null : new Coverage(0, [.. Off(machine), "No point was collected in the window."]);
        }

        var window = history.Window.Duration.Ticks;
        var covered = new Dictionary<(PerformanceCounter Counter, string Instance), long>();
        foreach (var series in history.Series)
        {
            var ticks = series.Blocks.Where(block => block.Interval <= LongestInterval).Sum(CoveredTicks);
            covered[(series.Counter, series.Instance)] = Math.Min(ticks, window);
        }

        var needed = Needed(machine, history).ToList();
        var sum = needed.Sum(series => covered.TryGetValue(series, out var ticks) ? (decimal)ticks : 0m);
        var percent = window <= 0 ? 0 : Math.Round(
            100 * sum / ((decimal)window * needed.Count), ShownDigits, MidpointRounding.AwayFromZero);
        return new Coverage(percent, percent == 100 ? [] : [.. ReasonsFor(machine, history)]);
    }

    /// <summary>Time that the points of a block cover.</summary>
    public static long CoveredTicks(MetricBlock block)
    {
        var points = 0L;
        foreach (var value in block.Values)
        {
            if (!double.IsNaN(value))
                points++;
        }

        return points * block.Interval.Ticks;
    }

    private static IEnumerable<(PerformanceCounter Counter, string Instance)> Needed(
        Machine machine, MachineHistory history) =>
        OfMachine.Select(counter => (counter, string.Empty))
            .Concat(machine.Disks.SelectMany(disk => OfDisk.Select(counter => (counter, disk.Name))))
            .Concat(AdapterNames.Of(machine, history.Series)
                .SelectMany(adapter => OfAdapter.Select(counter => (counter, adapter))));

    private static IEnumerable<string> ReasonsFor(Machine machine, MachineHistory history)
    {
        if (machine.CreatedAt is { } created && created > history.Window.Start)
            yield return $"The machine is newer than the window: it was created on {Time(created)}.";
        foreach (var off in Off(machine))
            yield return off;
        if (Silence.Longest(history) is { } silent)
            yield return $"The source was silent from {Time(silent.Start)} to {Time(silent.End)}.";
        if (EffectiveUse.IsAveraged(history))
            yield return "The history is averaged over more than 10 minutes in more than a quarter of the window.";
    }

    private static IEnumerable<string> Off(Machine machine) =>
        machine.PowerState is PowerState.Off or PowerState.Suspended
            ? ["The machine was powered off when last seen."] : [];

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
