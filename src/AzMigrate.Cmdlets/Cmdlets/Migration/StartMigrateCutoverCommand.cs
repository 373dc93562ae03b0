using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Moves machines: shuts the source down, copies the rest, makes the machine anew.</summary>
/// <remarks>
/// The target is asked once more what stands against it before the source is touched. The guest is shut down, and
/// switched off hard after -ShutdownTimeout. Broken off anywhere, the same command goes on, and Undo-MigrateCutover
/// takes all back. Nothing is final until Complete-MigrateCutover.
/// </remarks>
/// <example>
/// <code>Get-MigrateReplication web01 | Start-MigrateCutover -StopSource -Force | Test-MigrateCutover</code>
/// <para>Moves a machine and looks whether it is as it should be.</para>
/// </example>
/// <example>
/// <code>Start-MigrateCutover -Name web01 -KeepSourceOn -UndoAfter 02:00:00 -WhatIf</code>
/// <para>Would move a machine of a crash-consistent point, and undo it after two hours unless it is completed
/// before.</para>
/// </example>
[Cmdlet(
    VerbsLifecycle.Start, "MigrateCutover", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class StartMigrateCutoverCommand : ReplicationRunCommand
{
    /// <summary>Shuts the source down first, so that nothing is lost. This or -KeepSourceOn has to be said.</summary>
    [Parameter]
    public SwitchParameter StopSource { get; set; }

    /// <summary>Leaves the source running: what it writes from now on is not in the new machine.</summary>
    [Parameter]
    public SwitchParameter KeepSourceOn { get; set; }

    /// <summary>How long the guest may take to shut down; 5 minutes by default.</summary>
    [Parameter]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Undoes the move unless it is completed within this time from when the new machine is there.
    /// Sync-MigrateReplication does it: -Continuous has to be running, or a scheduled task with -WhenDue.
    /// </summary>
    [Parameter]
    public TimeSpan? UndoAfter { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (StopSource == KeepSourceOn)
            throw new MigrateException(
                "Migration.SourceUndecided", "It is not said whether the source is shut down.",
                "Give -StopSource to shut it down (nothing is lost), or -KeepSourceOn to leave it running.");
        if (UndoAfter <= TimeSpan.Zero || ShutdownTimeout < TimeSpan.Zero)
            throw new MigrateException(
                "Migration.TimeInvalid", "-UndoAfter is not above zero, or -ShutdownTimeout is below.",
                "Give a time span such as 02:00:00.");
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications())
        {
            var action = KeepSourceOn ? "Move the machine, its source left on" : "Shut the machine down and move it";
            if (!Approve(each.Name, action, Force))
                continue;
            Try(() =>
            {
                var (run, progress) = (new MigrationRun(AccessFor([each], Bandwidth())), Progress);
                var options = new CutoverOptions
                {
                    KeepSourceOn = KeepSourceOn, ShutdownPatience = ShutdownTimeout, UndoAfter = UndoAfter,
                };
                WriteObject(Await(token => run.StartCutoverAsync(each, options, progress, token)));
            });
        }
    }
}
