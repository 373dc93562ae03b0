namespace AzMigrate.Projects;

/// <summary>
/// One entry of a project's journal. Entries are only added; each carries a hash over itself and the one before.
/// </summary>
public sealed record MigrateEvent
{
    /// <summary>Number, from 1 without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The machine's identity.</summary>
    public required string MachineId { get; init; }

    /// <summary>What happened, such as <c>Cycle.Completed</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The same in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>SHA-256 over the entry before and this one, in hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>
    /// True when the hash is right: neither this entry nor one before it was changed or removed afterwards.
    /// </summary>
    public required bool IsIntact { get; init; }
}
