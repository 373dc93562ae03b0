namespace AzMigrate.Performance;

/// <summary>One sample as a source gives it.</summary>
/// <param name="Start">
/// Start of the interval that it covers; of a source that stamps the end, the stamp minus the interval.
/// </param>
/// <param name="Value">Value in the counter's unit; NaN and infinities are no samples.</param>
internal readonly record struct RawSample(DateTimeOffset Start, double Value);

/// <summary>
/// Rolls the samples of one series up into points: of samples finer than ten minutes the highest of each ten minutes,
/// of coarser ones each as the average that it is (rule U6). What was not sampled stays a gap.
/// </summary>
internal static class PeakRollUp
{
    /// <summary>What a rolled-up peak covers: ten minutes.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Rolls up samples of one interval, in any order; the same sample twice counts once.</summary>
    /// <param name="samples">The samples of one counter of one instance.</param>
    /// <param name="sampleInterval">What each covers, such as 20 s, 30 s, 5 min, 30 min or 2 h.</param>
    /// <returns>At most one block for each UTC day, in ascending time, without gaps at the ends.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The interval is not positive, or is ten minutes or more and does not divide a day.
    /// </exception>
    public static IReadOnlyList<MetricBlock> RollUp(IEnumerable<RawSample> samples, TimeSpan sampleInterval)
    {
        if (sampleInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(sampleInterval), sampleInterval, "An interval is positive.");
        return sampleInterval < Interval
            ? Blocks(samples, Interval, PointKind.Peak) : Blocks(samples, sampleInterval, PointKind.Average);
    }

    /// <summary>
    /// Keeps a source's averages as what they are, however short (rule U6); the same twice counts once.
    /// </summary>
    /// <param name="averages">The averages of one counter of one instance, in any order.</param>
    /// <param name="interval">What each covers.</param>
    /// <returns>At most one block for each UTC day, in ascending time, without gaps at the ends.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive or does not divide a day.</exception>
    public static IReadOnlyList<MetricBlock> Averages(IEnumerable<RawSample> averages, TimeSpan interval) =>
        Blocks(averages, interval, PointKind.Average);

    private static List<MetricBlock> Blocks(IEnumerable<RawSample> samples, TimeSpan slot, PointKind kind)
    {
        var seconds = DayGrid.CheckedInterval(slot);
        var days = new SortedDictionary<long, DayGrid>();
        foreach (var sample in samples)
        {
            if (double.IsNaN(sample.Value) || double.IsInfinity(sample.Value))
                continue;
            var ticks = sample.Start.UtcTicks;
            if (!days.TryGetValue(ticks / TimeSpan.TicksPerDay, out var grid))
                days.Add(ticks / TimeSpan.TicksPerDay, grid = new DayGrid(seconds, kind));
            grid.Merge((int)(ticks % TimeSpan.TicksPerDay / slot.Ticks), sample.Value);
        }

        return days
            .Select(day => day.Value.ToBlock(new DateTimeOffset(day.Key * TimeSpan.TicksPerDay, TimeSpan.Zero)))
            .ToList();
    }
}
