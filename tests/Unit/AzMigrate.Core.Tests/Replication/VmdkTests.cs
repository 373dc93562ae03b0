using System.Buffers.Binary;
using System.Text;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication;

/// <summary>VMDK files as vSphere writes them, which no program here makes.</summary>
public sealed class VmdkTests
{
    private const int MiB = 1 << 20;

    [DiskPeerFact]
    public async Task A_flat_disk_of_a_datastore_is_read_with_its_extents_and_offsets()
    {
        using var folder = new ImageFolder();
        folder.Write("vm-flat.vmdk", Noise.Bytes(1, 4 * MiB));
        var path = folder.Write("vm.vmdk", Encoding.UTF8.GetBytes("""
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID=fffffffe
            parentCID=ffffffff
            createType="vmfs"

            # Extent description
            RW 8192 VMFS "vm-flat.vmdk"

            # The Disk Data Base
            ddb.virtualHWVersion = "19"
            """));

        using var image = DiskImage.Open(path);

        Assert.Equal(4 * MiB, image.CapacityBytes);
        Assert.Equal("fffffffe", image.Mark);
        DiskPeers.AssertSame(folder.File("vm-flat.vmdk"), "raw", await folder.ToFixedVhdAsync(image), "vpc");
    }

    [Theory]
    [InlineData("iso-8859-1", "größe-flat.vmdk")]
#if !CORE_DESKTOP
    [InlineData("windows-1252", "10€-flat.vmdk")]
    [InlineData("Shift_JIS", "サーバー-flat.vmdk")]
#endif
    [InlineData("UTF-8", "サーバー-flat.vmdk")]
    [InlineData("UTF-16", "größe-flat.vmdk")]
    [InlineData("x-unknown", "größe-flat.vmdk")]
    public void A_descriptor_is_read_in_the_encoding_that_it_names(string encoding, string extent)
    {
        using var folder = new ImageFolder();
        folder.Write(extent, new byte[MiB]);
        var written = encoding is "UTF-16" or "x-unknown" ? Encoding.UTF8
            : CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var path = folder.Write("disk.vmdk", written.GetBytes(
            $"# Disk DescriptorFile\r\nencoding = \"{encoding}\"\r\nCID=1\r\nRW 2048 FLAT \"{extent}\" 0\r\n"));

        using var image = DiskImage.Open(path);

        Assert.Equal(MiB, image.CapacityBytes);
    }

    [Fact]
    public void A_descriptor_that_was_edited_is_read_whatever_the_editor_did_to_it()
    {
        using var folder = new ImageFolder();
        folder.Write("a.bin", new byte[MiB]);
        folder.Write("base.vmdk", Encoding.UTF8.GetBytes("# Disk DescriptorFile\nCID=A1\nRW 2048 FLAT \"a.bin\" 0\n"));
        var path = folder.Write("disk.vmdk", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(
            "\r\n# Disk DescriptorFile\r\n  CID = \"0B2\"\r\nparentCID=000000a1\r\nparentFileNameHint = base.vmdk\r\n"
            + "  RW  2048  FLAT  \"a.bin\"  0  \r\n")]);

        using var image = DiskImage.Open(path);

