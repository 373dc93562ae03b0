namespace AzMigrate.Projects;

/// <summary>What a user can have done with a replication.</summary>
public enum ReplicationVerb
{
    /// <summary><c>Sync-MigrateReplication</c>.</summary>
    Sync,

    /// <summary><c>Suspend-MigrateReplication</c>.</summary>
    Suspend,

    /// <summary><c>Resume-MigrateReplication</c>.</summary>
    Resume,

    /// <summary><c>Start-MigrateTestMigration</c>.</summary>
    StartTest,

    /// <summary><c>Stop-MigrateTestMigration</c>.</summary>
    StopTest,

    /// <summary><c>Start-MigrateCutover</c>.</summary>
    StartCutover,

    /// <summary><c>Undo-MigrateCutover</c>.</summary>
    Undo,

    /// <summary><c>Complete-MigrateCutover</c>.</summary>
    Complete,

    /// <summary><c>Stop-MigrateReplication</c>.</summary>
    Stop,
}

/// <summary>One row of the state machine.</summary>
/// <param name="State">In this state</param>
/// <param name="Verb">this may be done;</param>
/// <param name="During">meanwhile the state is this, also after a break-off: the same verb goes on;</param>
/// <param name="After">and this afterwards; null when the replication is forgotten.</param>
public sealed record ReplicationTransition(
    ReplicationState State, ReplicationVerb Verb, ReplicationState During, ReplicationState? After);

/// <summary>The state machine of a replication: what is not in the table is refused.</summary>
public static class ReplicationVerbs
{
    /// <summary>All rows. A cycle that completes the first copy makes <c>Ready</c> of <c>Copying</c>.</summary>
    public static IReadOnlyList<ReplicationTransition> Table { get; } =
    [
        new(ReplicationState.Copying, ReplicationVerb.Sync, ReplicationState.Copying, ReplicationState.Ready),
        new(ReplicationState.Copying, ReplicationVerb.Suspend, ReplicationState.Paused, ReplicationState.Paused),
        new(ReplicationState.Copying, ReplicationVerb.Stop, ReplicationState.Stopping, null),
        new(ReplicationState.Ready, ReplicationVerb.Sync, ReplicationState.Ready, ReplicationState.Ready),
        new(ReplicationState.Ready, ReplicationVerb.Suspend, ReplicationState.Paused, ReplicationState.Paused),
        new(ReplicationState.Ready, ReplicationVerb.StartTest, ReplicationState.StartingTest, ReplicationState.Testing),
        new(ReplicationState.Ready, ReplicationVerb.StartCutover, ReplicationState.CuttingOver,
            ReplicationState.CutOver),
        new(ReplicationState.Ready, ReplicationVerb.Stop, ReplicationState.Stopping, null),
        new(ReplicationState.Paused, ReplicationVerb.Suspend, ReplicationState.Paused, ReplicationState.Paused),
        new(ReplicationState.Paused, ReplicationVerb.Resume, ReplicationState.Ready, ReplicationState.Ready),
        new(ReplicationState.Paused, ReplicationVerb.Stop, ReplicationState.Stopping, null),
        new(ReplicationState.StartingTest, ReplicationVerb.StartTest, ReplicationState.StartingTest,
            ReplicationState.Testing),
        new(ReplicationState.StartingTest, ReplicationVerb.StopTest, ReplicationState.StoppingTest,
            ReplicationState.Ready),
        new(ReplicationState.Testing, ReplicationVerb.Sync, ReplicationState.Testing, ReplicationState.Testing),
        new(ReplicationState.Testing, ReplicationVerb.StopTest, ReplicationState.StoppingTest, ReplicationState.Ready),
        new(ReplicationState.StoppingTest, ReplicationVerb.StopTest, ReplicationState.StoppingTest,
            ReplicationState.Ready),
        new(ReplicationState.CuttingOver, ReplicationVerb.StartCutover, ReplicationState.CuttingOver,
            ReplicationState.CutOver),
        new(ReplicationState.CuttingOver, ReplicationVerb.Undo, ReplicationState.Undoing, ReplicationState.Ready),
        new(ReplicationState.CutOver, ReplicationVerb.Complete, ReplicationState.Completing,
            ReplicationState.Completed),
        new(ReplicationState.CutOver, ReplicationVerb.Undo, ReplicationState.Undoing, ReplicationState.Ready),
        new(ReplicationState.Undoing, ReplicationVerb.Undo, ReplicationState.Undoing, ReplicationState.Ready),
        new(ReplicationState.Completing, ReplicationVerb.Complete, ReplicationState.Completing,
            ReplicationState.Completed),
        new(ReplicationState.Completed, ReplicationVerb.Stop, ReplicationState.Stopping, null),
        new(ReplicationState.Stopping, ReplicationVerb.Stop, ReplicationState.Stopping, null),
    ];

    /// <summary>What may be done in a state.</summary>
    public static IReadOnlyList<ReplicationVerb> In(ReplicationState state) =>
        [.. Table.Where(row => row.State == state).Select(row => row.Verb)];

    /// <summary>The cmdlet of a verb.</summary>
    public static string CmdletOf(ReplicationVerb verb) => verb switch
    {
        ReplicationVerb.StartTest => "Start-MigrateTestMigration",
        ReplicationVerb.StopTest => "Stop-MigrateTestMigration",
        ReplicationVerb.StartCutover => "Start-MigrateCutover",
        ReplicationVerb.Undo => "Undo-MigrateCutover",
        ReplicationVerb.Complete => "Complete-MigrateCutover",
        _ => $"{verb}-MigrateReplication",
    };

    /// <summary>The row of a verb in a state.</summary>
    /// <exception cref="MigrateException"><c>Replication.VerbIllegal</c>: names what may be done instead.</exception>
    internal static ReplicationTransition Of(ReplicationState state, ReplicationVerb verb, string machine)
    {
        foreach (var row in Table)
        {
            if (row.State == state && row.Verb == verb)
                return row;
        }

        throw new MigrateException(
            "Replication.VerbIllegal", $"{CmdletOf(verb)} cannot be done with {machine}, which is {state}.",
            $"In this state there are: {string.Join(", ", In(state).Select(CmdletOf))}.", machine);
    }
}
