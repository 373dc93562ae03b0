using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that reads a project, which can come down the pipeline itself.</summary>
public abstract class ProjectReadCommand : ProjectCommand
{
    /// <summary>
    /// The project to read: an object from Get-MigrateProject or a project folder's path. Without it the one that
    /// Connect-MigrateProject connected is read.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ProjectTransformation]
    [ValidateNotNull]
    public override MigrateProject? Project { get; set; }
}
