using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>What stands against replicating a machine of vSphere's, whatever reads its disks.</summary>
/// <param name="machine">The machine as it is now.</param>
/// <param name="readsBaseOnly">True where its disks are read by the first file of their chains alone.</param>
/// <param name="quiesces">True where the guest is to flush its file systems.</param>
internal sealed class MachineProblems(VirtualMachine machine, bool readsBaseOnly, bool quiesces)
{
    // More than these, and changed block tracking fails.
    private const int MostSnapshots = 28;

    public IEnumerable<MigrateProblem> All() =>
        [.. OfMachine(), .. OfSnapshots(), .. (machine.Disks ?? []).SelectMany(OfDisk)];

    private IEnumerable<MigrateProblem> OfMachine()
    {
        if (machine.ConnectionState is not (null or "connected") || machine.Disks is null)
        {
            yield return Error(
                "Source.MachineInaccessible",
                $"{machine.Name} is {machine.ConnectionState ?? "unknown"}: the server does not know its disks.",
                "Bring its host or datastore back.");
            yield break;
        }
        if (machine.IsTemplate)
            yield return Error("Replication.MachineTemplate", $"{machine.Name} is a template.",
                "Convert it to a virtual machine first.");
        if (machine.Disks.Count == 0)
            yield return Error("Replication.NoDisk", $"{machine.Name} has no disk.", "There is nothing to replicate.");
        if (machine.Power == PowerState.Suspended)
        {
            yield return Warning(
                "Replication.MachineSuspended", $"{machine.Name} is suspended: what its memory holds is not copied.",
                "Resume it before the cutover.");
        }
        if (!machine.CanTrackChanges)
        {
            yield return Warning(
                "Replication.ChangesNotTracked",
                $"{machine.Name} cannot track changed blocks{Version()}: each cycle reads all of its disks.",
                "Upgrade its virtual hardware to version 7 or later, with the machine off.");
        }
        if (quiesces && machine.Power == PowerState.On && !machine.HasTools)
        {
            var needs = VMwareErrors.QuiesceNeedsTools(machine.Name);
            yield return Error(needs.Code, needs.Message, needs.Remedy!);
        }
    }

    private IEnumerable<MigrateProblem> OfSnapshots()
    {
        if (machine.NeedsConsolidation)
        {
            yield return Error(
                "Replication.ConsolidationNeeded", $"The disks of {machine.Name} need consolidation.",
                "Consolidate them in vSphere (Snapshots, Consolidate).");
        }
        // Ours are removed at the start of the replication.
        var others = machine.Snapshots.Where(snapshot => !snapshot.IsOurs).ToList();
        if (others.Count >= MostSnapshots)
        {
            yield return Error("Replication.SnapshotLimit", FormattableString.Invariant(
                $"{machine.Name} has {others.Count} snapshots; with more than {MostSnapshots} changes cannot be tracked."),
                VMwareErrors.RemoveSnapshots);
        }
        if (others.Count == 0)
            yield break;
        var has = $"{machine.Name} has {VMwareErrors.Names(others)}";
        if (!machine.TracksChanges && machine.CanTrackChanges)
        {
            yield return Error(
                "Replication.SnapshotsPresent",
                $"{has}: changed block tracking cannot be switched on while there are snapshots.",
                VMwareErrors.RemoveSnapshots);
        }
        else if (readsBaseOnly)
        {
            yield return Error(
                "Replication.SnapshotsPresent", $"{has}: {VMwareErrors.ReadsBaseOnly}.",
                VMwareErrors.RemoveSnapshots);
        }
        else
        {
            yield return Warning(
                "Replication.SnapshotsPresent",
                $"{has}: they slow each cycle down, and one that is reverted to spoils it.",
                VMwareErrors.RemoveSnapshots);
        }
    }

    private IEnumerable<MigrateProblem> OfDisk(VirtualDisk disk)
    {
        if (disk.RawMode == "physicalMode")
        {
            yield return Error(
                "Replication.DiskRawPhysical",
                $"{disk.Label} is a raw device in physical mode, which snapshots leave out.",
                "Change it to virtual mode, or copy what it holds by the guest's own means.");
        }
        else if (disk.Mode?.StartsWith("independent", StringComparison.Ordinal) == true)
        {
            yield return Error(
                "Replication.DiskIndependent", $"{disk.Label} is {disk.Mode}, which snapshots leave out.",
                "Switch the machine off and change the disk's mode to dependent.");
        }
        if (disk.IsShared)
        {
            yield return Error(
                "Replication.DiskShared",
                $"{disk.Label} is shared with other machines, so that no snapshot holds it still.",
                "Use Azure's shared disks or another way for clusters, and leave this disk out.");
        }
        if (disk.IsEncrypted)
        {
            yield return Error(
                "Replication.DiskEncrypted", $"{disk.Label} is encrypted by vSphere.",
                "Decrypt it by its storage policy in vSphere first.");
        }
        if (disk.Backing == "VirtualDiskSeSparseBackingInfo" || disk.Backing == "VirtualDiskSparseVer2BackingInfo")
        {
            yield return Warning(
                "Replication.DiskSparse", $"{disk.Label} is kept as a sparse file, not flat.",
                "Nothing has to be done where it is read by VDDK or export; a flat clone can be read in all ways.");
        }
    }

    private string Version() => machine.HardwareVersion is int version
        ? FormattableString.Invariant($" with virtual hardware {version}") : "";

    private MigrateProblem Error(string code, string message, string remedy) =>
        MachineErrors.Problem(ProblemSeverity.Error, code, machine.Name, message, remedy);

    private MigrateProblem Warning(string code, string message, string remedy) =>
        MachineErrors.Problem(ProblemSeverity.Warning, code, machine.Name, message, remedy);
}
