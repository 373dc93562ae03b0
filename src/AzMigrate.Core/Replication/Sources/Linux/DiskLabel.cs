using System.Buffers.Binary;
using System.Globalization;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// The id of a partition table, off a disk's first bytes: unlike names and serial numbers it does not depend on the
/// kernel, on its drivers or on the age of its tools.
/// </summary>
internal static class DiskLabel
{
    /// <summary>
    /// How many bytes of the disk are needed: the header of a table on sectors of 4096 bytes is in the second.
    /// </summary>
    public const int Bytes = 8192;

    private const int HeaderBytes = 92;
    private const int GuidAt = 56;
    private const int SignatureAt = 440;
    private const int TableAt = 446;
    private const int EntryBytes = 16;

    /// <summary>
    /// <c>gpt:</c> and the disk's GUID, <c>dos:</c> and its signature as lsblk and blkid write them; null where there
    /// is no table, or one without an id.
    /// </summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.Length < 512 || head[510] != 0x55 || head[511] != 0xAA)
            return null;
        foreach (var sector in new[] { 512, 4096 })
        {
            if (head.Length >= sector + HeaderBytes && head.Slice(sector, 8).SequenceEqual("EFI PART"u8))
            {
                var id = new Guid(head.Slice(sector + GuidAt, 16).ToArray());
                return id == Guid.Empty ? null : "gpt:" + id.ToString("D");
            }
        }

        var signature = BinaryPrimitives.ReadUInt32LittleEndian(head.Slice(SignatureAt));
        return signature == 0 || !IsTable(head.Slice(TableAt, 4 * EntryBytes)) ? null
            : "dos:" + signature.ToString("x8", CultureInfo.InvariantCulture);
    }

    // The first sector of a file system ends alike, and has program text where a table has partitions.
    private static bool IsTable(ReadOnlySpan<byte> table)
    {
        var partitions = 0;
        for (var at = 0; at < table.Length; at += EntryBytes)
        {
            if (table[at] is not (0x00 or 0x80))
                return false;
            partitions += table[at + 4] == 0 ? 0 : 1;
        }

        return partitions > 0;
    }
}
