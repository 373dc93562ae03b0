using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Discovery.Linux;

public sealed class HostReaderTests
{
    // /sys/block of a server with LVM on md on two disks, encryption on a third, NVMe, two paths to one LUN, and zram.
    private const string Block =
        "dm-0\t104857600\t0\t\t\tvg0-root\tLVM-abc\t\tmd0 \t\n" +
        "dm-1\t20971520\t0\t\t\tsecret\tCRYPT-LUKS2-abc\t\tsdc1 \t\n" +
        "dm-2\t2147483648\t0\t\t\tmpatha\tmpath-3600a\t\tsdd sde \t\n" +
        "dm-3\t2147481600\t0\t\t\tmpatha1\tpart1-mpath-3600a\t\tdm-2 \t\n" +
        "loop0\t131072\t0\t\t\t\t\t\t\t\n" +
        "md0\t209584128\t0\t\t\t\t\traid1\tsda2 sdb2 \t\n" +
        "nvme0c0n1\t1953525168\t0\t\t\t\t\t\t\t\n" +
        "nvme0n1\t1953525168\t0\tSamsung SSD 980\tS64D\t\t\t\t\tnvme0n1p1 \n" +
        "sda\t209715200\t0\tPERC H740P\t\t\t\t\t\tsda1 sda2 \n" +
        "sdb\t209715200\t0\tPERC H740P\t\t\t\t\t\tsdb1 sdb2 \n" +
        "sdc\t20973568\t0\tPERC H740P\t\t\t\t\t\tsdc1 \n" +
        "sdd\t2147483648\t0\tLUN\t\t\t\t\t\t\n" +
        "sde\t2147483648\t0\tLUN\t\t\t\t\t\t\n" +
        "sdf\t15728640\t1\tDataTraveler\t\t\t\t\t\tsdf1 \n" +
        "sr0\t2097151\t1\tDVD\t\t\t\t\t\t\n" +
        "zram0\t8388608\t0\t\t\t\t\t\t\t";

    private const string Df =
        "Filesystem              Type  1B-blocks        Used   Available Capacity Mounted on\n" +
        "/dev/mapper/vg0-root    xfs  53660876800 13958643712 39702233088      27% /\n" +
        "/dev/sda1               ext4  1063256064   200000000   800000000      20% /boot\n" +
        "/dev/mapper/secret      ext4 10000000000  1000000000  9000000000      10% /srv/my files\n" +
        "/dev/mapper/mpatha1     xfs 1099000000000 500000000000 599000000000     46% /data\n" +
        "/dev/nvme0n1p1          xfs 1000000000000           0 1000000000000      0% /scratch\n" +
        "tmpfs                   tmpfs 8000000000           0  8000000000       0% /run";

    [Fact]
    public void Disks_are_counted_once_whatever_lies_on_them()
    {
        var machine = Recorded.Visit(("block", Block), ("df", Df)).Machine;
        // The root's disks first, then by name.
        Assert.Equal(["sda", "sdb", "mpatha", "nvme0n1", "sdc"], machine.Disks.Select(disk => disk.Name));
        Assert.Equal(2147483648L * 512, machine.Disks[2].CapacityBytes);
        Assert.Equal(("Samsung SSD 980", "S64D"), (machine.Disks[3].Label, machine.Disks[3].Uuid));
    }

    [Fact]
    public void File_systems_know_their_disks_and_what_lies_between()
    {
        var volumes = Recorded.Visit(("block", Block), ("df", Df)).Machine.Volumes!;
        Assert.Equal(
            ["/ lvm sda+sdb", "/boot part sda", "/data dm mpatha", "/scratch part nvme0n1", "/srv/my files crypt sdc"],
            volumes.Select(volume => $"{volume.MountPoint} {volume.Layer} {string.Join('+', volume.DiskNames)}"));
        Assert.Equal((53660876800, 13958643712, "xfs"),
            (volumes[0].CapacityBytes, volumes[0].UsedBytes, volumes[0].FileSystem));
    }

    [Fact]
    public void Busybox_counts_in_kibibytes_and_names_no_type()
    {
        var volume = Assert.Single(Recorded.Visit(
            ("block", "sda\t20971520\t0\t\t\t\t\t\t\tsda1 "),
            ("df", "Filesystem           1024-blocks    Used Available Capacity Mounted on\n/dev/sda1             10255636   2500000   7755636      24% /")).Machine.Volumes!);
        Assert.Equal((10255636L * 1024, 2500000L * 1024, (string?)null),
            (volume.CapacityBytes, volume.UsedBytes, volume.FileSystem));
    }

