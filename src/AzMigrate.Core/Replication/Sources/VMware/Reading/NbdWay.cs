using System.Globalization;
using AzMigrate.Replication.Sources.Nbd;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// Servers that export the machine's disks by NBD: which of them holds which disk is the user's word.
/// </summary>
/// <param name="addresses">An address for each disk, in their order.</param>
internal sealed class NbdWay(IReadOnlyList<string> addresses) : IReadWay
{
    public string NameFor(VirtualMachine machine) => "NBD";

    public bool ReadsBaseOnly => true;

    public IEnumerable<MigrateProblem> ProblemsOf(VirtualMachine machine)
    {
        var disks = machine.Disks?.Count ?? 0;
        if (addresses.Count != disks)
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Error, "Replication.DiskCount", machine.Name, FormattableString.Invariant(
                    $"The NBD addresses that are named are {addresses.Count}, and the machine has {disks} disks."),
                "Name an address for each disk, that of the operating system first.");
        }
    }

    public async Task<IDiskReader> OpenAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, CancellationToken cancellation)
    {
        var index = machine.Disks?.ToList().FindIndex(each => each.Key == disk.Key) ?? -1;
        if (index < 0 || index >= addresses.Count)
            throw MachineErrors.DiskGone(machine.Name, disk.Key.ToString(CultureInfo.InvariantCulture));
        return await NbdSource.ConnectAsync(addresses[index], cancellation: cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => default;
}
