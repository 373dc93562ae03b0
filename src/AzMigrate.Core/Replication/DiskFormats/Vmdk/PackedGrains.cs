using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>
/// Reads the compressed grains of a stream-optimized extent: a marker of 12 bytes, then zlib's data (RFC 1950). No
/// grain needs another, so those of a read are unpacked on all processors; grains that lie together in the file are
/// read in one piece.
/// </summary>
/// <param name="file">The extent's file.</param>
/// <param name="grainBytes">Of a grain of the disk.</param>
/// <param name="capacityBytes">Of the extent's content; its last grain may be cut there.</param>
/// <param name="placeOf">Gives the place in the file of the grain at an offset of the content.</param>
internal sealed class PackedGrains(DiskFile file, int grainBytes, long capacityBytes, Func<long, long> placeOf)
{
    private const int MarkerBytes = 12;
    private const int HeaderBytes = 2;
    private const int ChecksumBytes = 4;
    private const int PieceBytes = 512 << 10;
    private static readonly ParallelOptions Processors = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    // What cannot be compressed grows: with the codes that need no table, which hasty programs use, to 9 bits a byte.
    private readonly int _mostBytes = MarkerBytes + grainBytes + grainBytes / 8 + DiskLimits.SectorBytes;

    /// <summary>Fills the buffer from an offset of the content; all grains of the range are there.</summary>
    public void Read(long offset, Memory<byte> buffer)
    {
        var pieces = Pieces(offset, offset + buffer.Length);
        try
        {
            Parallel.For(0, pieces.Count, Processors, i => Read(pieces[i], offset, buffer));
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Capture(errors.InnerExceptions[0]).Throw();
        }
    }

    private List<Piece> Pieces(long offset, long end)
    {
        var pieces = new List<Piece>();
        Piece? open = null;
        for (var grain = offset / grainBytes * grainBytes; grain < end; grain += grainBytes)
        {
            var place = placeOf(grain);
            var isNear = open is not null && place > open.Places[open.Places.Count - 1]
                && place + _mostBytes <= open.Places[0] + PieceBytes;
            if (open is null || !isNear)
                pieces.Add(open = new Piece(grain, []));
            open.Places.Add(place);
        }
        return pieces;
    }

    private void Read(Piece piece, long offset, Memory<byte> buffer)
    {
        var (start, last) = (piece.Places[0], piece.Places[piece.Places.Count - 1]);
        var length = (int)(Math.Min(last + _mostBytes, file.Length) - start);
        var packed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.Read(start, packed.AsMemory(0, length));
            for (var i = 0; i < piece.Places.Count; i++)
            {
                var grain = new Grain(piece.Offset + (long)i * grainBytes, piece.Places[i]);
                var within = (int)(grain.Place - start);
                var left = Math.Min(_mostBytes, length - within);
                Read(grain, new ArraySegment<byte>(packed, within, left), offset, buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    // Puts what the buffer asks for of a grain into it.
    private void Read(Grain grain, ArraySegment<byte> packed, long offset, Memory<byte> buffer)
    {
        var data = Data(grain, packed);
        var end = Math.Min(Math.Min(grain.Offset + grainBytes, capacityBytes), offset + buffer.Length);
        var from = Math.Max(grain.Offset, offset);
        var asked = buffer.Slice((int)(from - offset), (int)(end - from));
        if (asked.Length == grainBytes)
        {
            Unpack(grain, data, asked);
            return;
        }
        var whole = ArrayPool<byte>.Shared.Rent(grainBytes);
        try
        {
            Unpack(grain, data, whole.AsMemory(0, grainBytes));
            whole.AsMemory((int)(from - grain.Offset), asked.Length).CopyTo(asked);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private ArraySegment<byte> Data(Grain grain, ArraySegment<byte> packed)
    {
        var marker = packed.AsSpan();
        var size = BinaryPrimitives.ReadUInt32LittleEndian(marker.Slice(8));
        if (BinaryPrimitives.ReadInt64LittleEndian(marker) != grain.Offset / DiskLimits.SectorBytes)
            throw Damaged(grain, "its marker says another place of the disk");
        if (size <= HeaderBytes + ChecksumBytes || size > _mostBytes - MarkerBytes)
            throw Damaged(grain, "its marker says a size that cannot be");
        if (size > packed.Count - MarkerBytes)
            throw DiskErrors.Truncated(file.Path, grain.Place + MarkerBytes + size, "the end of a compressed grain");
        var data = new ArraySegment<byte>(packed.Array!, packed.Offset + MarkerBytes, (int)size);
        // A method, and a checksum of these two bytes.
        var header = BinaryPrimitives.ReadUInt16BigEndian(data);
        return (header >> 8 & 15) == 8 && header % 31 == 0 ? data : throw Damaged(grain, "it is not zlib's");
    }

    // What is behind the disk's end may be in its last grain, or not.
    private void Unpack(Grain grain, ArraySegment<byte> data, Memory<byte> content)
    {
        var done = 0;
        MemoryMarshal.TryGetArray<byte>(content, out var bytes);
        try
        {
            using var packed = new MemoryStream(
                data.Array!, data.Offset + HeaderBytes, data.Count - HeaderBytes - ChecksumBytes, writable: false);
            using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
            int read;
            while ((read = deflate.Read(bytes.Array!, bytes.Offset + done, bytes.Count - done)) > 0)
                done += read;
            if (done < Math.Min(grainBytes, capacityBytes - grain.Offset))
                throw Damaged(grain, "it is shorter than a grain");
            if (deflate.ReadByte() >= 0)
                throw Damaged(grain, "it is longer than a grain");
        }
        catch (InvalidDataException)
        {
            throw Damaged(grain, "it cannot be decompressed");
        }
        var checksum = data.AsSpan(data.Count - ChecksumBytes);
        if (BinaryPrimitives.ReadUInt32BigEndian(checksum) != Adler32.Of(content.Span.Slice(0, done)))
            throw Damaged(grain, "its checksum is wrong");
    }

    private MigrateException Damaged(Grain grain, string what) => DiskErrors.Damaged(
        file.Path, grain.Place,
        FormattableString.Invariant($"of the grain for byte {grain.Offset} of the disk, {what}"));

    /// <summary>Grains that follow each other on the disk and, with others between at most, in the file.</summary>
    private sealed record Piece(long Offset, List<long> Places);

    private readonly record struct Grain(long Offset, long Place);
}
