using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// The server itself, without any other program: ranges of the disks' files while the machine is off; else exports of
/// whole disks, which are downloaded for each point.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="folder">Where exports are kept while they are read; null for nowhere, and no exports.</param>
internal sealed class ServerWay(IVimClient client, string? folder) : IReadWay
{
    private readonly DatastoreFiles _files = new(client);
    private readonly DiskExport _export = new(client, folder);

    public bool ReadsBaseOnly => false;

    public string NameFor(VirtualMachine machine) => IsExported(machine) ? "export" : "datastore";

    public IEnumerable<MigrateProblem> ProblemsOf(VirtualMachine machine)
    {
        if (IsExported(machine))
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Warning, "Replication.ReadByExport", machine.Name,
                $"{machine.Name} is read by export: each cycle downloads its disks whole, packed, into the project's folder.",
                "Where that is too much, name VMware's VDDK with -VddkFolder or NBD addresses of its disks; while it is off and "
                    + "without snapshots of others it is read by ranges.");
        }
    }

    public async Task<IDiskReader> OpenAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, CancellationToken cancellation) =>
        DatastoreFiles.CanRead(machine, disk)
            ? await _files.OpenAsync(machine, disk, cancellation).ConfigureAwait(false)
            : await _export.OpenAsync(machine, snapshot, disk, cancellation).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        _export.Dispose();
        return default;
    }

    private static bool IsExported(VirtualMachine machine) =>
        machine.Snapshots.Any(snapshot => !snapshot.IsOurs)
            || (machine.Disks ?? []).Any(disk => !DatastoreFiles.CanRead(machine, disk with { HasParent = false }));
}
