using System.Buffers.Binary;
using System.Text;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhd;

/// <summary>Opens VHD files.</summary>
internal static class VhdImage
{
    private const int HeaderBytes = 1024;
    private const int HeaderChecksumOffset = 36;
    private const int NameOffset = 64;
    private const int NameBytes = 512;
    private const int LocatorsOffset = 576;
    private const int LocatorBytes = 24;
    private const int Locators = 8;
    private const int MaxLocatorBytes = 1 << 16;
    private const int MaxBlockBytes = 256 << 20;

    /// <summary>
    /// True for a file that has the footer at its end, or the copy of it that dynamic disks have at the start.
    /// </summary>
    public static bool IsOne(DiskFile file) => FooterOffset(file) is not null;

    public static ImageLayer Open(DiskFile file)
    {
        var at = FooterOffset(file)
            ?? throw DiskErrors.Truncated(file.Path, file.Length + VhdFooter.Bytes, "the footer of a VHD");
        var footer = VhdFooter.Parse(Read(file, at, VhdFooter.Bytes), file.Path, at);
        if (footer.Kind != VhdKind.Fixed)
            return OpenSparse(file, footer);
        if (footer.CapacityBytes > file.Length - VhdFooter.Bytes)
            throw DiskErrors.Truncated(file.Path, footer.CapacityBytes + VhdFooter.Bytes, "the end of the disk");
        return new ImageLayer(file.Path, new RawMap(file, 0), file)
        {
            Format = DiskFormat.Vhd, CapacityBytes = footer.CapacityBytes, LinkId = footer.UniqueId.ToString(),
        };
    }

    // The copy at the start counts where the footer is damaged or cut off.
    private static long? FooterOffset(DiskFile file)
    {
        if (file.Length < VhdFooter.Bytes)
            return null;
        var end = file.Length - VhdFooter.Bytes;
        var footer = Read(file, end, VhdFooter.Bytes);
        var copy = Read(file, 0, VhdFooter.Bytes);
        if (!VhdFooter.HasCookie(footer))
            return VhdFooter.HasCookie(copy) ? 0 : null;
        return VhdFooter.IsSound(footer) || !VhdFooter.IsSound(copy) ? end : 0;
    }

    private static ImageLayer OpenSparse(DiskFile file, VhdFooter footer)
    {
        var at = footer.HeaderOffset;
        if (at < 0 || at > file.Length - HeaderBytes)
            throw DiskErrors.Truncated(file.Path, at, "the header of a dynamic VHD");
        var header = Read(file, at, HeaderBytes);
        if (!header.AsSpan().StartsWith("cxsparse"u8))
            throw DiskErrors.Damaged(file.Path, at, "the header of a dynamic VHD is not there");
        var checksum = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(HeaderChecksumOffset));
        if (checksum != VhdFooter.Checksum(header, HeaderChecksumOffset))
            throw DiskErrors.Damaged(file.Path, at, "the checksum of the header is wrong");
        var table = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(16));
        long entries = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        long blockBytes = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(32));
        if (blockBytes is < DiskLimits.SectorBytes or > MaxBlockBytes || (blockBytes & (blockBytes - 1)) != 0)
        {
            throw DiskErrors.Damaged(
                file.Path, at + 32, FormattableString.Invariant($"a block cannot have {blockBytes} bytes"));
        }
        var blocks = (footer.CapacityBytes + blockBytes - 1) / blockBytes;
        if (blocks > entries)
            throw DiskErrors.Damaged(file.Path, at + 28, "the block table is shorter than the disk");
        if (table % DiskLimits.SectorBytes != 0)
            throw DiskErrors.Damaged(file.Path, at + 16, "the block table does not start at a sector");
        var map = new VhdBlockMap(file, footer.CapacityBytes, table, (int)blockBytes);
        map.Check([new(0, VhdFooter.Bytes), new(at, HeaderBytes), new(table, blocks * sizeof(uint))]);
        return new ImageLayer(file.Path, map, file)
        {
            Format = DiskFormat.Vhd,
            CapacityBytes = footer.CapacityBytes,
            LinkId = footer.UniqueId.ToString(),
            Parent = footer.Kind == VhdKind.Differencing ? Parent(file, header) : null,
        };
    }

    private static ParentReference Parent(DiskFile file, byte[] header)
    {
        var names = new List<(int Rank, string Name)>();
        for (var i = 0; i < Locators; i++)
        {
            var locator = header.AsSpan(LocatorsOffset + i * LocatorBytes, LocatorBytes);
            var code = Encoding.ASCII.GetString(locator.Slice(0, 4).ToArray());
            var rank = Array.IndexOf(["W2ru", "W2ku", "MacX"], code);
            if (rank < 0)
                continue;
            var length = BinaryPrimitives.ReadUInt32BigEndian(locator.Slice(8));
            var offset = BinaryPrimitives.ReadInt64BigEndian(locator.Slice(16));
            if (length > MaxLocatorBytes || offset < 0 || offset > file.Length - length)
                throw DiskErrors.Damaged(file.Path, offset, "a parent locator is outside the file or too long");
            var bytes = Read(file, offset, (int)length);
            names.Add((rank, code == "MacX"
                ? FileUrl(Encoding.UTF8.GetString(bytes)) : Encoding.Unicode.GetString(bytes).TrimEnd('\0')));
        }
        var own = Encoding.BigEndianUnicode.GetString(header, NameOffset, NameBytes);
        names.Add((int.MaxValue, own.Split('\0')[0]));
        var id = new Guid(header.AsSpan(40, 16).ToArray()).ToString();
        return new ParentReference([.. names.OrderBy(name => name.Rank).Select(name => name.Name)], [id]);
    }

    private static string FileUrl(string text) =>
        Uri.TryCreate(text.TrimEnd('\0'), UriKind.Absolute, out var url) && url.IsFile ? url.LocalPath : text;

    private static byte[] Read(DiskFile file, long offset, int length)
    {
        var bytes = new byte[length];
        file.Read(offset, bytes);
        return bytes;
    }
}
