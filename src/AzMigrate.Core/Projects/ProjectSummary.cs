namespace AzMigrate.Projects;

/// <summary>What a project holds.</summary>
public sealed record ProjectSummary
{
    /// <summary>Machines.</summary>
    public required int Machines { get; init; }

    /// <summary>Groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Finished assessments.</summary>
    public required int Assessments { get; init; }

    /// <summary>The newest point of collected history, in UTC; null when none was collected.</summary>
    public DateTimeOffset? NewestSample { get; init; }
}
