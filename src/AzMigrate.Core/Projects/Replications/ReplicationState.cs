namespace AzMigrate.Projects;

/// <summary>Where a replication stands. What may be done in which state is in <see cref="ReplicationVerbs"/>.</summary>
public enum ReplicationState
{
    /// <summary>Its first copy is not complete.</summary>
    Copying,

    /// <summary>Its copies are complete as of the last cycle; it can be tested and cut over.</summary>
    Ready,

    /// <summary>No cycle runs until it is resumed; nothing of it is left at the source.</summary>
    Paused,

    /// <summary>A machine for a test is being made.</summary>
    StartingTest,

    /// <summary>A machine for a test is there.</summary>
    Testing,

    /// <summary>The machine of a test is being removed.</summary>
    StoppingTest,

    /// <summary>The machine is being moved: the source is stopped, copied a last time and made anew.</summary>
    CuttingOver,

    /// <summary>The new machine is there; the move waits for being completed or undone.</summary>
    CutOver,

    /// <summary>The new machine is being removed and the source started again.</summary>
    Undoing,

    /// <summary>What the move needs no more is being removed.</summary>
    Completing,

    /// <summary>The machine has moved.</summary>
    Completed,

    /// <summary>The copies are being removed.</summary>
    Stopping,
}
