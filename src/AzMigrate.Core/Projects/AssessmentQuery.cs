namespace AzMigrate.Projects;

/// <summary>Which assessments are meant: each condition that is given has to be met, by one of its values.</summary>
public sealed record AssessmentQuery
{
    /// <summary>All assessments.</summary>
    public static AssessmentQuery All { get; } = new();

    /// <summary>Ids, which may have the wildcards * and ?.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    /// <summary>Names, which may have the wildcards * and ?.</summary>
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <summary>Names of groups, which may have the wildcards * and ?.</summary>
    public IReadOnlyList<string> Group { get; init; } = [];

    /// <summary>True for those of each group's newest run only.</summary>
    public bool Newest { get; init; }
}
