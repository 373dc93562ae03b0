using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Migration;

/// <summary>Where machines are made as the settings name it.</summary>
internal sealed class MigrationPeers(ReplicationAccess access) : IMigrationPeers
{
    private readonly ReplicationAccess _access = access;

    public IMachineTarget OpenTarget(ReplicationSettings settings) => settings.ReplicaKind switch
    {
        ReplicaKind.Folder => new FolderMachineTarget(settings.Folder!),
        _ => throw new NotSupportedException(_access.ToString()),
    };
}
