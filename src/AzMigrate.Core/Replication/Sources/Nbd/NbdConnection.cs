using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>
/// Requests and their replies, many under way at once. Whatever breaks it ends it: all that is under way fails, and so
/// does what comes later.
/// </summary>
internal sealed class NbdConnection : IDisposable
{
    private const uint RequestMagic = 0x25609513;
    private const uint SimpleReply = 0x67446698;
    private const uint ChunkMagic = 0x668e33ef;
    private const int RequestBytes = 28;
    private const int MaxStatusBytes = 8 << 20;
    private const int MaxErrorBytes = 1 << 16;
    private const ushort Done = 1;
    private const ushort ErrorBit = 1 << 15;
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private readonly NbdStream _stream;
    private readonly NbdAddress _address;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Dictionary<ulong, NbdRequest> _underWay = [];
    private readonly Timer _watch;
    private readonly Task _receiving;
    private readonly byte[] _header = new byte[20];
    private ulong _lastCookie;
    private long _lastHeard = Environment.TickCount;
    private Exception? _broken;

    private NbdConnection(NbdStream stream, NbdAddress address, NbdExport export)
    {
        (_stream, _address, Export) = (stream, address, export);
        _watch = new Timer(_ => BreakWhenSilent(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        _receiving = Task.Run(ReceiveAsync);
    }

    private enum Chunk
    {
        None = 0,
        Data = 1,
        Hole = 2,
        BlockStatus = 5,
    }

    public NbdExport Export { get; }

    public static async Task<NbdConnection> OpenAsync(
        NbdAddress address, string? thumbprint, CancellationToken cancellation)
    {
        var stream = await NbdStream.ConnectAsync(address, thumbprint, cancellation).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Silence);
        try
        {
            using (patience.Token.Register(stream.Dispose))
                return new NbdConnection(
                    stream, address, await new NbdHandshake(stream, address).RunAsync().ConfigureAwait(false));
        }
        catch (Exception error)
        {
            stream.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (IsOfConnection(error))
                throw NbdErrors.Unreachable(address, error.Message.TrimEnd('.'), error);
            throw;
        }
    }

    /// <summary>
    /// Sends a request and waits for all of its reply. Cancelling breaks the connection: nothing may come into a buffer
    /// that its owner took back.
    /// </summary>
    public async Task SendAsync(NbdRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var cookie = Enter(request);
        using (cancellation.Register(() => Break(new OperationCanceledException(cancellation))))
        {
            try
            {
                await SendAsync(request.Command, cookie, request.Offset, request.Length).ConfigureAwait(false);
            }
            catch (Exception error) when (IsOfConnection(error))
            {
                Break(NbdErrors.Lost(_address, error.Message.TrimEnd('.'), error));
            }
            try
            {
                await request.Ended.ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The loop has the buffer until its end.
                await _receiving.ConfigureAwait(false);
                throw;
            }
        }
        if (request.Error != 0)
            throw NbdErrors.ReadFailed(_address, request.Offset, request.Error);
    }

    public void Dispose()
    {
        _watch.Dispose();
        if (_broken is null)
        {
            try
            {
                // Politeness; the server also takes a closed connection.
                SendAsync(NbdCommand.Disconnect, 0, 0, 0).Wait(TimeSpan.FromSeconds(1));
            }
            catch (AggregateException)
            {
                // It is closed in any case.
            }
        }
        Break(new ObjectDisposedException(nameof(NbdConnection)));
        _receiving.GetAwaiter().GetResult();
        _sending.Dispose();
    }

    private static bool IsOfConnection(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private ulong Enter(NbdRequest request)
    {
        lock (_underWay)
        {
            if (_broken is Exception broken)
                throw broken is MigrateException ? broken : NbdErrors.Lost(_address, "it was closed", broken);
            if (_underWay.Count == 0)
                Volatile.Write(ref _lastHeard, Environment.TickCount);
            _underWay.Add(++_lastCookie, request);
            return _lastCookie;
        }
    }

    private void Break(Exception error)
    {
        lock (_underWay)
        {
            _broken ??= error;
            foreach (var request in _underWay.Values)
                request.Fail(_broken);
            _underWay.Clear();
        }
        _stream.Dispose();
    }

    private void BreakWhenSilent()
    {
        bool isWaiting;
        lock (_underWay)
            isWaiting = _underWay.Count > 0;
        var silent = TimeSpan.FromMilliseconds(unchecked(Environment.TickCount - (int)Volatile.Read(ref _lastHeard)));
        if (isWaiting && silent > Silence)
            Break(NbdErrors.Lost(
                _address, FormattableString.Invariant($"nothing came for {Silence.TotalSeconds:0} seconds")));
    }

    private async Task SendAsync(NbdCommand command, ulong cookie, long offset, int length)
    {
        var message = new byte[RequestBytes];
        BinaryPrimitives.WriteUInt32BigEndian(message, RequestMagic);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)command);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), cookie);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(16), offset);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(24), length);
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(message).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                await ReadAsync(_header.AsMemory(0, 4)).ConfigureAwait(false);
                var magic = BinaryPrimitives.ReadUInt32BigEndian(_header);
                if (magic == ChunkMagic && Export.IsStructured)
                    await ReceiveChunkAsync().ConfigureAwait(false);
                else if (magic == SimpleReply)
                    await ReceiveSimpleAsync().ConfigureAwait(false);
                else
                    throw NbdErrors.Protocol(_address, "a reply begins with something else");
            }
        }
        catch (Exception error)
        {
            Break(error as MigrateException ?? NbdErrors.Lost(_address, error.Message.TrimEnd('.'), error));
        }
    }

    private async Task ReceiveSimpleAsync()
    {
        await ReadAsync(_header.AsMemory(0, 12)).ConfigureAwait(false);
        var cookie = BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(4));
        var request = Find(cookie);
        request.Error = BinaryPrimitives.ReadUInt32BigEndian(_header);
        if (request.Command is NbdCommand.Read && request.Error == 0)
        {
            if (Export.IsStructured)
                throw NbdErrors.Protocol(_address, "it answers a read without the chunks that were agreed");
            await ReadAsync(request.Buffer).ConfigureAwait(false);
        }
        Leave(cookie).End();
    }

    private async Task ReceiveChunkAsync()
    {
        await ReadAsync(_header.AsMemory(0, 16)).ConfigureAwait(false);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(_header);
        var type = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2));
        var cookie = BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(4));
        var length = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(12));
        var request = Find(cookie);
        if ((type & ErrorBit) != 0)
            await ReceiveErrorAsync(request, length).ConfigureAwait(false);
        else
            await ReceiveChunkAsync(request, (Chunk)type, length).ConfigureAwait(false);
        if ((flags & Done) == 0)
            return;
        if (request.Command is NbdCommand.Read && request.Error == 0 && request.Received != request.Length)
            throw NbdErrors.Protocol(_address, "a reply has less or more than was asked for");
        Leave(cookie).End();
    }

    private async Task ReceiveChunkAsync(NbdRequest request, Chunk type, uint length)
    {
        switch (type)
        {
            case Chunk.None when length == 0:
                return;
            case Chunk.Data when request.Command is NbdCommand.Read && length > 8:
                await ReadAsync(_header.AsMemory(0, 8)).ConfigureAwait(false);
                await ReadAsync(Part(request, length - 8)).ConfigureAwait(false);
                return;
            case Chunk.Hole when request.Command is NbdCommand.Read && length == 12:
                await ReadAsync(_header.AsMemory(0, 12)).ConfigureAwait(false);
                Part(request, BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(8))).Span.Clear();
                return;
            case Chunk.BlockStatus when request.Command is NbdCommand.BlockStatus
                && length is >= 12 and <= MaxStatusBytes && length % 8 == 4:
                await ReceiveStatusAsync(request, (int)length).ConfigureAwait(false);
                return;
            default:
                throw NbdErrors.Protocol(
                    _address, FormattableString.Invariant($"a reply has a chunk {(int)type} of {length} bytes"));
        }
    }

    // The chunk's place is in the header; it must be of the request.
    private Memory<byte> Part(NbdRequest request, long length)
    {
        var start = BinaryPrimitives.ReadInt64BigEndian(_header) - request.Offset;
        request.Received += length;
        if (start < 0 || length <= 0 || start > request.Length - length || request.Received > request.Length)
            throw NbdErrors.Protocol(_address, "a reply has bytes that were not asked for");
        return request.Buffer.Slice((int)start, (int)length);
    }

    private async Task ReceiveStatusAsync(NbdRequest request, int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await ReadAsync(bytes.AsMemory(0, length)).ConfigureAwait(false);
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != Export.AllocationContext || request.Status.Count > 0)
                throw NbdErrors.Protocol(_address, "it tells a block status that was not asked for");
            for (var at = 4; at < length; at += 8)
            {
                request.Status.Add((
                    BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)),
                    BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 4))));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private async Task ReceiveErrorAsync(NbdRequest request, uint length)
    {
        if (length is < 6 or > MaxErrorBytes)
            throw NbdErrors.Protocol(_address, "it tells an error of no right length");
        var bytes = new byte[length];
        await ReadAsync(bytes).ConfigureAwait(false);
        request.Error = Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }

    private async ValueTask ReadAsync(Memory<byte> buffer)
    {
        await _stream.ReadAsync(buffer).ConfigureAwait(false);
        Volatile.Write(ref _lastHeard, Environment.TickCount);
    }

    private NbdRequest Find(ulong cookie)
    {
        lock (_underWay)
        {
            return _underWay.TryGetValue(cookie, out var request)
                ? request : throw NbdErrors.Protocol(_address, "it answers what was not asked");
        }
    }

    private NbdRequest Leave(ulong cookie)
    {
        lock (_underWay)
        {
            var request = _underWay.TryGetValue(cookie, out var found)
                ? found : throw NbdErrors.Protocol(_address, "it answers what was not asked");
            _underWay.Remove(cookie);
            return request;
        }
    }
}
