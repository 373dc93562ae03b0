using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>
/// What was observed of a machine, disk by disk and adapter by adapter, before the comfort factor (rules U1, U2, U5).
/// Collected history goes before the figures that a source states; momentary readings are never used.
/// </summary>
internal sealed class Observation
{
    private readonly Machine _machine;
    private readonly Dictionary<(PerformanceCounter Counter, string Instance), MetricSeries>? _history;
    private readonly int _percentile;

    private Observation(Machine machine, SourceDisks disks, MachineHistory? history, int percentile)
    {
        _machine = machine;
        _percentile = percentile;
        if (history is not null)
        {
            _history = new(history.Series.Count);
            foreach (var series in history.Series)
                _history[(series.Counter, series.Instance)] = series;
        }

        var stated = machine.Utilization;
        var memory = Collected(PerformanceCounter.MemoryPercent, string.Empty);
        MemoryIsCollected = memory is not null;
        Disks = [.. disks.Disks.Select(disk => UseOf(disk, disks))];
        NetworkOut = Adapters(PerformanceCounter.NetworkOutMBps, stated?.NetworkOutMBps);
        Use = new ObservedUse
        {
            CpuPercent = Collected(PerformanceCounter.CpuPercent, string.Empty) ?? stated?.CpuPercent,
            MemoryPercent = memory ?? stated?.MemoryPercent,
            DiskReadOpsPerSecond = Sum(Disks.Select(disk => disk?.ReadOpsPerSecond)),
            DiskWriteOpsPerSecond = Sum(Disks.Select(disk => disk?.WriteOpsPerSecond)),
            DiskReadMBps = Sum(Disks.Select(disk => disk?.ReadMBps)),
            DiskWriteMBps = Sum(Disks.Select(disk => disk?.WriteMBps)),
            NetworkInMBps = Sum(Adapters(PerformanceCounter.NetworkInMBps, stated?.NetworkInMBps).Select(AsMissing)),
            NetworkOutMBps = Sum(NetworkOut.Select(AsMissing)),
        };
    }

    /// <summary>Percentile values over the machine.</summary>
    public ObservedUse Use { get; }

    /// <summary>Percentile values of each disk; null where all four are missing.</summary>
    public IReadOnlyList<DiskUtilization?> Disks { get; }

    /// <summary>True when a disk's figure is its share of the machine's total (rule D8).</summary>
    public bool DiskLoadIsShared { get; private set; }

    /// <summary>MB/s sent, by adapter, those known; empty when none is.</summary>
    public IReadOnlyList<double> NetworkOut { get; }

    /// <summary>True when the memory figure comes from collected history (rule U6).</summary>
    public bool MemoryIsCollected { get; }

    /// <summary>What was observed of a machine.</summary>
    public static Observation Of(Machine machine, SourceDisks disks, MachineHistory? history, int percentile) =>
        new(machine, disks, history, percentile);

    private static double? AsMissing(double value) => value;

    private static double? Sum(IEnumerable<double?> values)
    {
        double? sum = null;
        foreach (var value in values)
        {
            if (value is double known)
                sum = (sum ?? 0) + known;
        }

        return sum;
    }

    private double? Collected(PerformanceCounter counter, string instance) =>
        _history is not null && _history.TryGetValue((counter, instance), out var series)
            ? Percentile.Of(series.Blocks, _percentile) : null;

    // Series are collected by disk: equal disks that stand for totals have none.
    private DiskUtilization? UseOf(SourceDisk disk, SourceDisks disks)
    {
        double? Of(PerformanceCounter counter, double? stated)
        {
            if (disks.Knowledge == DiskKnowledge.Described && Collected(counter, disk.Name) is double collected)
                return collected;
            DiskLoadIsShared |= disks.LoadIsShared && stated is not null;
            return stated;
        }

        var use = new DiskUtilization
        {
            ReadOpsPerSecond = Of(PerformanceCounter.DiskReadOpsPerSecond, disk.Stated?.ReadOpsPerSecond),
            WriteOpsPerSecond = Of(PerformanceCounter.DiskWriteOpsPerSecond, disk.Stated?.WriteOpsPerSecond),
            ReadMBps = Of(PerformanceCounter.DiskReadMBps, disk.Stated?.ReadMBps),
            WriteMBps = Of(PerformanceCounter.DiskWriteMBps, disk.Stated?.WriteMBps),
        };
        return use is { ReadOpsPerSecond: null, WriteOpsPerSecond: null, ReadMBps: null, WriteMBps: null } ? null : use;
    }

    private List<double> Adapters(PerformanceCounter counter, double? stated)
    {
        var values = new List<double>();
        if (_history is not null)
        {
            foreach (var adapter in AdapterNames.Of(_machine, _history.Values))
            {
                if (Collected(counter, adapter) is double value)
                    values.Add(value);
            }
        }

        if (values.Count == 0 && stated is double total)
            values.Add(total);
        return values;
    }
}
