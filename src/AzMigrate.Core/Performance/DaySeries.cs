using System.Collections;

namespace AzMigrate.Performance;

/// <summary>
/// All points of one counter of one instance on one UTC day. Mostly one grid; several where a source gave averages of
/// 30 minutes or 2 hours before its fine samples came (rule U6).
/// </summary>
internal sealed class DaySeries
{
    private readonly List<DayGrid> _grids = [];

    /// <summary>In the order of interval, then kind: also the order of precedence.</summary>
    public IReadOnlyList<DayGrid> Grids => _grids;

    /// <summary>End of the last point's interval in seconds of the day; 0 when there is no point.</summary>
    public int EndSeconds => _grids.Count == 0 ? 0 : _grids.Max(grid => grid.Extent().End * grid.IntervalSeconds);

    public DayGrid Grid(int intervalSeconds, PointKind kind)
    {
        var at = 0;
        while (at < _grids.Count
            && (_grids[at].IntervalSeconds, _grids[at].Kind).CompareTo((intervalSeconds, kind)) < 0)
            at++;
        if (at == _grids.Count || _grids[at].IntervalSeconds != intervalSeconds || _grids[at].Kind != kind)
            _grids.Insert(at, new DayGrid(intervalSeconds, kind));
        return _grids[at];
    }

    /// <summary>Takes a block's points in, each into the series of its day.</summary>
    /// <param name="block">Points of any span of time.</param>
    /// <param name="dayOf">The series of a day, by days since 0001-01-01.</param>
    public static void Spread(MetricBlock block, Func<int, DaySeries> dayOf)
    {
        var interval = DayGrid.CheckedInterval(block.Interval);
        var start = block.Start.UtcTicks;
        var gridDay = -1;
        DayGrid? grid = null;
        for (var i = 0; i < block.Values.Length; i++)
        {
            var ticks = start + (i * block.Interval.Ticks);
            var day = (int)(ticks / TimeSpan.TicksPerDay);
            if (grid is null || day != gridDay)
            {
                grid = dayOf(day).Grid(interval, block.Kind);
                gridDay = day;
            }

            grid.Merge((int)(ticks % TimeSpan.TicksPerDay / block.Interval.Ticks), block.Values[i]);
        }
    }

    /// <summary>Takes another series' points of the same day in.</summary>
    public void Merge(DaySeries other)
    {
        foreach (var grid in other._grids)
        {
            var into = Grid(grid.IntervalSeconds, grid.Kind);
            for (var slot = 0; slot < grid.Values.Length; slot++)
                into.Merge(slot, grid.Values[slot]);
        }
    }

    /// <summary>
    /// The points as blocks that do not overlap. Where grids do, the finer wins, and of two equally fine the peak: a
    /// coarse point stands only where no finer one covers any part of it.
    /// </summary>
    public IReadOnlyList<MetricBlock> ToBlocks(DateTimeOffset day) => _grids.Count switch
    {
        0 => [],
        1 => [_grids[0].ToBlock(day)],
        _ => Runs(VisiblePoints(), day),
    };

    private List<(int Start, DayGrid Grid, int Slot)> VisiblePoints()
    {
        var covered = new BitArray(DayGrid.SecondsPerDay);
        var points = new List<(int Start, DayGrid Grid, int Slot)>();
        foreach (var grid in _grids)
        {
            for (var slot = 0; slot < grid.Values.Length; slot++)
            {
                var start = slot * grid.IntervalSeconds;
                if (double.IsNaN(grid.Values[slot]) || !IsFree(covered, start, grid.IntervalSeconds))
                    continue;
                for (var second = start; second < start + grid.IntervalSeconds; second++)
                    covered[second] = true;
                points.Add((start, grid, slot));
            }
        }

        points.Sort((a, b) => a.Start.CompareTo(b.Start));
        return points;
    }

    private static bool IsFree(BitArray covered, int start, int length)
    {
        for (var second = start; second < start + length; second++)
        {
            if (covered[second])
                return false;
        }

        return true;
    }

    private static List<MetricBlock> Runs(List<(int Start, DayGrid Grid, int Slot)> points, DateTimeOffset day)
    {
        var blocks = new List<MetricBlock>();
        for (var from = 0; from < points.Count;)
        {
            var (_, grid, firstSlot) = points[from];
            var to = from;
            while (to < points.Count && ReferenceEquals(points[to].Grid, grid))
                to++;
            var values = new double[points[to - 1].Slot - firstSlot + 1];
            for (var i = 0; i < values.Length; i++)
                values[i] = double.NaN;
            for (var i = from; i < to; i++)
                values[points[i].Slot - firstSlot] = grid.Values[points[i].Slot];
            blocks.Add(grid.Block(day, firstSlot, values));
            from = to;
        }

        return blocks;
    }
}
