using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>Writes stream-optimized VMDK files by the specification, apart from the code that reads them.</summary>
internal sealed class StreamVmdkFile
{
    public const int GrainBytes = 64 << 10;
    private const int Sector = 512;
    private const int TableEntries = 512;
    private readonly List<(int Number, byte[] Marked)> _grains = [];

    /// <summary>A disk of one table's grains at most.</summary>
    public int CapacityBytes { get; init; } = 4 << 20;

    /// <summary>Adds a grain behind those that were added before, wherever it is on the disk.</summary>
    public void Grain(int number, byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level, leaveOpen: true))
            zlib.Write(content);
        PackedGrain(number, packed.ToArray());
    }

    /// <summary>Adds a grain whose compressed data is given, and what its marker says if that is not so.</summary>
    public void PackedGrain(int number, byte[] data, int? markedNumber = null, int? markedBytes = null)
    {
        var marked = new byte[(12 + data.Length + Sector - 1) / Sector * Sector];
        BinaryPrimitives.WriteInt64LittleEndian(marked, (markedNumber ?? number) * (long)GrainBytes / Sector);
        BinaryPrimitives.WriteInt32LittleEndian(marked.AsSpan(8), markedBytes ?? data.Length);
        data.CopyTo(marked, 12);
        _grains.Add((number, marked));
    }

    public byte[] ToArray()
    {
        var descriptor = new byte[2 * Sector];
        Encoding.ASCII.GetBytes(
            "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"streamOptimized\"\n"
            + $"RW {CapacityBytes / Sector} SPARSE \"disk.vmdk\"\n").CopyTo(descriptor, 0);
        var file = new MemoryStream();
        file.Write(Header(-1));
        file.Write(descriptor);
        var table = new byte[TableEntries * 4];
        foreach (var (number, marked) in _grains)
        {
            BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(number * 4), (int)(file.Length / Sector));
            file.Write(marked);
        }
        file.Write(Marker(table.Length / Sector, 1));
        var directory = new byte[Sector];
        BinaryPrimitives.WriteInt32LittleEndian(directory, (int)(file.Length / Sector));
        file.Write(table);
        file.Write(Marker(1, 2));
        var directoryAt = file.Length / Sector;
        file.Write(directory);
        file.Write(Marker(1, 3));
        file.Write(Header(directoryAt));
        file.Write(new byte[Sector]);
        return file.ToArray();
    }

    private byte[] Header(long directorySector)
    {
        var header = new byte[Sector];
        "KDMV"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 3);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 0x30001);
        foreach (var (at, value) in ((int, long)[])[
            (12, CapacityBytes / Sector), (20, GrainBytes / Sector), (28, 1), (36, 2), (56, directorySector), (64, 3)])
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at), value);
        }
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), TableEntries);
        "\n \r\n"u8.CopyTo(header.AsSpan(73));
        header[77] = 1;
        return header;
    }

    private static byte[] Marker(int sectors, int kind)
    {
        var marker = new byte[Sector];
        BinaryPrimitives.WriteInt64LittleEndian(marker, sectors);
        BinaryPrimitives.WriteInt32LittleEndian(marker.AsSpan(12), kind);
        return marker;
    }
}
