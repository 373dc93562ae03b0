using AzMigrate.Replication.DiskFormats.Vhd;
using AzMigrate.Replication.DiskFormats.Vhdx;
using AzMigrate.Replication.DiskFormats.Vmdk;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>Opens one image file, without its parents; knows the format by the content.</summary>
internal static class ImageFile
{
    private const int HeadBytes = 512;

    public static ImageLayer Open(string path, DiskFormat? format, NearbyFiles nearby)
    {
        var file = DiskFile.OpenRead(path);
        try
        {
            if (file.Length == 0)
            {
                throw DiskErrors.FormatUnknown(
                    path, "is empty", "Copy it again; a file that is still being written may be empty.");
            }
            var head = new byte[(int)Math.Min(HeadBytes, file.Length)];
            file.Read(0, head);
            return (format ?? Detect(file, head)) switch
            {
                DiskFormat.Vhdx => VhdxImage.Open(file),
                DiskFormat.Vmdk => VmdkImage.Open(file, nearby),
                DiskFormat.Vhd => VhdImage.Open(file),
                _ => OpenRaw(file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static ImageLayer OpenRaw(DiskFile file)
    {
        DiskLimits.CheckCapacity(file.Path, file.Length);
        return new ImageLayer(file.Path, new RawMap(file, 0), file)
        {
            Format = DiskFormat.Raw, CapacityBytes = file.Length,
        };
    }

    private static DiskFormat Detect(DiskFile file, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(VhdxImage.Signature))
            return DiskFormat.Vhdx;
        if (VmdkSparseHeader.IsHosted(head) || VmdkDescriptor.IsOne(head))
            return DiskFormat.Vmdk;
        if (VhdImage.IsOne(file))
            return DiskFormat.Vhd;
        var other = Other(head);
        if (other is not null)
        {
            throw DiskErrors.Unsupported(
                file.Path, "is " + other,
                "Unpack it, or convert it with 'qemu-img convert' to VHDX, VHD, VMDK or raw.");
        }
        CheckName(file.Path);
        return DiskFormat.Raw;
    }

    private static string? Other(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[(byte)'Q', (byte)'F', (byte)'I', 0xFB]))
            return "a QCOW2 image";
        if (head.Length >= 0x44 && head.Slice(0x40).StartsWith((ReadOnlySpan<byte>)[0x7F, 0x10, 0xDA, 0xBE]))
            return "a VirtualBox VDI image";
        if (VmdkSparseHeader.IsSnapshot(head))
            return "an extent of a VMware snapshot, not the disk; give the .vmdk file that is a short text";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xBE, 0xBA, 0xFE, 0xCA, 0, 0, 0, 0]))
            return "an SEsparse extent of a VMware snapshot";
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "a compressed archive";
        return head.Length >= 262 && head.Slice(257).StartsWith("ustar"u8) ? "an archive such as an OVA" : null;
    }

    // A damaged image must not pass as a raw disk.
    private static void CheckName(string path)
    {
        var name = Path.GetFileName(path);
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (extension == ".vmdk")
        {
            throw DiskErrors.FormatUnknown(
                path, "is named .vmdk and does not begin as one",
                "Give the .vmdk file that is a short text, not its -flat or -delta file; or say that the file is raw.");
        }
        if (extension is ".vhd" or ".avhd" or ".vhdx" or ".avhdx")
        {
            throw DiskErrors.FormatUnknown(
                path, $"is named {extension} and has nothing of that format where it should be",
                "It was not copied whole, or is of another format; say that the file is raw if it is.");
        }
    }
}
