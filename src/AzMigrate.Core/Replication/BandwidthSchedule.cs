namespace AzMigrate.Replication;

/// <summary>A time of the week with a rate of its own.</summary>
/// <param name="Days">Days it starts on; empty means every day.</param>
/// <param name="From">Local time of day.</param>
/// <param name="To">Local time of day; not after <paramref name="From"/> means of the next day.</param>
/// <param name="BytesPerSecond">The rate; null is no limit, 0 is no copying.</param>
public sealed record BandwidthWindow(
    IReadOnlyCollection<DayOfWeek> Days, TimeSpan From, TimeSpan To, long? BytesPerSecond)
{
    /// <summary>True when the window is open.</summary>
    /// <param name="local">Local time.</param>
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
public sealed record BandwidthSchedule(long? BytesPerSecond, IReadOnlyList<BandwidthWindow> Windows)
{
    /// <summary>
    /// Reads windows such as <c>Mon-Fri 08:00-18:00=20</c> (20 MB/s), <c>22:00-06:00=unlimited</c>, <c>Sat,Sun
    /// 00:00-24:00=0</c>.
    /// </summary>
    /// <param name="megabytesPerSecond">The rate outside of windows in MB/s (10^6 bytes); null is no limit.</param>
    /// <param name="windows">The windows, the first that holds wins.</param>
    /// <exception cref="MigrateException">
    /// <c>Bandwidth.WindowInvalid</c>: quotes the window and shows a right one; <c>Disk.RateTooLow</c>.
    /// </exception>
    public static BandwidthSchedule Parse(double? megabytesPerSecond, IEnumerable<string> windows)
    {
        var schedule = new BandwidthSchedule(
            BandwidthText.Bytes(megabytesPerSecond), [.. windows.Select(BandwidthText.Window)]);
        BandwidthCap.Check(schedule);
        return schedule;
    }

    /// <summary>The rate of a time, in bytes a second; null is no limit, 0 is no copying.</summary>
    /// <param name="local">Local time.</param>
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
