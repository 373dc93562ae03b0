using System.Text;
using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests.Images;

/// <summary>A disk with a Linux that is ready for Azure, of which a test takes or adds something.</summary>
internal sealed class LinuxDisk
{
    public const string RootId = "11111111-2222-3333-4444-555555555555";
    public const string Version = "6.1.0-10-amd64";
    private const int RootStart = 8192;

    public LinuxDisk()
    {
        Files = new()
        {
            ["etc/os-release"] = "NAME=Test\nPRETTY_NAME=\"Test Linux 12\"\n",
            ["etc/fstab"] = $"# a comment\nUUID={RootId} / ext4 errors=remount-ro 0 1\nproc /proc proc defaults 0 0\n",
            ["boot/vmlinuz-" + Version] = "kernel",
            ["boot/grub/grub.cfg"] = Menu("console=tty0 console=ttyS0,115200n8 rootdelay=300 net.ifnames=0"),
            [$"usr/lib/modules/{Version}/modules.builtin"] = "kernel/drivers/pci/controller/pci-hyperv.ko\n",
            [$"usr/lib/modules/{Version}/modules.dep"] = "kernel/drivers/hv/hv_vmbus.ko.xz:\n"
                + "kernel/drivers/scsi/hv_storvsc.ko.xz: kernel/drivers/hv/hv_vmbus.ko.xz\n"
                + "kernel/drivers/net/hyperv/hv_netvsc.ko.xz: kernel/drivers/hv/hv_vmbus.ko.xz\nkernel/drivers/nvme/host/nvme.ko.xz:\n",
            ["etc/netplan/50-cloud.yaml"] = "network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: true\n",
            ["usr/sbin/waagent"] = "#!/usr/bin/python3\n",
        };
    }

    public Dictionary<string, string> Files { get; }

    /// <summary>Drivers in the initial ramdisk; null for none at all.</summary>
    public string[]? RamdiskModules { get; set; } = ["hv_vmbus", "hv_storvsc", "hv_netvsc", "nvme"];

    /// <summary>What packs the initial ramdisk.</summary>
    public string Packer { get; set; } = "gzip";

    public bool HasFallbackLoader { get; set; } = true;

    /// <summary>How the root is made; <c>$tree</c> is the folder of its files, <c>$image</c> the volume.</summary>
    public string Maker { get; set; } =
        $"truncate -s 24M $image; mke2fs -q -t ext4 -U {RootId} -L root -d $tree $image";

    public static string Menu(string options, string root = "root=UUID=" + RootId) => $$"""
        set default="${saved_entry}"
        if [ "${next_entry}" ] ; then
           set default="${next_entry}"
        else
           set default="0"
        fi
        menuentry 'Test GNU/Linux' --class test $menuentry_id_option 'simple' {
            load_video
            linux	/boot/vmlinuz-{{Version}} {{root}} ro {{options}}
            initrd	/boot/initrd.img-{{Version}}
        }
        submenu 'Advanced options' $menuentry_id_option 'advanced' {
            menuentry 'Old kernel' $menuentry_id_option 'old' {
                linux	/boot/vmlinuz-4.0.0-1 {{root}} ro acpi=off
                initrd	/boot/initrd.img-4.0.0-1
            }
        }
        """;

    public async Task<GuestReport> CheckAsync(GuestQuestions? questions = null)
    {
        using var folder = new ImageFolder();
        using var disk = new FileDisk(Write(folder));
        return await GuestCheck.RunAsync([disk], questions ?? new GuestQuestions());
    }

    /// <summary>Makes the disk; gives its path.</summary>
    public string Write(ImageFolder folder, string name = "linux.img")
    {
        var tree = WriteTree(folder);
        var image = folder.File("root.ext4");
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; tree={tree}; image={image}; {Maker}");
        var disk = folder.File(name);
        var length = new FileInfo(image).Length + (RootStart + 2048) * 512L;
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; truncate -s {length} {disk}; "
            + $"sgdisk -n 1:2048:+2M -t 1:ef00 -n 2:{RootStart}:0 -t 2:8300 {disk} >/dev/null; truncate -s 2M {disk}.esp; "
            + $"mkfs.vfat {disk}.esp >/dev/null; mmd -i {disk}.esp ::/EFI ::/EFI/BOOT ::/EFI/test; echo x > {disk}.loader; "
            + $"mcopy -i {disk}.esp {disk}.loader ::/EFI/test/grubx64.efi; "
            + (HasFallbackLoader ? $"mcopy -i {disk}.esp {disk}.loader ::/EFI/BOOT/BOOTX64.EFI; " : "")
            + $"dd if={disk}.esp of={disk} bs=512 seek=2048 conv=notrunc status=none; "
            + $"dd if={image} of={disk} bs=1M seek=4 conv=notrunc,sparse status=none");
        return disk;
    }

    /// <summary>Makes the folder of its files; gives its path.</summary>
    public string WriteTree(ImageFolder folder)
    {
        var tree = folder.File("tree");
        foreach (var (path, content) in Files)
        {
            var file = Path.Combine(tree, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Encoding.Latin1.GetBytes(content));
        }
        if (!File.Exists(Path.Combine(tree, "lib")))
            GuestPeers.Shell($"ln -s usr/lib {tree}/lib");
        if (RamdiskModules is not null)
            WriteRamdisk(folder, Path.Combine(tree, "boot/initrd.img-" + Version));
        return tree;
    }

    // As Debian's: an archive of microcode first, then the packed one.
    private void WriteRamdisk(ImageFolder folder, string path)
    {
        var (early, main) = (folder.File("early"), folder.File("main"));
        var files = string.Concat(RamdiskModules!.Select(module =>
            $"mkdir -p usr/lib/modules/{Version}/kernel; head -c 5001 /dev/urandom > usr/lib/modules/{Version}/kernel/{module}.ko; "));
        GuestPeers.Shell($"mkdir -p {early}/kernel/x86/microcode {main}/usr; cd {early}; head -c 3001 /dev/urandom > kernel/x86/microcode/GenuineIntel.bin; "
            + $"find . | cpio -o -H newc --quiet > {path}; head -c 512 /dev/zero >> {path}; "
            + $"cd {main}; {files}find . | cpio -o -H newc --quiet | {Packer} >> {path}");
    }
}
