using System.Diagnostics.CodeAnalysis;
using AzMigrate.Assessment;

namespace AzMigrate.Projects;

/// <summary>
/// A finished assessment as a project holds it. Its machines are read with <see cref="ProjectAssessments"/>.
/// </summary>
public sealed record MigrateAssessment : AssessmentHeader
{
    [SetsRequiredMembers]
    internal MigrateAssessment(AssessmentHeader header, MigrateProject project, DateTimeOffset createdAt)
        : base(header)
    {
        Project = project;
        CreatedAt = createdAt;
    }

    /// <summary>The project that holds it.</summary>
    public MigrateProject Project { get; }

    /// <summary>When it was saved, in UTC. Not a part of the assessment itself.</summary>
    public DateTimeOffset CreatedAt { get; }
}
