using System.Buffers.Binary;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ntfs;

/// <summary>
/// A record of the master file table, or a block of an index, once its sectors' last bytes are put right.
/// </summary>
internal static class NtfsRecord
{
    private const int StrideBytes = 512;

    /// <summary>
    /// Checks the signature, and puts back what lies at each sector's end: on disk a number is there by which torn
    /// writes are seen.
    /// </summary>
    public static Block Repair(Block record, ReadOnlySpan<byte> signature)
    {
        if (!record.Has(0, signature))
            throw record.Damaged(0, "a record has no signature");
        var (array, count) = (record.U16(4), record.U16(6));
        if (count - 1 != record.Length / StrideBytes)
            throw record.Damaged(6, "a record has not the sectors it says");
        var number = record.U16(array);
        for (var i = 1; i < count; i++)
        {
            var end = i * StrideBytes - 2;
            if (record.U16(end) != number)
                throw record.Damaged(end, "a record was written in part only");
            BinaryPrimitives.WriteUInt16LittleEndian(record.Bytes(end, 2), record.U16(array + i * 2));
        }
        return record;
    }
}

/// <summary>An attribute of a file: its data, its index, its list of further attributes.</summary>
/// <param name="Type">Its number, such as 0x80 for data.</param>
/// <param name="Name">Empty for the main one.</param>
/// <param name="Header">The attribute in its record.</param>
internal sealed record NtfsAttribute(uint Type, string Name, Block Header)
{
    public const uint List = 0x20;
    public const uint FileName = 0x30;
    public const uint VolumeName = 0x60;
    public const uint VolumeInformation = 0x70;
    public const uint Data = 0x80;
    public const uint IndexRoot = 0x90;
    public const uint IndexAllocation = 0xA0;
    private const uint End = 0xFFFF_FFFF;

    public bool IsResident => Header.U8(8) == 0;

    public bool IsCompressed => (Header.U16(12) & 0xFF) != 0;

    public bool IsEncrypted => (Header.U16(12) & 0x4000) != 0;

    /// <summary>First cluster of the attribute that this piece of it has.</summary>
    public ulong LowestCluster => IsResident ? 0 : Header.U64(16);

    /// <summary>The value of a resident one.</summary>
    public Block Value => Header.Slice(Header.U16(20), (int)Math.Min(Header.U32(16), int.MaxValue));

    /// <summary>The attributes of a record, in their order.</summary>
    public static List<NtfsAttribute> Of(Block record)
    {
        var attributes = new List<NtfsAttribute>();
        for (int at = record.U16(20); record.U32(at) is var type && type != End;)
        {
            var length = record.U32(at + 4);
            if (length is < 24 or > 1 << 16 || length % 8 != 0)
                throw record.Damaged(at + 4, "an attribute has an impossible length");
            var header = record.Slice(at, (int)length);
            attributes.Add(new NtfsAttribute(type, header.Utf16(header.U16(10), header.U8(9) * 2), header));
            at += (int)length;
        }
        return attributes;
    }
}
