using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>A journal that knows nothing of the target, and records what it is told.</summary>
internal sealed class RecordedJournal : IBlockJournal
{
    private long _claimed;

    public List<(DiskExtent Extent, uint? Sum, long ClaimedBefore)> Written { get; } = [];

    public Action? OnWritten { get; init; }

    public bool Holds(DiskExtent block, uint sum) => false;

    public bool HoldsZeros(DiskExtent block) => false;

    public ValueTask ClaimAsync(long endBytes, CancellationToken cancellation)
    {
        _claimed = Math.Max(_claimed, endBytes);
        return default;
    }

    public ValueTask WrittenAsync(
        DiskExtent extent, uint? sum, long writtenBytes, ReplicationLimit limit, CancellationToken cancellation)
    {
        Written.Add((extent, sum, _claimed));
        OnWritten?.Invoke();
        return default;
    }
}
