namespace AzMigrate.Projects;

/// <summary>What a project holds.</summary>
public sealed record ProjectSummary
{
    /// <summary>Machines; a server that several sources describe counts once.</summary>
    public required int Machines { get; init; }

    /// <summary>Records of machines; each source's counts.</summary>
    public required int Records { get; init; }

    /// <summary>Groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Finished assessments.</summary>
    public required int Assessments { get; init; }

    /// <summary>The newest point of collected history, in UTC; null when none was collected.</summary>
    public DateTimeOffset? NewestSample { get; init; }
}
