using System.Diagnostics;
using System.Xml;

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
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _at;
    private int _filled;
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

    /// <summary>
    /// Reads the answer as XML, without a DTD and whatever it may refer to. References to control characters are let
    /// through: some servers send them.
    /// </summary>
    public XmlReader OpenXml() => XmlReader.Create(this, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreWhitespace = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

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
        if (_at == _filled && !Fill())
            return 0;
        var taken = Math.Min(count, _filled - _at);
        Buffer.BlockCopy(_buffer, _at, buffer, offset, taken);
        _at += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Fill()
    {
        _at = 0;
        _filled = HasEnded ? 0 : Receive();
        if (_filled == 0)
        {
            HasEnded = true;
            return false;
        }
        ReplaceControls();
        Total += _filled;
        _objectBytes += _filled;
        _windowBytes += _filled;
        if (_windowBytes >= _limits.BytesInTimeout)
        {
            _windowBytes = 0;
            _windowLeft = _timeout;
        }
        if (Total > _limits.AnswerBytes)
            throw ServerErrors.AnswerInvalid(_method, FormattableString.Invariant($"it is longer than {_limits.AnswerBytes >> 20} MiB"));
        if (_objectBytes > _limits.ObjectBytes)
            throw ServerErrors.AnswerInvalid(_method, FormattableString.Invariant($"one object of it is longer than {_limits.ObjectBytes >> 20} MiB"));
        return true;
    }

    // People paste control characters into names and notes; servers pass them on, and XML does not allow them. One such
    // note must not end the reading of all machines.
    private void ReplaceControls()
    {
        for (var i = 0; i < _filled; i++)
        {
            if (_buffer[i] < ' ' && _buffer[i] is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                _buffer[i] = (byte)' ';
        }
    }

    private int Receive()
    {
        _cancellation.ThrowIfCancellationRequested();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var clock = Stopwatch.StartNew();
        try
        {
            var read = _inner.ReadAsync(_buffer, 0, _buffer.Length, patience.Token);
            if (!read.IsCompleted)
                patience.CancelAfter(_windowLeft > TimeSpan.Zero ? _windowLeft : TimeSpan.Zero);
            var count = read.GetAwaiter().GetResult();
            _windowLeft -= clock.Elapsed;
            return count;
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
