using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>The partition table of a BIOS disk, with logical partitions in a chain of extended ones.</summary>
internal static class MbrTable
{
    private const int EntryOffset = 446;
    private const int EntryBytes = 16;
    private const int FirstLogical = 5;
    private const byte TypeDynamic = 0x42;
    private const byte TypeProtective = 0xEE;
    private const byte TypeEfiSystem = 0xEF;

    /// <summary>True when the table only says that a GPT is there.</summary>
    public static bool IsProtective(Block mbr) => Entries(mbr).Any(entry => entry.Type == TypeProtective);

    public static IReadOnlyList<GuestVolume> Read(DiskBytes disk, Block mbr)
    {
        var volumes = new List<GuestVolume>();
        var signature = mbr.U32(440);
        var number = 0;
        Entry? extended = null;
        foreach (var entry in Entries(mbr))
        {
            number++;
            if (IsExtended(entry.Type))
                extended ??= entry;
            else if (entry.Type != 0)
                volumes.Add(Volume(disk, entry, 0, number, signature));
        }
        if (extended is Entry chain)
            volumes.AddRange(Logical(disk, chain, signature));
        return volumes;
    }

    // Each link has a partition, whose start counts from the link, and the next link, which counts from the first.
    private static IEnumerable<GuestVolume> Logical(DiskBytes disk, Entry extended, uint signature)
    {
        long first = extended.Start;
        var link = first;
        var seen = new HashSet<long>();
        for (var number = FirstLogical; ; number++)
        {
            if (!seen.Add(link) || seen.Count > PartitionTable.MaxPartitions)
                throw GuestErrors.Damaged(
                    disk.Name, link * PartitionTable.SectorBytes, "the chain of logical partitions leads in a circle");
            var sector = disk.Block(link * PartitionTable.SectorBytes, PartitionTable.SectorBytes);
            if (sector.U16(510) != 0xAA55)
                throw sector.Damaged(510, "a link of the chain of logical partitions has no signature");
            var entries = Entries(sector).Take(2).ToList();
            if (entries[0].Type != 0)
                yield return Volume(disk, entries[0], link, number, signature);
            if (!IsExtended(entries[1].Type))
                yield break;
            link = first + entries[1].Start;
        }
    }

    private static GuestVolume Volume(DiskBytes disk, Entry entry, long from, int number, uint signature)
    {
        var offset = (from + entry.Start) * PartitionTable.SectorBytes;
        var bytes = MappedBytes.Part(
            FormattableString.Invariant($"partition {number} of {disk.Name}"), disk, offset,
            entry.Count * PartitionTable.SectorBytes);
        return new GuestVolume
        {
            Bytes = bytes,
            Kind = VolumeSignature.Of(bytes),
            Disk = disk.Index,
            Number = number,
            Offset = offset,
            DiskSignature = signature,
            Role = entry.Type switch
            {
                TypeDynamic => PartitionRole.Dynamic,
                TypeEfiSystem => PartitionRole.EfiSystem,
                _ => PartitionRole.Data,
            },
        };
    }

    private static bool IsExtended(byte type) => type is 0x05 or 0x0F or 0x85;

    private static IEnumerable<Entry> Entries(Block sector) => Enumerable.Range(0, 4).Select(i =>
    {
        var entry = sector.Slice(EntryOffset + i * EntryBytes, EntryBytes);
        var (start, count) = (entry.U32(8), entry.U32(12));
        return new Entry(count == 0 ? (byte)0 : entry.U8(4), start, count);
    });

    private readonly record struct Entry(byte Type, long Start, long Count);
}
