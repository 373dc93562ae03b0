namespace AzMigrate.Guests.Bytes;

/// <summary>A file as a stream, for what unpacks streams.</summary>
internal sealed class GuestStream(GuestBytes bytes) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var some = (int)Math.Max(0, Math.Min(count, Length - Position));
        bytes.Read(Math.Min(Position, Length), buffer.AsSpan(offset, some));
        Position += some;
        return some;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
