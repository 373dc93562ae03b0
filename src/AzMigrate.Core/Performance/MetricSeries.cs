namespace AzMigrate.Performance;

/// <summary>
/// Points of one counter of one instance on a regular grid. A gap is <see cref="double.NaN"/>, never zero.
/// </summary>
public sealed record MetricBlock
{
    /// <summary>Start of the first interval, in UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The grid's step and the duration that each point covers.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>What each point stands for.</summary>
    public required PointKind Kind { get; init; }

    /// <summary>Values in the counter's unit; <see cref="double.NaN"/> marks a gap.</summary>
    public required double[] Values { get; init; }
}

/// <summary>The history of one counter of one disk or adapter, or of the machine, inside a window.</summary>
public sealed record MetricSeries
{
    /// <summary>What is measured.</summary>
    public required PerformanceCounter Counter { get; init; }

    /// <summary>The disk's or adapter's name; empty for the machine's own counters.</summary>
    public required string Instance { get; init; }

    /// <summary>Blocks in ascending time; they do not overlap.</summary>
    public required IReadOnlyList<MetricBlock> Blocks { get; init; }
}

/// <summary>A span of time, start inclusive, end exclusive, in UTC.</summary>
/// <param name="Start">First instant inside.</param>
/// <param name="End">First instant after.</param>
public readonly record struct TimeWindow(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>End minus start.</summary>
    public TimeSpan Duration => End - Start;
}

/// <summary>All collected series of one machine, cut to a window.</summary>
public sealed record MachineHistory
{
    /// <summary>The window asked for; coverage is measured against it (rule Q1).</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>Series in the order of counter, then instance (ordinal).</summary>
    public required IReadOnlyList<MetricSeries> Series { get; init; }
}
