using System.Globalization;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>
/// Says what a server's history keeps of what is collected, and at which level it would keep the rest.
/// </summary>
internal static class StatisticsCheck
{
    private const string Name = "Statistics";

    public static SourceCheck Of(ServerStatistics statistics)
    {
        if (statistics.Intervals.Count == 0)
        {
            return Warning(
                "The server keeps no history; only the last hour can be read.",
                "Collect at least once an hour, or add the vCenter that manages the host.");
        }

        var kept = string.Join(", ", statistics.Intervals.Select(Words));
        var lacking = statistics.Counters
            .Where(counter => statistics.Intervals.Any(interval => interval.Level < counter.NeededLevel)).ToList();
        if (lacking.Count == 0)
            return new SourceCheck(Name, true, $"History keeps all counters: {kept}.", null);
        var level = lacking.Max(counter => counter.NeededLevel);
        return Warning(
            $"History is kept at {kept}. It lacks {string.Join(", ", lacking.Select(Words))}.",
            FormattableString.Invariant(
                $"Collect at least once an hour: hosts keep all counters that long. Or raise the level to {level} in vCenter's statistics settings, for the history from then on."));
    }

    private static SourceCheck Warning(string detail, string remedy) =>
        new(Name, false, detail, remedy) { IsOptional = true };

    private static string Words(ServerCounter counter) => counter.Counter.Scope switch
    {
        CounterScope.Disk => counter.Counter.Name + " of each disk",
        CounterScope.Adapter => counter.Counter.Name + " of each adapter",
        _ => counter.Counter.Name,
    };

    private static string Words(HistoricalInterval interval)
    {
        var minutes = (interval.Seconds / 60d).ToString("0.#", CultureInfo.InvariantCulture);
        var days = interval.Length.TotalDays.ToString("0.#", CultureInfo.InvariantCulture);
        return $"{minutes} min for {days} {(days == "1" ? "day" : "days")} (level {interval.Level?.ToString(CultureInfo.InvariantCulture) ?? "unknown"})";
    }
}
