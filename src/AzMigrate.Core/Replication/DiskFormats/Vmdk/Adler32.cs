using System.Numerics;
using System.Runtime.InteropServices;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>The checksum behind zlib's data (RFC 1950): a sum of the bytes, and a sum of the sums after each.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // A lane's sum of sums fits in 32 bits: 255 × n × (n + 1) ÷ 2.
    private const int MaxVectors = 4096;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = 1;
        uint sums = 0;
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        for (var from = 0; from < vectors.Length; from += MaxVectors)
            Add(vectors.Slice(from, Math.Min(MaxVectors, vectors.Length - from)), ref sum, ref sums);
        foreach (var value in bytes.Slice(vectors.Length * Vector<byte>.Count))
        {
            sum = (sum + value) % Modulus;
            sums = (sums + sum) % Modulus;
        }
        return (sums << 16) | sum;
    }

    // Each lane adds up the bytes at its place of each vector, a, and its own sums, b. In the sum of sums a byte counts
    // as often as there are bytes from it to the end: b has that in vectors, off which the lane's place is taken.
    private static void Add(ReadOnlySpan<Vector<byte>> vectors, ref uint sum, ref uint sums)
    {
        Vector<uint> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector<uint> b0 = default, b1 = default, b2 = default, b3 = default;
        foreach (var vector in vectors)
        {
            Vector.Widen(vector, out var low, out var high);
            Vector.Widen(low, out var v0, out var v1);
            Vector.Widen(high, out var v2, out var v3);
            b0 += a0 += v0;
            b1 += a1 += v1;
            b2 += a2 += v2;
            b3 += a3 += v3;
        }
        ulong whole = 0, weighted = 0, places = 0;
        var lanes = Vector<uint>.Count;
        for (var i = 0; i < lanes; i++)
        {
            whole += (ulong)a0[i] + a1[i] + a2[i] + a3[i];
            weighted += (ulong)b0[i] + b1[i] + b2[i] + b3[i];
            places += (ulong)a0[i] * (uint)i + (ulong)a1[i] * (uint)(lanes + i)
                + (ulong)a2[i] * (uint)(2 * lanes + i) + (ulong)a3[i] * (uint)(3 * lanes + i);
        }
        var width = (ulong)Vector<byte>.Count;
        sums = (uint)((sums + sum * width * (ulong)vectors.Length + weighted * width - places) % Modulus);
        sum = (uint)((sum + whole) % Modulus);
    }
}
