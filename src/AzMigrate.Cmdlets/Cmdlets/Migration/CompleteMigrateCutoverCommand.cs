using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Accepts moves: copies, snapshots and leftovers are removed, and the machine is marked as moved.</summary>
/// <remarks>
/// There is no way back afterwards. The source is left off, as it is; the machine has the tag MigratedTo.
/// </remarks>
/// <example>
/// <code>Get-MigrateCutover -State CutOver | Complete-MigrateCutover -WhatIf</code>
/// <para>Says which moves would be accepted.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication web01 | Start-MigrateCutover -StopSource -Force | Complete-MigrateCutover -Force</code>
/// <para>Moves a machine and accepts the move.</para>
/// </example>
[Cmdlet(
    VerbsLifecycle.Complete, "MigrateCutover", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class CompleteMigrateCutoverCommand : ReplicationInputCommand
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications())
        {
            if (!Approve(each.Name, "Accept the move and remove the copies; there is no way back", Force))
                continue;
            Try(() =>
            {
                var run = new MigrationRun(AccessFor([each]));
                WriteObject(Await(token => run.CompleteAsync(each, token)));
            });
        }
    }
}
