using System.Runtime.CompilerServices;

namespace AzMigrate.Replication;

/// <summary>Cuts extents into the blocks that are read in one piece.</summary>
internal static class DiskBlocks
{
    /// <summary>Largest piece of a page blob's write, and of what is lost when a copy breaks off.</summary>
    public const int Bytes = 4 << 20;

    /// <summary>Reading so few bytes between two extents costs less than another read.</summary>
    private const int JoinBytes = 64 << 10;

    /// <summary>Blocks of the grid of 4 MiB, each as long as its extents need.</summary>
    public static async IAsyncEnumerable<DiskExtent> OfAsync(
        IAsyncEnumerable<DiskExtent> extents, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var merger = new ExtentMerger();
        await foreach (var extent in extents.WithCancellation(cancellation).ConfigureAwait(false))
        {
            for (var offset = extent.Offset; offset < extent.End;)
            {
                var piece = new DiskExtent(offset, Math.Min(extent.End, (offset / Bytes + 1) * Bytes) - offset);
                offset = piece.End;
                var joins = piece.Offset % Bytes > 0
                    && merger.Touches(piece, Math.Min(JoinBytes, piece.Offset % Bytes - 1));
                if (merger.Add(piece, joins) is DiskExtent whole)
                    yield return whole;
            }
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    /// <summary>All of a disk as one extent: of one that cannot tell what it holds.</summary>
    public static async IAsyncEnumerable<DiskExtent> WholeAsync(long capacityBytes)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new DiskExtent(0, capacityBytes);
    }

    /// <summary>The whole blocks of the grid that extents touch.</summary>
    public static async IAsyncEnumerable<DiskExtent> GridAsync(
        IAsyncEnumerable<DiskExtent> extents, long capacityBytes,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        long done = 0;
        await foreach (var extent in extents.WithCancellation(cancellation).ConfigureAwait(false))
        {
            for (var offset = Math.Max(done, extent.Offset / Bytes * Bytes); offset < extent.End; offset = done)
            {
                yield return At(offset / Bytes, capacityBytes);
                done = offset + Bytes;
            }
        }
    }

    /// <summary>A block of the grid; the last one ends with the disk.</summary>
    public static DiskExtent At(long number, long capacityBytes) =>
        new(number * Bytes, Math.Min(Bytes, capacityBytes - number * Bytes));

    /// <summary>What of extents is at or behind a byte.</summary>
    public static async IAsyncEnumerable<DiskExtent> FromAsync(
        IAsyncEnumerable<DiskExtent> extents, long startBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var extent in extents.WithCancellation(cancellation).ConfigureAwait(false))
        {
            var start = Math.Max(extent.Offset, startBytes);
            if (start < extent.End)
                yield return new DiskExtent(start, extent.End - start);
        }
    }

    /// <summary>What is in either of two lists of extents.</summary>
    public static async IAsyncEnumerable<DiskExtent> UnionAsync(
        IAsyncEnumerable<DiskExtent> left, IAsyncEnumerable<DiskExtent> right,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var a = left.GetAsyncEnumerator(cancellation);
        await using var ofA = a.ConfigureAwait(false);
        var b = right.GetAsyncEnumerator(cancellation);
        await using var ofB = b.ConfigureAwait(false);
        var hasA = await a.MoveNextAsync().ConfigureAwait(false);
        var hasB = await b.MoveNextAsync().ConfigureAwait(false);
        var merger = new ExtentMerger();
        while (hasA || hasB)
        {
            DiskExtent next;
            if (!hasB || hasA && a.Current.Offset <= b.Current.Offset)
            {
                next = a.Current;
                hasA = await a.MoveNextAsync().ConfigureAwait(false);
            }
            else
            {
                next = b.Current;
                hasB = await b.MoveNextAsync().ConfigureAwait(false);
            }
            if (merger.Add(next, merger.Touches(next)) is DiskExtent whole)
                yield return whole;
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }
}
