namespace AzMigrate.Performance;

/// <summary>
/// The points of one UTC day on one grid: a slot for each interval, <see cref="double.NaN"/> for a gap.
/// </summary>
internal sealed class DayGrid
{
    public const int SecondsPerDay = 86_400;

    public DayGrid(int intervalSeconds, PointKind kind)
    {
        IntervalSeconds = intervalSeconds;
        Kind = kind;
        Values = new double[SecondsPerDay / intervalSeconds];
        for (var i = 0; i < Values.Length; i++)
            Values[i] = double.NaN;
    }

    public int IntervalSeconds { get; }

    public PointKind Kind { get; }

    public double[] Values { get; }

    /// <summary>A slot's length has to divide a day, or the days' grids would not fit together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static int CheckedInterval(TimeSpan interval)
    {
        if (interval.Ticks <= 0 || interval.Ticks % TimeSpan.TicksPerSecond != 0
            || TimeSpan.TicksPerDay % interval.Ticks != 0)
            throw new ArgumentOutOfRangeException(
                nameof(interval), interval, "An interval is a whole number of seconds that divides a day.");
        return (int)(interval.Ticks / TimeSpan.TicksPerSecond);
    }

    /// <summary>
    /// Takes a point in. Peaks of parts of one slot make the higher one, a later average replaces the earlier: either
    /// way the same point again changes nothing. What is no number is no point.
    /// </summary>
    public void Merge(int slot, double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return;
        var there = Values[slot];
        if (double.IsNaN(there) || Kind == PointKind.Average || value > there)
            Values[slot] = value;
    }

    /// <summary>First and one past the last slot that holds a point; equal when none does.</summary>
    public (int First, int End) Extent()
    {
        var end = Values.Length;
        while (end > 0 && double.IsNaN(Values[end - 1]))
            end--;
        var first = 0;
        while (first < end && double.IsNaN(Values[first]))
            first++;
        return (first, end);
    }

    public MetricBlock ToBlock(DateTimeOffset day)
    {
        var (first, end) = Extent();
        return Block(day, first, Values.AsSpan(first, end - first).ToArray());
    }

    public MetricBlock Block(DateTimeOffset day, int firstSlot, double[] values) => new()
    {
        Start = day.AddSeconds((double)firstSlot * IntervalSeconds),
        Interval = TimeSpan.FromSeconds(IntervalSeconds),
        Kind = Kind,
        Values = values,
    };
}
