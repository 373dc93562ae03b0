namespace AzMigrate.Migration;

/// <summary>How a machine is moved.</summary>
public sealed record CutoverOptions
{
    /// <summary>
    /// True to leave the source running: the new machine is of a crash-consistent point, and what the source writes
    /// after it is not in it.
    /// </summary>
    public bool KeepSourceOn { get; init; }

    /// <summary>How long the guest may take to shut down before it is switched off; 5 minutes by default.</summary>
    public TimeSpan ShutdownPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// So long after the new machine is there the move is undone unless it was completed; null for never.
    /// </summary>
    public TimeSpan? UndoAfter { get; init; }
}
