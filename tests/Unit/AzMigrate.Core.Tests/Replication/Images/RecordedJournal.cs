using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>A journal that knows nothing of the target, and records what it is told.</summary>
internal sealed class RecordedJournal : IBlockJournal
{
    private long _claimed;

    public List<(DiskExtent Extent, ulong? Sum, long ClaimedBefore)> Written { get; } = [];

    public IEnumerable<long> Offsets => Written.Select(each => each.Extent.Offset);

    public Action? OnWritten { get; init; }

    /// <summary>How many of the ranges are safely noted: all but the last, until somebody waits for it.</summary>
    public int Noted { get; private set; }

    public bool Holds(DiskExtent block, ulong sum, BlockDigest? digest = null) => false;

    public bool Holds(DiskExtent block, BlockDigest digest) => false;

    public bool HoldsZeros(DiskExtent block) => false;

    public ValueTask ClaimAsync(long endBytes, CancellationToken cancellation)
    {
        _claimed = Math.Max(_claimed, endBytes);
        return default;
    }

    public ValueTask WrittenAsync(
        DiskExtent extent, ulong? sum, BlockDigest? digest, long writtenBytes, ReplicationLimit limit,
        CancellationToken cancellation)
    {
        Noted = Written.Count;
        Written.Add((extent, sum, _claimed));
        OnWritten?.Invoke();
        return default;
    }

    public ValueTask NotedAsync(CancellationToken cancellation)
    {
        Noted = Written.Count;
        return default;
    }

    public ValueTask PassedAsync(DiskExtent block, ReplicationLimit limit, CancellationToken cancellation) =>
        throw new InvalidOperationException("It holds nothing.");
}
