using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>What stands in the way of replicating a machine of vSphere's, each with what to do.</summary>
internal static class VMwareErrors
{
    public static MigrateException MachineGone(string machine) => new(
        "Replication.MachineGone", $"The server has no machine {machine} any more.",
        "Run Start-MigrateDiscovery; when the machine was deleted, stop its replication.", machine);

    public static MigrateException MachineBusy(string machine, string task, TimeSpan patience) => new(
        "Replication.MachineBusy", FormattableString.Invariant(
            $"{machine} is busy: the operation {task} still runs after {patience.TotalMinutes:0} minutes."),
        "Wait until it has ended in vSphere, or cancel it there; then run it again.", machine);

    public static MigrateException MachineSuspended(string machine) => new(
        "Replication.MachineSuspended", $"{machine} is suspended: what its memory holds is on no disk.",
        "Resume it in vSphere, then run it again.", machine);

    public static MigrateException PointNameTaken(string machine, string name) => new(
        "Replication.PointNameTaken", $"{machine} has a snapshot {name} that somebody else made; it is not touched.",
        "Rename or remove that snapshot in vSphere.", machine);

    public static MigrateException PointGone(string machine, string name) => new(
        "Replication.PointGone", $"The snapshot {name} of {machine} was removed while its disks were read.",
        "Run it again: it takes a new one. Find out which backup or clean-up removes snapshots that are not its own.",
        machine);

    public static MigrateException SnapshotsPresent(string machine, IReadOnlyList<MachineSnapshot> snapshots,
        string why) => new(
            "Replication.SnapshotsPresent", $"{machine} has {Names(snapshots)}: {why}.", RemoveSnapshots, machine);

    public static MigrateException ConsolidationNeeded(string machine) => new(
        "Replication.ConsolidationNeeded",
        $"The disks of {machine} are still not consolidated after its snapshot was removed.",
        "Consolidate them in vSphere (Snapshots, Consolidate) and look which program holds their files open.", machine);

    public static MigrateException QuiesceNeedsTools(string machine) => new(
        "Replication.QuiesceNeedsTools",
        $"{machine} cannot be asked to flush its file systems: VMware Tools do not run in it.",
        "Start or install VMware Tools in the guest, or replicate without quiescing.", machine);

    public static MigrateException DiskMismatch(string machine, VirtualDisk disk, string what, long bytes) => new(
        "Replication.DiskMismatch", FormattableString.Invariant(
            $"{disk.Label} of {machine} has {disk.CapacityBytes} bytes, and {what} has {bytes}."),
        "Check that it is this disk and not another one's; after a disk has grown, export it anew.", machine);

    public static MigrateException DiskNotFlat(string machine, VirtualDisk disk, string what) => new(
        "Replication.DiskNotFlat", $"{disk.Label} of {machine} cannot be read through the datastore: {what}.",
        "Read it by VDDK or NBD.", machine);

    public static MigrateException PowerUnchanged(string machine, string what, TimeSpan patience) => new(
        "Replication.PowerUnchanged", FormattableString.Invariant(
            $"{machine}: {what} had no effect within {patience.TotalMinutes:0} minutes."),
        "Look in vSphere whether the machine waits for an answer to a question, then run it again.", machine);

    public static MigrateException ExportUnmatched(string machine, VirtualDisk disk) => new(
        "Replication.ExportFailed",
        $"The export of {machine} does not have {disk.Label} ({disk.Place ?? "at an unknown place"}).",
        "Read the machine by VDDK or NBD, or through the datastore while it is off.", machine);

    public static MigrateException ExportFailed(string machine, string what) => new(
        "Replication.ExportFailed", $"The export of {machine} failed: {ServerErrors.Shortened(what)}.",
        "Look at the machine's events in vSphere; another export or backup of it may run.", machine);

    public static MigrateException TaskFailed(string machine, string what, VimTask task) => new(
        CodeOf(task.FaultType), $"{machine}: {what} failed with {task.FaultType}{Words(task.FaultText)}.",
        RemedyOf(task.FaultType), machine);

    /// <summary>Why snapshots of others are in the way.</summary>
    public const string ReadsBaseOnly = "disks on older snapshots can be read by VDDK or export only";

    public const string RemoveSnapshots =
        "Remove or consolidate them in vSphere (Snapshots, Delete All) and keep backups from making others meanwhile.";

    /// <summary>Snapshots by their names, as a part of a sentence.</summary>
    public static string Names(IReadOnlyList<MachineSnapshot> snapshots)
    {
        const int Most = 3;
        var names = string.Join(", ",
            snapshots.Take(Most).Select(snapshot => $"'{ServerErrors.Shortened(snapshot.Name)}'"));
        var rest = snapshots.Count - Most;
        return (snapshots.Count == 1 ? "the snapshot " : "the snapshots ") + names
            + (rest > 0 ? FormattableString.Invariant($" and {rest} more") : "");
    }

    /// <summary>True where the machine does something else just now, and asking again is worth it.</summary>
    public static bool IsBusy(string faultType) =>
        faultType is "TaskInProgress" or "ConcurrentAccess" or "HostCommunication";

    private static string Words(string text) => text.Length > 0 ? ": " + ServerErrors.Shortened(text) : "";

    private static string CodeOf(string fault) => fault switch
    {
        "ApplicationQuiesceFault" or "FilesystemQuiesceFault" or "ToolsUnavailable" => "Replication.QuiesceFailed",
        "NoDiskSpace" or "InsufficientStorageSpace" or "FileTooLarge" => "Replication.DatastoreFull",
        "TaskInProgress" => "Replication.MachineBusy",
        _ => "Replication.TaskFailed",
    };

    private static string RemedyOf(string fault) => CodeOf(fault) switch
    {
        "Replication.QuiesceFailed" =>
            "Look at the guest: vssadmin list writers on Windows, VMware Tools' log on Linux; or replicate without quiescing.",
        "Replication.DatastoreFull" =>
            "Free space in the machine's datastore: a snapshot needs room for what is written meanwhile.",
        "Replication.MachineBusy" =>
            "Wait until the machine's other operation has ended in vSphere, then run it again.",
        _ => "Look at the machine's events in vSphere, cure what they tell, and run it again.",
    };
}
