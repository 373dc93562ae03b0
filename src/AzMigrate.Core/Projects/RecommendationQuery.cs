using AzMigrate.Assessment;

namespace AzMigrate.Projects;

/// <summary>Which rows of an assessment are wanted; an empty condition always holds.</summary>
public sealed record RecommendationQuery
{
    /// <summary>Names of machines; * and ? are wildcards.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Readiness to be shown.</summary>
    public IReadOnlyList<Readiness> Readiness { get; init; } = [];

    /// <summary>True for rows that carry their reasons.</summary>
    public bool Explain { get; init; }

    /// <summary>The rows of an assessment, in the order of the machines' identities.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<MigrateRecommendation> Find(
        MigrateAssessment assessment, CancellationToken cancellationToken = default)
    {
        if (assessment is null)
            throw new ArgumentNullException(nameof(assessment));
        return assessment.Project.Assessments.GetMachines(assessment.Id, cancellationToken)
            .Where(machine => NamePattern.MatchesAny(Names, machine.Machine.Name)
                && (Readiness.Count == 0 || Readiness.Contains(machine.Readiness)))
            .Select(machine => MigrateRecommendation.Of(assessment, machine, Explain));
    }
}
