using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>The two ends of a replication: where its disks are read, and where their copies are kept.</summary>
internal interface IReplicationPeers
{
    /// <summary>Opens the source of a replication's machine. Nothing is asked of it yet.</summary>
    IReplicationSource OpenSource(MigrateReplication replication);

    /// <summary>Opens where the copies are kept; that may sign in.</summary>
    Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation);
}
