using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>A test for each rule of docs/guests.md about Linux; none finds anything on a disk that is ready.</summary>
public sealed class LinuxRuleTests
{
    private const string Fstab = "etc/fstab";
    private const string GrubMenu = "boot/grub/grub.cfg";
    private const string ModulesFolder = "usr/lib/modules/" + LinuxDisk.Version;

    [GuestPeerTheory]
    [InlineData("gzip -9")]
    [InlineData("cat")]
    public async Task A_Linux_that_is_ready(string packer)
    {
        var report = await new LinuxDisk { Packer = packer }.CheckAsync(
            new GuestQuestions { IsUefi = true, IsNvmeOnly = true, HasTemporaryDisk = true });

        Assert.Equal((GuestFamily.Linux, "Test Linux 12"), (report.Family, report.OperatingSystem));
        Assert.Empty(report.Findings);
        Assert.True(report.CanStart);
    }

    [GuestPeerTheory]
    [InlineData("mke2fs -q -t ext2")]
    [InlineData("mke2fs -q -t ext3")]
    [InlineData("mke2fs -q -t ext4 -b 1024 -O inline_data,64bit,flex_bg")]
    [InlineData("mke2fs -q -t ext4 -O ^64bit,^metadata_csum,meta_bg,^resize_inode -g 1024 -b 1024")]
    public async Task A_Linux_on_any_ext(string maker)
    {
        var linux = new LinuxDisk { Maker = $"truncate -s 24M $image; {maker} -U {LinuxDisk.RootId} -d $tree $image" };
        Assert.Empty((await linux.CheckAsync()).Findings);
    }

    [GuestPeerTheory]
    [InlineData("sda2", GuestSeverity.Warning)]
    [InlineData("vda2", GuestSeverity.Error)]
    public async Task L1_Device_names_in_fstab(string device, GuestSeverity severity)
    {
        var linux = new LinuxDisk { Files = { [Fstab] = $"/dev/{device} / ext4 defaults 0 1\n" } };
        var finding = Only("L1", severity, await linux.CheckAsync());
        Assert.Contains("UUID=" + LinuxDisk.RootId, finding.Remedy, StringComparison.Ordinal);
        Only("L1", GuestSeverity.Error, await linux.CheckAsync(new GuestQuestions { IsNvmeOnly = true }));
    }

    [GuestPeerTheory]
    [InlineData("defaults", true)]
    [InlineData("defaults,nofail", false)]
    [InlineData("noauto", false)]
    public async Task L2_A_volume_of_fstab_is_on_no_disk(string options, bool isFound)
    {
        var linux = new LinuxDisk();
        linux.Files[Fstab] += $"UUID=99999999-2222-3333-4444-555555555555 /data xfs {options} 0 0\n"
            + "nas:/share /mnt/nas nfs defaults 0 0\n/swapfile none swap sw 0 0\ntmpfs /tmp tmpfs defaults 0 0\n/home /srv none bind 0 0\n";
        var report = await linux.CheckAsync();
        if (isFound)
            Assert.Contains("/data", Only("L2", GuestSeverity.Error, report).Message, StringComparison.Ordinal);
        else
            Assert.Empty(report.Findings);
    }

    [GuestPeerFact]
    public async Task L3_The_root_is_on_another_disk()
    {
        using var folder = new ImageFolder();
        using var disk = new FileDisk(new LinuxDisk().Write(folder));
        var report = await GuestCheck.RunAsync([new MemoryDisk(new byte[1 << 20]), disk], new GuestQuestions());
        Only("L3", GuestSeverity.Error, report);
    }

    [GuestPeerFact]
    public async Task L4_Journal_not_replayed()
    {
        var linux = new LinuxDisk();
        linux.Maker += "; debugfs -w -R 'feature needs_recovery' $image >/dev/null 2>&1";
        Only("L4", GuestSeverity.Information, await linux.CheckAsync());
    }

