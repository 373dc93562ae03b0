namespace AzMigrate.Projects;

/// <summary>What is written of a disk at once.</summary>
/// <param name="ReplicationId">Of which replication it is.</param>
/// <param name="Disk">How the disk is now.</param>
/// <param name="Blocks">Segments of block sums that changed.</param>
/// <param name="ForgetsBlocks">True when all other segments are forgotten: the copy is blank.</param>
internal sealed record DiskEntry(
    string ReplicationId, ReplicatedDisk Disk, IReadOnlyList<BlockSegment> Blocks, bool ForgetsBlocks = false);

/// <summary>What is known of a segment of a copy's blocks.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="Sums">The blocks' contents and checksums, as the engine writes them.</param>
/// <param name="Digests">The blocks' digests; null where none is known.</param>
internal sealed record BlockSegment(int Segment, byte[] Sums, byte[]? Digests);
