using System.Buffers.Binary;
using System.Text;

namespace AzMigrate.Guests.Bytes;

/// <summary>A structure of a disk in memory. What lies beyond its end is damage that names the place.</summary>
internal readonly struct Block(byte[] bytes, int start, int length, string place, long offset)
{
    public int Length => length;

    /// <summary>Offset of its first byte at its place.</summary>
    public long Offset => offset;

    public byte U8(int at) => Bytes(at, 1)[0];

    public ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    public uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));

    public ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(at, 8));

    public ushort U16Big(int at) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(at, 2));

    public uint U32Big(int at) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(at, 4));

    public ulong U64Big(int at) => BinaryPrimitives.ReadUInt64BigEndian(Bytes(at, 8));

    public bool Has(int at, ReadOnlySpan<byte> value) =>
        at >= 0 && at <= length - value.Length && Bytes(at, value.Length).SequenceEqual(value);

    public string Ascii(int at, int count) => Encoding.ASCII.GetString(Bytes(at, count).ToArray());

    public string Utf8(int at, int count) => Encoding.UTF8.GetString(Bytes(at, count).ToArray());

    public string Utf16(int at, int count) => Encoding.Unicode.GetString(Bytes(at, count).ToArray());

    /// <summary>Text up to a zero byte.</summary>
    public string Text(int at, int count)
    {
        var bytes = Bytes(at, count);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes.Slice(0, end < 0 ? count : end).ToArray());
    }

    public Guid Guid(int at) => new(Bytes(at, 16).ToArray());

    /// <summary>Sixteen bytes as Linux writes an id.</summary>
    public string Uuid(int at)
    {
        var hex = string.Concat(Bytes(at, 16).ToArray()
            .Select(value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return $"{hex.Substring(0, 8)}-{hex.Substring(8, 4)}-{hex.Substring(12, 4)}-{hex.Substring(16, 4)}-{hex.Substring(20)}";
    }

    public Span<byte> Bytes(int at, int count) =>
        at >= 0 && count >= 0 && at <= length - count ? bytes.AsSpan(start + at, count)
            : throw Damaged(at, "a structure leads beyond its end");

    public Block Slice(int at, int count) =>
        at >= 0 && count >= 0 && at <= length - count ? new Block(bytes, start + at, count, place, offset + at)
            : throw Damaged(at, "a structure leads beyond its end");

    public Block Slice(int at) => Slice(at, length - at);

    public MigrateException Damaged(int at, string what) => GuestErrors.Damaged(place, offset + at, what);
}
