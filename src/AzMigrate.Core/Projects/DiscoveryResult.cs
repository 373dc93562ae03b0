namespace AzMigrate.Projects;

/// <summary>What a discovery found and what became of it.</summary>
public sealed record DiscoveryResult
{
    /// <summary>The project that holds the source.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>How many machines were found.</summary>
    public int Machines => New + Changed + Unchanged;

    /// <summary>How many the project did not have.</summary>
    public int New => NewIds.Count;

    /// <summary>How many it had otherwise, the ones that came back among them.</summary>
    public int Changed => ChangedIds.Count;

    /// <summary>How many it had just so.</summary>
    public required int Unchanged { get; init; }

    /// <summary>How many templates and placeholders were left out.</summary>
    public required int LeftOut { get; init; }

    /// <summary>How many are gone since this discovery.</summary>
    public int Gone => GoneIds.Count;

    /// <summary>Ids of the new machines, in the order in which they came.</summary>
    public required IReadOnlyList<string> NewIds { get; init; }

    /// <summary>Ids of the changed machines, in the order in which they came.</summary>
    public required IReadOnlyList<string> ChangedIds { get; init; }

    /// <summary>Ids of the machines that are gone, in ordinal order.</summary>
    public required IReadOnlyList<string> GoneIds { get; init; }

    /// <summary>
    /// True when the source told all that it has: only then are machines that were not seen marked as gone.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>What could not be read; the others were.</summary>
    public required IReadOnlyList<MigrateProblem> Problems { get; init; }

    /// <summary>How long it took, from the first question to the last write.</summary>
    public required TimeSpan Duration { get; init; }
}
