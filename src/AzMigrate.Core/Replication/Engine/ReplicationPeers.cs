using AzMigrate.Discovery;
using AzMigrate.Projects;
using AzMigrate.Replication.Sources;
using AzMigrate.Replication.Sources.Files;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Replication.Engine;

/// <summary>The ends of a replication as its settings name them.</summary>
internal sealed class ReplicationPeers(ReplicationAccess access, AzureDoor door) : IReplicationPeers
{
    public IReplicationSource OpenSource(MigrateReplication replication) =>
        OpenSource(
            replication.Project, replication.MachineId, replication.Settings.Reading,
            [.. replication.Settings.Disks.Select(disk => disk.Key)], replication.Settings.ExcludedDisks ?? []);

    /// <summary>Opens the source of a machine that is not replicated yet.</summary>
    public IReplicationSource OpenSource(MigrateProject project, string machineId, SourceReading reading) =>
        OpenSource(project, machineId, reading, [], []);

    public async Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation)
    {
        var settings = replication.Settings;
        if (settings.ReplicaKind == ReplicaKind.Folder)
            return new FolderStore(settings.Folder!);
        var azure = await door.OpenAsync(cancellation).ConfigureAwait(false);
        return settings.ReplicaKind == ReplicaKind.PageBlob
            ? PageBlobStore.Open(azure, settings.Azure!) : new UploadDiskStore(azure, settings);
    }

    private IReplicationSource OpenSource(
        MigrateProject project, string machineId, SourceReading reading, IReadOnlyList<string> disks,
        IReadOnlyList<string> leftOut)
    {
        var machine = project.Machines.Get(new MachineQuery { Id = [machineId], AllRecords = true }).FirstOrDefault()
            ?? throw new MigrateException(
                "Machine.NotFound", $"The project {project.Name} has no machine '{machineId}' any more.",
                "Discover or import it again.", machineId);
        var source = project.Sources.Find(machine.Source);
        return ReplicationSources.Open(machine, reading, source?.Connection, new SourceOpening
        {
            // Image files are read without the machine's own source.
            Credential = source is null || reading.Disks.Any(disk => !DiskFiles.IsAddress(disk)) ? null
                : access.CredentialOf?.Invoke(source),
            Folder = project.Path,
            Warn = access.Warn,
            OnCall = access.OnCall,
        }, source is null ? null
            : project.Sources.PresentMachines(source.Name).FirstOrDefault(present => present.Id == machineId).NativeId,
            disks, leftOut);
    }
}
