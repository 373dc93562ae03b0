namespace AzMigrate.Projects;

/// <summary>A machine that is being made, or was made, of a replication.</summary>
public sealed record ReplicationLaunch
{
    /// <summary>True for a test, false for the cutover.</summary>
    public required bool IsTest { get; init; }

    /// <summary>Name of the machine.</summary>
    public required string MachineName { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Subnet of the machine; null in a folder.</summary>
    public string? SubnetId { get; init; }

    /// <summary>The step that is next; broken off, the same command goes on there.</summary>
    public LaunchStep Step { get; init; }

    /// <summary>
    /// Number of the cycle that begins after the source was stopped; null until then, and for a test.
    /// </summary>
    public int? FinalCycle { get; init; }

    /// <summary>Point in time of what the machine was made of, in UTC; null until it is known.</summary>
    public DateTimeOffset? PointAt { get; init; }

    /// <summary>Resource id of the machine, or its folder; null until it is made.</summary>
    public string? MachineId { get; init; }

    /// <summary>True when the source is left running: the copy is of a crash-consistent point.</summary>
    public bool KeepSourceOn { get; init; }

    /// <summary>True when the source ran before; undoing starts it then.</summary>
    public bool? SourceWasOn { get; init; }

    /// <summary>When it is undone unless it was completed before, in UTC; null for never.</summary>
    public DateTimeOffset? UndoAt { get; init; }

    /// <summary>When the machine was there, in UTC; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>The steps of making a machine, in order.</summary>
public enum LaunchStep
{
    /// <summary>The target is asked once more what stands against the machine.</summary>
    Check,

    /// <summary>The source is shut down.</summary>
    StopSource,

    /// <summary>What changed is copied.</summary>
    Sync,

    /// <summary>The replicas are copied for the machine.</summary>
    CopyDisks,

    /// <summary>The guest is prepared on those copies.</summary>
    PrepareGuest,

    /// <summary>The machine is made.</summary>
    CreateMachine,

    /// <summary>It is there.</summary>
    Done,
}
