using AzMigrate.Assessment;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>One point of a counter's history.</summary>
/// <param name="Start">Start of the time that it covers, in UTC.</param>
/// <param name="Interval">How long that is.</param>
/// <param name="Kind">What the value is of that time (rule U6).</param>
/// <param name="Value">The value in the counter's unit.</param>
public readonly record struct PerformancePoint(DateTimeOffset Start, TimeSpan Interval, PointKind Kind, double Value);

/// <summary>What a window of history says of one counter of one machine, disk or adapter.</summary>
public sealed record MachinePerformance
{
    private MachinePerformance(ProjectMachine machine, string recordId, TimeWindow window, MetricSeries series)
    {
        Machine = machine;
        RecordId = recordId;
        Window = window;
        Series = series;
    }

    /// <summary>The project that holds the machine.</summary>
    public MigrateProject Project => Machine.Project;

    /// <summary>The machine's identity.</summary>
    public string Id => Machine.Id;

    /// <summary>The record of the machine under which the points were collected (rule U7).</summary>
    public string RecordId { get; }

    /// <summary>The machine's name.</summary>
    public string Name => Machine.Name;

    /// <summary>What is measured.</summary>
    public PerformanceCounter Counter => Series.Counter;

    /// <summary>The disk's or adapter's name; empty for the machine's own counters.</summary>
    public string Instance => Series.Instance;

    /// <summary>Unit of the figures: <c>%</c>, <c>MB/s</c> or <c>IOPS</c>.</summary>
    public string Unit => Counter switch
    {
        PerformanceCounter.CpuPercent or PerformanceCounter.MemoryPercent => "%",
        PerformanceCounter.DiskReadOpsPerSecond or PerformanceCounter.DiskWriteOpsPerSecond => "IOPS",
        _ => "MB/s",
    };

    /// <summary>Points in the window, of whatever length.</summary>
    public int PointCount { get; private init; }

    /// <summary>Share of the window that points of at most ten minutes cover, 0 to 100 (rule Q1).</summary>
    public double CoveragePercent { get; private init; }

    /// <summary>Share of the window that averages of more than ten minutes cover, 0 to 100 (rule U6).</summary>
    public double AveragedPercent { get; private init; }

    /// <summary>The longest part of the window without a point; null when none lasts an hour (rule Q3).</summary>
    public TimeWindow? LongestGap { get; private init; }

    /// <summary>The lowest point.</summary>
    public double Minimum { get; private init; }

    /// <summary>The mean; a point weighs as much as its interval is long.</summary>
    public double Mean { get; private init; }

    /// <summary>The highest point.</summary>
    public double Maximum { get; private init; }

    /// <summary>The 50th percentile by nearest rank (rule U1).</summary>
    public double P50 => At(50);

    /// <summary>The 90th percentile by nearest rank (rule U1).</summary>
    public double P90 => At(90);

    /// <summary>
    /// The 95th percentile by nearest rank (rule U1), by which assessments size unless told otherwise.
    /// </summary>
    public double P95 => At(95);

    /// <summary>The 99th percentile by nearest rank (rule U1).</summary>
    public double P99 => At(99);

    /// <summary>End of the interval of the newest point, in UTC.</summary>
    public DateTimeOffset NewestPoint { get; private init; }

    /// <summary>The window that was asked for.</summary>
    public TimeWindow Window { get; }

    /// <summary>The points in ascending time; empty unless they were asked for. Gaps are left out.</summary>
    public IReadOnlyList<PerformancePoint> Points { get; private init; } = [];

    private ProjectMachine Machine { get; }

    private MetricSeries Series { get; }

    /// <summary>The row; null when the series has no point.</summary>
    internal static MachinePerformance? Of(
        ProjectMachine machine, string recordId, TimeWindow window, MetricSeries series, bool withPoints)
    {
        var points = series.Blocks.SelectMany(PointsOf).ToList();
        if (points.Count == 0)
            return null;
        double Share(bool isFine) => Math.Min(100, 100d / window.Duration.Ticks * series.Blocks
            .Where(block => block.Interval <= Coverage.LongestInterval == isFine).Sum(Coverage.CoveredTicks));
        var newest = points[points.Count - 1];
        return new MachinePerformance(machine, recordId, window, series)
        {
            PointCount = points.Count,
            CoveragePercent = Share(isFine: true),
            AveragedPercent = Share(isFine: false),
            LongestGap = Silence.Longest(new MachineHistory { Window = window, Series = [series] }),
            Minimum = points.Min(point => point.Value),
            Mean = points.Sum(point => point.Value * point.Interval.Ticks)
                / points.Sum(point => (double)point.Interval.Ticks),
            Maximum = points.Max(point => point.Value),
            NewestPoint = newest.Start + newest.Interval,
            Points = withPoints ? points : [],
        };
    }

    private static IEnumerable<PerformancePoint> PointsOf(MetricBlock block)
    {
        for (var at = 0; at < block.Values.Length; at++)
        {
            if (!double.IsNaN(block.Values[at]))
            {
                yield return new PerformancePoint(
                    block.Start.AddTicks(at * block.Interval.Ticks), block.Interval, block.Kind, block.Values[at]);
            }
        }
    }

    private double At(int percent) => Percentile.Of(Series.Blocks, percent) ?? double.NaN;
}
