using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Turns Core's progress into progress records: five a second at most, always the first and the last.
/// </summary>
internal sealed class ProgressWriter : IProgress<MigrateProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly object _gate = new();
    private readonly int _id;
    private readonly Action<ProgressRecord> _write;
    private readonly Func<TimeSpan> _clock;
    private MigrateProgress? _shown;
    private TimeSpan _shownAt;
    private TimeSpan _activitySince;

    /// <param name="cmdlet">The cmdlet's class name; it decides the record's id.</param>
    /// <param name="write">Takes the records.</param>
    /// <param name="clock">The time since some start; null for the system's clock.</param>
    public ProgressWriter(string cmdlet, Action<ProgressRecord> write, Func<TimeSpan>? clock = null)
    {
        _id = StableId(cmdlet);
        _write = write;
        var watch = Stopwatch.StartNew();
        _clock = clock ?? (() => watch.Elapsed);
    }

    /// <inheritdoc/>
    public void Report(MigrateProgress value)
    {
        lock (_gate)
        {
            var now = _clock();
            var isNew = _shown?.Activity != value.Activity;
            var isLast = value.Total is long total && value.Done >= total;
            if (!isNew && !isLast && now - _shownAt < Interval)
                return;
            if (isNew)
                _activitySince = now;
            _shown = value;
            _shownAt = now;
            _write(Record(value, now - _activitySince));
        }
    }

    /// <summary>Takes the line away, if one was shown.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_shown is not MigrateProgress shown)
                return;
            _shown = null;
            _write(new ProgressRecord(_id, shown.Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Record(MigrateProgress value, TimeSpan elapsed)
    {
        var done = value.Done.ToString("N0", CultureInfo.InvariantCulture);
        if (value.Total is not long total || total <= 0)
            return new ProgressRecord(_id, value.Activity, Join(value.Status, done));

        var count = $"{done} of {total.ToString("N0", CultureInfo.InvariantCulture)}";
        var share = Math.Min(1.0, Math.Max(0.0, (double)value.Done / total));
        return new ProgressRecord(_id, value.Activity, Join(value.Status, count))
        {
            PercentComplete = (int)(share * 100),
            SecondsRemaining = share > 0 ? (int)Math.Min(int.MaxValue, elapsed.TotalSeconds * (1 - share) / share) : -1,
        };
    }

    private static string Join(string status, string count) => status.Length == 0 ? count : $"{status} ({count})";

    // string.GetHashCode differs from process to process; this is FNV-1a.
    private static int StableId(string name)
    {
        var hash = 2166136261u;
        foreach (var character in name)
            hash = unchecked((hash ^ character) * 16777619u);
        return (int)(hash & int.MaxValue);
    }
}
