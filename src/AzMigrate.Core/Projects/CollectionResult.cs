namespace AzMigrate.Projects;

/// <summary>What a collection of performance brought.</summary>
public sealed record CollectionResult
{
    /// <summary>The project that holds the source.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>How many machines were asked for.</summary>
    public required int Machines { get; init; }

    /// <summary>How many of them had points.</summary>
    public required int MachinesWithPoints { get; init; }

    /// <summary>How many points came; ones that were stored already count too.</summary>
    public required long Points { get; init; }

    /// <summary>End of the newest point that came, in UTC; null when none came.</summary>
    public required DateTimeOffset? NewestPoint { get; init; }

    /// <summary>What could not be had, and why.</summary>
    public required IReadOnlyList<MigrateProblem> Problems { get; init; }

    /// <summary>How long it took, from the first question to the last write.</summary>
    public required TimeSpan Duration { get; init; }
}
