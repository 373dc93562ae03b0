using System.Buffers;
using System.Diagnostics;
using AzMigrate.Projects;

namespace AzMigrate.Replication;

/// <summary>
/// Copies a disk: blocks of 4 MiB, two under way, zeros never written. Each block is read, summed, written and told of.
/// Reads go on beside each other and beside writes; two blocks are written at once where the target takes that. What
/// has an order (claims, clears between blocks, the journal, failures) is done block after block. Memory is those two.
/// </summary>
internal sealed class DiskCopy : IDisposable
{
    private const int Ahead = 2;
    private readonly IDiskSource _source;
    private readonly IDiskTarget _target;
    private readonly DiskCopyOptions _options;
    private readonly CancellationTokenSource _cancellation;
    private readonly bool _isBlank;
    private readonly Queue<Block> _underWay = new(Ahead);
    private readonly Stack<byte[]> _buffers = new(Ahead);
    private readonly HeldBlocks? _digests;
    private long _position;
    private long _readBytes;
    private long _writtenBytes;
    private long _clearedBytes;
    private long _readTicks;
    private long _writeTicks;
    private long _capTicks;

    private DiskCopy(IDiskSource source, IDiskTarget target, DiskCopyOptions options, CancellationToken cancellation)
    {
        (_source, _target, _options, _isBlank) = (source, target, options, target.IsBlank);
        _position = options.StartBytes;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        for (var i = 0; i < Ahead; i++)
            _buffers.Push(ArrayPool<byte>.Shared.Rent(DiskBlocks.Bytes));
        if (source is IDigestedDisk disk && IsByBlocks && !_isBlank)
            _digests = new HeldBlocks(disk, options.Journal!, _position / DiskBlocks.Bytes, Cancellation);
    }

    private CancellationToken Cancellation => _cancellation.Token;

    private bool Clears => _options.Since is null && !_isBlank;

    // With a journal all of the disk goes by whole blocks, whose sums can be compared.
    private bool IsByBlocks => _options.Journal is not null && _options.Since is null;

    private ReplicationLimit Limit => _readTicks + _writeTicks + _capTicks == 0 ? ReplicationLimit.None
        : _capTicks >= Math.Max(_readTicks, _writeTicks) ? ReplicationLimit.BandwidthCap
        : _readTicks >= _writeTicks ? ReplicationLimit.Source
        : _options.IsThrottled?.Invoke() == true ? ReplicationLimit.Throttling : ReplicationLimit.Target;

