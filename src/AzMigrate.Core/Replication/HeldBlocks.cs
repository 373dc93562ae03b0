namespace AzMigrate.Replication;

/// <summary>
/// Asks a disk for the digests of its blocks, and tells which of them the target has already: they need not be read. A
/// block is digested before it is passed by; what changes in between is found by the next pass, as of one that is read.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="journal">Knows what the target has.</param>
/// <param name="first">Number of the first block that is asked for.</param>
/// <param name="cancellation">Ends the wait for the disk.</param>
internal sealed class HeldBlocks(IDigestedDisk disk, IBlockJournal journal, long first, CancellationToken cancellation)
    : IAsyncDisposable
{
    private readonly IAsyncEnumerator<BlockDigest> _digests =
        disk.DigestsAsync(first, cancellation).GetAsyncEnumerator(cancellation);
    private long _next = first;
    private bool _isTold = true;

    /// <summary>True where the target has just the block's bytes. Blocks are asked for in their order.</summary>
    public async ValueTask<bool> IsHeldAsync(DiskExtent block)
    {
        for (var number = block.Offset / DiskBlocks.Bytes; _isTold && _next <= number; _next++)
            _isTold = await _digests.MoveNextAsync().ConfigureAwait(false);
        return _isTold && journal.Holds(block, _digests.Current);
    }

    public ValueTask DisposeAsync() => _digests.DisposeAsync();
}
