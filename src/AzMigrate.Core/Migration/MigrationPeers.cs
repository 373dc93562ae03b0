using AzMigrate.Projects;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Migration;

/// <summary>Where machines are made as the settings name it.</summary>
internal sealed class MigrationPeers(AzureDoor door) : IMigrationPeers
{
    public async Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation)
    {
        if (settings.ReplicaKind == ReplicaKind.Folder)
            return new FolderMachineTarget(settings.Folder!);
        await door.OpenAsync(cancellation).ConfigureAwait(false);
        throw new NotSupportedException();
    }
}
