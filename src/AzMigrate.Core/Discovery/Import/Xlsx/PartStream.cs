namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>What all parts of a workbook have unpacked together.</summary>
internal sealed class UnpackedBytes
{
    public long Count { get; set; }
}

/// <summary>
/// A part being unpacked; it ends the reading when the workbook unpacks to more than an inventory can be.
/// </summary>
internal sealed class PartStream : Stream
{
    private readonly Stream _inner;
    private readonly string _file;
    private readonly long _packedLength;
    private readonly UnpackedBytes _all;
    private readonly CancellationToken _cancellation;
    private long _read;

    public PartStream(
        Stream inner, long packedLength, UnpackedBytes all, string file, CancellationToken cancellation)
    {
        _inner = inner;
        _packedLength = packedLength;
        _all = all;
        _file = file;
        _cancellation = cancellation;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        _cancellation.ThrowIfCancellationRequested();
        var read = _inner.Read(buffer, offset, count);
        _read += read;
        _all.Count += read;
        if (_all.Count > ImportLimits.UncompressedBytes)
            throw ImportFailure.TooLarge(_file, "it unpacks to more than 4 GiB");
        if (_read > ImportLimits.RatioCountsFromBytes
            && _read / Math.Max(1, _packedLength) > ImportLimits.CompressionRatio)
            throw ImportFailure.TooLarge(_file, FormattableString.Invariant(
                $"a part unpacks to more than {ImportLimits.CompressionRatio} times its size"));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
