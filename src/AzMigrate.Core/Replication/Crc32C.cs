using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Numerics;
#endif

namespace AzMigrate.Replication;

/// <summary>CRC-32C (Castagnoli, polynomial 82F63B78): VHDX's own checksum, and the one of our blocks.</summary>
internal static class Crc32C
{
    /// <summary>Of nothing; what <see cref="Append"/> starts with.</summary>
    public const uint Seed = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Append(Seed, bytes));

    public static uint Finish(uint state) => ~state;

#if NET8_0_OR_GREATER
    /// <summary>Goes on with more bytes; by the processor's own instruction where it has one.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            state = BitOperations.Crc32C(state, word);
        foreach (var value in bytes.Slice(words.Length * sizeof(ulong)))
            state = BitOperations.Crc32C(state, value);
        return state;
    }
#else
    // Table k has the CRC of a byte that k more bytes follow: eight bytes a step.
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with more bytes.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3];
        uint[] t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
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

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        tables[0] = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0x82F63B78;
            tables[0][i] = value;
        }
        for (var table = 1; table < tables.Length; table++)
        {
            tables[table] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                var before = tables[table - 1][i];
                tables[table][i] = tables[0][(byte)before] ^ (before >> 8);
            }
        }
        return tables;
    }
#endif
}
