using System.Numerics;
using System.Runtime.InteropServices;

namespace AzMigrate.Replication;

/// <summary>Finds zeros, a vector at a time.</summary>
internal static class Zeros
{
    /// <summary>What is looked at as one piece: a page of memory and of most file systems.</summary>
    public const int PieceBytes = 4096;

    public static bool IsZero(ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(bytes);
        var i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            if ((vectors[i] | vectors[i + 1] | vectors[i + 2] | vectors[i + 3]) != Vector<ulong>.Zero)
                return false;
        }
        foreach (var value in bytes.Slice(i * Vector<byte>.Count))
        {
            if (value != 0)
                return false;
        }
        return true;
    }

    /// <summary>
    /// The first run of data at or behind a position, in whole pieces; zeros fewer than <paramref name="gapBytes"/>
    /// between data belong to it. Its length is 0 when only zeros are left.
    /// </summary>
    public static (int Start, int Length) NextData(ReadOnlySpan<byte> bytes, int position, int gapBytes)
    {
        var start = position;
        while (start < bytes.Length && IsZero(Piece(bytes, start)))
            start += PieceBytes;
        if (start >= bytes.Length)
            return (bytes.Length, 0);
        var end = start + Piece(bytes, start).Length;
        for (var next = end; next < bytes.Length && next - end < gapBytes; next += PieceBytes)
        {
            var piece = Piece(bytes, next);
            if (!IsZero(piece))
                end = next + piece.Length;
        }
        return (start, end - start);
    }

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> bytes, int start) =>
        bytes.Slice(start, Math.Min(PieceBytes, bytes.Length - start));
}
