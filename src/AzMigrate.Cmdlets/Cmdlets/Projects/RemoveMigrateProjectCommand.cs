using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Deletes a project with all it holds.</summary>
/// <remarks>Only folders that hold a project are deleted, and only the files that a project is made of.</remarks>
/// <example>
/// <code>Remove-MigrateProject ./contoso -WhatIf</code>
/// <para>Says what would be deleted.</para>
/// </example>
/// <example>
/// <code>New-MigrateProject ./scratch | Remove-MigrateProject -Force</code>
/// <para>Deletes a project without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMigrateProjectCommand : MigrateCommand
{
    /// <summary>The project's folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Deletes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var folder = ResolveOutputPath(Path);
        var project = MigrateProject.Open(folder);
        var summary = project.GetSummary();
        var what = $"Delete the project with {summary.Machines} machines, {summary.Groups} groups and "
            + $"{summary.Assessments} assessments";
        if (!Approve(folder, what, Force))
            return;
        project.Dispose();
        MigrateProject.Remove(folder);
        if (Session.Current.Project?.Path == project.Path)
            Session.Current.Project = null;
    }
}
