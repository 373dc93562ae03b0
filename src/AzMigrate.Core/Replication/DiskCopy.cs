using System.Buffers;
using System.Diagnostics;
using AzMigrate.Projects;

namespace AzMigrate.Replication;

/// <summary>
/// Copies a disk: blocks of 4 MiB, two under way (one is read while the other is written; two are read while the target
/// is not ready), zeros never written. Memory is those two blocks.
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
    }

    private CancellationToken Cancellation => _cancellation.Token;

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
        IDiskSource source, IDiskTarget target, DiskCopyOptions? options = null, CancellationToken cancellation = default)
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
            await copy.StopReadingAsync().ConfigureAwait(false);
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
        await foreach (var block in Blocks().ConfigureAwait(false))
        {
            Cancellation.ThrowIfCancellationRequested();
            if (_underWay.Count == Ahead)
                await FinishOldestAsync().ConfigureAwait(false);
            var buffer = _buffers.Pop();
            var read = _source.ReadAsync(block.Offset, buffer.AsMemory(0, (int)block.Length), Cancellation);
            _underWay.Enqueue(new Block(block, buffer, read));
        }
        while (_underWay.Count > 0)
            await FinishOldestAsync().ConfigureAwait(false);
        await ClearUpToAsync(_options.Journal is null ? _target.CapacityBytes : _source.CapacityBytes).ConfigureAwait(false);
    }

    private IAsyncEnumerable<DiskExtent> Blocks()
    {
        var extents = _options.Since is string mark ? _source.ChangedAsync(mark, Cancellation) : _source.AllocatedAsync(Cancellation);
        if (_options.StartBytes > 0)
            extents = DiskBlocks.FromAsync(extents, _options.StartBytes, Cancellation);
        return IsByBlocks ? DiskBlocks.GridAsync(extents, _source.CapacityBytes, Cancellation)
            : DiskBlocks.OfAsync(extents, Cancellation);
    }

    private async Task FinishOldestAsync()
    {
        var block = _underWay.Peek();
        var started = Stopwatch.GetTimestamp();
        await block.Read.ConfigureAwait(false);
        _readTicks += Stopwatch.GetTimestamp() - started;
        await ClearUpToAsync(block.Extent.Offset).ConfigureAwait(false);
        var bytes = block.Buffer.AsMemory(0, (int)block.Extent.Length);
        var sum = _options.Journal is null ? 0 : Crc32C.Of(bytes.Span);
        var before = _writtenBytes;
        if (!IsByBlocks || !_options.Journal!.Holds(block.Extent, sum))
        {
            if (_options.Journal is not null)
                await _options.Journal.ClaimAsync(block.Extent.End, Cancellation).ConfigureAwait(false);
            await WriteAsync(block.Extent.Offset, bytes).ConfigureAwait(false);
        }
        if (_options.Journal is not null)
        {
            await _options.Journal.WrittenAsync(block.Extent, sum, _writtenBytes - before, Limit, Cancellation)
                .ConfigureAwait(false);
        }
        _position = block.Extent.End;
        _readBytes += block.Extent.Length;
        _buffers.Push(_underWay.Dequeue().Buffer);
        _options.Progress?.Report(new DiskCopyProgress(_position, _source.CapacityBytes, _readBytes, _writtenBytes));
    }

    private async Task WriteAsync(long offset, ReadOnlyMemory<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var (start, length) = Zeros.NextData(bytes.Span, done, _target.GapBytes);
            if (start > done && !_isBlank)
                await ClearAsync(new DiskExtent(offset + done, start - done)).ConfigureAwait(false);
            done = start + length;
            while (length > 0)
            {
                var asked = Stopwatch.GetTimestamp();
                var piece = _options.Bandwidth is BandwidthCap cap
                    ? await cap.TakeAsync(length, Cancellation).ConfigureAwait(false) : length;
                var allowed = Stopwatch.GetTimestamp();
                await _target.WriteAsync(offset + start, bytes.Slice(start, piece), Cancellation).ConfigureAwait(false);
                _capTicks += allowed - asked;
                _writeTicks += Stopwatch.GetTimestamp() - allowed;
                (start, length) = (start + piece, length - piece);
                _writtenBytes += piece;
            }
        }
    }

    // What the source does not have is zeros, which only a blank target has already. A delta leaves it alone.
    private async Task ClearUpToAsync(long end)
    {
        if (_options.Since is null && !_isBlank && _position < end)
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
            await journal.WrittenAsync(block, null, 0, Limit, Cancellation).ConfigureAwait(false);
        }
    }

    private async Task ClearAsync(DiskExtent extent)
    {
        await _target.ClearAsync(extent, Cancellation).ConfigureAwait(false);
        _clearedBytes += extent.Length;
    }

    // A buffer goes back to the pool only when nobody writes to it any more.
    private async Task StopReadingAsync()
    {
        if (_underWay.Count > 0)
            _cancellation.Cancel();
        while (_underWay.Count > 0)
        {
            var block = _underWay.Dequeue();
            try
            {
                await block.Read.ConfigureAwait(false);
            }
            catch (Exception error) when (error is MigrateException or OperationCanceledException)
            {
                // The first failure is what the caller gets.
            }
            _buffers.Push(block.Buffer);
        }
    }

    private readonly record struct Block(DiskExtent Extent, byte[] Buffer, Task Read);
}
