using AzMigrate.Projects;

namespace AzMigrate.Replication;

/// <summary>
/// Knows what a target's blocks hold, and is told in order what they get. Blocks are those of the grid of
/// <see cref="DiskBlocks.Bytes"/>.
/// </summary>
internal interface IBlockJournal
{
    /// <summary>True where the target's block has just these bytes.</summary>
    /// <param name="block">A whole block, or the shorter one at the disk's end.</param>
    /// <param name="sum">CRC-64 of what it is to hold.</param>
    /// <param name="digest">
    /// Its digest, which decides where the block's is known; null where the source tells none.
    /// </param>
    bool Holds(DiskExtent block, ulong sum, BlockDigest? digest = null);

    /// <summary>True where the target's block has just the bytes of this digest.</summary>
    bool Holds(DiskExtent block, BlockDigest digest);

    /// <summary>True where the target's block has zeros.</summary>
    bool HoldsZeros(DiskExtent block);

    /// <summary>Ends when it is safely noted that what is before this byte may be being written.</summary>
    ValueTask ClaimAsync(long endBytes, CancellationToken cancellation);

    /// <summary>
    /// Tells that a range is at the target. Ends when it is safely noted of all ranges but this last one.
    /// </summary>
    /// <param name="extent">The range; all before it is at the target too.</param>
    /// <param name="sum">CRC-64 of the range; null where it is zeros.</param>
    /// <param name="digest">Its digest; null where the source tells none.</param>
    /// <param name="writtenBytes">How much of it was sent.</param>
    /// <param name="limit">What binds the copy's speed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask WrittenAsync(
        DiskExtent extent, ulong? sum, BlockDigest? digest, long writtenBytes, ReplicationLimit limit,
        CancellationToken cancellation);

    /// <summary>
    /// Tells that a block is at the target as it is noted; as of <see cref="WrittenAsync"/> otherwise.
    /// </summary>
    ValueTask PassedAsync(DiskExtent block, ReplicationLimit limit, CancellationToken cancellation);

    /// <summary>Ends when it is safely noted of all ranges that were told.</summary>
    ValueTask NotedAsync(CancellationToken cancellation);
}
