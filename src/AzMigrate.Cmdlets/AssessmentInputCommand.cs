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
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Ids of assessments; the first characters are enough.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The assessments that this record brings; an object that is none is an error of its own.</summary>
    private protected IEnumerable<MigrateAssessment> InputAssessments()
    {
        if (ParameterSetName == "Id")
            return Id.Select(id => RequireProject().Assessments.Require(id));
        return InputObject.Select(Assessment).OfType<MigrateAssessment>();
    }

    // Two groups of the same machines have assessments of the same id, so a live object stands for itself.
    private MigrateAssessment? Assessment(PSObject input)
    {
        if (input.BaseObject is MigrateAssessment assessment)
            return assessment;
        if (InputKind.Assessment.Matches(input))
            return RequireProject().Assessments.Require(InputKind.Assessment.Key(input));
        WriteError(InputKind.Refusal(input, "is no assessment",
            "Pipe assessments from Get-MigrateAssessment or Invoke-MigrateAssessment."));
        return null;
    }
}
