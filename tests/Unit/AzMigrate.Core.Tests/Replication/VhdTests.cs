using System.Buffers.Binary;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication;

/// <summary>VHD: the footer we write, and differencing disks.</summary>
public sealed class VhdTests
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData(20L << 20, 602, 4, 17)]
    [InlineData(64L << 20, 963, 8, 17)]
    [InlineData(1L << 30, 2_080, 16, 63)]
    [InlineData(127L << 30, 65_278, 16, 255)]
    [InlineData(4L << 40, 65_535, 16, 255)]
    public void Geometry_is_that_of_the_specification(long capacity, int cylinders, int heads, int sectors) =>
        Assert.Equal(((ushort)cylinders, (byte)heads, (byte)sectors), VhdFooter.Geometry(capacity));

    [DiskPeerTheory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(1_000)]
    [InlineData(4_096)]
    [InlineData(100_000)]
    public void A_footer_has_the_geometry_that_qemu_computes(int mebibytes)
    {
        using var folder = new ImageFolder();
        DiskPeers.QemuImg("create", "-q", "-f", "vpc", "-o", "subformat=fixed,force_size=on", folder.File("qemu.vhd"),
            mebibytes + "M");
        var footer = new byte[512];

        VhdFooter.WriteFixed(footer, (long)mebibytes * MiB, Guid.NewGuid(), DateTimeOffset.UtcNow);

        using var stream = File.OpenRead(folder.File("qemu.vhd"));
        var theirs = new byte[512];
        stream.Position = stream.Length - 512;
        stream.ReadExactly(theirs);
        // All but the time, the creator and its system, the geometry of a forced size, the checksum and the id.
        foreach (var (at, length) in ((int, int)[])[(0, 24), (40, 16), (60, 4), (84, 428)])
            Assert.Equal(theirs.AsSpan(at, length).ToArray(), footer.AsSpan(at, length).ToArray());
        Assert.Equal(~(uint)footer.Select((value, at) => at is >= 64 and < 68 ? 0 : value).Sum(),
            BinaryPrimitives.ReadUInt32BigEndian(footer.AsSpan(64)));
    }

    [DiskPeerFact]
    public void A_rounded_size_of_qemu_has_the_same_geometry()
    {
        using var folder = new ImageFolder();
        foreach (var mebibytes in new[] { 3, 64, 100, 503, 1_000, 4_096, 100_000 })
        {
            File.Delete(folder.File("qemu.vhd"));
            DiskPeers.QemuImg("create", "-q", "-f", "vpc", "-o", "subformat=fixed", folder.File("qemu.vhd"),
                mebibytes + "M");
            using var stream = File.OpenRead(folder.File("qemu.vhd"));
            var theirs = new byte[512];
            stream.Position = stream.Length - 512;
            stream.ReadExactly(theirs);

            var (cylinders, heads, sectors) = VhdFooter.Geometry(
                BinaryPrimitives.ReadInt64BigEndian(theirs.AsSpan(48)));

            Assert.Equal(BinaryPrimitives.ReadUInt16BigEndian(theirs.AsSpan(56)), cylinders);
            Assert.Equal(theirs[58], heads);
            Assert.Equal(theirs[59], sectors);
        }
    }

    [Fact]
    public async Task A_differencing_disk_takes_sectors_from_its_parent_by_its_bitmaps()
    {
        using var folder = new ImageFolder();
        var parent = new VhdFile();
        for (var i = 0; i < 6; i++)
            parent.Block(i, Noise.Bytes(i, 2 * MiB));
        folder.Write("parent.vhd", parent.ToArray());
        var child = new VhdFile { Parent = (parent.Id, ".\\parent.vhd") };
        var sectors = new[] { 0, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 4095 };
        child.Block(2, Noise.Bytes(22, 2 * MiB), sectors);
        child.Block(7, Noise.Bytes(77, 2 * MiB));
        using var image = DiskImage.Open(folder.Write("child.avhd", child.ToArray()));
        var bytes = new byte[image.CapacityBytes];

        await image.ReadAsync(0, bytes);

        var expected = new byte[image.CapacityBytes];
        for (var i = 0; i < 6; i++)
            Noise.Bytes(i, 2 * MiB).CopyTo(expected, i * 2 * MiB);
        foreach (var sector in sectors)
            Noise.Bytes(22, 2 * MiB).AsSpan(sector * 512, 512).CopyTo(expected.AsSpan(4 * MiB + sector * 512));
        Noise.Bytes(77, 2 * MiB).CopyTo(expected, 14 * MiB);
        Assert.True(expected.AsSpan().SequenceEqual(bytes));
        Assert.Null(image.Mark);
    }

    [Fact]
    public void A_differencing_disk_is_refused_on_another_parent()
    {
        using var folder = new ImageFolder();
        folder.Write("parent.vhd", new VhdFile().ToArray());
        folder.Write("child.vhd", new VhdFile { Parent = (Guid.NewGuid(), "parent.vhd") }.ToArray());

        Assert.Equal("Disk.ParentChanged",
            Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File("child.vhd"))).Code);
    }

    [DiskPeerFact]
    public async Task A_block_that_is_here_in_part_is_zeros_elsewhere()
    {
        using var folder = new ImageFolder();
        var disk = new VhdFile { CapacityBytes = 5 * MiB };
        disk.Block(1, Noise.Bytes(1, 2 * MiB));
        disk.Block(2, Noise.Bytes(2, MiB));
        var path = folder.Write("disk.vhd", disk.ToArray());

        DiskPeers.AssertSame(path, "vpc", await folder.ToFixedVhdAsync(path), "vpc");
    }

    [Fact]
    public async Task A_damaged_footer_is_taken_from_its_copy_and_only_a_sound_one()
    {
        using var folder = new ImageFolder();
        var disk = new VhdFile();
        disk.Block(1, Noise.Bytes(1, 2 * MiB));
        var bytes = disk.ToArray();
        bytes[^400] ^= 1;
        using (var image = DiskImage.Open(folder.Write("disk.vhd", bytes)))
        {
            var block = new byte[2 * MiB];
            await image.ReadAsync(2 * MiB, block);
            Assert.Equal(Noise.Bytes(1, 2 * MiB), block);
        }

        bytes[100] ^= 1;
        var refused = Assert.Throws<MigrateException>(() => DiskImage.Open(folder.Write("disk.vhd", bytes)));
        Assert.Equal("Disk.Damaged", refused.Code);
        Assert.Contains("the checksum of the VHD footer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_is_a_VHD_only_once_it_is_sealed_and_is_never_written_over()
    {
        using var folder = new ImageFolder();
        var path = folder.File("a.vhd");
        using (var target = FixedVhdTarget.Create(path, 5 * MiB + 1))
        {
            Assert.Equal(6 * MiB, target.CapacityBytes);
            Assert.True(target.IsBlank);
            await target.WriteAsync(5 * MiB, Noise.Bytes(1, MiB));
        }
        Assert.Equal("Disk.FormatUnknown", Assert.Throws<MigrateException>(() => DiskImage.Open(path)).Code);
        Assert.Equal("Disk.TargetExists", Assert.Throws<MigrateException>(() => FixedVhdTarget.Create(path, MiB)).Code);

        using (var target = FixedVhdTarget.Reopen(path))
        {
            Assert.False(target.IsBlank);
            await target.SealAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await target.WriteAsync(0, new byte[1]));
        }
        using (var image = DiskImage.Open(path))
            Assert.Equal(6 * MiB, image.CapacityBytes);
        var id = FooterId(path);
        using (var target = FixedVhdTarget.Reopen(path))
        {
            await target.ClearAsync(new DiskExtent(5 * MiB, MiB));
            await target.SealAsync();
        }
        Assert.Equal(id, FooterId(path));
        Assert.Equal(0, File.ReadAllBytes(path).AsSpan(0, 6 * MiB).IndexOfAnyExcept((byte)0) + 1);

        folder.Write("b.vhd", new VhdFile().ToArray());
        Assert.Equal("Disk.Unsupported",
            Assert.Throws<MigrateException>(() => FixedVhdTarget.Reopen(folder.File("b.vhd"))).Code);
        Assert.True(DiskImage.Open(folder.File("b.vhd")).CapacityBytes > 0);
    }

    private static Guid FooterId(string path) => new(File.ReadAllBytes(path).AsSpan()[^512..].Slice(68, 16));
}
