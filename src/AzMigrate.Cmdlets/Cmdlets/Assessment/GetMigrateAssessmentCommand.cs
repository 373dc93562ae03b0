using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's assessments, in the order in which they were made.</summary>
/// <example>
/// <code>Get-MigrateAssessment</code>
/// <para>Lists all assessments with readiness and cost.</para>
/// </example>
/// <example>
/// <code>Get-MigrateAssessment -Group all -Latest | Export-MigrateAssessment ./latest.xlsx</code>
/// <para>Exports the newest assessment of a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateAssessment", DefaultParameterSetName = "Name")]
[OutputType(typeof(MigrateAssessment))]
public sealed class GetMigrateAssessmentCommand : ProjectReadCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Ids; the first characters are enough.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Groups whose assessments are wanted; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Only those of the newest run.</summary>
    [Parameter(ParameterSetName = "Name")]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var assessments = RequireProject().Assessments;
        if (ParameterSetName == "Id")
        {
            foreach (var id in Id)
                Try(() => WriteObject(assessments.Require(id)));
            return;
        }

        WriteAll(assessments.Get(new AssessmentQuery { Name = Name, Group = Group, Newest = Latest }));
    }
}
