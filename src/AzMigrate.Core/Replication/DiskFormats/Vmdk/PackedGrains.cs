using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>Reads the compressed grains of a stream-optimized extent: a marker of 12 bytes, then zlib's data.</summary>
internal sealed class PackedGrains(DiskFile file, int grainBytes, long capacityBytes)
{
    private const int MarkerBytes = 12;

    /// <summary>Fills the buffer, whose range is within one grain, from the grain at a place of the file.</summary>
    public void Read(long fileOffset, long extentOffset, Memory<byte> buffer)
    {
        var start = extentOffset / grainBytes * grainBytes;
        var length = (int)Math.Min(grainBytes, capacityBytes - start);
        // What zlib cannot compress grows by some bytes in a thousand; no grain has more.
        var most = MarkerBytes + grainBytes + grainBytes / 64 + DiskLimits.SectorBytes;
        var packed = ArrayPool<byte>.Shared.Rent(most);
        var grain = buffer.Length == length ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var count = (int)Math.Min(most, file.Length - fileOffset);
            file.Read(fileOffset, packed.AsMemory(0, count));
            var sector = BinaryPrimitives.ReadInt64LittleEndian(packed);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(8));
            if (sector * DiskLimits.SectorBytes != start)
                throw DiskErrors.Damaged(file.Path, fileOffset, "the marker of a grain says another place of the disk");
            if (size == 0 || size > most - MarkerBytes)
                throw DiskErrors.Damaged(file.Path, fileOffset, "the marker of a grain says a size that cannot be");
            if (size > count - MarkerBytes)
                throw DiskErrors.Truncated(file.Path, fileOffset + MarkerBytes + size, "the end of a compressed grain");
            var whole = grain is null ? buffer : grain.AsMemory(0, length);
            Inflate(packed, (int)size, whole, fileOffset);
            if (grain is not null)
                whole.Slice((int)(extentOffset - start), buffer.Length).CopyTo(buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
            if (grain is not null)
                ArrayPool<byte>.Shared.Return(grain);
        }
    }

    private void Inflate(byte[] packed, int size, Memory<byte> grain, long fileOffset)
    {
        try
        {
            using var input = new MemoryStream(packed, MarkerBytes, size);
            using var zlib = OpenZlib(input);
            MemoryMarshal.TryGetArray<byte>(grain, out var bytes);
            for (var done = 0; done < bytes.Count;)
            {
                var read = zlib.Read(bytes.Array!, bytes.Offset + done, bytes.Count - done);
                if (read == 0)
                    throw DiskErrors.Damaged(file.Path, fileOffset, "a compressed grain is shorter than a grain");
                done += read;
            }
        }
        catch (InvalidDataException)
        {
            throw DiskErrors.Damaged(file.Path, fileOffset, "a compressed grain cannot be decompressed");
        }
    }

#if NET8_0_OR_GREATER
    private static ZLibStream OpenZlib(MemoryStream input) => new(input, CompressionMode.Decompress);
#else
    // Of zlib's format this edition knows what is inside: two bytes come before it, and a checksum after.
    private static DeflateStream OpenZlib(MemoryStream input)
    {
        var method = input.ReadByte();
        if ((method & 15) != 8 || ((method << 8) | input.ReadByte()) % 31 != 0)
            throw new InvalidDataException();
        return new DeflateStream(input, CompressionMode.Decompress);
    }
#endif
}
