using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;
using AzMigrate.Tests.Discovery.Linux.Peer;

namespace AzMigrate.Tests.Replication.Sources.Linux;

/// <summary>A test's server as a source of disks.</summary>
internal static class LinuxServers
{
    public static Machine Machine() => new()
    {
        Id = "lin/db1", Source = "lin", SourceKind = SourceKind.Linux, Name = "db1", Cores = 1, MemoryMiB = 1024,
    };

    public static LinuxConnection Connection(this LinuxServer server) => server.Sshd.Connection(server.Address);

    public static IReplicationSource Open(this LinuxServer server, params string[] known) => ReplicationSources.Open(
        Machine(), new SourceReading(), server.Connection(), new SourceOpening(),
        $"{server.Address}:{server.Sshd.Port}",
        known);
}