    [Fact]
    public void Without_sys_the_partitions_tell_the_disks()
    {
        var machine = Recorded.Visit(("partitions", """
            major minor  #blocks  name

               8        0   41943040 sda
               8        1    1048576 sda1
               8        2   40893440 sda2
             259        0  500107608 nvme0n1
             259        1  500106240 nvme0n1p1
             253        0   38797312 dm-0
             252        0    4194304 zram0
              11        0    1048575 sr0
            """)).Machine;
        Assert.Equal([("nvme0n1", 500107608L * 1024), ("sda", 41943040L * 1024)],
            machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes)));
    }

    [Fact]
    public void Lsblk_adds_serial_numbers_and_labels_with_its_escapes_undone()
    {
        var machine = Recorded.Visit(
            ("block", "sda\t20971520\t0\tQEMU HARDDISK\t\t\t\t\t\tsda1 "),
            ("lsblk", "KNAME=\"sda\" TYPE=\"disk\" MODEL=\"Virtual\\x20Disk\" SERIAL=\"a\\\"b\" WWN=\"0x5000\" TRAN=\"sas\"\nKNAME=\"sda1\" TYPE=\"part\" FSTYPE=\"ext4\" LABEL=\"D\\xc3\\xa4ten\""),
            ("df", "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 50 50 50% /")).Machine;
        Assert.Equal(("Virtual Disk", "sas", "0x5000"),
            (machine.Disks[0].Label, machine.Disks[0].Controller, machine.Disks[0].Uuid));
        Assert.Equal(("ext4", "Däten"), (machine.Volumes![0].FileSystem, machine.Volumes[0].Label));
    }

    [Fact]
    public void Addresses_of_bonds_bridges_and_VLANs_belong_to_the_adapter_below()
    {
        var adapters = Recorded.Visit(
            ("net", "eno1\t0c:c4:7a:00:00:01\t0c:c4:7a:00:00:0a\tup\t1\tixgbe device\t\neno2\t0c:c4:7a:00:00:01\t0c:c4:7a:00:00:0b\tdown\t1\tixgbe device\t\n"
                + "bond0\t0c:c4:7a:00:00:01\t\tup\t1\t\teno1 eno2 \nbond0.20\t0c:c4:7a:00:00:01\t\tup\t1\t\tbond0 \ndocker0\t02:42:00:00:00:00\t\tdown\t1\t\t\nlo\t00:00:00:00:00:00\t\tunknown\t772\t\t"),
            ("addresses", "1: lo    inet 127.0.0.1/8 scope host lo\n4: bond0    inet 10.1.2.9/24 brd 10.1.2.255 scope global bond0\n"
                + "5: bond0.20    inet 10.1.2.3/24 scope global bond0.20\n5: bond0.20    inet6 fe80::1/64 scope link\n9: docker0    inet 172.17.0.1/16 scope global docker0")).Machine;
        Assert.Equal(["eno1", "eno2"], adapters.NetworkAdapters.Select(adapter => adapter.Name));
        Assert.Equal(["10.1.2.9", "10.1.2.3"], adapters.NetworkAdapters[0].IPAddresses);
        Assert.Equal(("0c:c4:7a:00:00:0a", "ixgbe", true),
            (adapters.NetworkAdapters[0].MacAddress, adapters.NetworkAdapters[0].AdapterType,
            adapters.NetworkAdapters[0].Connected));
        // The address at which it was reached, not the first.
        Assert.Equal("10.1.2.3", adapters.PrimaryIPAddress);
    }

    [Theory]
    [InlineData("eth0      Link encap:Ethernet  HWaddr 00:50:56:00:00:01\n          inet addr:10.1.2.4  Bcast:10.1.2.255  Mask:255.255.255.0\n          inet6 addr: fd00::4/64 Scope:Global")]
    [InlineData("eth0: flags=4163<UP,BROADCAST>  mtu 1500\n        inet 10.1.2.4  netmask 255.255.255.0  broadcast 10.1.2.255\n        inet6 fd00::4  prefixlen 64  scopeid 0x0<global>")]
    public void Ifconfig_of_both_ages_tells_addresses(string text) => Assert.Equal(
        ["10.1.2.4", "fd00::4"],
        Recorded.Visit(("net", "eth0\t00:50:56:00:00:01\t\tup\t1\tvmxnet3 device\t"),
            ("addresses", text)).Machine.NetworkAdapters[0].IPAddresses);

    [Theory]
    [InlineData("NAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"8.6\"\nID=\"rhel\"\nPRETTY_NAME=\"Red Hat Enterprise Linux 8.6 (Ootpa)\"", "", "Red Hat Enterprise Linux 8.6 (Ootpa)", "8.6")]
    [InlineData("ID=\"centos\"\nPRETTY_NAME=\"CentOS Linux 7 (Core)\"\nVERSION_ID=\"7\"",
        "[centos-release]\nCentOS Linux release 7.9.2009 (Core)", "CentOS Linux release 7.9.2009 (Core)", "7")]
    [InlineData("ID=debian\nPRETTY_NAME='Debian GNU/Linux 12 (bookworm)'\nVERSION_ID='12'", "[debian_version]\n12.11",
        "Debian GNU/Linux 12 (bookworm)", "12.11")]
    [InlineData("", "[oracle-release]\nOracle Linux Server release 6.10\n[redhat-release]\nRed Hat Enterprise Linux Server release 6.10 (Santiago)", "Oracle Linux Server release 6.10", null)]
    [InlineData("", "[SuSE-release]\nSUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4",
        "SUSE Linux Enterprise Server 11 SP4", null)]
    [InlineData("", "[lsb-release]\nDISTRIB_ID=Ubuntu\nDISTRIB_DESCRIPTION=\"Ubuntu 10.04.4 LTS\"",
        "Ubuntu 10.04.4 LTS", null)]
    [InlineData("", "", null, null)]
    public void Systems_of_all_ages_are_named(string os, string release, string? name, string? version)
    {
        var system = Recorded.Visit(("os", os), ("release", release)).Machine.OperatingSystem;
        Assert.Equal((name, version, OSArchitecture.X64), (system.GuestName, system.Version, system.Architecture));
    }

    [Theory]
    [InlineData("vmware", "sys_vendor=VMware, Inc.\nproduct_name=VMware7,1", MachineKind.Virtual, "VMware")]
    [InlineData("microsoft", "sys_vendor=Microsoft Corporation\nproduct_name=Virtual Machine", MachineKind.Virtual,
        "Hyper-V")]
    [InlineData("", "sys_vendor=Microsoft Corporation\nproduct_name=Virtual Machine", MachineKind.Virtual, "Hyper-V")]
    [InlineData("none", "sys_vendor=Dell Inc.\nproduct_name=PowerEdge R740", MachineKind.Physical, null)]
    [InlineData("", "sys_vendor=HPE\nproduct_name=ProLiant DL380 Gen10", MachineKind.Physical, null)]
    [InlineData("docker", "", MachineKind.Unknown, null)]
    [InlineData("lxc", "sys_vendor=Dell Inc.\nproduct_name=PowerEdge R740", MachineKind.Unknown, null)]
    public void Virtual_and_physical_are_told_apart(string virt, string dmi, MachineKind kind, string? hypervisor)
    {
        var machine = Recorded.Visit(("virt", virt), ("dmi", dmi)).Machine;
        Assert.Equal((kind, hypervisor), (machine.Kind, machine.Hypervisor));
    }

    [Theory]
    [InlineData("efi\n   6   0   0   0   1", Firmware.Uefi, true)]
    [InlineData("efi\n   6   0   0   0   0", Firmware.Uefi, false)]
    [InlineData("efi", Firmware.Uefi, null)]
    [InlineData("", Firmware.Bios, null)]
    public void Firmware_and_secure_boot(string text, Firmware firmware, bool? secure)
    {
        var machine = Recorded.Visit(("firmware", text)).Machine;
        Assert.Equal((firmware, secure), (machine.Firmware, machine.SecureBoot));
    }

    [Fact]
    public void A_container_does_not_have_the_identity_of_its_hosts_hardware()
    {
        const string Dmi = "4C4C4544-0042-3510-8052-B4C04F4A3532\nB5RJ52";
        var machine = Recorded.Visit(("virt", "lxc"), ("smbios", Dmi), ("dmi", "sys_vendor=Dell Inc.")).Machine;
        Assert.Equal((null, null, null), (machine.SmbiosUuid, machine.SerialNumber, machine.Manufacturer));
    }

    [Fact]
    public void Lines_without_end_and_without_number_are_cut()
    {
        var text = Recorded.Text(
            ("df", "/dev/sda1" + new string(' ', 1 << 20) + "x"),
            ("partitions", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"8 {i} 1 sd{i}x\n"))));
        Assert.Equal(8192, text["df"][0].Length);
        Assert.Equal(20_000, text["partitions"].Count);
    }

    [Fact]
    public void Serial_numbers_are_taken_where_they_are_some()
    {
        var machine = Recorded.Visit(("smbios", "4C4C4544-0042-3510-8052-B4C04F4A3532\nB5RJ52")).Machine;
        Assert.Equal(("4c4c4544-0042-3510-8052-b4c04f4a3532", "B5RJ52"), (machine.SmbiosUuid, machine.SerialNumber));
        var refused = Recorded.Visit(("smbios", "refused"));
        Assert.Null(refused.Machine.SmbiosUuid);
        Assert.Contains(refused.Problems, problem => problem.Code == "Source.SudoRefused");
    }

    [Fact]
    public void Processors_of_other_makes_are_counted()
    {
        Assert.Equal((2, 2), (Recorded.Visit().Machine.Cores, Recorded.Visit().Machine.Sockets));
        var z = Recorded.Visit(("begin", "Linux\nz1\n4.12\ns390x"), ("cpu", "vendor_id       : IBM/S390\n# processors    : 2\nprocessor 0: version = FF,  identification = 1\nprocessor 1: version = FF,  identification = 2")).Machine;
        Assert.Equal((2, OSArchitecture.Other, Firmware.Unknown),
            (z.Cores, z.OperatingSystem.Architecture, z.Firmware));
        var arm = Recorded.Visit(
            ("begin", "Linux\na1\n5.15\naarch64"), ("cpu", "processor\t: 0\nprocessor\t: 1\nprocessor\t: 2"),
            ("lscpu", "Model name:          Neoverse-N1\nSocket(s):           1")).Machine;
        Assert.Equal((3, 1, "Neoverse-N1", OSArchitecture.Arm64),
            (arm.Cores, arm.Sockets, arm.ProcessorName, arm.OperatingSystem.Architecture));
    }

    [Fact]
    public void What_is_no_Linux_or_has_no_processors_is_an_error()
    {
        Assert.Equal("Source.NotLinux",
            Assert.Throws<MigrateException>(() => Recorded.Visit(("begin", "SunOS\nsol\n5.11\ni86pc"))).Code);
        Assert.Equal("Source.AnswerInvalid", Assert.Throws<MigrateException>(() => Recorded.Visit(("cpu", ""))).Code);
        Assert.Equal("Source.AnswerInvalid",
            Assert.Throws<MigrateException>(() => Recorded.Visit(("memory", "MemTotal: x"))).Code);
    }

    [Fact]
    public void A_cut_off_answer_keeps_what_came_and_says_where_it_hung()
    {
        var text = Recorded.Text([.. Recorded.Least.Where(section => section.Section != "end"), ("df", "")]);
        var problems = HostReader.Read(text, Recorded.Host, "lin").Problems;
        Assert.Contains("'df'", Assert.Single(problems, problem => problem.Code == "Source.VisitCutOff").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_answers_never_throw_what_is_not_ours()
    {
        var whole = string.Concat(
            Recorded.Least.Concat([("block", Block), ("df", Df), ("lsblk", "KNAME=\"sda\" SIZE=\"1\""),
            ("net", "eth0\tx\t\tup\t1\tdevice\t"), ("addresses", "2: eth0    inet 10.1.2.3/24")])
                .Select(each => $"\n@@m {each.Item1}\n{each.Item2}\n"));
        var random = new Random(20261125);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = whole.ToCharArray();
            for (var j = random.Next(1, 40); j > 0; j--)
                damaged[random.Next(damaged.Length)] = (char)random.Next(0, random.Next(2) == 0 ? 128 : 0xD000);
            try
            {
                var text = VisitText.Parse(new string(damaged, 0, random.Next(damaged.Length)), "m");
                var machine = HostReader.Read(text, Recorded.Host, "lin").Machine;
                Assert.True(machine.Cores > 0 && machine.MemoryMiB > 0
                    && machine.Disks.All(disk => disk.CapacityBytes > 0));
                AzMigrate.Discovery.Linux.Performance.CounterReadings.Parse(text);
            }
            catch (MigrateException)
            {
                // It says what is wrong.
            }
        }
    }
}
