using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication;

/// <summary>What qemu-img writes is what we read, and what we write as a fixed VHD is what qemu-img reads.</summary>
public sealed class ImageTests
{
    private const long MiB = 1 << 20;
    private const int KiB = 1 << 10;

    private static readonly Dictionary<string, (string Format, string[] Options, string Extension, DiskFormat Ours)> Kinds = new()
    {
        ["raw"] = ("raw", [], "img", DiskFormat.Raw),
        ["vhd fixed"] = ("vpc", ["subformat=fixed,force_size=on"], "vhd", DiskFormat.Vhd),
        ["vhd dynamic"] = ("vpc", ["subformat=dynamic,force_size=on"], "vhd", DiskFormat.Vhd),
        ["vhdx dynamic"] = ("vhdx", ["subformat=dynamic"], "vhdx", DiskFormat.Vhdx),
        ["vhdx of small blocks"] = ("vhdx", ["subformat=dynamic,block_size=1M"], "vhdx", DiskFormat.Vhdx),
        ["vhdx fixed"] = ("vhdx", ["subformat=fixed"], "vhdx", DiskFormat.Vhdx),
        ["vmdk sparse"] = ("vmdk", ["subformat=monolithicSparse"], "vmdk", DiskFormat.Vmdk),
        ["vmdk of zeroed grains"] = ("vmdk", ["subformat=monolithicSparse,zeroed_grain=on"], "vmdk", DiskFormat.Vmdk),
        ["vmdk flat"] = ("vmdk", ["subformat=monolithicFlat"], "vmdk", DiskFormat.Vmdk),
        ["vmdk split flat"] = ("vmdk", ["subformat=twoGbMaxExtentFlat"], "vmdk", DiskFormat.Vmdk),
        ["vmdk split sparse"] = ("vmdk", ["subformat=twoGbMaxExtentSparse"], "vmdk", DiskFormat.Vmdk),
        ["vmdk stream"] = ("vmdk", ["subformat=streamOptimized"], "vmdk", DiskFormat.Vmdk),
    };

