using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>The window of collected history that settings ask for; it never depends on the clock.</summary>
public static class HistoryWindow
{
    /// <summary>The window: it ends at the settings' <see cref="AssessmentSettings.AsOf"/>, else at the newest point.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="newestPoint">End of the newest point in the project.</param>
    /// <exception cref="MigrateException"><c>Assessment.SettingsInvalid</c>: the window ends before it starts.</exception>
    public static TimeWindow Of(AssessmentSettings settings, DateTimeOffset newestPoint)
    {
        if (settings is null)
            throw new ArgumentNullException(nameof(settings));
        var end = (settings.AsOf ?? newestPoint).ToUniversalTime();
        var start = settings.PerformanceHistory switch
        {
            PerformanceHistory.Day => end.AddDays(-1),
            PerformanceHistory.Week => end.AddDays(-7),
            PerformanceHistory.Month => end.AddDays(-30),
            _ => settings.HistoryStart?.ToUniversalTime() ?? end,
        };
        return start < end ? new TimeWindow(start, end) : throw new MigrateException(
            "Assessment.SettingsInvalid", "HistoryStart: the window ends before it starts.",
            "Give a start before the newest collected point, or set AsOf.");
    }
}
