using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes assessments: objects off the pipeline, or ids.</summary>
public abstract class AssessmentInputCommand : ProjectCommand
{
    /// <summary>Assessments from Invoke-MigrateAssessment or Get-MigrateAssessment.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [Alias("Assessment")]
    [ValidateNotNull]
    public MigrateAssessment[] InputObject { get; set; } = [];

    /// <summary>Ids of assessments; the first characters are enough.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The assessments that this record brings.</summary>
    private protected IEnumerable<MigrateAssessment> InputAssessments() => ParameterSetName == "Id"
        ? Id.Select(id => RequireProject().Assessments.Require(id))
        : InputObject;
}