    private static readonly Dictionary<string, (long Capacity, (long, int)[] Data)> Contents = new()
    {
        ["empty"] = (16 * MiB, []),
        ["full"] = (8 * MiB, [(0, (int)(8 * MiB))]),
        ["sparse"] = (300 * MiB, [(0, 512), (64 * MiB - 100, 300), (150 * MiB, (int)MiB), (300 * MiB - 512, 512)]),
        ["fragmented"] = (40 * MiB,
            [.. Enumerable.Range(0, 300).Select(i => ((long)i * 131 * KiB, 1 + i * 37 % (70 * KiB)))]),
        ["odd"] = (5 * MiB + 3 * 512, [(MiB + 7, 99), (5 * MiB, 3 * 512)]),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var kind in Kinds.Keys)
            {
                foreach (var content in Contents.Keys)
                    all.Add(kind, content);
            }
            return all;
        }
    }

    [DiskPeerTheory]
    [MemberData(nameof(All))]
    public async Task An_image_is_read_as_it_is_and_becomes_a_fixed_VHD_that_qemu_finds_identical(
        string kind, string content)
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("source.raw", Contents[content].Capacity, Contents[content].Data);
        var (format, options, extension, ours) = Kinds[kind];
        var image = folder.File("image." + extension);
        DiskPeers.QemuImg(["convert", "-f", "raw", "-O", format,
            .. options.SelectMany(option => (string[])["-o", option]), raw, image]);

        using var source = DiskImage.Open(image);
        Assert.Equal(ours, source.Format);
        using (var original = DiskImage.Open(raw, new DiskImageOptions { Format = DiskFormat.Raw }))
        {
            Assert.Equal(original.CapacityBytes, source.CapacityBytes);
            Assert.True((await DiskComparison.RunAsync(original, source)).IsSame);
        }
        var vhd = await folder.ToFixedVhdAsync(source);

        DiskPeers.AssertSame(image, format, vhd, "vpc");
        var length = new FileInfo(vhd).Length;
        Assert.Equal(512, length % MiB);
        Assert.InRange(length - 512 - source.CapacityBytes, 0, MiB - 1);
        Assert.Contains($"({length - 512} bytes)", DiskPeers.Run("qemu-img", "info", "-f", "vpc", vhd),
            StringComparison.Ordinal);
    }

    [DiskPeerTheory]
    [InlineData("raw", "")]
    [InlineData("vhdx", "")]
    [InlineData("vmdk", "")]
    [InlineData("vmdk", "subformat=monolithicFlat")]
    [InlineData("vpc", "subformat=dynamic,force_size=on")]
    public async Task A_disk_of_a_TiB_takes_what_it_holds(string format, string option)
    {
        const long Capacity = 1L << 40;
        using var folder = new ImageFolder();
        var image = folder.File("image." + (format == "vpc" ? "vhd" : format));
        DiskPeers.QemuImg(["create", "-q", "-f", format, .. option.Length > 0 ? (string[])["-o", option] : [],
            image, "1T"]);
        DiskPeers.Run(
            "qemu-io", "-f", format, "-c", "write -P 0x41 0 64k", "-c", "write -P 0x42 600G 1M", "-c",
            "write -P 0x43 1099511623680 4k", image);

        var vhd = await folder.ToFixedVhdAsync(
            image, format == "raw" ? new DiskImageOptions { Format = DiskFormat.Raw } : null);

        using (var written = DiskImage.Open(vhd))
        {
            Assert.Equal(Capacity, written.CapacityBytes);
            var data = (await written.AllocatedAsync().ToListAsync()).Sum(extent => extent.Length);
            Assert.InRange(data, 64 * KiB + MiB + 4 * KiB, 4 * MiB);
        }
        Assert.Contains($"({Capacity} bytes)", DiskPeers.Run("qemu-img", "info", "-f", "vpc", vhd),
            StringComparison.Ordinal);
        DiskPeers.Run(
            "qemu-io", "-r", "-f", "vpc", "-c", "read -P 0x41 0 64k", "-c", "read -P 0x42 600G 1M", "-c",
            "read -P 0x43 1099511623680 4k", vhd);
    }

    [DiskPeerFact]
    public async Task A_chain_of_VMDK_snapshots_is_read_through_and_its_changes_since_each_are_known()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("source.raw", 64 * MiB, (0, (int)MiB), (20 * MiB, (int)MiB));
        DiskPeers.QemuImg("convert", "-f", "raw", "-O", "vmdk", raw, folder.File("base.vmdk"));
        Child("base.vmdk", "one.vmdk", "-c", "write -P 0x11 512k 1M");
        Child("one.vmdk", "two.vmdk", "-c", "write -P 0x22 40M 100k", "-c", "write -z 20M 128k");

        using var top = DiskImage.Open(folder.File("two.vmdk"));
        using var middle = DiskImage.Open(folder.File("one.vmdk"));

        Assert.Equal(["two.vmdk", "one.vmdk", "base.vmdk"], top.Chain.Select(Path.GetFileName));
        var vhd = await folder.ToFixedVhdAsync(middle);
        DiskPeers.AssertSame(folder.File("one.vmdk"), "vmdk", vhd, "vpc");
        // A delta: what changed since the middle, over the middle's copy.
        using (var target = AzMigrate.Replication.Targets.FixedVhdTarget.Reopen(vhd))
        {
            var delta = await DiskCopy.RunAsync(top, target, new DiskCopyOptions { Since = middle.Mark });
            await target.SealAsync();
            Assert.InRange(delta.ReadBytes, 228 * KiB, 512 * KiB);
            Assert.InRange(delta.ClearedBytes, 128 * KiB, 256 * KiB);
        }
        DiskPeers.AssertSame(folder.File("two.vmdk"), "vmdk", vhd, "vpc");
        Assert.Empty(await top.ChangedAsync(top.Mark!).ToListAsync());
        var unknown = await Assert.ThrowsAsync<MigrateException>(
            async () => await top.ChangedAsync("12345678").ToListAsync());
        Assert.Equal("Disk.ChangesUnknown", unknown.Code);

        void Child(string parent, string child, params string[] commands)
        {
            DiskPeers.QemuImg("create", "-q", "-f", "vmdk", "-o", "zeroed_grain=on", "-b", folder.File(parent), "-F",
                "vmdk", folder.File(child));
            DiskPeers.Run("qemu-io", ["-f", "vmdk", .. commands, folder.File(child)]);
        }
    }

    [DiskPeerFact]
    public void A_parent_that_was_changed_since_is_refused()
    {
        using var folder = new ImageFolder();
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", folder.File("base.vmdk"), "16M");
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", "-b", folder.File("base.vmdk"), "-F", "vmdk",
            folder.File("child.vmdk"));
        DiskPeers.Run("qemu-io", "-f", "vmdk", "-c", "write -P 1 0 64k", folder.File("base.vmdk"));

        var refused = Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File("child.vmdk")));

        Assert.Equal("Disk.ParentChanged", refused.Code);
        Assert.Contains("base.vmdk", refused.Message, StringComparison.Ordinal);
    }

    [DiskPeerFact]
    public async Task Parents_in_other_folders_are_read_only_when_the_folder_is_named()
    {
        using var folder = new ImageFolder();
        Directory.CreateDirectory(folder.File("elsewhere"));
        var parent = folder.File("elsewhere/base.vmdk");
        Directory.CreateDirectory(folder.File("here"));
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", parent, "16M");
        DiskPeers.Run("qemu-io", "-f", "vmdk", "-c", "write -P 7 0 64k", parent);
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", "-b", parent, "-F", "vmdk", folder.File("here/child.vmdk"));

        var refused = Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File("here/child.vmdk")));
        Assert.Equal("Disk.FileOutside", refused.Code);
        Assert.Contains(parent, refused.Message, StringComparison.Ordinal);

        var options = new DiskImageOptions { Folders = [folder.File("elsewhere")] };
        DiskPeers.AssertSame(
            parent, "vmdk", await folder.ToFixedVhdAsync(folder.File("here/child.vmdk"), options), "vpc");

        // Copied together, the path is that of the source: the name is enough.
        File.Copy(parent, folder.File("here/base.vmdk"));
        Directory.Delete(folder.File("elsewhere"), recursive: true);
        using var together = DiskImage.Open(folder.File("here/child.vmdk"));
        Assert.Equal(folder.File("here/base.vmdk"), together.Chain[1]);
        File.Delete(folder.File("here/base.vmdk"));
        Assert.Equal("Disk.FileOutside",
            Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File("here/child.vmdk"))).Code);
    }

    [DiskPeerFact]
    public async Task A_part_of_a_disk_is_read_from_any_offset_in_any_length()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw(
            "source.raw", 8 * MiB, Contents["fragmented"].Data.Where(run => run.Item1 + run.Item2 < 8 * MiB));
        var bytes = File.ReadAllBytes(raw);
        foreach (var (format, options, extension, _) in Kinds.Values.Where(kind => kind.Format != "raw"))
        {
            var image = folder.File("image." + extension);
            DiskPeers.QemuImg(["convert", "-f", "raw", "-O", format,
                .. options.SelectMany(option => (string[])["-o", option]), raw, image]);
            using var source = DiskImage.Open(image);
            var random = new Random(5);
            for (var i = 0; i < 200; i++)
            {
                var offset = random.Next(bytes.Length);
                var buffer = new byte[random.Next(Math.Min(300_000, bytes.Length - offset) + 1)];
                await source.ReadAsync(offset, buffer);
                Assert.True(bytes.AsSpan(offset, buffer.Length).SequenceEqual(buffer),
                    $"{image} at {offset}, {buffer.Length} bytes");
            }
        }
    }

    [DiskPeerFact]
    public void What_is_no_disk_that_we_read_says_so_and_what_to_do()
    {
        using var folder = new ImageFolder();
        DiskPeers.QemuImg("create", "-q", "-f", "qcow2", folder.File("a.qcow2"), "1M");
        DiskPeers.QemuImg("create", "-q", "-f", "vdi", folder.File("a.vdi"), "1M");
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", "-o", "subformat=monolithicFlat", folder.File("a.vmdk"), "1M");
        DiskPeers.QemuImg("create", "-q", "-f", "vmdk", "-o", "subformat=twoGbMaxExtentSparse",
            folder.File("b.vmdk"), "1M");
        folder.Write("c.vhdx", new byte[4096]);
        folder.Write("d.vhd", new byte[4096]);
        folder.Write("e.img", []);

        Assert.Contains("QCOW2", Refused("a.qcow2", "Disk.Unsupported").Message, StringComparison.Ordinal);
        Assert.Contains("VDI", Refused("a.vdi", "Disk.Unsupported").Message, StringComparison.Ordinal);
        Assert.Contains("short text", Refused("a-flat.vmdk", "Disk.FormatUnknown").Remedy!, StringComparison.Ordinal);
        Assert.Contains("one extent", Refused("b-s001.vmdk", "Disk.Unsupported").Message, StringComparison.Ordinal);
        Refused("c.vhdx", "Disk.FormatUnknown");
        Refused("d.vhd", "Disk.FormatUnknown");
        Refused("e.img", "Disk.FormatUnknown");
        Refused("f.img", "Disk.Unreadable");

        MigrateException Refused(string name, string code)
        {
            var refused = Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File(name)));
            Assert.Equal(code, refused.Code);
            Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
            return refused;
        }
    }
}
