using AzMigrate.Migration.AzureMachines;
using AzMigrate.Projects;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Migration;

/// <summary>Where machines are made as the settings name it.</summary>
internal sealed class MigrationPeers(AzureDoor door) : IMigrationPeers
{
    public async Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation) =>
        settings.ReplicaKind == ReplicaKind.Folder ? new FolderMachineTarget(settings.Folder!)
            : new AzureMachineTarget(await door.OpenAsync(cancellation).ConfigureAwait(false));
}
