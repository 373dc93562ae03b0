using System.Globalization;
using System.Text;
using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Guests;

/// <summary>
/// The script for Linux on folders of files, with stand-ins for the tools that need a running system; then the check of
/// a disk that has these files.
/// </summary>
public sealed class LinuxScriptTests
{
    [GuestPeerTheory]
    [InlineData("dash")]
    [InlineData("bash --posix")]
    public async Task What_the_check_finds_the_script_puts_right(string shell)
    {
        using var folder = new ImageFolder();
        var linux = Unready();
        var findings = (await linux.CheckAsync(new GuestQuestions { IsUefi = true })).Findings;
        Assert.Equal(["G10", "L1", "L10", "L10", "L11", "L12", "L7", "L9"],
            findings.Select(finding => finding.Rule).Order(StringComparer.Ordinal));
        var tree = Tree(folder, linux);

        var before = Hash(tree);
        var (code, text) = Run(folder, shell, tree, "--check");
        Assert.Equal(1, code);
        Assert.Equal(before, Hash(tree));
        Assert.Contains("0 changed, 8 to do, 0 failed", text, StringComparison.Ordinal);

        (code, text) = Run(folder, shell, tree);
        Assert.True(code == 0, text);
        Assert.Contains("8 changed, 0 to do, 0 failed", text, StringComparison.Ordinal);
        Assert.Equal("/dev/sda2 / ext4 defaults 0 1\n", File.ReadAllText(Path.Combine(tree, "etc/fstab.before-azure")));

        before = Hash(tree);
        (code, text) = Run(folder, shell, tree);
        Assert.True(code == 0, text);
        Assert.Contains("0 changed, 0 to do, 0 failed", text, StringComparison.Ordinal);
        Assert.Equal(before, Hash(tree));
        (code, text) = Run(folder, shell, tree, "--check");
        Assert.True(code == 0, text);

        // A disk of these files, with what the script put on the EFI system partition.
        Assert.True(File.Exists(Path.Combine(tree, "boot/efi/EFI/BOOT/BOOTX64.EFI")));
        Assert.True(File.Exists(Path.Combine(tree, "boot/efi/EFI/BOOT/grubx64.efi")));
        Directory.Delete(Path.Combine(tree, "boot/efi"), recursive: true);
        var ready = new LinuxDisk { RamdiskModules = null };
        ready.Files.Clear();
        foreach (var file in Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/stubs/")))
            ready.Files[Path.GetRelativePath(tree, file)] = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.Empty((await ready.CheckAsync(new GuestQuestions { IsUefi = true })).Findings);
    }

    [GuestPeerTheory]
    [InlineData("etc/sysconfig/network-scripts/x", "etc/sysconfig/network-scripts/ifcfg-eth0")]
    [InlineData("etc/NetworkManager/system-connections/x", "etc/NetworkManager/system-connections/azure.nmconnection")]
    [InlineData("etc/systemd/network/x", "etc/systemd/network/90-azure.network")]
    [InlineData("etc/network/interfaces", "etc/network/interfaces")]
    public async Task Dhcp_for_each_way_to_configure_a_network(string there, string made)
    {
        using var folder = new ImageFolder();
        var linux = new LinuxDisk();
        linux.Files.Remove("etc/netplan/50-cloud.yaml");
        linux.Files[there] = "# nothing\n";
        var tree = Tree(folder, linux);
        Assert.Equal(0, Run(folder, "sh", tree).Code);
        linux.Files[made] = File.ReadAllText(Path.Combine(tree, made));
        Assert.Empty((await linux.CheckAsync()).Findings);
    }

    [GuestPeerFact]
    public void Dracut_is_given_the_drivers()
    {
        using var folder = new ImageFolder();
        var tree = Tree(folder, new LinuxDisk { RamdiskModules = ["ahci"] });
        File.Delete(Path.Combine(tree, "stubs/update-initramfs"));
        File.Move(Path.Combine(tree, "stubs/lsinitramfs"), Path.Combine(tree, "stubs/lsinitrd"));
        Stub(tree, "dracut", "echo \"$@\" > \"$root/dracut.log\"; cat \"$root/etc/dracut.conf.d/90-azure.conf\" >> \"$root/dracut.log\"");
        Assert.Equal(0, Run(folder, "sh", tree).Code);
        var log = File.ReadAllText(Path.Combine(tree, "dracut.log"));
        Assert.StartsWith($"-f /boot/initrd.img-{LinuxDisk.Version} {LinuxDisk.Version}\n", log,
            StringComparison.Ordinal);
        Assert.Contains("add_drivers+=\" hv_vmbus hv_storvsc hv_netvsc nvme \"", log, StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public void A_tool_that_fails_is_said_and_the_rest_goes_on()
    {
        using var folder = new ImageFolder();
        var tree = Tree(folder, Unready());
        Stub(tree, "update-initramfs", "exit 1");
        var (code, text) = Run(folder, "sh", tree);
        Assert.Equal(2, code);
        Assert.Contains($"failed: update-initramfs -u -k {LinuxDisk.Version}", text, StringComparison.Ordinal);
        Assert.Contains("1 failed", text, StringComparison.Ordinal);
        Assert.Equal(3, Run(folder, "sh", tree, "--chekc").Code);
    }

    [Fact]
    public void Both_scripts_come_with_the_library()
    {
        Assert.StartsWith("#!/bin/sh\n", GuestScripts.Linux, StringComparison.Ordinal);
        Assert.StartsWith("<#\n.SYNOPSIS", GuestScripts.Windows, StringComparison.Ordinal);
        // Windows PowerShell takes a file without a mark as of the system's own letters.
        Assert.All(GuestScripts.Windows + GuestScripts.Linux, letter => Assert.InRange(letter, '\n', '~'));
    }

    private static LinuxDisk Unready()
    {
        var linux = new LinuxDisk { RamdiskModules = ["ahci"], HasFallbackLoader = false };
        linux.Files["etc/fstab"] = "/dev/sda2 / ext4 defaults 0 1\n";
        linux.Files["boot/grub/grub.cfg"] = LinuxDisk.Menu("quiet acpi=off");
        linux.Files["etc/default/grub"] = "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX=\"quiet acpi=off\"\n";
        linux.Files["etc/udev/rules.d/70-persistent-net.rules"] =
            "ATTR{address}==\"00:50:56:00:00:01\", NAME=\"eth0\"\n";
        linux.Files.Remove("etc/netplan/50-cloud.yaml");
        linux.Files["etc/netplan/README"] = "nothing";
        linux.Files["usr/sbin/netplan"] = "#!/bin/sh\n";
        linux.Files["usr/lib/udev/rules.d/75-persistent-net-generator.rules"] = "# generator\n";
        return linux;
    }

    // What the tools of a running system would do, seen from outside its root.
    private static string Tree(ImageFolder folder, LinuxDisk linux)
    {
        var tree = linux.WriteTree(folder);
        foreach (var file in (string[])["EFI/test/grubx64.efi", "EFI/test/shimx64.efi"])
        {
            var path = Path.Combine(tree, "boot/efi", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file);
        }
        GuestPeers.Shell($"cd {tree}; for file in usr/sbin/* ; do chmod 755 $file; done");
        Directory.CreateDirectory(Path.Combine(tree, "stubs"));
        Stub(tree, "chroot", "shift; if [ \"$1\" = sh ]; then [ -f \"$root/stubs/$5\" ]; exit; fi; name=$1; shift; exec \"$root/stubs/$name\" \"$@\"");
        Stub(tree, "blkid", $"[ \"$5\" = /dev/sda2 ] && echo {LinuxDisk.RootId}");
        Stub(tree, "lsinitramfs", "gzip -dcf \"$root$1\" 2>/dev/null | cpio -t 2>/dev/null; exit 0");
        Stub(tree, "update-initramfs", $"""
            cd "$root"; rm -rf make; mkdir -p make/lib; for module in $(grep -v '#' etc/initramfs-tools/modules); do echo x > make/lib/$module.ko; done
            cd make; find . | cpio -o -H newc --quiet | gzip > "$root/boot/initrd.img-{LinuxDisk.Version}"; cd ..; rm -rf make
            """);
        Stub(tree, "update-grub", """
            . "$root/etc/default/grub"; sed -i "s|\(root=UUID=[^ ]* ro\).*|\1 $GRUB_CMDLINE_LINUX|" "$root/boot/grub/grub.cfg"
            """);
        return tree;
    }

    private static void Stub(string tree, string name, string script)
    {
        var path = Path.Combine(tree, "stubs", name);
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"#!/bin/sh\nroot={tree}\n{script}\n"));
        GuestPeers.Shell($"chmod 755 {path}");
    }

    private static (int Code, string Text) Run(ImageFolder folder, string shell, string tree, params string[] options)
    {
        var script = folder.Write("prepare.sh", Encoding.UTF8.GetBytes(GuestScripts.Linux));
        return DiskPeers.Try("/bin/sh", "-c",
            $"PATH={tree}/stubs:$PATH; {shell} {script} --root {tree} {string.Join(' ', options)} 2>&1");
    }

    private static string Hash(string tree) =>
        GuestPeers.Shell($"cd {tree}; find . -type f -exec cksum {{}} + | sort; find . -type l -printf '%p %l\\n' | sort");
}
