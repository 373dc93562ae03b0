using AzMigrate.Performance;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>One series of one machine on one day.</summary>
internal readonly record struct DayKey(string MachineId, PerformanceCounter Counter, string Instance, int Day)
{
    public DateTimeOffset Date => new(Day * TimeSpan.TicksPerDay, TimeSpan.Zero);

    /// <summary>Year and month as one number, such as 202603.</summary>
    public int Month => (Date.Year * 100) + Date.Month;
}

/// <summary>Points laid out by series and day, which is how they are stored.</summary>
internal sealed class SampleDays
{
    private readonly Dictionary<DayKey, DaySeries> _days = [];

    /// <summary>The days by month, in the order of months.</summary>
    public IEnumerable<IGrouping<int, KeyValuePair<DayKey, DaySeries>>> ByMonth =>
        _days.Where(day => day.Value.EndSeconds > 0).GroupBy(day => day.Key.Month).OrderBy(month => month.Key);

    public void Add(MachineSamples samples)
    {
        foreach (var series in samples.Series)
        {
            foreach (var block in series.Blocks)
                DaySeries.Spread(block, day => Day(new(samples.MachineId, series.Counter, series.Instance, day)));
        }
    }

    private DaySeries Day(DayKey key)
    {
        if (!_days.TryGetValue(key, out var day))
            _days.Add(key, day = new DaySeries());
        return day;
    }
}
