using System.Buffers;

namespace AzMigrate.Replication;

/// <summary>What a comparison found.</summary>
/// <param name="ComparedBytes">Read from each of the two; what both know to be zeros is not read.</param>
/// <param name="DifferentBytes">Bytes of the blocks that differ.</param>
/// <param name="Differences">The first hundred blocks that differ.</param>
internal sealed record DiskComparisonResult(
    long ComparedBytes, long DifferentBytes, IReadOnlyList<DiskExtent> Differences)
{
    /// <summary>True when every byte is the same.</summary>
    public bool IsSame => DifferentBytes == 0;
}

/// <summary>
/// Reads two disks and compares them, byte by byte; the longer one must have zeros behind the other's end.
/// </summary>
internal static class DiskComparison
{
    private const int MaxDifferences = 100;

    public static async Task<DiskComparisonResult> RunAsync(
        IDiskSource left, IDiskSource right, IProgress<DiskCopyProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var differences = new List<DiskExtent>();
        long compared = 0, different = 0;
        var ofLeft = ArrayPool<byte>.Shared.Rent(DiskBlocks.Bytes);
        var ofRight = ArrayPool<byte>.Shared.Rent(DiskBlocks.Bytes);
        try
        {
            var extents = DiskBlocks.UnionAsync(
                left.AllocatedAsync(cancellation), right.AllocatedAsync(cancellation), cancellation);
            await foreach (var block in DiskBlocks.OfAsync(extents, cancellation).ConfigureAwait(false))
            {
                var reads = new[] { ReadAsync(left, block, ofLeft, cancellation),
                    ReadAsync(right, block, ofRight, cancellation) };
                await Task.WhenAll(reads).ConfigureAwait(false);
                var length = (int)block.Length;
                if (!ofLeft.AsSpan(0, length).SequenceEqual(ofRight.AsSpan(0, length)))
                {
                    different += length;
                    if (differences.Count < MaxDifferences)
                        differences.Add(block);
                }
                compared += length;
                progress?.Report(new DiskCopyProgress(
                    block.End, Math.Max(left.CapacityBytes, right.CapacityBytes), compared, 0));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ofLeft);
            ArrayPool<byte>.Shared.Return(ofRight);
        }
        return new DiskComparisonResult(compared, different, differences);
    }

    private static async Task ReadAsync(
        IDiskSource source, DiskExtent block, byte[] buffer, CancellationToken cancellation)
    {
        var here = (int)Math.Max(0, Math.Min(block.Length, source.CapacityBytes - block.Offset));
        if (here > 0)
            await source.ReadAsync(block.Offset, buffer.AsMemory(0, here), cancellation).ConfigureAwait(false);
        buffer.AsSpan(here, (int)block.Length - here).Clear();
    }
}
