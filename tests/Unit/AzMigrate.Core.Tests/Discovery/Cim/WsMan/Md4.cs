using System.Buffers.Binary;
using System.Numerics;

namespace AzMigrate.Tests.Discovery.Cim.WsMan;

/// <summary>MD4 (RFC 1320), which NTLM makes keys with and .NET does not have.</summary>
internal static class Md4
{
    private static readonly int[][] Shifts = [[3, 7, 11, 19], [3, 5, 9, 13], [3, 9, 11, 15]];
    private static readonly int[][] Order =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
        [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    ];

    public static byte[] HashData(byte[] message)
    {
        var padded = new byte[(message.Length + 8) / 64 * 64 + 64];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);
        uint[] state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476];
        for (var block = 0; block < padded.Length; block += 64)
            Mix(state, padded.AsSpan(block, 64));
        var hash = new byte[16];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(i * 4), state[i]);
        return hash;
    }

    private static void Mix(uint[] state, ReadOnlySpan<byte> block)
    {
        var words = new uint[16];
        for (var i = 0; i < 16; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        for (var round = 0; round < 3; round++)
        {
            for (var step = 0; step < 16; step++)
            {
                var sum = a + words[Order[round][step]] + round switch
                {
                    0 => (b & c) | (~b & d),
                    1 => ((b & c) | (b & d) | (c & d)) + 0x5A827999,
                    _ => (b ^ c ^ d) + 0x6ED9EBA1,
                };
                (a, b, c, d) = (d, BitOperations.RotateLeft(sum, Shifts[round][step % 4]), b, c);
            }
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
