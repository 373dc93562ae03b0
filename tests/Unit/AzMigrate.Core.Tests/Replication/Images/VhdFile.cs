using System.Buffers.Binary;
using System.Text;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>
/// Writes dynamic and differencing VHD files by the specification, apart from the code that reads them.
/// </summary>
internal sealed class VhdFile
{
    private const int HeaderAt = 512;
    private const int TableAt = 1536;
    private readonly Dictionary<int, (byte[] Bitmap, byte[] Content)> _blocks = [];

    public int CapacityBytes { get; init; } = 16 << 20;

    public int BlockBytes { get; init; } = 2 << 20;

    public Guid Id { get; init; } = Guid.NewGuid();

    public (Guid Id, string RelativePath)? Parent { get; init; }

    /// <summary>Adds a block, of whose sectors these are in it; null for all.</summary>
    public void Block(int index, byte[] content, IEnumerable<int>? sectors = null)
    {
        var sectorCount = BlockBytes / 512;
        var bitmap = new byte[(sectorCount / 8 + 511) / 512 * 512];
        foreach (var sector in sectors ?? Enumerable.Range(0, sectorCount))
            bitmap[sector / 8] |= (byte)(0x80 >> (sector % 8));
        _blocks[index] = (bitmap, content);
    }

    public byte[] ToArray()
    {
        var count = (CapacityBytes + BlockBytes - 1) / BlockBytes;
        var tableBytes = (count * 4 + 511) / 512 * 512;
        var path = Parent is var (_, relative) ? Encoding.Unicode.GetBytes(relative) : [];
        var locatorAt = TableAt + tableBytes;
        var file = new List<byte>(new byte[locatorAt + 512]);
        var table = new byte[tableBytes];
        table.AsSpan().Fill(0xFF);
        foreach (var (index, (bitmap, content)) in _blocks)
        {
            BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(index * 4), file.Count / 512);
            file.AddRange(bitmap);
            file.AddRange(content);
            file.AddRange(new byte[BlockBytes - content.Length]);
        }
        var footer = Footer();
        file.AddRange(footer);
        var bytes = file.ToArray();
        footer.CopyTo(bytes, 0);
        Header(count, locatorAt, path.Length).CopyTo(bytes, HeaderAt);
        table.CopyTo(bytes, TableAt);
        path.CopyTo(bytes, locatorAt);
        return bytes;
    }

    private byte[] Footer()
    {
        var footer = new byte[512];
        "conectix"u8.CopyTo(footer);
        footer[11] = 2;
        footer[13] = 1;
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(16), HeaderAt);
        "win "u8.CopyTo(footer.AsSpan(28));
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(40), CapacityBytes);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(48), CapacityBytes);
        footer[63] = (byte)(Parent is null ? 3 : 4);
        Id.TryWriteBytes(footer.AsSpan(68));
        return Summed(footer, 64);
    }

    private byte[] Header(int count, int locatorAt, int locatorBytes)
    {
        var header = new byte[1024];
        "cxsparse"u8.CopyTo(header);
        header.AsSpan(8, 8).Fill(0xFF);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(16), TableAt);
        header[25] = 1;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(28), count);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(32), BlockBytes);
        if (Parent is not var (parentId, path))
            return Summed(header, 36);
        parentId.TryWriteBytes(header.AsSpan(40));
        Encoding.BigEndianUnicode.GetBytes(path.Split('\\')[^1]).CopyTo(header, 64);
        "W2ru"u8.CopyTo(header.AsSpan(576));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(580), 512);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(584), locatorBytes);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(592), locatorAt);
        return Summed(header, 36);
    }

    private static byte[] Summed(byte[] header, int at)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at), ~(uint)header.Sum(value => value));
        return header;
    }
}
