using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>The longest time in the window in which no counter has a point (rule Q3).</summary>
internal static class Silence
{
    // Shorter gaps are a missed collection or two, no reason worth a line.
    private static readonly long ShortestTicks = TimeSpan.FromHours(1).Ticks;

    public static TimeWindow? Longest(MachineHistory history)
    {
        var silent = new List<(long Start, long End)>
        {
            (history.Window.Start.UtcTicks, history.Window.End.UtcTicks),
        };
        foreach (var series in history.Series)
        {
            if (silent.Count == 0)
                return null;
            silent = Without(silent, Covered(series));
        }

        if (silent.Count == 0)
            return null;
        var longest = silent[0];
        foreach (var span in silent)
        {
            if (span.End - span.Start > longest.End - longest.Start)
                longest = span;
        }

        return new TimeWindow(new DateTimeOffset(longest.Start, TimeSpan.Zero),
            new DateTimeOffset(longest.End, TimeSpan.Zero));
    }

    private static List<(long Start, long End)> Covered(MetricSeries series)
    {
        var runs = new List<(long Start, long End)>();
        foreach (var block in series.Blocks)
        {
            var start = block.Start.UtcTicks;
            var step = block.Interval.Ticks;
            for (var at = 0; at < block.Values.Length; at++)
            {
                if (double.IsNaN(block.Values[at]))
                    continue;
                var from = start + (at * step);
                if (runs.Count > 0 && runs[runs.Count - 1].End == from)
                    runs[runs.Count - 1] = (runs[runs.Count - 1].Start, from + step);
                else
                    runs.Add((from, from + step));
            }
        }

        return runs;
    }

    // Both lists ascend and do not overlap.
    private static List<(long Start, long End)> Without(
        List<(long Start, long End)> silent, List<(long Start, long End)> covered)
    {
        var left = new List<(long Start, long End)>();
        var next = 0;
        foreach (var (start, end) in silent)
        {
            var from = start;
            while (next < covered.Count && covered[next].End <= from)
                next++;
            for (var at = next; at < covered.Count && covered[at].Start < end; at++)
            {
                Keep(left, from, covered[at].Start);
                from = Math.Max(from, covered[at].End);
            }

            Keep(left, from, end);
        }

        return left;
    }

    private static void Keep(List<(long Start, long End)> spans, long start, long end)
    {
        if (end - start >= ShortestTicks)
            spans.Add((start, end));
    }
}
