namespace AzMigrate.Guests.Bytes;

/// <summary>A place on one of the disks.</summary>
/// <param name="Disk">Position of the disk in the list that is checked.</param>
/// <param name="Offset">Bytes.</param>
internal readonly record struct DiskPlace(int Disk, long Offset);

/// <summary>Bytes that can be read anywhere: a disk, a volume, a file of one.</summary>
internal abstract class GuestBytes(string name, long length)
{
    /// <summary>The largest structure that is read at once; a lying length asks for more.</summary>
    private const int MaxBlockBytes = 16 << 20;

    /// <summary>In the words of messages, such as <c>partition 2 of disk 1</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Bytes in all.</summary>
    public long Length { get; } = length;

    /// <summary>Fills the buffer.</summary>
    public void Read(long offset, Span<byte> buffer)
    {
        if (offset < 0 || offset > Length - buffer.Length)
            throw GuestErrors.Damaged(Name, offset, "something is said to be beyond its end");
        ReadWithin(offset, buffer);
    }

    /// <summary>Reads a structure.</summary>
    public Block Block(long offset, long count)
    {
        if (count is < 0 or > MaxBlockBytes)
            throw GuestErrors.Damaged(Name, offset, "a structure is said to be larger than it can be");
        var bytes = new byte[count];
        Read(offset, bytes);
        return new Block(bytes, 0, bytes.Length, Name, offset);
    }

    /// <summary>Reads a structure that may be beyond the end; null then.</summary>
    public Block? BlockWithin(long offset, int count) =>
        offset >= 0 && offset <= Length - count ? Block(offset, count) : null;

    /// <summary>Where the bytes are on a disk, in one piece; null when they are in none or in several.</summary>
    public abstract DiskPlace? Locate(long offset, int count);

    protected abstract void ReadWithin(long offset, Span<byte> buffer);
}

/// <summary>Bytes that are in memory: a small file kept within a structure.</summary>
internal sealed class MemoryBytes(string name, byte[] bytes) : GuestBytes(name, bytes.Length)
{
    public override DiskPlace? Locate(long offset, int count) => null;

    protected override void ReadWithin(long offset, Span<byte> buffer) =>
        bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
}
