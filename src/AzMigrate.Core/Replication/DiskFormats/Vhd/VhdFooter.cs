using System.Buffers.Binary;
using System.Text;

namespace AzMigrate.Replication.DiskFormats.Vhd;

/// <summary>Kinds of VHD, by their numbers in the footer.</summary>
internal enum VhdKind
{
    Fixed = 2,
    Dynamic = 3,
    Differencing = 4,
}

/// <summary>The footer of a VHD (Virtual Hard Disk Image Format Specification 1.0); big-endian.</summary>
internal sealed record VhdFooter
{
    public const int Bytes = 512;
    private const int ChecksumOffset = 64;
    private const uint Version = 0x0001_0000;

    public static ReadOnlySpan<byte> Cookie => "conectix"u8;

    public required VhdKind Kind { get; init; }

    public required long CapacityBytes { get; init; }

    /// <summary>Of the dynamic header; -1 in a fixed disk.</summary>
    public required long HeaderOffset { get; init; }

    public required Guid UniqueId { get; init; }

    public static bool HasCookie(ReadOnlySpan<byte> footer) => footer.StartsWith(Cookie);

    /// <summary>True for a footer whose checksum is right.</summary>
    public static bool IsSound(ReadOnlySpan<byte> footer) => HasCookie(footer)
        && BinaryPrimitives.ReadUInt32BigEndian(footer.Slice(ChecksumOffset)) == Checksum(footer, ChecksumOffset);

    /// <summary>
    /// The sum that a header of a VHD keeps: the complement of its bytes' sum without the sum's own field.
    /// </summary>
    public static uint Checksum(ReadOnlySpan<byte> header, int checksumOffset)
    {
        uint sum = 0;
        for (var i = 0; i < header.Length; i++)
            sum += i < checksumOffset || i >= checksumOffset + sizeof(uint) ? header[i] : 0u;
        return ~sum;
    }

    /// <summary>Reads a footer that is known to have the cookie.</summary>
    public static VhdFooter Parse(ReadOnlySpan<byte> footer, string path, long offset)
    {
        if (!IsSound(footer))
            throw DiskErrors.Damaged(path, offset, "the checksum of the VHD footer is wrong");
        if (BinaryPrimitives.ReadUInt32BigEndian(footer.Slice(12)) >> 16 != Version >> 16)
            throw DiskErrors.Unsupported(path, "is a VHD of an unknown version", "Convert it to VHDX or a fixed VHD.");
        var kind = (VhdKind)BinaryPrimitives.ReadUInt32BigEndian(footer.Slice(60));
        if (kind is not (VhdKind.Fixed or VhdKind.Dynamic or VhdKind.Differencing))
            throw DiskErrors.Unsupported(path, "is a VHD of an unknown kind", "Convert it to VHDX or a fixed VHD.");
        var capacity = BinaryPrimitives.ReadInt64BigEndian(footer.Slice(48));
        DiskLimits.CheckCapacity(path, capacity);
        if (capacity % DiskLimits.SectorBytes != 0)
            throw DiskErrors.Damaged(path, offset + 48, "the disk's size is no multiple of 512");
        return new VhdFooter
        {
            Kind = kind,
            CapacityBytes = capacity,
            HeaderOffset = BinaryPrimitives.ReadInt64BigEndian(footer.Slice(16)),
            UniqueId = new Guid(footer.Slice(68, 16).ToArray()),
        };
    }

    /// <summary>Writes the footer of a fixed disk.</summary>
    /// <param name="footer">512 bytes.</param>
    /// <param name="capacityBytes">Size of the disk; for Azure a multiple of 1 MiB.</param>
    /// <param name="uniqueId">The disk's id.</param>
    /// <param name="created">Kept in whole seconds since the start of 2000.</param>
    public static void WriteFixed(Span<byte> footer, long capacityBytes, Guid uniqueId, DateTimeOffset created)
    {
        footer.Clear();
        Cookie.CopyTo(footer);
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(8), 2); // a reserved bit that is always set
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(12), Version);
        BinaryPrimitives.WriteInt64BigEndian(footer.Slice(16), -1);
        var epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(24), (uint)(created - epoch).TotalSeconds);
        // Programs take the size from the geometry, which is rounded, unless they know the creator: QEMU does.
        Encoding.ASCII.GetBytes("win ").CopyTo(footer.Slice(28));
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(32), 0x000A_0000);
        Encoding.ASCII.GetBytes("Wi2k").CopyTo(footer.Slice(36));
        BinaryPrimitives.WriteInt64BigEndian(footer.Slice(40), capacityBytes);
        BinaryPrimitives.WriteInt64BigEndian(footer.Slice(48), capacityBytes);
        var (cylinders, heads, sectors) = Geometry(capacityBytes);
        BinaryPrimitives.WriteUInt16BigEndian(footer.Slice(56), cylinders);
        footer[58] = heads;
        footer[59] = sectors;
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(60), (uint)VhdKind.Fixed);
        uniqueId.ToByteArray().CopyTo(footer.Slice(68));
        BinaryPrimitives.WriteUInt32BigEndian(footer.Slice(ChecksumOffset), Checksum(footer, ChecksumOffset));
    }

    /// <summary>Cylinders, heads and sectors of a size, by the specification's appendix.</summary>
    public static (ushort Cylinders, byte Heads, byte Sectors) Geometry(long capacityBytes)
    {
        var total = Math.Min(capacityBytes / DiskLimits.SectorBytes, 65_535L * 16 * 255);
        if (total >= 65_535L * 16 * 63)
            return ((ushort)(total / 255 / 16), 16, 255);
        var sectors = 17L;
        var tracks = total / sectors;
        var heads = Math.Max(4, (tracks + 1023) / 1024);
        foreach (var more in (ReadOnlySpan<byte>)[31, 63])
        {
            if (tracks < heads * 1024 && heads <= 16)
                break;
            (sectors, heads) = (more, 16);
            tracks = total / sectors;
        }
        return ((ushort)(tracks / heads), (byte)heads, (byte)sectors);
    }
}
