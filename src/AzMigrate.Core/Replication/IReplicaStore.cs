namespace AzMigrate.Replication;

/// <summary>
/// Where the copies of machines' disks are kept: a folder, a container of page blobs, a resource group of disks.
/// </summary>
internal interface IReplicaStore : IDisposable
{
    /// <summary>
    /// False where a copy is written in one pass only (a managed disk's upload): one that broke off can be opened again,
    /// one that was sealed cannot.
    /// </summary>
    bool CanReopen { get; }

    /// <summary>True where a write is durable when its call ends, so that flushing costs nothing.</summary>
    bool WritesAreDurable { get; }

    /// <summary>True while the service asks for fewer requests.</summary>
    bool IsThrottled { get; }

    /// <summary>Makes a blank copy; one of this name that is this replication's is replaced.</summary>
    /// <exception cref="MigrateException">
    /// <c>Disk.TargetExists</c>: the name is somebody else's; <c>Disk.TooLarge</c>, <c>Disk.Unwritable</c>.
    /// </exception>
    Task<IDiskTarget> CreateAsync(ReplicaDisk disk, CancellationToken cancellation = default);

    /// <summary>Opens a copy to write on.</summary>
    /// <exception cref="MigrateException"><c>Disk.TargetGone</c>: it is not there, or of another size.</exception>
    Task<IDiskTarget> OpenAsync(ReplicaDisk disk, CancellationToken cancellation = default);

    /// <summary>Removes a copy; one that is not there is not an error.</summary>
    Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation = default);
}

/// <summary>The copy of one disk.</summary>
/// <param name="ReplicationId">Of which replication it is; a copy says so itself, and nobody else's is touched.</param>
/// <param name="Key">The disk's key in its source.</param>
/// <param name="Name">Name in the store, without a suffix: letters, digits, hyphens.</param>
/// <param name="CapacityBytes">Size of the source's disk in bytes; the copy's is rounded up to 1 MiB.</param>
internal sealed record ReplicaDisk(string ReplicationId, string Key, string Name, long CapacityBytes);
