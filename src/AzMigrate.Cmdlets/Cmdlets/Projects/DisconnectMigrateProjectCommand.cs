using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Ends the connection to the current project. Nothing stored is lost.</summary>
/// <example>
/// <code>Disconnect-MigrateProject</code>
/// <para>After this, cmdlets need -Project or another Connect-MigrateProject.</para>
/// </example>
/// <example>
/// <code>Connect-MigrateProject ./contoso | Out-Null; Disconnect-MigrateProject</code>
/// <para>Connects and disconnects.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "MigrateProject", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectMigrateProjectCommand : MigrateCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        if (Session.Current.Project is MigrateProject project && ShouldProcess(project.Path, "Disconnect project"))
            Session.Current.Project = null;
    }
}
