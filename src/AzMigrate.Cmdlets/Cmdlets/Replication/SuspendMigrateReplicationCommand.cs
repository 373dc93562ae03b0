using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Pauses replications: no cycle runs, and nothing of them is left at the source.</summary>
/// <remarks>A cycle that was in work is given up with its snapshot. What was copied is kept.</remarks>
/// <example>
/// <code>Suspend-MigrateReplication -Name web01</code>
/// <para>Pauses one machine.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication -Group all | Suspend-MigrateReplication -WhatIf</code>
/// <para>Says which machines of a group would be paused.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Suspend, "MigrateReplication", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class SuspendMigrateReplicationCommand : ReplicationInputCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications().Where(each => ShouldProcess(each.Name, "Pause the replication")))
        {
            Try(() =>
            {
                var run = new ReplicationRun(AccessFor([each]));
                WriteObject(Await(token => run.SuspendAsync(each, token)));
            });
        }
    }
}
