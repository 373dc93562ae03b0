using AzMigrate.Performance;

namespace AzMigrate.Discovery.Visits;

/// <summary>
/// Makes points of a visit's readings and of the visit before. Between two visits the system counted all the while, so
/// what lies between is covered: ten minutes give a peak, the highest of the mean over them and of the visit's short
/// samples in them; longer times give the mean that they are. A first visit has its short samples alone, and its points
/// cover no more than those seconds.
/// </summary>
internal static class VisitPoints
{
    // A round that comes some seconds early or late is still one of ten minutes.
    private const double Early = 0.95;
    private const double Late = 1.05;

    private static readonly int[] Intervals = [7200, 3600, 1800, 600];
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(4);

    /// <summary>The points, and what to remember for the next visit.</summary>
    /// <param name="now">When the last reading was taken.</param>
    /// <param name="bootId">What only the running system has.</param>
    /// <param name="readings">The visit's readings, in their order.</param>
    /// <param name="last">What is remembered of the visit before; null for the first.</param>
    public static (IReadOnlyList<MetricSeries> Series, LastVisit? Next) Of(
        DateTimeOffset now, string bootId, IReadOnlyList<CounterReading> readings, LastVisit? last)
    {
        if (readings.Count == 0)
            return ([], last);
        var first = readings[0];
        var start = now.AddSeconds(first.UptimeSeconds - readings[readings.Count - 1].UptimeSeconds);
        var peaks = new Dictionary<(PerformanceCounter, string), double>();
        for (var i = 1; i < readings.Count; i++)
            Rates.TakeHigher(peaks, Rates.Between(readings[i - 1], readings[i]));
        var since = last is not null && last.BootId == bootId ? first.UptimeSeconds - last.Reading.UptimeSeconds : -1;
        if (last is null || since < 0 || since > LongestGap.TotalSeconds)
            return (Samples(start, readings), Remember(bootId, first, peaks));
        var interval = Intervals.FirstOrDefault(seconds => since >= seconds * Early);
        if (interval == 0)
        {
            // Too soon: the time goes on from the visit before.
            Rates.TakeHigher(peaks, Named(last.Peaks));
            return ([], Remember(bootId, last.Reading, peaks));
        }

        var values = Rates.Between(last.Reading, first);
        if (interval == Intervals[Intervals.Length - 1])
            Rates.TakeHigher(values, Named(last.Peaks).Where(peak => values.ContainsKey(peak.Key)));
        var kind = interval == Intervals[Intervals.Length - 1] ? PointKind.Peak : PointKind.Average;
        return (Points(Slots(start, since, interval), interval, kind, values), Remember(bootId, first, peaks));
    }

    // Each ten minutes belong to the visit in whose time their middle lies. By its own middle a visit that comes a few
    // seconds early or late would fill the ten minutes of another one, and leave its own empty.
    private static List<DateTimeOffset> Slots(DateTimeOffset end, double since, int interval)
    {
        var step = TimeSpan.FromSeconds(interval).Ticks;
        var slots = new List<DateTimeOffset>();
        var from = end.AddSeconds(-since).UtcTicks;
        for (var slot = (from + (step / 2) - 1) / step * step;
            since <= interval * Late && slot + (step / 2) < end.UtcTicks; slot += step)
            slots.Add(new DateTimeOffset(slot, TimeSpan.Zero));
        return slots.Count > 0 ? slots : [Slot(end.AddSeconds(-since / 2), step)];
    }

    private static DateTimeOffset Slot(DateTimeOffset time, long step) =>
        new(time.UtcTicks - (time.UtcTicks % step), TimeSpan.Zero);

    private static List<MetricSeries> Samples(DateTimeOffset start, IReadOnlyList<CounterReading> readings)
    {
        var series = new List<MetricSeries>();
        for (var i = 1; i < readings.Count; i++)
        {
            // A grid's step divides the day; the sample covers at least that.
            var length = readings[i].UptimeSeconds - readings[i - 1].UptimeSeconds;
            var step = new[] { 10, 5, 2, 1 }.FirstOrDefault(seconds => length >= seconds * Early);
            var from = start.AddSeconds(readings[i - 1].UptimeSeconds - readings[0].UptimeSeconds);
            if (step > 0)
            {
                series.AddRange(Points(
                    [Slot(from, step * TimeSpan.TicksPerSecond)], step, PointKind.Average,
                    Rates.Between(readings[i - 1], readings[i])));
            }
        }

        return series.GroupBy(each => (each.Counter, each.Instance))
            .Select(same => same.First() with
            {
                Blocks = same.SelectMany(each => each.Blocks).GroupBy(block => block.Start).Select(each => each.Last())
                    .OrderBy(block => block.Start).ToList(),
            }).ToList();
    }

    private static List<MetricSeries> Points(
        List<DateTimeOffset> slots, int interval, PointKind kind,
        Dictionary<(PerformanceCounter Counter, string Instance), double> values)
    {
        var step = TimeSpan.FromSeconds(interval);
        return values.OrderBy(value => value.Key.Counter).ThenBy(value => value.Key.Instance, StringComparer.Ordinal)
            .Select(value => new MetricSeries
            {
                Counter = value.Key.Counter,
                Instance = value.Key.Instance,
                Blocks = slots.ConvertAll(slot => new MetricBlock
                {
                    Start = slot, Interval = step, Kind = kind, Values = [value.Value],
                }),
            }).ToList();
    }

    private static LastVisit Remember(
        string bootId, CounterReading reading,
        Dictionary<(PerformanceCounter Counter, string Instance), double> peaks) => new()
        {
            BootId = bootId,
            Reading = reading,
            Peaks = peaks.ToDictionary(
                peak => $"{peak.Key.Counter}/{peak.Key.Instance}", peak => peak.Value, StringComparer.Ordinal),
        };

    private static IEnumerable<KeyValuePair<(PerformanceCounter Counter, string Instance), double>> Named(
        Dictionary<string, double> peaks)
    {
        foreach (var peak in peaks)
        {
            var at = peak.Key.IndexOf('/');
            if (at > 0 && Enum.TryParse<PerformanceCounter>(peak.Key.Substring(0, at), out var counter))
                yield return new((counter, peak.Key.Substring(at + 1)), peak.Value);
        }
    }
}
