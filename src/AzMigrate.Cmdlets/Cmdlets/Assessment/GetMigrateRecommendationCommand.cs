using System.Management.Automation;
using AzMigrate.Assessment;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets one row a machine: readiness, the recommended size and disks, and what they cost a month.</summary>
/// <remarks>
/// With -Explain each row carries its reasons: the need, how many sizes each filter left, the nearest alternatives, and
/// the one limit whose relaxing would save most. Without -Assessment a group's newest assessment is used.
/// </remarks>
/// <example>
/// <code>Get-MigrateRecommendation -Group all</code>
/// <para>The rows of the group's newest assessment.</para>
/// </example>
/// <example>
/// <code>Get-MigrateAssessment -Latest | Get-MigrateRecommendation -Explain | Where-Object Readiness -ne Ready</code>
/// <para>Machines that need attention, with the reasons.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateRecommendation", DefaultParameterSetName = "InputObject")]
[OutputType(typeof(MigrateRecommendation))]
public sealed class GetMigrateRecommendationCommand : AssessmentInputCommand
{
    /// <summary>Groups whose newest assessment is wanted; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Group")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Only machines of this readiness.</summary>
    [Parameter]
    public Readiness[] Readiness { get; set; } = [];

    /// <summary>Adds the reasons to each row.</summary>
    [Parameter]
    public SwitchParameter Explain { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var assessments = ParameterSetName == "Group"
            ? FindGroups(Group)
                .Select(group => RequireProject().Assessments.RequireNewest(group.Name))
            : InputAssessments();
        var query = new RecommendationQuery { Names = Name, Readiness = Readiness, Explain = Explain };
        foreach (var assessment in assessments)
            WriteAll(query.Find(assessment, Cancellation));
    }
}
