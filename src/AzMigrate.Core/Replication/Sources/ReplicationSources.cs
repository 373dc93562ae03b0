using AzMigrate.Discovery;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication.Sources.Files;
using AzMigrate.Replication.Sources.Linux;
using AzMigrate.Replication.Sources.VMware;
using AzMigrate.Replication.Sources.VMware.Reading;
using AzMigrate.Replication.Sources.VMware.Vddk;

namespace AzMigrate.Replication.Sources;

/// <summary>Picks what reads a machine's disks.</summary>
internal static class ReplicationSources
{
    /// <summary>Opens the source of a machine's disks. Nothing is asked of it before it is used.</summary>
    /// <param name="machine">The machine, as the inventory has it.</param>
    /// <param name="reading">How its disks are read.</param>
    /// <param name="connection">How the machine's own source is reached; null when it has none that is live.</param>
    /// <param name="opening">Who logs in there, and who is told of what is weak.</param>
    /// <param name="nativeId">By which its source knows the machine; null where none found it.</param>
    /// <param name="disks">Keys of the disks that are replicated; none before that.</param>
    /// <param name="leftOut">Keys of those that were left out.</param>
    /// <exception cref="MigrateException">
    /// <c>Replication.NoSource</c>: neither images are named nor has the machine a source that reads disks; and as of
    /// <see cref="SourceConnection.Check"/>.
    /// </exception>
    public static IReplicationSource Open(
        Machine machine, SourceReading reading, SourceConnection? connection, SourceOpening opening,
        string? nativeId = null, IReadOnlyList<string>? disks = null, IReadOnlyList<string>? leftOut = null)
    {
        if (connection is VMwareConnection server && reading.Disks.All(DiskFiles.IsAddress))
            return OpenVMware(machine, reading, server, opening);
        if (reading.Disks.Count > 0)
            return new FilesReplicationSource(machine, reading.Disks);
        if (connection is LinuxConnection hosts)
            return new LinuxReplicationSource(
                new HostVisits(hosts, opening), HostOf(machine, hosts, nativeId, disks ?? []), machine, disks ?? [],
                leftOut ?? [], hosts.UseSudo);
        throw MachineErrors.NoSource(machine, connection?.Kind);
    }

    // The disks of a running replication are known again by themselves, so the only server of a source may have another
    // address since, as in a rescue system.
    private static HostAddress HostOf(
        Machine machine, LinuxConnection connection, string? nativeId, IReadOnlyList<string> disks)
    {
        var hosts = HostList.Parse(connection.Hosts, connection.Port);
        return hosts.FirstOrDefault(host => host.Key == nativeId)
            ?? (hosts.Count == 1 && disks.Count > 0 ? hosts[0] : throw MachineErrors.NotAmongHosts(machine, nativeId));
    }

    private static VMwareReplicationSource OpenVMware(
        Machine machine, SourceReading reading, VMwareConnection connection, SourceOpening opening)
    {
        var credential = opening.Credential ?? throw MachineErrors.CredentialMissing(connection.Server);
        var client = new VimClient(connection, credential, opening.Warn, onCall: opening.OnCall);
        var server = new VddkServer(ServerAddress.Parse(connection.Server), credential, () => client.CertificateSha1);
        IReadWay way = reading.Disks.Count > 0 ? new NbdWay(reading.Disks)
            : reading.VddkFolder is string folder ? new VddkWay(folder, server)
            : new ServerWay(client, opening.Folder);
        return new VMwareReplicationSource(client, machine, way, reading.Quiesce, opening.Warn);
    }
}
