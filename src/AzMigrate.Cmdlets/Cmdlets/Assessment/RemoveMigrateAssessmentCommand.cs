using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Removes assessments from the project. Machines and groups stay.</summary>
/// <example>
/// <code>Get-MigrateAssessment *westeurope* | Remove-MigrateAssessment -WhatIf</code>
/// <para>Says which assessments would be removed.</para>
/// </example>
/// <example>
/// <code>Get-MigrateAssessment -Group all | Remove-MigrateAssessment -Force</code>
/// <para>Removes all assessments of a group, without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateAssessment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(void))]
public sealed class RemoveMigrateAssessmentCommand : AssessmentInputCommand
{
    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var assessment in InputAssessments())
        {
            if (Approve(assessment.Name, "Remove assessment", Force))
                assessment.Project.Assessments.Remove(assessment);
        }
    }
}
