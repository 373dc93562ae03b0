using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Opens a project and makes it the session's current one.</summary>
/// <remarks>
/// Every other cmdlet works on the connected project unless -Project or its input names another. Each runspace has its
/// own connected project.
/// </remarks>
/// <example>
/// <code>Connect-MigrateProject ./contoso</code>
/// <para>Opens an existing project.</para>
/// </example>
/// <example>
/// <code>Connect-MigrateProject ./tailwind -Create</code>
/// <para>Opens the project, and makes it first where there is none: fit for a script that runs every night.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "MigrateProject", SupportsShouldProcess = true)]
[OutputType(typeof(MigrateProject))]
public sealed class ConnectMigrateProjectCommand : MigrateCommand
{
    /// <summary>The project's folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Makes the project when the folder holds none.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var folder = ResolveOutputPath(Path);
        if (!ShouldProcess(folder, Create ? "Connect project, created at need" : "Connect project"))
            return;
        var project = Create ? MigrateProject.OpenOrCreate(folder) : MigrateProject.Open(folder);
        Session.Current.Project = project;
        WriteObject(project);
    }
}
