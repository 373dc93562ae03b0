using System.Buffers.Binary;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>
/// A table of a file, of any size: read a page at a time, of which a few are kept. Safe for several threads.
/// </summary>
internal sealed class PagedTable
{
    private const int PageBytes = 1 << 16;
    private const int Pages = 16;
    private readonly IRandomReader _file;
    private readonly long _start;
    private readonly long _bytes;
    private readonly byte[]?[] _pages = new byte[Pages][];
    private readonly long[] _kept = new long[Pages];

    /// <param name="file">The file.</param>
    /// <param name="start">Offset of the table.</param>
    /// <param name="bytes">Its length, which must be within the file.</param>
    public PagedTable(IRandomReader file, long start, long bytes)
    {
        if (start < 0 || bytes < 0 || start > file.Length - bytes)
            throw DiskErrors.Truncated(file.Path, start + bytes, "the end of a table");
        (_file, _start, _bytes) = (file, start, bytes);
        for (var i = 0; i < Pages; i++)
            _kept[i] = -1;
    }

    public uint UInt32BigEndian(long offset)
    {
        lock (_kept)
            return BinaryPrimitives.ReadUInt32BigEndian(At(offset));
    }

    public uint UInt32(long offset)
    {
        lock (_kept)
            return BinaryPrimitives.ReadUInt32LittleEndian(At(offset));
    }

    public ulong UInt64(long offset)
    {
        lock (_kept)
            return BinaryPrimitives.ReadUInt64LittleEndian(At(offset));
    }

    public byte Byte(long offset)
    {
        lock (_kept)
            return At(offset)[0];
    }

    // Entries are aligned to their size, so none crosses a page.
    private ReadOnlySpan<byte> At(long offset)
    {
        var page = offset / PageBytes;
        var slot = (int)(page % Pages);
        var bytes = _pages[slot] ??= new byte[PageBytes];
        if (_kept[slot] != page)
        {
            _kept[slot] = -1;
            var from = page * PageBytes;
            _file.Read(_start + from, bytes.AsMemory(0, (int)Math.Min(PageBytes, _bytes - from)));
            _kept[slot] = page;
        }
        return bytes.AsSpan((int)(offset % PageBytes));
    }
}