        Assert.Equal("000000b2", image.Mark);
        Assert.Equal(["disk.vmdk", "base.vmdk"], image.Chain.Select(Path.GetFileName));
    }

    [Fact]
    public async Task Extents_of_several_kinds_follow_each_other()
    {
        using var folder = new ImageFolder();
        folder.Write("a.bin", Noise.Bytes(1, 3 * MiB));
        var path = folder.Write("disk.vmdk", Encoding.UTF8.GetBytes(
            "# Disk DescriptorFile\nCID=00000001\nparentCID=ffffffff\n"
            + "RW 2048 FLAT \"a.bin\" 4096\nRW 2048 ZERO\nRW 2 FLAT \"a.bin\" 1\nRW 2048 FLAT \"a.bin\" 0\n"));
        using var image = DiskImage.Open(path);
        var bytes = new byte[image.CapacityBytes];

        await image.ReadAsync(0, bytes);

        var file = Noise.Bytes(1, 3 * MiB);
        byte[] expected = [.. file[(2 * MiB)..], .. new byte[MiB], .. file[512..1536], .. file[..MiB]];
        Assert.Equal(expected, bytes);
    }

    [DiskPeerFact]
    public async Task A_snapshot_of_an_older_VMFS_is_read_sector_by_sector_over_its_base()
    {
        using var folder = new ImageFolder();
        folder.Write("vm-flat.vmdk", Noise.Bytes(1, 4 * MiB));
        folder.Write("vm.vmdk", Encoding.UTF8.GetBytes(
            "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"vmfs\"\nRW 8192 VMFS \"vm-flat.vmdk\"\n"));
        folder.Write("vm-000001-delta.vmdk", Cowd(8192, [0, 1, 2, 77, 4095, 4096, 8191]));
        var path = folder.Write("vm-000001.vmdk", Encoding.UTF8.GetBytes(
            "# Disk DescriptorFile\nversion=1\nCID=9abcdef0\nparentCID=12345678\ncreateType=\"vmfsSparse\"\n"
            + "parentFileNameHint=\"vm.vmdk\"\nRW 8192 VMFSSPARSE \"vm-000001-delta.vmdk\"\n"));

        using var image = DiskImage.Open(path);

        Assert.Equal(7 * 512, (await image.ChangedAsync("12345678").ToListAsync()).Sum(extent => extent.Length));
        DiskPeers.AssertSame(path, "vmdk", await folder.ToFixedVhdAsync(image), "vpc");
    }

    [Theory]
    [InlineData("RW 2048 SESPARSE \"a.bin\"", "Disk.Unsupported")]
    [InlineData("RW 2048 VMFSRDM \"a.bin\"", "Disk.Unsupported")]
    [InlineData("NOACCESS 2048 FLAT \"a.bin\" 0", "Disk.Unsupported")]
    [InlineData("RW 2048 FLAT \"missing.bin\" 0", "Disk.FileMissing")]
    [InlineData("RW 2048 FLAT \"/etc/hostname\" 0", "Disk.FileOutside")]
    [InlineData("RW 2048 FLAT \"../b.bin\" 0", "Disk.FileOutside")]
    [InlineData("RW 4096 FLAT \"a.bin\" 0", "Disk.Truncated")]
    [InlineData("RW 2048 FLAT \"a.bin\" 1", "Disk.Truncated")]
    [InlineData("RW 2048 SPARSE \"a.bin\"", "Disk.Damaged")]
    [InlineData("RW 999999999999999 FLAT \"a.bin\" 0", "Disk.TooLarge")]
    [InlineData("RW 2048 FLAT", "Disk.Damaged")]
    [InlineData("", "Disk.Damaged")]
    public void A_descriptor_that_cannot_be_followed_says_why(string line, string code)
    {
        using var folder = new ImageFolder();
        Directory.CreateDirectory(folder.File("in"));
        folder.Write("b.bin", new byte[MiB]);
        folder.Write("in/a.bin", new byte[MiB]);
        var path = folder.Write("in/disk.vmdk", Encoding.UTF8.GetBytes("# Disk DescriptorFile\nCID=1\n" + line + "\n"));

        Assert.Equal(code, Assert.Throws<MigrateException>(() => DiskImage.Open(path)).Code);
    }

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
#if !CORE_DESKTOP
        using var folder = new ImageFolder();
        Directory.CreateDirectory(folder.File("in"));
        folder.Write("secret.bin", new byte[MiB]);
        File.CreateSymbolicLink(folder.File("in/a.bin"), folder.File("secret.bin"));
        var path = folder.Write(
            "in/disk.vmdk", Encoding.UTF8.GetBytes("# Disk DescriptorFile\nCID=1\nRW 2048 FLAT \"a.bin\" 0\n"));

        Assert.Equal("Disk.FileMissing", Assert.Throws<MigrateException>(() => DiskImage.Open(path)).Code);
#endif
    }

    // A directory of tables of 4096 sectors each; sectors have their number in them.
    private static byte[] Cowd(int sectors, int[] present)
    {
        var file = new List<byte>(new byte[4 * 512 + 512]);
        var directory = new byte[512];
        foreach (var table in present.GroupBy(sector => sector / 4096))
        {
            BinaryPrimitives.WriteInt32LittleEndian(directory.AsSpan(table.Key * 4), file.Count / 512);
            var at = file.Count;
            var entries = new byte[4096 * 4];
            file.AddRange(entries);
            foreach (var sector in table)
            {
                BinaryPrimitives.WriteInt32LittleEndian(entries.AsSpan(sector % 4096 * 4), file.Count / 512);
                file.AddRange(Noise.Bytes(sector + 1000, 512));
            }
            for (var i = 0; i < entries.Length; i++)
                file[at + i] = entries[i];
        }
        var bytes = file.ToArray();
        "COWD"u8.CopyTo(bytes);
        foreach (var (offset, value) in ((int, int)[])[(4, 1), (8, 3), (12, sectors), (16, 1), (20, 4),
            (24, (sectors + 4095) / 4096), (28, file.Count / 512)])
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        directory.CopyTo(bytes, 4 * 512);
        return bytes;
    }
}
