using System.Management.Automation;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Ends replications: snapshots and copies are removed, and they are forgotten.</summary>
/// <remarks>
/// The machine itself is not touched, nor is a machine that was made of it and accepted. The journal keeps what was
/// done.
/// </remarks>
/// <example>
/// <code>Stop-MigrateReplication -Name web01 -WhatIf</code>
/// <para>Says what would be removed.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication web01 | Stop-MigrateReplication -KeepCopies -Force</code>
/// <para>Ends a replication and leaves the copies of the disks where they are.</para>
/// </example>
[Cmdlet(
    VerbsLifecycle.Stop, "MigrateReplication", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(void))]
public sealed class StopMigrateReplicationCommand : ReplicationInputCommand
{
    /// <summary>Leaves the copies of the disks where they are.</summary>
    [Parameter]
    public SwitchParameter KeepCopies { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications())
        {
            var action = "End the replication" + (KeepCopies ? "" : " and remove the copies of its disks");
            if (!Approve(each.Name, action, Force))
                continue;
            Try(() =>
            {
                var run = new ReplicationRun(AccessFor([each]));
                Await(token => run.StopAsync(each, KeepCopies, token));
            });
        }
    }
}
