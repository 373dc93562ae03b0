namespace AzMigrate.Replication.Engine;

/// <summary>Where one replication is in a run without end.</summary>
internal sealed class SyncTurn
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private int _failures;

    public Task? Running { get; set; }

    public bool IsRunning => Running is { IsCompleted: false };

    /// <summary>Before this it is not tried again, by the run's clock.</summary>
    public TimeSpan NotBefore { get; private set; }

    /// <summary>Notes how a cycle ended: after failures the pause grows.</summary>
    public void Note(TimeSpan now, bool succeeded)
    {
        _failures = succeeded ? 0 : _failures + 1;
        var pause = TimeSpan.FromTicks(FirstRetry.Ticks << Math.Min(Math.Max(0, _failures - 1), 16));
        NotBefore = succeeded ? now : now + (pause < LongestRetry ? pause : LongestRetry);
    }
}
