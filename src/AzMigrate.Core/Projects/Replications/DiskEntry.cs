namespace AzMigrate.Projects;

/// <summary>What is written of a disk at once.</summary>
/// <param name="ReplicationId">Of which replication it is.</param>
/// <param name="Disk">How the disk is now.</param>
/// <param name="Blocks">Segments of block sums that changed.</param>
/// <param name="ForgetsBlocks">True when all other segments are forgotten: the copy is blank.</param>
internal sealed record DiskEntry(
    string ReplicationId, ReplicatedDisk Disk, IReadOnlyList<(int Segment, byte[] Sums)> Blocks, bool ForgetsBlocks = false);
