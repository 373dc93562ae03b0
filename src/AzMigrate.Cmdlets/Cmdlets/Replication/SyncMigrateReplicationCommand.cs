using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Copies what changed since the last cycle, or goes on with a copy that broke off.</summary>
/// <remarks>
/// Several machines are copied side by side. With -WhenDue, for a scheduled task or a runbook, only those are copied
/// whose next cycle is due, and moves whose time has run out (-UndoAfter) are undone. With -Continuous the same is done
/// until it is stopped, for all of the project; a failure is written once and tried again after growing pauses. Another
/// session may start, pause, test and move machines meanwhile.
/// </remarks>
/// <example>
/// <code>Sync-MigrateReplication -Name web01</code>
/// <para>Copies what changed of one machine now.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateReplication |
///     Sync-MigrateReplication -WhenDue -BandwidthMBps 40 -BandwidthWindow 'Mon-Fri 08:00-18:00=10'
/// </code>
/// <para>Copies what is due, at 40 MB/s, and at 10 MB/s on working days.</para>
/// </example>
[Cmdlet(VerbsData.Sync, "MigrateReplication", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class SyncMigrateReplicationCommand : ReplicationRunCommand
{
    private readonly List<MigrateReplication> _asked = [];

    /// <summary>Copies all replications of the project whenever they are due, until it is stopped.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Continuous")]
    public SwitchParameter Continuous { get; set; }

    /// <summary>Leaves out those whose next cycle is not due yet, and undoes moves whose time has run out.</summary>
    [Parameter(ParameterSetName = "InputObject")]
    [Parameter(ParameterSetName = "Id")]
    [Parameter(ParameterSetName = "Name")]
    public SwitchParameter WhenDue { get; set; }

    /// <summary>
    /// Where the bytes are read from now on, for one machine only: a newer backup's or export's image files, or nbd
    /// addresses, in the order of its disks.
    /// </summary>
    [Parameter(ParameterSetName = "InputObject")]
    [Parameter(ParameterSetName = "Id")]
    [Parameter(ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    public string[] Disk { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!Continuous)
            _asked.AddRange(InputReplications());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        var progress = Progress;
        if (Continuous)
        {
            var project = RequireProject();
            if (!ShouldProcess(project.Name, "Keep all replications in step"))
                return;
            var all = new MigrationRun(Access(project.Sources.Get(), Bandwidth()));
            Await(token => all.Replication.KeepInStepAsync(
                project, WriteOutcome,
                stop => all.UndoOverdueAsync(project.Replications.Get(), WriteOutcome, stop), progress, token));
            return;
        }

        if (WhenDue)
            UndoOverdue();
        var agreed = _asked.Where(each => !WhenDue || each.NextSync <= DateTimeOffset.UtcNow)
            .Where(each => ShouldProcess(each.Name, "Copy what changed")).ToList();
        if (agreed.Count == 0)
            return;
        if (Disk.Length > 0)
            agreed = [SetDisks(agreed)];
        var run = new MigrationRun(AccessFor(agreed, Bandwidth())).Replication;
        Await(token => run.SyncAllAsync(agreed, WriteOutcome, progress, token));
    }

    private void UndoOverdue()
    {
        var overdue = _asked.Where(each => each.IsUndoDue)
            .Where(each => ShouldProcess(each.Name, "Undo the cutover, whose time has run out")).ToList();
        if (overdue.Count == 0)
            return;
        var run = new MigrationRun(AccessFor(overdue));
        Await(token => run.UndoOverdueAsync(overdue, WriteOutcome, token));
    }

    private MigrateReplication SetDisks(List<MigrateReplication> replications) => replications.Count > 1
        ? throw new MigrateException(
            "Replication.OneMachineOnly", $"-Disk is of one machine, and {replications.Count} were given.",
            "Copy each machine with a command of its own.")
        : replications[0].Project.Replications.SetDisks(replications[0].Id, ResolveDisks(Disk));
}
