using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Ends the pause of replications.</summary>
/// <remarks>The next cycle copies what changed meanwhile.</remarks>
/// <example>
/// <code>Suspend-MigrateReplication -Name web01 | Resume-MigrateReplication</code>
/// <para>Pauses a machine and goes on with it.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication -State Paused | Resume-MigrateReplication | Sync-MigrateReplication</code>
/// <para>Goes on with all that are paused, and copies what changed at once.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "MigrateReplication", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class ResumeMigrateReplicationCommand : ReplicationInputCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications().Where(each => ShouldProcess(each.Name, "Resume the replication")))
            Try(() => WriteObject(Await(_ => ReplicationRun.ResumeAsync(each))));
    }
}
