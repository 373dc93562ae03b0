using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>The partition table of UEFI 2.10, section 5.3: two copies, each with sums.</summary>
internal static class GptTable
{
    private const int SectorBytes = PartitionTable.SectorBytes;
    private static readonly Guid EfiSystem = new("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");
    private static readonly Guid BiosBoot = new("21686148-6449-6E6F-744E-656564454649");
    private static readonly Guid StorageSpaces = new("E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D");

    private static readonly Guid[] Dynamic =
        [new("5808C8AA-7E8F-42E0-85D2-E1E90434CFB3"), new("AF9B60A0-1431-4F62-BC68-3311714A69AD")];

    public static IReadOnlyList<GuestVolume> Read(DiskBytes disk, Action<string> warn)
    {
        if (TryHeader(disk, 1) is Header primary)
            return Volumes(disk, primary);
        // A disk that grew has its second table where the end was: the first says where, if that much of it is right.
        long[] places = [disk.Length / SectorBytes - 1, Backup(disk)];
        foreach (var place in places.Distinct())
        {
            if (TryHeader(disk, place) is not Header backup)
                continue;
            warn($"The first partition table of {disk.Name} is damaged; its copy at the disk's end was taken.");
            return Volumes(disk, backup);
        }
        throw GuestErrors.Damaged(disk.Name, SectorBytes, "the partition table (GPT) and its copy are wrong");
    }

    private static long Backup(DiskBytes disk) =>
        disk.BlockWithin(SectorBytes, SectorBytes) is Block header && header.U64(32) < long.MaxValue / SectorBytes
            ? (long)header.U64(32) : 0;

    private static Header? TryHeader(DiskBytes disk, long sector)
    {
        if (disk.BlockWithin(sector * SectorBytes, SectorBytes) is not Block header || !header.Has(0, "EFI PART"u8))
            return null;
        var (bytes, sum) = (header.U32(12), header.U32(16));
        if (bytes is < 92 or > SectorBytes)
            return null;
        header.Bytes(16, 4).Clear();
        if (Crc32.Of(header.Bytes(0, (int)bytes)) != sum || header.U64(24) != (ulong)sector)
            return null;
        var (table, count, entryBytes) = (header.U64(72), header.U32(80), header.U32(84));
        if (table >= (ulong)(disk.Length / SectorBytes) || entryBytes is < 128 or > 4096 || count > 4096)
            return null;
        var (offset, length) = ((long)table * SectorBytes, (int)(count * entryBytes));
        return disk.BlockWithin(offset, length) is Block entries && Crc32.Of(entries.Bytes(0, length)) == header.U32(88)
            ? new Header(entries, (int)count, (int)entryBytes) : null;
    }

    private static List<GuestVolume> Volumes(DiskBytes disk, Header header)
    {
        var volumes = new List<GuestVolume>();
        for (var i = 0; i < header.Count; i++)
        {
            var entry = header.Entries.Slice(i * header.EntryBytes, header.EntryBytes);
            var type = entry.Guid(0);
            if (type == Guid.Empty)
                continue;
            var (first, last) = (entry.U64(32), entry.U64(40));
            if (first > last || last >= (ulong)(disk.Length / SectorBytes)
                || volumes.Count == PartitionTable.MaxPartitions)
                throw entry.Damaged(
                    32, FormattableString.Invariant($"partition {i + 1} is said to be beyond the disk's end"));
            var offset = (long)first * SectorBytes;
            var bytes = MappedBytes.Part(FormattableString.Invariant($"partition {i + 1} of {disk.Name}"),
                disk, offset, ((long)(last - first) + 1) * SectorBytes);
            volumes.Add(new GuestVolume
            {
                Bytes = bytes,
                Kind = VolumeSignature.Of(bytes),
                Disk = disk.Index,
                Number = i + 1,
                Offset = offset,
                Role = Role(type),
                PartitionId = entry.Guid(16),
                PartitionLabel = entry.Utf16(56, 72).TrimEnd('\0'),
            });
        }
        return volumes;
    }

    private static PartitionRole Role(Guid type) =>
        type == EfiSystem ? PartitionRole.EfiSystem
        : type == BiosBoot ? PartitionRole.BiosBoot
        : type == StorageSpaces ? PartitionRole.StorageSpaces
        : Dynamic.Contains(type) ? PartitionRole.Dynamic
        : PartitionRole.Data;

    private sealed record Header(Block Entries, int Count, int EntryBytes);
}
