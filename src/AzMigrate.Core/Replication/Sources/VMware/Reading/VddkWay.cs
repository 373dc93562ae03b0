using AzMigrate.Replication.Sources.VMware.Vddk;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>VMware's own library, which reads disks of machines that run, on whatever snapshots they lie.</summary>
/// <param name="folder">The folder of the Virtual Disk Development Kit.</param>
/// <param name="server">Where the library logs in.</param>
internal sealed class VddkWay(string folder, VddkServer server) : IReadWay
{
    public string NameFor(VirtualMachine machine) => "VDDK";

    public bool ReadsBaseOnly => false;

    public IEnumerable<MigrateProblem> ProblemsOf(VirtualMachine machine)
    {
        MigrateException? failure = null;
        try
        {
            VddkLibrary.Of(folder);
        }
        catch (MigrateException error)
        {
            failure = error;
        }
        if (failure is not null)
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Error, failure.Code, machine.Name, failure.Message, failure.Remedy ?? "");
        }
    }

    public async Task<IDiskReader> OpenAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, CancellationToken cancellation)
    {
        var library = await Task.Run(() => VddkLibrary.Of(folder), cancellation).ConfigureAwait(false);
        return await VddkReader.OpenAsync(
            library, server, machine.Reference.Id, snapshot.Reference.Id, disk.File ?? "", cancellation)
                .ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => default;
}
