using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>Where machines are made of a replication's disks.</summary>
internal interface IMigrationPeers
{
    /// <summary>Opens where the machine of these settings is made; that may sign in.</summary>
    Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation);
}
