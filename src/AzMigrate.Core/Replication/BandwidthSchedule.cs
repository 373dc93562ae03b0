namespace AzMigrate.Replication;

/// <summary>A time of the week with a rate of its own.</summary>
/// <param name="Days">Days it starts on; empty means every day.</param>
/// <param name="From">Local time of day.</param>
/// <param name="To">Local time of day; not after <paramref name="From"/> means of the next day.</param>
/// <param name="BytesPerSecond">The rate; null is no limit, 0 is no copying.</param>
internal sealed record BandwidthWindow(
    IReadOnlyCollection<DayOfWeek> Days, TimeSpan From, TimeSpan To, long? BytesPerSecond)
{
    public bool Holds(DateTime local)
    {
        var time = local.TimeOfDay;
        if (From < To)
            return time >= From && time < To && StartsOn(local.DayOfWeek);
        return time >= From && StartsOn(local.DayOfWeek) || time < To && StartsOn(local.AddDays(-1).DayOfWeek);
    }

    private bool StartsOn(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}

/// <summary>How fast may be copied, and when: the first window that holds, else the default.</summary>
/// <param name="BytesPerSecond">The rate outside of windows; null is no limit, 0 is no copying.</param>
/// <param name="Windows">Times with other rates, the first that holds wins.</param>
internal sealed record BandwidthSchedule(long? BytesPerSecond, IReadOnlyList<BandwidthWindow> Windows)
{
    public long? RateAt(DateTime local)
    {
        foreach (var window in Windows)
        {
            if (window.Holds(local))
                return window.BytesPerSecond;
        }
        return BytesPerSecond;
    }
}
