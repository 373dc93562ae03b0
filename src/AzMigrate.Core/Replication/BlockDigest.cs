using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace AzMigrate.Replication;

/// <summary>
/// The first half of a block's SHA-256: equal ones are of equal bytes, also where only one side was read here.
/// </summary>
/// <param name="High">Its first eight bytes.</param>
/// <param name="Low">The next eight.</param>
internal readonly record struct BlockDigest(ulong High, ulong Low)
{
    /// <summary>Length of what is kept.</summary>
    public const int Bytes = 16;

    /// <summary>Digits of a whole SHA-256.</summary>
    public const int Digits = 64;

    /// <summary>Of a buffer's first bytes.</summary>
    public static BlockDigest Of(byte[] buffer, int length)
    {
        using var hash = SHA256.Create();
        return Read(hash.ComputeHash(buffer, 0, length));
    }

    /// <summary>Reads the digits of a SHA-256; null where it is none.</summary>
    public static BlockDigest? Parse(string digits) => digits.Length == Digits
        && ulong.TryParse(
            digits.Substring(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && ulong.TryParse(
            digits.Substring(16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? new BlockDigest(high, low) : null;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BlockDigest Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(8)));

    /// <summary>Writes it to <see cref="Bytes"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(8), Low);
    }
}
