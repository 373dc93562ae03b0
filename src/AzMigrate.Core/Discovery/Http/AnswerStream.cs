using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AzMigrate.Discovery.Http;

/// <summary>
/// An answer's bytes for a reader that is not asynchronous. It ends an answer that is too long, comes too slowly, or
/// is no longer wanted. Only the time that the server is waited for counts.
/// </summary>
internal sealed class AnswerStream : Stream
{
    private readonly Stream _inner;
    private readonly Uri _address;
    private readonly string _method;
    private readonly TimeSpan _timeout;
    private readonly AnswerLimits _limits;
    private readonly CancellationToken _cancellation;
    private long _objectBytes;
    private long _windowBytes;
    private TimeSpan _windowLeft;

    public AnswerStream(
        Stream inner, Uri address, string method, TimeSpan timeout, AnswerLimits limits, CancellationToken cancellation)
    {
        _inner = inner;
        _address = address;
        _method = method;
        _timeout = _windowLeft = timeout;
        _limits = limits;
        _cancellation = cancellation;
    }

    /// <summary>Bytes that came.</summary>
    public long Total { get; private set; }

    /// <summary>True when the server has sent all.</summary>
    public bool HasEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says that one object ends and the next begins.</summary>
    public void NextObject() => _objectBytes = 0;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var received = HasEnded || count == 0 ? 0 : Receive(buffer, offset, count);
        if (received == 0)
        {
            HasEnded |= count > 0;
            return 0;
        }
        ReplaceControls(buffer.AsSpan(offset, received));
        Count(received);
        return received;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Count(int received)
    {
        Total += received;
        _objectBytes += received;
        _windowBytes += received;
        if (_windowBytes >= _limits.BytesInTimeout)
        {
            _windowBytes = 0;
            _windowLeft = _timeout;
        }
        if (Total > _limits.AnswerBytes)
            throw ServerErrors.AnswerInvalid(
                _method, FormattableString.Invariant($"it is longer than {_limits.AnswerBytes >> 20} MiB"));
        if (_objectBytes > _limits.ObjectBytes)
            throw ServerErrors.AnswerInvalid(_method,
                FormattableString.Invariant($"one object of it is longer than {_limits.ObjectBytes >> 20} MiB"));
    }

    // People paste control characters into names and notes; servers pass them on, and XML does not allow them. One such
    // note must not end the reading of all machines.
    [MethodImpl(Compiled.AtOnce)]
    private static void ReplaceControls(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (var i = 0; i < words.Length; i++)
        {
            if (MayHaveControl(words[i]))
                ReplaceEach(bytes.Slice(i * sizeof(ulong), sizeof(ulong)));
        }
        ReplaceEach(bytes.Slice(words.Length * sizeof(ulong)));
    }

    // True when one of the eight bytes is below a blank: only then its top bit comes by taking a blank away from it.
    private static bool MayHaveControl(ulong word) =>
        ((word - 0x2020202020202020) & ~word & 0x8080808080808080) != 0;

    private static void ReplaceEach(Span<byte> bytes)
    {
        foreach (ref var each in bytes)
        {
            if (each < ' ' && each is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                each = (byte)' ';
        }
    }

    private int Receive(byte[] buffer, int offset, int count)
    {
        _cancellation.ThrowIfCancellationRequested();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var clock = Stopwatch.StartNew();
        try
        {
            var read = _inner.ReadAsync(buffer, offset, count, patience.Token);
            if (!read.IsCompleted)
                patience.CancelAfter(_windowLeft > TimeSpan.Zero ? _windowLeft : TimeSpan.Zero);
            var received = read.GetAwaiter().GetResult();
            _windowLeft -= clock.Elapsed;
            return received;
        }
        catch (Exception) when (_cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(_cancellation);
        }
        catch (OperationCanceledException)
        {
            throw ServerErrors.TooSlow(_address, _method, _timeout);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw ServerErrors.Dropped(_address, "its answer to " + _method + " was cut off", error);
        }
        catch (InvalidDataException)
        {
            throw ServerErrors.AnswerInvalid(_method, "its compression is broken");
        }
    }
}
