using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Replication.Sources.Linux;

namespace AzMigrate.Tests.Replication.Sources.Linux;

/// <summary>What servers answer to <c>disks.sh</c>, and which of the disks of before they have.</summary>
public sealed class ServerDisksTests
{
    private const long Size = 1L << 30;
    private const string Gpt = "gpt:4f68bce3-e8cd-4db1-96e7-fbcaf984b709";

    [Fact]
    public void A_physical_server_with_LVM_btrfs_and_swap_tells_its_disks_the_root_first()
    {
        var read = Read("""
            /usr/bin/lsblk
            @@m boot
            6a5f1c7e-1111-2222-3333-444455556666
            @@m mounts
            22 27 0:21 / /proc rw,nosuid shared:12 - proc proc rw
            28 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg0-root rw,errors=remount-ro
            90 28 0:45 /@data /srv/data rw,relatime shared:50 - btrfs /dev/sdb1 rw,space_cache=v2
            91 28 8:33 / /mnt/ro ro,relatime shared:51 - xfs /dev/sdc1 ro,attr2
            @@m swaps
            Filename				Type		Size		Used		Priority
            /dev/sdd                                partition	8388604		0		-2
            @@m disk
            KNAME="sdb" SIZE="2000398934016" SERIAL="WD-WCC4N5" WWN="0x50014ee2b5a1c2d3" UUID=""
            @@m tree
            KNAME="sdb" MAJ:MIN="  8:16 " TYPE="disk" NAME="sdb"
            KNAME="sdb1" MAJ:MIN="  8:17 " TYPE="part" NAME="sdb1"
            @@m attributes
            device/wwid=naa.50014ee2b5a1c2d3
            @@m writes
               5 0 40 1 7 0 4096 2 0 3 3
            @@m head
             00 00
            @@m disk
            KNAME="sda" SIZE="500107862016" SERIAL="S3Z8NB0K" WWN="0x5002538d41628a33" UUID=""
            @@m tree
            KNAME="sda" MAJ:MIN="8:0" TYPE="disk" NAME="sda"
            KNAME="sda2" MAJ:MIN="8:2" TYPE="part" NAME="sda2"
            KNAME="dm-0" MAJ:MIN="253:0" TYPE="lvm" NAME="vg0-root"
            @@m attributes
            @@m writes
               5 0 40 1 7 0 8192 2 0 3 3 9 0 77 1 0 0
            @@m head
             00 00
            @@m disk
            KNAME="sdc" SIZE="4096" SERIAL="C" WWN="" UUID="1234-ABCD"
            @@m tree
            KNAME="sdc" MAJ:MIN="8:32" TYPE="disk" NAME="sdc"
            KNAME="sdc1" MAJ:MIN="8:33" TYPE="part" NAME="sdc1"
            @@m attributes
            @@m writes
            @@m head
            @@m disk
            KNAME="sdd" SIZE="8589934592" SERIAL="D" WWN="" UUID=""
            @@m tree
            KNAME="sdd" MAJ:MIN="8:48" TYPE="disk" NAME="sdd"
            @@m attributes
            @@m writes
            @@m head
             00 00
            @@m disk
            KNAME="sde;reboot" SIZE="5000" SERIAL="E" WWN="" UUID=""
            @@m tree
            @@m attributes
            @@m writes
            @@m head
             00 00
            """);

        Assert.Equal(["/dev/sda", "/dev/sdb", "/dev/sdc", "/dev/sdd"], read.Disks.Select(disk => disk.Disk.Name));
        Assert.Equal(
            ["mounted for writing at /", "mounted for writing at /srv/data", null, "swapped to"],
            read.Disks.Select(disk => disk.Disk.InUse));
        Assert.Equal([true, false, false, false], read.Disks.Select(disk => disk.Disk.IsOperatingSystemDisk));
        Assert.Equal("6a5f1c7e-1111-2222-3333-444455556666/8192/77", read.Disks[0].Disk.WriteStamp);
        Assert.Equal("sda;wwn=5002538d41628a33;serial=S3Z8NB0K;bytes=500107862016", read.Disks[0].Disk.Key);
        Assert.Equal("sdc;label=fs:1234-ABCD;serial=C;bytes=4096", read.Disks[2].Disk.Key);
        Assert.Equal("Replication.DiskNotReadable", Assert.Single(read.Disks[2].Disk.Problems).Code);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void A_disk_of_several_paths_counts_once_and_is_read_by_its_map()
    {
        var path = """
            @@m disk
            KNAME="sdX" SIZE="1073741824" SERIAL="60050768" WWN="0x6005076801234567" UUID=""
            @@m tree
            KNAME="sdX" MAJ:MIN="8:0" TYPE="disk" NAME="sdX"
            KNAME="dm-4" MAJ:MIN="253:4" TYPE="mpath" NAME="mpatha"
            @@m attributes
            @@m writes
            @@m head
             00 00

            """;
        var read = Read("/bin/lsblk\n" + path.Replace("sdX", "sdb", StringComparison.Ordinal)
            + path.Replace("sdX", "sdf", StringComparison.Ordinal));

        var disk = Assert.Single(read.Disks);
        Assert.Equal(("dm-4", "/dev/mapper/mpatha"), (disk.Device, disk.Disk.Name));
        Assert.Equal("dm-4;wwn=6005076801234567;serial=60050768;bytes=1073741824", disk.Disk.Key);
    }

    [Fact]
    public void An_old_lsblk_without_serial_numbers_is_helped_out_by_the_kernel_and_the_partition_table()
    {
        var head = new byte[8192];
        (head[510], head[511]) = (0x55, 0xAA);
        Convert.FromHexString("4546492050415254").CopyTo(head, 512);
        new Guid("4f68bce3-e8cd-4db1-96e7-fbcaf984b709").ToByteArray().CopyTo(head, 512 + 56);
        var read = Read($"""
            /bin/lsblk
            @@m disk
            KNAME="vda" SIZE="1073741824" UUID=""
            @@m tree
            KNAME="vda" MAJ:MIN="252:0" TYPE="disk" NAME="vda"
            @@m attributes
            serial=drive-0
            device/wwid=t10.ATA     QEMU HARDDISK
            @@m writes
            @@m head
            {Hex(head)}
            """);

        Assert.Equal($"vda;label={Gpt};serial=drive-0;bytes=1073741824", Assert.Single(read.Disks).Disk.Key);
    }

    [Theory]
    [InlineData(512, Gpt)]
    [InlineData(4096, Gpt)]
    public void The_id_of_a_GPT_is_read_on_sectors_of_both_sizes(int sector, string expected)
    {
        var head = new byte[8192];
        (head[510], head[511]) = (0x55, 0xAA);
        Convert.FromHexString("4546492050415254").CopyTo(head, sector);
        new Guid("4f68bce3-e8cd-4db1-96e7-fbcaf984b709").ToByteArray().CopyTo(head, sector + 56);
        Assert.Equal(expected, DiskLabel.Of(head));
        Assert.Null(DiskLabel.Of(head.AsSpan(0, 100)));
    }

    [Fact]
    public void The_signature_of_an_MBR_is_read_and_not_the_program_of_a_file_systems_first_sector()
    {
        var head = new byte[8192];
        (head[510], head[511]) = (0x55, 0xAA);
        (head[440], head[441], head[442], head[443]) = (0x78, 0x56, 0x34, 0x12);
        Assert.Null(DiskLabel.Of(head));
        (head[446], head[450]) = (0x80, 0x83);
        Assert.Equal("dos:12345678", DiskLabel.Of(head));
        head[462] = 0x47;
        Assert.Null(DiskLabel.Of(head));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@@m boot\nx\n")]
    public void An_answer_without_lsblk_is_an_error_and_no_machine_without_disks(string rest) => Assert.Equal(
        "Replication.DisksUnknown", Assert.Throws<MigrateException>(() => Read(rest)).Code);

    [Fact]
    public void An_answer_that_was_cut_off_is_an_error() => Assert.Equal(
        "Replication.DisksUnknown", Assert.Throws<MigrateException>(() => ServerDisks.Read(
            VisitText.Parse("@@m begin\n/bin/lsblk\n@@m disk\nKNAME=\"sda\" SIZE=\"5\"\n", "m"),
            LinuxServers.Machine(), [], [])).Code);

    [Fact]
    public void What_several_disks_say_alike_names_none_of_them()
    {
        var read = Read(Disks(("sda", Size, "0001", "", "A"), ("sdb", Size, "0001", "", "A"),
            ("sdc", Size, "0001", "5001", "")));

        Assert.Equal(["sda;bytes=1073741824", "sdb;bytes=1073741824", "sdc;wwn=5001;bytes=1073741824"], read.Disks
            .Select(disk => disk.Disk.Key));
        Assert.Equal(["Replication.DiskNameless"], read.Disks[0].Disk.Problems.Select(problem => problem.Code));
        Assert.Empty(read.Disks[2].Disk.Problems);
    }

    // What is known: sda has the label A, the serial number S and the world wide name 5001, sdb B and T.
    [Theory]
    [InlineData("as before", "sda sdb", "sda:S:5001:A", "sdb:T::B")]
    [InlineData("other names, the other way round", "nvme0n1 vda", "vda:T::B", "nvme0n1:S:5001:A")]
    [InlineData("tools that tell other serial numbers", "sda sdb", "sda:3600:5001:A", "sdb:::B")]
    [InlineData("no table to be read any more", "sda sdb", "sda:S:5001:", "sdb:T::")]
    [InlineData("other disks beside them", "sda sdb", "sda:S:5001:A", "sdb:T::B", "sdc:U::", "sdd:::C")]
    [InlineData("partitioned anew", "Replication.DiskUncertain", "sda:S:5001:Z", "sdb:T::B")]
    [InlineData("the tables changed places", "Replication.DiskUncertain", "sda:S:5001:B", "sdb:T::A")]
    [InlineData("a clone of it beside it", "Replication.DiskUncertain", "sda:S:5001:A", "sdb:T::B", "sdc:U::A")]
    [InlineData("a clone in its place", "Replication.DiskUncertain", "sda:U:5002:A", "sdb:T::B")]
    [InlineData("one is missing", "Replication.DiskGone", "sda:S:5001:A")]
    [InlineData("nothing that names them", "Replication.DiskGone", "sda:::", "sdb:::")]
    [InlineData("another server", "Replication.DiskGone", "sda:X:7001:X", "sdb:Y::Y")]
    public void A_disk_is_known_again_with_certainty_or_it_is_an_error(string what, string expected,
        params string[] now)
    {
        string[] known = [.. Read(Disks(("sda", Size, "S", "5001", "A"), ("sdb", 2 * Size, "T", "", "B"))).Disks
            .Select(disk => disk.Disk.Key)];
        var disks = now.Select(text => text.Split(':')).ToList();

        // A disk has the size of the one whose serial number, world wide name or table it has.
        var read = Read(
            Disks([.. disks.Select(disk => (disk[0], disk[1] == "T" || (disk[1] != "S" && disk[3] == "B") ? 2 * Size
                : Size, disk[1], disk[2], disk[3]))]), known);

        if (expected.StartsWith("Replication.", StringComparison.Ordinal))
        {
            Assert.Contains(read.Problems, problem =>
                problem.Code == expected && problem.Severity == ProblemSeverity.Error);
            return;
        }

        Assert.Empty(read.Problems);
        Assert.Equal(expected.Split(' '), known
            .Select(key => Assert.Single(read.Disks, disk => disk.Disk.Key == key).Device));
        Assert.True(read.Disks.Count == now.Length, what);
    }

    [Theory]
    [InlineData("S", "", 2, "sda")]
    [InlineData("S", "A", 2, "sda")]
    [InlineData("", "A", 2, "Replication.DiskUncertain")]
    [InlineData("", "A", 1, "sda")]
    public void A_disk_that_grew_is_known_by_its_hardware(string serial, string label, int times, string expected)
    {
        // Without a label the size has to be the same, since the serial number alone names no content.
        var read = Read(
            Disks(("sda", times * Size, serial, "", label)), $"sda;label=fs:A;serial=S;bytes={Size}");
        var found = read.Problems.Count > 0 ? read.Problems[0].Code : read.Disks[0].Device;
        Assert.Equal(label.Length == 0 ? "Replication.DiskUncertain" : expected, found);
    }

    [Fact]
    public void A_key_of_a_kernels_name_alone_is_no_disk_for_certain() => Assert.Equal(
        "Replication.DiskGone", Assert.Single(Read(Disks(("sda", Size, "S", "", "A")), "sda").Problems).Code);

    [Theory]
    [InlineData("0x5002538d41628a33", "5002538d41628a33")]
    [InlineData("naa.5002538D41628A33", "5002538d41628a33")]
    [InlineData("eui.0025385b71b0a1c3", "0025385b71b0a1c3")]
    [InlineData("t10.ATA     QEMU HARDDISK", null)]
    [InlineData("0x0000000000000000", null)]
    [InlineData("", null)]
    public void A_world_wide_name_is_one_however_it_is_written(string told, string? expected) =>
        Assert.Equal(expected, DiskIdentity.WwnOf(told));

    [Theory]
    [InlineData(" S1;label=x ", "S1_label_x")]
    [InlineData("\u001b[31mred", "_[31mred")]
    [InlineData("0000", null)]
    [InlineData(null, null)]
    public void What_a_disk_tells_cannot_break_out_of_its_key(string? told, string? expected) =>
        Assert.Equal(expected, DiskIdentity.Value(told));

    [Fact]
    public void A_disk_that_was_left_out_is_known_again_too_and_missed_by_nobody()
    {
        string[] keys = [.. Read(Disks(("sda", Size, "S", "5001", "A"), ("sdb", 2 * Size, "T", "", "B"))).Disks
            .Select(disk => disk.Disk.Key)];
        var rescue = Disks(("vdb", 2 * Size, "T", "", "B"), ("vda", Size, "S", "5001", "A"));

        var read = Read(rescue, [keys[0]], [keys[1], "sdx;serial=gone;bytes=512"]);

        Assert.Empty(read.Problems);
        Assert.Equal(keys.Order(), read.Disks.Select(disk => disk.Disk.Key).Order());
    }

    private static ServerDisks Read(string answer, params string[] known) => Read(answer, known, []);

    private static ServerDisks Read(string answer, string[] known, string[] leftOut) => ServerDisks.Read(
        VisitText.Parse($"noise\n@@m begin\n{answer}\n@@m end\n", "m"), LinuxServers.Machine(), known, leftOut);

    private static string Disks(params (string Name, long Bytes, string Serial, string Wwn, string Label)[] disks) =>
        "/bin/lsblk\n" + string.Concat(disks.Select(disk => FormattableString.Invariant($"""
            @@m disk
            KNAME="{disk.Name}" SIZE="{disk.Bytes}" SERIAL="{disk.Serial}" WWN="{disk.Wwn}" UUID="{disk.Label}"
            @@m tree
            @@m attributes
            @@m writes
            @@m head
             00 00

            """)));

    private static string Hex(byte[] bytes) =>
        string.Join('\n', bytes.Chunk(16).Select(line => string.Concat(line.Select(value => $" {value:x2}"))));
}
