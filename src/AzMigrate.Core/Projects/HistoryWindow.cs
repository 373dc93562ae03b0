using AzMigrate.Assessment;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>
/// The window of history that is asked for. It ends at the newest point or at a given instant, never at the clock.
/// </summary>
internal static class HistoryWindow
{
    /// <summary>
    /// The window of an assessment; null when sizing is not by performance or there is no history at all.
    /// </summary>
    public static TimeWindow? Of(AssessmentSettings settings, DateTimeOffset? newestPoint) =>
        settings.SizingCriterion == SizingCriterion.PerformanceBased
            ? Of(settings.PerformanceHistory, settings.HistoryStart, settings.AsOf, newestPoint)
            : null;

    /// <summary>The window; null when there is no history at all.</summary>
    /// <exception cref="MigrateException">
    /// <c>Assessment.HistoryInvalid</c>: it has no start, or starts at or after its end.
    /// </exception>
    public static TimeWindow? Of(
        PerformanceHistory history, DateTimeOffset? historyStart, DateTimeOffset? asOf, DateTimeOffset? newestPoint)
    {
        if (newestPoint is null)
            return null;
        var end = (asOf ?? newestPoint.Value).ToUniversalTime();
        var start = history switch
        {
            PerformanceHistory.Day => end.AddDays(-1),
            PerformanceHistory.Week => end.AddDays(-7),
            PerformanceHistory.Month => end.AddDays(-30),
            _ => historyStart?.ToUniversalTime() ?? throw Invalid("has no start"),
        };
        return start < end ? new TimeWindow(start, end) : throw Invalid("starts at or after its end");
    }

    private static MigrateException Invalid(string what) => new(
        "Assessment.HistoryInvalid", $"The range of history {what}.",
        "Give a HistoryStart that lies before AsOf, or choose Day, Week or Month.");
}