    /// <summary>Copies all, or what changed, and flushes the target; sealing it is the caller's.</summary>
    /// <exception cref="MigrateException">
    /// Reading or writing failed. What was written stays; ranges told to <see cref="DiskCopyOptions.Journal"/> are at
    /// the target, durable after the next flush.
    /// </exception>
    public static async Task<DiskCopyResult> RunAsync(
        IDiskSource source, IDiskTarget target, DiskCopyOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (target.CapacityBytes < source.CapacityBytes)
            throw new ArgumentException("The target is smaller than the source.", nameof(target));
        using var copy = new DiskCopy(source, target, options ?? new DiskCopyOptions(), cancellation);
        try
        {
            await copy.CopyAsync().ConfigureAwait(false);
            await target.FlushAsync(cancellation).ConfigureAwait(false);
            return new DiskCopyResult(copy._readBytes, copy._writtenBytes, copy._clearedBytes);
        }
        finally
        {
            await copy.StopAsync().ConfigureAwait(false);
            if (copy._digests is not null)
                await copy._digests.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        while (_buffers.Count > 0)
            ArrayPool<byte>.Shared.Return(_buffers.Pop());
        _cancellation.Dispose();
    }

    private async Task CopyAsync()
    {
        await foreach (var extent in Blocks().ConfigureAwait(false))
        {
            Cancellation.ThrowIfCancellationRequested();
            while (_buffers.Count == 0)
                await StepAsync().ConfigureAwait(false);
            var isHeld = await IsHeldAsync(extent).ConfigureAwait(false);
            var block = new Block(extent, _buffers.Pop()) { IsHeld = isHeld };
            if (!isHeld)
                block.Work = ReadAsync(block);
            _underWay.Enqueue(block);
        }
        while (_underWay.Count > 0)
            await StepAsync().ConfigureAwait(false);
        await ClearUpToAsync(_options.Journal is null ? _target.CapacityBytes : _source.CapacityBytes)
            .ConfigureAwait(false);
    }

    private async ValueTask<bool> IsHeldAsync(DiskExtent extent)
    {
        if (_digests is null)
            return false;
        var started = Stopwatch.GetTimestamp();
        var isHeld = await _digests.IsHeldAsync(extent).ConfigureAwait(false);
        _readTicks += Stopwatch.GetTimestamp() - started;
        return isHeld;
    }

    private IAsyncEnumerable<DiskExtent> Blocks()
    {
        var extents = _options.Since is string mark ? _source.ChangedAsync(mark, Cancellation)
            : _source.AllocatedAsync(Cancellation);
        if (_options.StartBytes > 0)
            extents = DiskBlocks.FromAsync(extents, _options.StartBytes, Cancellation);
        return IsByBlocks ? DiskBlocks.GridAsync(extents, _source.CapacityBytes, Cancellation)
            : DiskBlocks.OfAsync(extents, Cancellation);
    }

    // Waits for a block that can go on, and lets it.
    private async Task StepAsync()
    {
        var oldest = _underWay.Peek();
        Block? ready;
        while ((ready = _underWay.FirstOrDefault(block => IsReady(block, oldest))) is null)
        {
            // None is left where they ended meanwhile: then the oldest is ready.
            var works = _underWay.Select(block => block.Work).Where(work => !work.IsCompleted).ToList();
            var started = Stopwatch.GetTimestamp();
            if (works.Count > 0)
                await Task.WhenAny(works).ConfigureAwait(false);
            if (!oldest.IsWriting)
                _readTicks += Stopwatch.GetTimestamp() - started;
        }
        await ready.Work.ConfigureAwait(false);
        if (ready.IsWriting)
            await FinishAsync(ready).ConfigureAwait(false);
        else
            await BeginWriteAsync(ready, isOldest: ready == oldest).ConfigureAwait(false);
    }

    // The second block's write begins after the first one's, and beside it where nothing is to be cleared between them.
    private bool IsReady(Block block, Block oldest) => block.Work.IsCompleted && (block == oldest
        || _target.TakesConcurrentWrites && oldest.IsWriting && !block.IsWriting
            && block.Work.Status == TaskStatus.RanToCompletion
            && (!Clears || block.Extent.Offset == oldest.Extent.End));

    private async Task ReadAsync(Block block)
    {
        await _source.ReadAsync(block.Extent.Offset, block.Buffer.AsMemory(0, (int)block.Extent.Length), Cancellation)
            .ConfigureAwait(false);
        if (_options.Journal is not null)
            block.Sum = Crc64.Of(block.Bytes.Span);
        if (IsByBlocks && _source is IDigestedDisk)
            block.Digest = BlockDigest.Of(block.Buffer, block.Bytes.Length);
    }

    private async Task BeginWriteAsync(Block block, bool isOldest)
    {
        if (isOldest)
            await ClearUpToAsync(block.Extent.Offset).ConfigureAwait(false);
        block.IsWriting = true;
        if (_options.Journal is { } journal)
        {
            if (block.IsHeld
                || (IsByBlocks && block.Sum is ulong sum && journal.Holds(block.Extent, sum, block.Digest)))
                return;
            await journal.ClaimAsync(block.Extent.End, Cancellation).ConfigureAwait(false);
            // A kill costs the two blocks that are being written, and none before them.
            if (!isOldest)
                await journal.NotedAsync(Cancellation).ConfigureAwait(false);
        }
        block.Work = _target.TakesConcurrentWrites
            ? Task.Run(() => WriteAsync(block), CancellationToken.None) : WriteAsync(block);
    }

    private async Task FinishAsync(Block block)
    {
        _writtenBytes += block.WrittenBytes;
        _clearedBytes += block.ClearedBytes;
        _writeTicks += block.WriteTicks;
        _capTicks += block.CapTicks;
        if (block.IsHeld)
        {
            await _options.Journal!.PassedAsync(block.Extent, Limit, Cancellation).ConfigureAwait(false);
        }
        else if (_options.Journal is { } journal)
        {
            await journal.WrittenAsync(
                block.Extent, block.Sum, block.Digest, block.WrittenBytes, Limit, Cancellation).ConfigureAwait(false);
        }
        _position = block.Extent.End;
        _readBytes += block.IsHeld ? 0 : block.Extent.Length;
        _buffers.Push(_underWay.Dequeue().Buffer);
        _options.Progress?.Report(new DiskCopyProgress(_position, _source.CapacityBytes, _readBytes, _writtenBytes));
    }

    private async Task WriteAsync(Block block)
    {
        var bytes = block.Bytes;
        for (var done = 0; done < bytes.Length;)
        {
            var (start, length) = Zeros.NextData(bytes.Span, done, _target.GapBytes);
            if (start > done && !_isBlank)
            {
                var zeros = new DiskExtent(block.Extent.Offset + done, start - done);
                await _target.ClearAsync(zeros, Cancellation).ConfigureAwait(false);
                block.ClearedBytes += zeros.Length;
            }
            done = start + length;
            while (length > 0)
            {
                var asked = Stopwatch.GetTimestamp();
                var piece = _options.Bandwidth is BandwidthCap cap
                    ? await cap.TakeAsync(length, Cancellation).ConfigureAwait(false) : length;
                var allowed = Stopwatch.GetTimestamp();
                await _target.WriteAsync(
                    block.Extent.Offset + start, bytes.Slice(start, piece),
                    piece == bytes.Length ? block.Sum : null, Cancellation).ConfigureAwait(false);
                block.CapTicks += allowed - asked;
                block.WriteTicks += Stopwatch.GetTimestamp() - allowed;
                (start, length) = (start + piece, length - piece);
                block.WrittenBytes += piece;
            }
        }
    }

    // What the source does not have is zeros, which only a blank target has already. A delta leaves it alone.
    private async Task ClearUpToAsync(long end)
    {
        if (Clears && _position < end)
        {
            if (_options.Journal is { } journal)
                await ClearKnownUpToAsync(journal, end).ConfigureAwait(false);
            else
                await ClearAsync(new DiskExtent(_position, end - _position)).ConfigureAwait(false);
        }
        _position = Math.Max(_position, end);
    }

    private async Task ClearKnownUpToAsync(IBlockJournal journal, long end)
    {
        for (var number = _position / DiskBlocks.Bytes; number * DiskBlocks.Bytes < end; number++)
        {
            var block = DiskBlocks.At(number, _source.CapacityBytes);
            if (journal.HoldsZeros(block))
                continue;
            await journal.ClaimAsync(block.End, Cancellation).ConfigureAwait(false);
            await ClearAsync(block).ConfigureAwait(false);
            await journal.WrittenAsync(block, null, null, 0, Limit, Cancellation).ConfigureAwait(false);
        }
    }

    private async Task ClearAsync(DiskExtent extent)
    {
        await _target.ClearAsync(extent, Cancellation).ConfigureAwait(false);
        _clearedBytes += extent.Length;
    }

    // A buffer goes back to the pool only when nobody uses it any more. The first failure is what the caller gets.
    private async Task StopAsync()
    {
        if (_underWay.Count > 0)
            _cancellation.Cancel();
        while (_underWay.Count > 0)
        {
            var block = _underWay.Dequeue();
            await Task.WhenAny(block.Work).ConfigureAwait(false);
            _ = block.Work.Exception;
            _buffers.Push(block.Buffer);
        }
    }

    private sealed class Block(DiskExtent extent, byte[] buffer)
    {
        public DiskExtent Extent => extent;

        public byte[] Buffer => buffer;

        public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, (int)extent.Length);

        /// <summary>Its read, then its write.</summary>
        public Task Work { get; set; } = Task.CompletedTask;

        public bool IsWriting { get; set; }

        /// <summary>True where the target has it already, as its digest says: it is not read.</summary>
        public bool IsHeld { get; init; }

        /// <summary>CRC-64 of its bytes; null where nobody keeps it.</summary>
        public ulong? Sum { get; set; }

        /// <summary>Null where the source tells none.</summary>
        public BlockDigest? Digest { get; set; }

        public long WrittenBytes { get; set; }

        public long ClearedBytes { get; set; }

        public long WriteTicks { get; set; }

        public long CapTicks { get; set; }
    }
}
