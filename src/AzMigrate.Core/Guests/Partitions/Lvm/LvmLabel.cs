using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions.Lvm;

/// <summary>
/// The label of an LVM2 physical volume: its id, and where its metadata is (lvm2: format_text/layout.h).
/// </summary>
/// <param name="Id">Thirty-two letters.</param>
/// <param name="MetadataOffset">Of its first metadata area; 0 when it has none.</param>
internal sealed record LvmLabel(string Id, long MetadataOffset)
{
    private const int SectorBytes = 512;
    private const int Sectors = 4;
    private const int MaxAreas = 16;

    public static LvmLabel? Find(GuestBytes volume)
    {
        for (var sector = 0; sector < Sectors; sector++)
        {
            if (volume.BlockWithin(sector * SectorBytes, SectorBytes) is Block label
                && label.Has(0, "LABELONE"u8) && label.Has(24, "LVM2 001"u8) && label.U64(8) == (ulong)sector)
                return Parse(label);
        }
        return null;
    }

    private static LvmLabel Parse(Block label)
    {
        var at = (int)Math.Min(label.U32(20), SectorBytes);
        var id = label.Ascii(at, 32);
        at = SkipAreas(label, at + 40);
        return new LvmLabel(id, (long)label.U64(at));
    }

    // Lists of offset and size end with zeros.
    private static int SkipAreas(Block label, int at)
    {
        for (var i = 0; i < MaxAreas; i++, at += 16)
        {
            if (label.U64(at) == 0)
                return at + 16;
        }
        throw label.Damaged(at, "a list of areas has no end");
    }
}
