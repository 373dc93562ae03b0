namespace AzMigrate.Projects;

/// <summary>
/// What saving machines did, or would do. Ids in the order in which the machines came; each stands once.
/// </summary>
public sealed record SaveResult
{
    /// <summary>Machines that the project did not have.</summary>
    public required IReadOnlyList<string> New { get; init; }

    /// <summary>Machines that it had otherwise.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Machines that it had just so.</summary>
    public required IReadOnlyList<string> Unchanged { get; init; }

    /// <summary>How many machines there were.</summary>
    public int Total => New.Count + Changed.Count + Unchanged.Count;
}
