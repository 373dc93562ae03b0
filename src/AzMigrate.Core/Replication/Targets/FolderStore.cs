namespace AzMigrate.Replication.Targets;

/// <summary>
/// Copies as fixed VHDs in a folder, those of each replication in a folder of its own, <c>azmigrate-ID</c>.
/// </summary>
internal sealed class FolderStore(string folder) : IReplicaStore
{
    public bool CanReopen => true;

    public bool WritesAreDurable => false;

    public bool IsThrottled => false;

    /// <summary>Where a replication's files are.</summary>
    public static string FolderOf(string folder, string replicationId) =>
        Path.Combine(folder, "azmigrate-" + replicationId);

    /// <summary>The file of a disk.</summary>
    public static string FileOf(string folder, ReplicaDisk disk) =>
        Path.Combine(FolderOf(folder, disk.ReplicationId), disk.Name + ".vhd");

    public Task<IDiskTarget> CreateAsync(ReplicaDisk disk, CancellationToken cancellation = default) =>
        Task.Run<IDiskTarget>(() => Create(disk), cancellation);

    public Task<IDiskTarget> OpenAsync(ReplicaDisk disk, CancellationToken cancellation = default) =>
        Task.Run<IDiskTarget>(() => Open(disk), cancellation);

    public Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation = default) =>
        Task.Run(() => Remove(disk), cancellation);

    public void Dispose()
    {
    }

    private FixedVhdTarget Create(ReplicaDisk disk)
    {
        var path = FileOf(folder, disk);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskErrors.Unwritable(path, cause.Message, cause);
        }
        return FixedVhdTarget.Create(path, disk.CapacityBytes);
    }

    private FixedVhdTarget Open(ReplicaDisk disk)
    {
        var path = FileOf(folder, disk);
        if (!File.Exists(path))
            throw DiskErrors.TargetGone(path, "it is not there");
        var target = FixedVhdTarget.Reopen(path);
        var wanted = FixedVhdTarget.CapacityOf(disk.CapacityBytes);
        if (target.CapacityBytes == wanted)
            return target;
        target.Dispose();
        throw DiskErrors.TargetGone(
            path, FormattableString.Invariant($"it has {target.CapacityBytes} bytes, not {wanted}"));
    }

    private void Remove(ReplicaDisk disk)
    {
        var path = FileOf(folder, disk);
        try
        {
            File.Delete(path);
            var own = new DirectoryInfo(FolderOf(folder, disk.ReplicationId));
            if (own.Exists && !own.EnumerateFileSystemInfos().Any())
                own.Delete();
        }
        catch (DirectoryNotFoundException)
        {
            // Removed before.
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskErrors.Unwritable(path, cause.Message, cause);
        }
    }
}
