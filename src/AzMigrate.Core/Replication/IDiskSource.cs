namespace AzMigrate.Replication;

/// <summary>What reads a disk's bytes. They do not change while it is open.</summary>
internal interface IDiskReader : IDisposable
{
    /// <summary>Size of the disk in bytes.</summary>
    long CapacityBytes { get; }

    /// <summary>What may hold other bytes than zeros: ascending, not touching each other, within the disk.</summary>
    IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Fills the buffer from an offset; the range is within the disk. Several reads may be under way at once. The
    /// buffer is not touched after the task's end, whatever the end is.
    /// </summary>
    Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default);
}

/// <summary>What a disk is copied from: a snapshot, an image file, an export of one. It also tells changes.</summary>
internal interface IDiskSource : IDiskReader
{
    /// <summary>
    /// Names the content as it is now, for a later <see cref="ChangedAsync"/>; null where the source cannot tell
    /// changes. Keep it only when all that was read is safe at the target.
    /// </summary>
    string? Mark { get; }

    /// <summary>
    /// What may have changed since a mark, also where it is zeros now: ascending, not touching, within the disk.
    /// </summary>
    /// <exception cref="MigrateException">
    /// <c>Disk.ChangesUnknown</c>: the mark is not of this disk's past. Copy all of the disk again.
    /// </exception>
    IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default);
}

/// <summary>
/// A disk whose blocks can be digested where they are, so that only those have to be read that differ.
/// </summary>
internal interface IDigestedDisk : IDiskSource
{
    /// <summary>
    /// Digests of the blocks of 4 MiB from one on, in their order. Where there are fewer than blocks the others are not
    /// told, and have to be read.
    /// </summary>
    IAsyncEnumerable<BlockDigest> DigestsAsync(long firstBlock, CancellationToken cancellation = default);
}
