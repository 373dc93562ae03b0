using AzMigrate.Performance;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>A part of a machine's history that is asked at one interval.</summary>
/// <param name="Interval">The interval of which averages are kept; null for the samples of the last hour.</param>
/// <param name="Start">Start of the first sample or average wanted.</param>
/// <param name="End">No sample or average wanted starts there or later.</param>
internal readonly record struct CollectionSpan(HistoricalInterval? Interval, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>What a real-time sample covers.</summary>
    public const int RealTimeSeconds = 20;

    /// <summary>How long a host keeps its real-time samples.</summary>
    public static readonly TimeSpan RealTimeKept = TimeSpan.FromHours(1);

    // Hosts hand real-time samples on some seconds late.
    private static readonly TimeSpan RealTimeDelay = TimeSpan.FromMinutes(1);

    // They forget the oldest ones while they are being asked.
    private static readonly TimeSpan RealTimeForgotten = TimeSpan.FromMinutes(1);

    /// <summary>What a sample covers.</summary>
    public int Seconds => Interval?.Seconds ?? RealTimeSeconds;

    /// <summary>
    /// What to ask so that each time since an instant comes once, at the finest interval that is still kept: oldest
    /// first, without overlap. Real-time samples are asked for whole, finished ten minutes, so that no peak is of a
    /// part, and averages end where they begin.
    /// </summary>
    public static IReadOnlyList<CollectionSpan> Plan(
        DateTimeOffset now, DateTimeOffset since, IReadOnlyList<HistoricalInterval> intervals)
    {
        var ten = PeakRollUp.Interval;
        var finished = Down(now - RealTimeDelay, ten);
        var samplesFrom = Up(Later(now - RealTimeKept + RealTimeForgotten, since), ten);
        var spans = new List<CollectionSpan>();
        if (samplesFrom < finished)
            spans.Add(new CollectionSpan(null, samplesFrom, finished));
        var end = samplesFrom;
        for (var i = 0; i < intervals.Count && since < end; i++)
        {
            // The next coarser averages end where these begin, so that none covers a part of another.
            var kept = now - intervals[i].Length;
            var coarser = i + 1 < intervals.Count ? intervals[i + 1] : intervals[i];
            var start = kept > since
                ? Up(kept, TimeSpan.FromSeconds(coarser.Seconds))
                : Up(since, TimeSpan.FromSeconds(intervals[i].Seconds));
            if (start >= end)
                continue;
            spans.Add(new CollectionSpan(intervals[i], start, end));
            end = start;
        }

        spans.Reverse();
        return spans;
    }

    /// <summary>The part of a plan before an instant; averages that reach beyond it are left out.</summary>
    public static IEnumerable<CollectionSpan> Before(IReadOnlyList<CollectionSpan> plan, DateTimeOffset instant) => plan
        .Select(span => span.End <= instant ? span
            : span with { End = Down(instant, TimeSpan.FromSeconds(span.Seconds)) })
        .Where(span => span.Start < span.End);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Down(DateTimeOffset time, TimeSpan step) =>
        new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Up(DateTimeOffset time, TimeSpan step)
    {
        var down = Down(time, step);
        return down == time ? down : down + step;
    }
}
