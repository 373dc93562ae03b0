using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>Finds the partitions of a disk.</summary>
internal static class PartitionTable
{
    /// <summary>No disk has more; a table that says so is damaged.</summary>
    public const int MaxPartitions = 256;

    /// <summary>Azure's disks have sectors of this size only, and tables are in its multiples.</summary>
    public const int SectorBytes = 512;

    private static readonly GuestRule SectorSize = new("G4", "Guest.SectorSize");
    private static readonly GuestRule Table = new("G5", "Guest.PartitionTable");

    /// <summary>The partitions in the order of the table; the whole disk when it has no table.</summary>
    public static IReadOnlyList<GuestVolume> Read(DiskBytes disk, ICollection<GuestFinding> findings)
    {
        if (disk.BlockWithin(0, SectorBytes) is not Block mbr)
            return [];
        if (disk.BlockWithin(4096, 8) is Block large && large.Has(0, "EFI PART"u8)
            && disk.BlockWithin(SectorBytes, 8) is Block small && !small.Has(0, "EFI PART"u8))
        {
            findings.Add(SectorSize.Error(
                $"The partition table of {disk.Name} is for sectors of 4096 bytes.",
                "Azure's disks have sectors of 512 bytes: copy the files to a new disk of such sectors."));
            return [];
        }
        var hasTable = mbr.U16(510) == 0xAA55 && !VolumeSignature.IsBootSector(mbr);
        if (hasTable && MbrTable.IsProtective(mbr))
            return GptTable.Read(disk, message => findings.Add(Table.Warning(
                message, "Repair the table in the guest, such as by 'gdisk' (command w) or by Windows' Disk Management.")));
        if (hasTable)
            return MbrTable.Read(disk, mbr);
        var kind = VolumeSignature.Of(disk);
        return kind is VolumeKind.Unknown ? [] : [new GuestVolume { Bytes = disk, Kind = kind, Disk = disk.Index }];
    }
}
