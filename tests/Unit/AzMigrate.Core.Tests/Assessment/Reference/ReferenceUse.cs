using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>Rules U1 to U6, Q1, D7 and D8 as the page says them, slowly.</summary>
internal sealed class ReferenceUse
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private readonly AssessmentSettings _settings;

    public ReferenceUse(Machine machine, MachineHistory? history, AssessmentSettings settings)
    {
        Machine = machine;
        History = history;
        _settings = settings;

        // D7
        var totals = machine.DiskTotals;
        var bytes = totals?.InUseBytes > 0 ? totals.InUseBytes : totals?.ProvisionedBytes > 0
            ? totals.ProvisionedBytes : null;
        Described = machine.Disks.Count > 0;
        Estimated = !Described && bytes is not null;
        var count = Math.Max(1, totals?.DiskCount ?? 1);
        Count = Described ? machine.Disks.Count : Estimated ? count : Math.Max(0, totals?.DiskCount ?? 0);
        if (Described)
        {
            // D8
            var shared = machine.Disks.Any(disk => disk.Utilization is
                { ReadOpsPerSecond: not null } or { WriteOpsPerSecond: not null } or { ReadMBps: not null } or { WriteMBps: not null })
                ? null : totals?.Utilization;
            var capacity = machine.Disks.Sum(disk => (double)disk.CapacityBytes);
            double? Of(MachineDisk disk, PerformanceCounter counter, Func<DiskUtilization, double?> figure)
            {
                if (Value(counter, disk.Name) is double collected)
                    return collected;
                if (shared is null)
                    return disk.Utilization is null ? null : figure(disk.Utilization);
                Shares |= figure(shared) is not null;
                return figure(shared) * (disk.CapacityBytes / capacity);
            }

            Disks = machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes / 1073741824.0, Merge(
                Of(disk, PerformanceCounter.DiskReadOpsPerSecond, use => use.ReadOpsPerSecond),
                Of(disk, PerformanceCounter.DiskWriteOpsPerSecond, use => use.WriteOpsPerSecond),
                Of(disk, PerformanceCounter.DiskReadMBps, use => use.ReadMBps),
                Of(disk, PerformanceCounter.DiskWriteMBps, use => use.WriteMBps)))).ToList();
        }
        else if (Estimated && count <= 65)
        {
            var all = totals!.Utilization;
            Disks = Enumerable.Range(1, count)
                .Select(number => ($"disk{number}", bytes!.Value / 1073741824.0 / count, Merge(
                    all?.ReadOpsPerSecond * (1.0 / count), all?.WriteOpsPerSecond * (1.0 / count),
                    all?.ReadMBps * (1.0 / count),
                    all?.WriteMBps * (1.0 / count)))).ToList();
        }

        NetworkOut = Rates(PerformanceCounter.NetworkOutMBps, machine.Utilization?.NetworkOutMBps);
        NetworkIn = Rates(PerformanceCounter.NetworkInMBps, machine.Utilization?.NetworkInMBps);
        Cpu = Value(PerformanceCounter.CpuPercent, "") ?? machine.Utilization?.CpuPercent;
        Memory = Value(PerformanceCounter.MemoryPercent, "") ?? machine.Utilization?.MemoryPercent;
    }

    public Machine Machine { get; }

    public MachineHistory? History { get; }

    public bool Described { get; }

    public bool Estimated { get; }

    public bool Shares { get; private set; }

    public int Count { get; }

    public List<(string Name, double GiB, DiskUtilization? Use)> Disks { get; } = [];

    public List<double> NetworkOut { get; }

    public List<double> NetworkIn { get; }

    public double? Cpu { get; }

    public double? Memory { get; }

    private bool ByUse => _settings.SizingCriterion == SizingCriterion.PerformanceBased;

    public double NeedCores => ByUse && Cpu is double percent
        ? Machine.Cores * percent / 100 * _settings.ComfortFactor
        : Machine.Cores * (_settings.ComfortFactorOnAllocated ? _settings.ComfortFactor : 1);

    public double NeedMemory => ByUse && Memory is double percent
        ? Machine.MemoryMiB * percent / 100 * _settings.ComfortFactor
        : Machine.MemoryMiB * (_settings.ComfortFactorOnAllocated ? _settings.ComfortFactor : 1);

    public double NeedMbps => ByUse ? NetworkOut.Select(rate => rate * _settings.ComfortFactor).Sum() * 8 : 0;

    public ObservedUse Observed => new()
    {
        CpuPercent = Cpu,
        MemoryPercent = Memory,
        DiskReadOpsPerSecond = SumOf(Disks.Select(disk => disk.Use?.ReadOpsPerSecond)),
        DiskWriteOpsPerSecond = SumOf(Disks.Select(disk => disk.Use?.WriteOpsPerSecond)),
        DiskReadMBps = SumOf(Disks.Select(disk => disk.Use?.ReadMBps)),
        DiskWriteMBps = SumOf(Disks.Select(disk => disk.Use?.WriteMBps)),
        NetworkInMBps = SumOf(NetworkIn.Select(rate => (double?)rate)),
        NetworkOutMBps = SumOf(NetworkOut.Select(rate => (double?)rate)),
    };

    public double Iops(int disk) => !ByUse ? 0
        : ((Disks[disk].Use?.ReadOpsPerSecond ?? 0) + (Disks[disk].Use?.WriteOpsPerSecond
            ?? 0)) * _settings.ComfortFactor;

    public double MBps(int disk) => !ByUse ? 0
        : ((Disks[disk].Use?.ReadMBps ?? 0) + (Disks[disk].Use?.WriteMBps ?? 0)) * _settings.ComfortFactor;

    public IEnumerable<(string, string)> Notes()
    {
        if (Described && Machine.DiskTotals?.DiskCount is int announced && announced != Machine.Disks.Count)
            yield return ("R6", "NumberOfDisksDiffers");
        if (ByUse && Disks.Any(
            disk => disk.Use is not { ReadOpsPerSecond: not null, WriteOpsPerSecond: not null, ReadMBps: not null,
            WriteMBps: not null }))
            yield return ("U2", "DiskCountersMissing");
        if (ByUse && NetworkOut.Count == 0 && Machine.NetworkAdapterCount != 0)
            yield return ("U2", "MegabytesOfDataTransmittedMissing");
        if (NeedCores > Machine.Cores || NeedMemory > Machine.MemoryMiB)
            yield return ("U3", "NeedAboveAllocated");
        if (ByUse && Cpu is null)
            yield return ("U4", "PercentageOfCoresUtilizedMissing");
        if (ByUse && Memory is null)
            yield return ("U4", "PercentageOfMemoryUtilizedMissing");
        if (ByUse && History is not null && History.Series.Any(LongAverages))
            yield return ("U6", "HistoryIsAveraged");
        if (ByUse && Machine.SourceKind == SourceKind.VMware && Value(PerformanceCounter.MemoryPercent, "") is not null)
            yield return ("U6", "MemoryIsActiveMemory");
        if (Estimated)
            yield return ("D7", "DisksEstimated");
        else if (!Described)
            yield return ("D7", "DisksUnknown");
        else if (ByUse && Shares)
            yield return ("D8", "DiskLoadShared");
    }

    /// <summary>Q1, rounded to four digits.</summary>
    public decimal? Coverage()
    {
        if (!ByUse)
            return null;
        if (History is null)
            return Machine.SourceKind is SourceKind.Csv or SourceKind.RVTools ? null : 0;
        var needed = new List<(PerformanceCounter, string)> { (PerformanceCounter.CpuPercent, ""),
            (PerformanceCounter.MemoryPercent, "") };
        foreach (var disk in Machine.Disks)
        {
            needed.Add((PerformanceCounter.DiskReadMBps, disk.Name));
            needed.Add((PerformanceCounter.DiskWriteMBps, disk.Name));
            needed.Add((PerformanceCounter.DiskReadOpsPerSecond, disk.Name));
            needed.Add((PerformanceCounter.DiskWriteOpsPerSecond, disk.Name));
        }

        foreach (var adapter in Adapters())
        {
            needed.Add((PerformanceCounter.NetworkInMBps, adapter));
            needed.Add((PerformanceCounter.NetworkOutMBps, adapter));
        }

        var window = (decimal)History.Window.Duration.TotalMinutes;
        var mean = needed.Average(series => Math.Min(1, Points(series.Item1, series.Item2)
            .Where(point => point.Interval <= TenMinutes).Sum(point => (decimal)point.Interval.TotalMinutes) / window));
        return Math.Round(mean * 100, 4, MidpointRounding.AwayFromZero);
    }

    private static bool LongAverages(MetricSeries series, TimeSpan window) =>
        series.Blocks.Where(block => block.Kind == PointKind.Average && block.Interval > TenMinutes)
            .SelectMany(block => block.Values.Where(value => !double.IsNaN(value))
                .Select(_ => block.Interval.TotalMinutes)).Sum()
        > 0.25 * window.TotalMinutes;

    private static double? SumOf(IEnumerable<double?> values)
    {
        var known = values.Where(value => value is not null).ToList();
        return known.Count == 0 ? null : known.Sum();
    }

    private static DiskUtilization? Merge(double? reads, double? writes, double? readRate, double? writeRate) =>
        new[] { reads, writes, readRate, writeRate }.All(value => value is null) ? null : new DiskUtilization
        {
            ReadOpsPerSecond = reads, WriteOpsPerSecond = writes, ReadMBps = readRate, WriteMBps = writeRate,
        };

    private bool LongAverages(MetricSeries series) => LongAverages(series, History!.Window.Duration);

    private IEnumerable<string> Adapters() => Machine.NetworkAdapters.Count > 0
        ? Machine.NetworkAdapters.Select(adapter => adapter.Name)
        : History!.Series.Where(series => series.Counter >= PerformanceCounter.NetworkInMBps)
        .Select(series => series.Instance)
            .Distinct().Order(StringComparer.Ordinal);

    private List<double> Rates(PerformanceCounter counter, double? stated)
    {
        var rates = History is null ? []
            : Adapters().Select(adapter => Value(counter, adapter)).OfType<double>().ToList();
        return rates.Count > 0 ? rates : stated is double total ? [total] : [];
    }

    private IEnumerable<(double Value, TimeSpan Interval)> Points(PerformanceCounter counter, string instance) =>
        from series in History?.Series ?? []
        where series.Counter == counter && series.Instance == instance
        from block in series.Blocks
        from value in block.Values
        where !double.IsNaN(value)
        select (value, block.Interval);

    // U1: a point of n minutes stands for n equal ones.
    private double? Value(PerformanceCounter counter, string instance)
    {
        var minutes = Points(counter, instance)
            .SelectMany(point => Enumerable.Repeat(point.Value, (int)point.Interval.TotalMinutes)).Order().ToList();
        return minutes.Count == 0 ? null : minutes[(int)Math.Ceiling(_settings.Percentile * minutes.Count / 100m) - 1];
    }
}
