using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>Knows what a volume is by its first bytes (the magics of util-linux's libblkid).</summary>
internal static class VolumeSignature
{
    private const int BootBytes = 512;
    private const uint RaidMagic = 0xA92B4EFC;

    private static ReadOnlySpan<byte> Refs => "ReFS\0\0\0\0"u8;

    public static VolumeKind Of(GuestBytes volume)
    {
        if (volume.BlockWithin(0, BootBytes) is not Block boot)
            return VolumeKind.Unknown;
        // What contains others comes first: the first bytes of what is within may show through, or be left over.
        if (IsRaid(volume, boot))
            return VolumeKind.RaidMember;
        if (Lvm.LvmLabel.Find(volume) is not null)
            return VolumeKind.LvmPhysical;
        if (boot.Has(0, [(byte)'L', (byte)'U', (byte)'K', (byte)'S', 0xBA, 0xBE]))
            return VolumeKind.Luks;
        if (boot.Has(3, "-FVE-FS-"u8))
            return VolumeKind.BitLocker;
        if (boot.Has(3, "NTFS    "u8))
            return VolumeKind.Ntfs;
        if (boot.Has(3, Refs))
            return VolumeKind.Refs;
        if (boot.Has(0, "XFSB"u8))
            return VolumeKind.Xfs;
        if (volume.BlockWithin(1024 + 56, 2) is Block ext && ext.U16(0) == 0xEF53)
            return VolumeKind.Ext;
        if (volume.BlockWithin(0x10040, 8) is Block btrfs && btrfs.Has(0, "_BHRfS_M"u8))
            return VolumeKind.Btrfs;
        if (volume.BlockWithin(4086, 10) is Block swap && (swap.Has(0, "SWAPSPACE2"u8) || swap.Has(0, "SWAP-SPACE"u8)))
            return VolumeKind.Swap;
        return IsFat(boot) ? VolumeKind.Fat : VolumeKind.Unknown;
    }

    /// <summary>True for the first sector of a file system of Microsoft's, which ends as an MBR does.</summary>
    public static bool IsBootSector(Block sector) =>
        sector.Has(3, "NTFS    "u8) || sector.Has(3, "-FVE-FS-"u8) || sector.Has(3, Refs) || IsFat(sector);

    private static bool IsFat(Block boot) => boot.U16(510) == 0xAA55 && boot.U16(11) is 512 or 1024 or 2048 or 4096
        && boot.U8(13) is var sectors && sectors != 0 && (sectors & (sectors - 1)) == 0
        && (boot.Has(54, "FAT"u8) || boot.Has(82, "FAT32"u8));

    private static bool IsRaid(GuestBytes volume, Block boot) =>
        boot.U32(0) == RaidMagic
        || (volume.BlockWithin(4096, 8) is Block head && head.U32(0) == RaidMagic && head.U32(4) == 1);
}
