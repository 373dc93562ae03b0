using AzMigrate.Performance;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>One series of one machine on one day.</summary>
internal readonly record struct DayKey(string MachineId, PerformanceCounter Counter, string Instance, int Day)
{
    public DateTimeOffset Date => new(Day * TimeSpan.TicksPerDay, TimeSpan.Zero);

    /// <summary>Year and month as one number, such as 202603.</summary>
    public int Month => (Date.Year * 100) + Date.Month;
}

/// <summary>What is stored of some machines in one month's file.</summary>
internal sealed class SampleMonth
{
    private readonly Dictionary<DayKey, DaySeries> _days = [];

    /// <summary>Days that have a point.</summary>
    public IEnumerable<KeyValuePair<DayKey, DaySeries>> Days => _days.Where(day => day.Value.EndSeconds > 0);

    /// <summary>From when and until when the source of a machine was asked, by machine.</summary>
    public Dictionary<string, (DateTimeOffset? From, DateTimeOffset Until)> Asked { get; } = new(
        StringComparer.Ordinal);

    public bool IsEmpty => Asked.Count == 0 && !Days.Any();

    public DaySeries Day(DayKey key)
    {
        if (!_days.TryGetValue(key, out var day))
            _days.Add(key, day = new DaySeries());
        return day;
    }
}

/// <summary>Points laid out by month, series and day, which is how they are stored.</summary>
internal sealed class SampleDays
{
    private readonly SortedDictionary<int, SampleMonth> _months = [];

    /// <summary>What there is to store, by year and month as one number, in ascending order.</summary>
    public IEnumerable<KeyValuePair<int, SampleMonth>> ByMonth => _months.Where(month => !month.Value.IsEmpty);

    public void Add(MachineSamples samples)
    {
        foreach (var series in samples.Series)
        {
            foreach (var block in series.Blocks)
            {
                DaySeries.Spread(block, day =>
                {
                    var key = new DayKey(samples.MachineId, series.Counter, series.Instance, day);
                    return Month(key.Month).Day(key);
                });
            }
        }

        if (samples.AskedUntil?.ToUniversalTime() is { } asked)
            Month((asked.Year * 100) + asked.Month).Asked[samples.MachineId] = (samples.AskedFrom, asked);
    }

    private SampleMonth Month(int number)
    {
        if (!_months.TryGetValue(number, out var month))
            _months.Add(number, month = new SampleMonth());
        return month;
    }
}