    [GuestPeerFact]
    public async Task L5_Kernel()
    {
        var linux = new LinuxDisk();
        linux.Files.Remove(GrubMenu);
        Only("L5", GuestSeverity.Warning, await linux.CheckAsync());

        linux = new LinuxDisk();
        linux.Files[GrubMenu] = linux.Files[GrubMenu].Replace(LinuxDisk.Version, "7.0.0-1", StringComparison.Ordinal);
        Assert.Contains("7.0.0-1", Only("L5", GuestSeverity.Error, await linux.CheckAsync()).Message,
            StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public async Task L6_Kernel_without_drivers()
    {
        var linux = new LinuxDisk();
        linux.Files[ModulesFolder + "/modules.dep"] = "kernel/drivers/hv/hv_vmbus.ko:\n";
        var finding = Only("L6", GuestSeverity.Error, await linux.CheckAsync());
        Assert.Contains("hv_storvsc, hv_netvsc", finding.Message, StringComparison.Ordinal);

        linux = new LinuxDisk();
        linux.Files[ModulesFolder + "/modules.dep"] = linux.Files[ModulesFolder + "/modules.dep"]
            .Replace("nvme", "other", StringComparison.Ordinal);
        Assert.Empty((await linux.CheckAsync()).Findings);
        Only("L6", GuestSeverity.Error, await linux.CheckAsync(new GuestQuestions { IsNvmeOnly = true }));
    }

    [GuestPeerFact]
    public async Task L7_Ramdisk_without_drivers()
    {
        var linux = new LinuxDisk { RamdiskModules = ["ahci", "hv_vmbus"] };
        Assert.Contains("hv_storvsc", Only("L7", GuestSeverity.Error, await linux.CheckAsync()).Message,
            StringComparison.Ordinal);
        // Drivers that are built in need not be there.
        linux.Files[ModulesFolder + "/modules.builtin"] =
            "kernel/drivers/scsi/hv_storvsc.ko\nkernel/drivers/hv/hv-vmbus.ko\n";
        Assert.Empty((await linux.CheckAsync()).Findings);
        Only("L7", GuestSeverity.Error, await new LinuxDisk { RamdiskModules = null }.CheckAsync());
        Only("L7", GuestSeverity.Warning, await new LinuxDisk { Packer = "gzip | head -c 4000" }.CheckAsync());
    }

    [GuestPeerTheory]
    [InlineData("zstd -q", "zstd")]
    [InlineData("xz", "xz")]
    public async Task L8_Ramdisk_that_cannot_be_unpacked(string packer, string name)
    {
        var linux = new LinuxDisk { Packer = packer };
        Assert.Contains($"compressed with {name}", Only("L8", GuestSeverity.Warning, await linux.CheckAsync()).Message,
            StringComparison.Ordinal);
        linux.Files["etc/initramfs-tools/initramfs.conf"] = "# comment\nMODULES=most\n";
        Only("L8", GuestSeverity.Information, await linux.CheckAsync());
    }

    [GuestPeerFact]
    public async Task L9_Serial_console()
    {
        var linux = new LinuxDisk { Files = { [GrubMenu] = LinuxDisk.Menu("quiet rootdelay=300") } };
        Only("L9", GuestSeverity.Warning, await linux.CheckAsync());
    }

    [GuestPeerTheory]
    [InlineData("console=ttyS0", null, GuestSeverity.Information)]
    [InlineData("console=ttyS0 rootdelay=300 acpi=off", null, GuestSeverity.Error)]
    [InlineData("console=ttyS0 rootdelay=300", "root=/dev/sda2", GuestSeverity.Warning)]
    [InlineData("console=ttyS0 rootdelay=300", "root=/dev/xvda1", GuestSeverity.Error)]
    public async Task L10_Kernel_parameters(string options, string? root, GuestSeverity severity)
    {
        var linux = new LinuxDisk { Files =
            { [GrubMenu] = LinuxDisk.Menu(options, root ?? "root=UUID=" + LinuxDisk.RootId) } };
        Only("L10", severity, await linux.CheckAsync());
    }

    [GuestPeerFact]
    public async Task L11_Names_of_adapters_are_kept()
    {
        var linux = new LinuxDisk { Files =
            { ["etc/udev/rules.d/70-persistent-net.rules"] =
            "SUBSYSTEM==\"net\", ATTR{address}==\"00:50:56\", NAME=\"eth0\"\n" } };
        Only("L11", GuestSeverity.Warning, await linux.CheckAsync());
    }

    [GuestPeerTheory]
    [InlineData("etc/sysconfig/network-scripts/ifcfg-ens192", "BOOTPROTO=none\nIPADDR=10.0.0.5\n", "fixed")]
    [InlineData("etc/sysconfig/network/ifcfg-eth0", "BOOTPROTO='static'\nIPADDR='10.0.0.5/24'\n", "fixed")]
    [InlineData("etc/sysconfig/network-scripts/ifcfg-eth0", "BOOTPROTO=dhcp\nHWADDR=00:50:56:00:00:01\n", "hardware")]
    [InlineData("etc/netplan/01.yaml", "network:\n  ethernets:\n    ens192:\n      addresses: [10.0.0.5/24]\n",
        "fixed")]
    [InlineData("etc/netplan/01.yaml",
        "network:\n  ethernets:\n    ens192:\n      addresses:\n        - \"10.0.0.5/24\"\n", "fixed")]
    [InlineData("etc/network/interfaces",
        "auto lo\niface lo inet loopback\niface ens192 inet static\n  address 10.0.0.5\n", "fixed")]
    [InlineData("etc/NetworkManager/system-connections/a.nmconnection", "[ipv4]\nmethod=manual\naddress1=10.0.0.5/24\n",
        "fixed")]
    [InlineData("etc/systemd/network/10.network", "[Network]\nAddress=10.0.0.5/24\n", "fixed")]
    [InlineData("etc/motd", "nothing", "DHCP")]
    public async Task L12_Network(string path, string content, string says)
    {
        var linux = new LinuxDisk();
        linux.Files.Remove("etc/netplan/50-cloud.yaml");
        linux.Files[path] = content;
        Assert.Contains(says, Only("L12", GuestSeverity.Warning, await linux.CheckAsync()).Message,
            StringComparison.Ordinal);
        linux.Files["usr/bin/cloud-init"] = "#!/usr/bin/python3";
        Only("L12", GuestSeverity.Information, await linux.CheckAsync());
    }

    [GuestPeerTheory]
    [InlineData("etc/sysconfig/network-scripts/ifcfg-eth0", "BOOTPROTO=\"dhcp\"\nONBOOT=yes\n")]
    [InlineData("etc/netplan/01.yaml",
        "network:\n  ethernets:\n    eth0:\n      dhcp4: yes\n      nameservers:\n        addresses: [10.0.0.1]\n")]
    [InlineData("etc/network/interfaces", "auto lo\niface lo inet loopback\niface eth0 inet dhcp\n")]
    [InlineData("etc/NetworkManager/system-connections/a.nmconnection", "[ipv4]\nmethod=auto\n")]
    [InlineData("etc/systemd/network/10.network", "[Network]\nDHCP=yes\n")]
    public async Task L12_Network_by_DHCP(string path, string content)
    {
        var linux = new LinuxDisk();
        linux.Files.Remove("etc/netplan/50-cloud.yaml");
        linux.Files[path] = content;
        Assert.Empty((await linux.CheckAsync()).Findings);
    }

    [GuestPeerFact]
    public async Task L13_Azure_agent()
    {
        var linux = new LinuxDisk();
        linux.Files.Remove("usr/sbin/waagent");
        Only("L13", GuestSeverity.Warning, await linux.CheckAsync());
    }

    [GuestPeerFact]
    public async Task L14_Root_elsewhere()
    {
        var linux = new LinuxDisk { Files =
            { [GrubMenu] = LinuxDisk.Menu("console=ttyS0 rootdelay=300 netroot=iscsi:10.0.0.1::::iqn") } };
        Only("L14", GuestSeverity.Error, await linux.CheckAsync());
        linux = new LinuxDisk { Files = { [Fstab] = "/dev/mapper/mpatha2 / ext4 defaults 0 1\n" } };
        Only("L14", GuestSeverity.Warning, await linux.CheckAsync());
    }

    [GuestPeerFact]
    public async Task L15_VMware_Tools() =>
        Only("L15", GuestSeverity.Information,
            await new LinuxDisk { Files = { ["usr/bin/vmtoolsd"] = "x" } }.CheckAsync());

    [GuestPeerFact]
    public async Task G10_Boot_mode()
    {
        Only("G10", GuestSeverity.Error, await new LinuxDisk().CheckAsync(new GuestQuestions { IsUefi = false }));
        Only("G10", GuestSeverity.Warning,
            await new LinuxDisk { HasFallbackLoader = false }.CheckAsync(new GuestQuestions { IsUefi = true }));
        Only("G10", GuestSeverity.Error,
            await new WindowsDisk { IsGpt = false }.CheckAsync(new GuestQuestions { IsUefi = true }));
        Only("G10", GuestSeverity.Error, await new WindowsDisk().CheckAsync(new GuestQuestions { IsUefi = false }));
    }

    [GuestPeerFact]
    public async Task G9_Two_systems()
    {
        using var folder = new ImageFolder();
        using var first = new FileDisk(new LinuxDisk().Write(folder, "a.img"));
        using var second = new FileDisk(new LinuxDisk().Write(folder, "b.img"));
        Only("G9", GuestSeverity.Warning, await GuestCheck.RunAsync([first, second], new GuestQuestions()));
    }

    [GuestPeerFact]
    public async Task The_kernel_that_the_menu_starts_is_checked()
    {
        // By the saved entry: an old kernel, of which nothing is there.
        var linux = new LinuxDisk();
        linux.Files[GrubMenu] = linux.Files[GrubMenu]
            .Replace("set default=\"0\"", "set default=\"${saved_entry}\"", StringComparison.Ordinal);
        Assert.Empty((await linux.CheckAsync()).Findings);
        linux.Files["boot/grub/grubenv"] = "# GRUB Environment Block\nsaved_entry=advanced>old\n####";
        var report = await linux.CheckAsync();
        Assert.Contains(report.Findings,
            finding => finding.Rule == "L5" && finding.Message.Contains("4.0.0-1", StringComparison.Ordinal));
        Assert.Contains(report.Findings,
            finding => finding.Rule == "L10" && finding.Message.Contains("acpi=off", StringComparison.Ordinal));
    }

    [GuestPeerFact]
    public async Task Entry_files_and_their_variables()
    {
        var linux = new LinuxDisk();
        linux.Files.Remove(GrubMenu);
        linux.Files["boot/grub2/grub.cfg"] = "insmod blscfg\nblscfg\n";
        linux.Files["boot/grub2/grubenv"] =
            "# GRUB Environment Block\nkernelopts=root=/dev/mapper/a-root console=ttyS0 rootdelay=300\n";
        foreach (var (version, options) in ((string, string)[])[(LinuxDisk.Version, "$kernelopts"),
            ("6.0.9-1", "acpi=off")])
            linux.Files[$"boot/loader/entries/0123-{version}.conf"] =
                $"title Test ({version})\nversion {version}\nlinux /vmlinuz-{version}\ninitrd /initrd.img-{version} $tuned_initrd\noptions {options}\n";
        Assert.Empty((await linux.CheckAsync()).Findings);
        linux.Files["boot/grub2/grubenv"] += "saved_entry=0123-6.0.9-1\n";
        Assert.Contains((await linux.CheckAsync()).Findings,
            finding => finding.Rule == "L10" && finding.Severity is GuestSeverity.Error);
    }

    [GuestPeerFact]
    public async Task The_old_boot_loaders_menu()
    {
        var linux = new LinuxDisk();
        linux.Files.Remove(GrubMenu);
        linux.Files["boot/grub/grub.conf"] =
            "default=1\ntimeout=5\ntitle Old\n\troot (hd0,0)\n\tkernel /vmlinuz-1.0.0 ro root=/dev/hda1\n"
            + $"title New\n\troot (hd0,0)\n\tkernel (hd0,1)/boot/vmlinuz-{LinuxDisk.Version} ro root=UUID={LinuxDisk.RootId} console=ttyS0 rootdelay=300\n"
            + $"\tinitrd (hd0,1)/boot/initrd.img-{LinuxDisk.Version}\n";
        Assert.Empty((await linux.CheckAsync()).Findings);
        linux.Files["boot/grub/grub.conf"] = linux.Files["boot/grub/grub.conf"]
            .Replace("default=1", "default=0", StringComparison.Ordinal);
        Assert.Contains((await linux.CheckAsync()).Findings,
            finding => finding.Message.Contains("/dev/hda1", StringComparison.Ordinal));
    }

    private static GuestFinding Only(string rule, GuestSeverity severity, GuestReport report)
    {
        var finding = Assert.Single(report.Findings);
        Assert.Equal((rule, severity), (finding.Rule, finding.Severity));
        Assert.NotEmpty(finding.Remedy);
        Assert.False(finding.CanBeFixedOffline);
        return finding;
    }
}
