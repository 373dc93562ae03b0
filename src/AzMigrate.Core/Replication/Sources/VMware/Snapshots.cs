using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>
/// Makes, finds and removes our snapshots of one machine. What is asked of the server may have happened though its
/// answer was lost, so each step looks first at what is there.
/// </summary>
internal sealed class Snapshots(VirtualMachines machines)
{
    private const int Attempts = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The snapshot of this name; made where it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="quiesce">True to let a guest that runs flush its file systems.</param>
    /// <param name="others">What stands against snapshots of others; null where they are in no way.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<MachineSnapshot> TakeAsync(string name, bool quiesce, string? others,
        CancellationToken cancellation)
    {
        var isMade = false;
        for (var attempt = 0; ; attempt++)
        {
            var now = await machines.SettledAsync(cancellation).ConfigureAwait(false);
            if (now.Snapshots.FirstOrDefault(snapshot => snapshot.Name == name) is { } found)
                return found.IsOurs ? found : throw VMwareErrors.PointNameTaken(now.Name, name);
            if (isMade)
                throw VMwareErrors.PointGone(now.Name, name);
            if (others is not null && now.Snapshots.Count > 0)
                throw VMwareErrors.SnapshotsPresent(now.Name, now.Snapshots, others);
            if (quiesce && now.Power == PowerState.On && !now.HasTools)
                throw VMwareErrors.QuiesceNeedsTools(now.Name);
            if (!await TrackChangesAsync(now, attempt, cancellation).ConfigureAwait(false))
                continue;
            isMade = await TryAsync(now, "taking the snapshot", now.Reference, "CreateSnapshot_Task",
                arguments => arguments
                .Text("name", name)
                .Text("description", MachineSnapshot.OurDescription)
                .Flag("memory", false)
                .Flag("quiesce", quiesce && now.Power == PowerState.On), attempt, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Removes our snapshots whose names fit, and waits until the disks are consolidated.</summary>
    public async Task RemoveAsync(Predicate<string> isMeant, CancellationToken cancellation)
    {
        var hasRemoved = false;
        var isConsolidated = false;
        for (var attempt = 0; ; attempt++)
        {
            if (await machines.TryReadAsync(cancellation).ConfigureAwait(false) is null)
                return;
            var now = await machines.SettledAsync(cancellation).ConfigureAwait(false);
            // The newest first: no disk is written down twice.
            if (now.Snapshots.LastOrDefault(snapshot => snapshot.IsOurs && isMeant(snapshot.Name)) is { } ours)
            {
                hasRemoved = true;
                if (await TryAsync(now, "removing the snapshot", ours.Reference, "RemoveSnapshot_Task",
                    arguments => arguments
                    .Flag("removeChildren", false)
                    .Flag("consolidate", true), attempt, cancellation).ConfigureAwait(false))
                    attempt = -1;
                continue;
            }
            if (!hasRemoved || !now.NeedsConsolidation)
                return;
            if (isConsolidated)
                throw VMwareErrors.ConsolidationNeeded(now.Name);
            isConsolidated = await TryAsync(
                now, "consolidating the disks", now.Reference, "ConsolidateVMDisks_Task", null, attempt, cancellation)
                .ConfigureAwait(false);
        }
    }

    // Snapshots that are there when it is switched on would be left out of what it tells.
    private async Task<bool> TrackChangesAsync(VirtualMachine now, int attempt, CancellationToken cancellation)
    {
        if (now.TracksChanges || !now.CanTrackChanges)
            return true;
        if (now.Snapshots.Count > 0)
        {
            throw VMwareErrors.SnapshotsPresent(
                now.Name, now.Snapshots,
                "changed block tracking is off, and cannot be switched on while there are snapshots");
        }
        return await TryAsync(
            now, "switching on changed block tracking", now.Reference, "ReconfigVM_Task",
            arguments => arguments.Object("spec", spec => spec.Flag("changeTrackingEnabled", true)), attempt,
            cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// True when it has happened; false when that is not sure, and the caller has to look and to try again.
    /// </summary>
    private async Task<bool> TryAsync(
        VirtualMachine machine, string what, MoRef target, string method, Action<VimWriter>? arguments, int attempt,
        CancellationToken cancellation)
    {
        try
        {
            var task = await machines.RunAsync(target, method, arguments, cancellation).ConfigureAwait(false);
            if (task is null or { HasFailed: false })
                return task is not null;
            if (!VMwareErrors.IsBusy(task.FaultType) && task.FaultType != "ManagedObjectNotFound"
                || attempt >= Attempts)
                throw VMwareErrors.TaskFailed(machine.Name, what, task);
        }
        catch (SourceException error) when (attempt < Attempts && MayHaveHappened(error))
        {
            // It is looked for before it is tried again.
        }
        await Task.Delay(TimeSpan.FromTicks(Pause.Ticks * Math.Min(attempt + 1, 5)), cancellation)
            .ConfigureAwait(false);
        return false;
    }

    private static bool MayHaveHappened(SourceException error) => error.IsTransient
        || error is VimFaultException { FaultType: var fault }
            && (fault == "ManagedObjectNotFound" || VMwareErrors.IsBusy(fault));
}
