using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Makes a project: a folder that holds machines, groups, performance history and assessments.</summary>
/// <remarks>
/// The folder is made and must not hold a project yet. The project is not connected; Connect-MigrateProject does that,
/// with -Create in one step. Keep projects on a local disk: several computers cannot share one.
/// </remarks>
/// <example>
/// <code>New-MigrateProject ./fabrikam</code>
/// <para>Makes a project in the folder fabrikam, named after the folder.</para>
/// </example>
/// <example>
/// <code>New-MigrateProject ./fabrikam -Name 'Fabrikam data centre exit' | Connect-MigrateProject</code>
/// <para>Makes a named project and connects it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MigrateProject", SupportsShouldProcess = true)]
[OutputType(typeof(MigrateProject))]
public sealed class NewMigrateProjectCommand : MigrateCommand
{
    /// <summary>The folder to make. Its parent is made too.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The project's name; the folder's name when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var folder = ResolveOutputPath(Path);
        if (ShouldProcess(folder, "Create project"))
            WriteObject(MigrateProject.Create(folder, Name));
    }
}
