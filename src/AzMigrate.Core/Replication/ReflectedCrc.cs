using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
#endif

namespace AzMigrate.Replication;

/// <summary>
/// Remainders of a polynomial whose bits are in reversed order, up to 64 of them. Where the processor multiplies
/// without carries, 64 bytes a step are folded on those behind them; elsewhere eight bytes a step go through tables.
/// </summary>
internal sealed class ReflectedCrc
{
    // Table k has the remainder of a byte that k more bytes follow.
    private readonly ulong[][] _tables;

    /// <param name="polynomial">Its bits reversed, without the highest power.</param>
    /// <param name="bits">The highest power: 64 or fewer.</param>
    public ReflectedCrc(ulong polynomial, int bits)
    {
        _tables = MakeTables(polynomial);
#if NET8_0_OR_GREATER
        _byOne = Shift(polynomial, bits, VectorBits);
        _byFour = Shift(polynomial, bits, 4 * VectorBits);
#endif
    }

    /// <summary>Goes on with more bytes.</summary>
    public ulong Append(ulong state, ReadOnlySpan<byte> bytes)
    {
#if NET8_0_OR_GREATER
        if (bytes.Length >= 4 * Vector128<byte>.Count && (Pclmulqdq.IsSupported || ArmAes.IsSupported))
        {
            var vectors = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
            var folded = Fold(state, vectors);
            state = AppendByTables(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in folded)));
            bytes = bytes.Slice(vectors.Length * Vector128<byte>.Count);
        }
#endif
        return AppendByTables(state, bytes);
    }

    private static ulong[][] MakeTables(ulong polynomial)
    {
        var tables = new ulong[8][];
        tables[0] = new ulong[256];
        for (ulong i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = TimesX(value, polynomial);
            tables[0][i] = value;
        }
        for (var table = 1; table < tables.Length; table++)
        {
            tables[table] = new ulong[256];
            for (var i = 0; i < 256; i++)
            {
                var before = tables[table - 1][i];
                tables[table][i] = tables[0][(byte)before] ^ (before >> 8);
            }
        }
        return tables;
    }

    private static ulong TimesX(ulong value, ulong polynomial) =>
        (value & 1) == 0 ? value >> 1 : (value >> 1) ^ polynomial;

    private ulong AppendByTables(ulong state, ReadOnlySpan<byte> bytes)
    {
        ulong[] t0 = _tables[0], t1 = _tables[1], t2 = _tables[2], t3 = _tables[3];
        ulong[] t4 = _tables[4], t5 = _tables[5], t6 = _tables[6], t7 = _tables[7];
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            var mixed = word ^ state;
            state = t7[(byte)mixed] ^ t6[(byte)(mixed >> 8)] ^ t5[(byte)(mixed >> 16)] ^ t4[(byte)(mixed >> 24)]
                ^ t3[(byte)(mixed >> 32)] ^ t2[(byte)(mixed >> 40)] ^ t1[(byte)(mixed >> 48)] ^ t0[(byte)(mixed >> 56)];
        }
        foreach (var value in bytes.Slice(words.Length * sizeof(ulong)))
            state = t0[(byte)(state ^ value)] ^ (state >> 8);
        return state;
    }

#if NET8_0_OR_GREATER
    private const int VectorBits = 128;
    private readonly Vector128<ulong> _byOne;
    private readonly Vector128<ulong> _byFour;

    // What the two halves of a vector are multiplied with to be as many bits further on. A product of reversed words is
    // one power higher than its bits say.
    private static Vector128<ulong> Shift(ulong polynomial, int bits, int distance) =>
        Vector128.Create(Power(polynomial, bits, distance + 64 - 1), Power(polynomial, bits, distance - 1));

    private static ulong Power(ulong polynomial, int bits, int exponent)
    {
        var value = 1UL << (bits - 1);
        for (var i = 0; i < exponent; i++)
            value = TimesX(value, polynomial);
        return value << (64 - bits);
    }

    private static Vector128<ulong> Move(Vector128<ulong> value, Vector128<ulong> shift) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(value, shift, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, shift, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(value.GetLower(), shift.GetLower())
            ^ ArmAes.PolynomialMultiplyWideningUpper(value, shift);

    // Gives one vector of the same remainder.
    private Vector128<ulong> Fold(ulong state, ReadOnlySpan<Vector128<ulong>> vectors)
    {
        Vector128<ulong> byOne = _byOne, byFour = _byFour;
        var a = vectors[0] ^ Vector128.CreateScalar(state);
        Vector128<ulong> b = vectors[1], c = vectors[2], d = vectors[3];
        var rest = vectors.Slice(4);
        for (; rest.Length >= 4; rest = rest.Slice(4))
        {
            a = Move(a, byFour) ^ rest[0];
            b = Move(b, byFour) ^ rest[1];
            c = Move(c, byFour) ^ rest[2];
            d = Move(d, byFour) ^ rest[3];
        }
        var folded = Move(Move(Move(a, byOne) ^ b, byOne) ^ c, byOne) ^ d;
        foreach (var vector in rest)
            folded = Move(folded, byOne) ^ vector;
        return folded;
    }
#endif
}
