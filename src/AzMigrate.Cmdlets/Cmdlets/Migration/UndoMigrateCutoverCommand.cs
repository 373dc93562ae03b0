using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Takes moves back: the new machine is removed and the source started as it was before.</summary>
/// <remarks>
/// What changed in the new machine since the cutover is lost. The source's name and addresses are as they were: nothing
/// of it was changed. The next cycle compares all of its disks.
/// </remarks>
/// <example>
/// <code>Get-MigrateReplication web01 | Start-MigrateCutover -StopSource -Force | Undo-MigrateCutover -Force</code>
/// <para>Moves a machine and takes it back.</para>
/// </example>
/// <example>
/// <code>Get-MigrateCutover | Test-MigrateCutover | Where-Object Passed -eq $false | Undo-MigrateCutover -WhatIf</code>
/// <para>Says which moves are not as they should be and would be taken back.</para>
/// </example>
[Cmdlet(
    VerbsCommon.Undo, "MigrateCutover", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class UndoMigrateCutoverCommand : ReplicationInputCommand
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications())
        {
            if (!Approve(
                each.Name, "Remove the new machine with all that changed in it since the cutover, and start the source",
                Force))
                continue;
            Try(() =>
            {
                var (run, progress) = (new MigrationRun(AccessFor([each])), Progress);
                WriteObject(Await(token => run.UndoAsync(each, progress, token)));
            });
        }
    }
}
