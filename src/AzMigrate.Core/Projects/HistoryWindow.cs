using AzMigrate.Assessment;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>
/// The window of history that settings ask for. It ends at the newest point or at AsOf, never at the clock.
/// </summary>
internal static class HistoryWindow
{
    /// <summary>The window; null when sizing is not by performance or there is no history at all.</summary>
    public static TimeWindow? Of(AssessmentSettings settings, DateTimeOffset? newestPoint)
    {
        if (settings.SizingCriterion != SizingCriterion.PerformanceBased || newestPoint is null)
            return null;
        var end = (settings.AsOf ?? newestPoint.Value).ToUniversalTime();
        var start = settings.PerformanceHistory switch
        {
            PerformanceHistory.Day => end.AddDays(-1),
            PerformanceHistory.Week => end.AddDays(-7),
            PerformanceHistory.Month => end.AddDays(-30),
            _ => settings.HistoryStart?.ToUniversalTime() ?? throw Invalid("has no start"),
        };
        return start < end ? new TimeWindow(start, end) : throw Invalid("starts at or after its end");
    }

    private static MigrateException Invalid(string what) => new(
        "Assessment.HistoryInvalid", $"The range of history {what}.",
        "Give a HistoryStart that lies before AsOf, or choose Day, Week or Month.");
}
