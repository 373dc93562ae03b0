using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AzMigrate.Guests.Bytes;
using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.FileSystems.Ext;
using AzMigrate.Guests.FileSystems.Fat;
using AzMigrate.Guests.FileSystems.Xfs;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>ext, XFS and FAT that their makers' programs fill, read whole: what went in comes out.</summary>
public sealed class LinuxFilesTests
{
    private static readonly int[] Sizes = [0, 1, 59, 60, 61, 150, 5000, 70_000, 3_000_000];

    [GuestPeerTheory]
    [InlineData("-t ext2 -b 1024")]
    [InlineData("-t ext3 -b 4096")]
    [InlineData("-t ext4 -b 1024")]
    [InlineData("-t ext4 -b 4096")]
    [InlineData("-t ext4 -b 4096 -O inline_data -I 512")]
    [InlineData("-t ext4 -b 2048 -O ^has_journal,^64bit,^flex_bg")]
    [InlineData("-t ext4 -b 1024 -O meta_bg,^resize_inode -g 1024")]
    [InlineData("-t ext4 -b 4096 -O bigalloc -C 16384")]
    public void Ext(string options)
    {
        using var folder = new ImageFolder();
        var tree = Tree(folder);
        var image = folder.File("volume");
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; truncate -s 40M {image}; mke2fs -q {options} -L mylabel -U 01020304-0506-0708-090a-0b0c0d0e0f10 -d {tree} {image}; "
            // With -D it makes the large folder a tree.
            + $"e2fsck -fy -D {image} >/dev/null 2>&1 || true");

        var files = new ExtFileSystem(MemoryDisk.Of(File.ReadAllBytes(image)));

        Assert.Equal(("mylabel", "01020304-0506-0708-090a-0b0c0d0e0f10", false),
            (files.Label, files.Uuid, files.IsDirty));
        AssertSame(tree, files, "lost+found");
    }

    [GuestPeerTheory]
    [InlineData("")]
    [InlineData("-m crc=0,finobt=0 -n ftype=0")]
    [InlineData("-b size=1024 -n size=8192")]
    [InlineData("-i size=512 -m crc=1,bigtime=1 -d agcount=3")]
    public void Xfs(string options)
    {
        using var folder = new ImageFolder();
        var tree = Tree(folder);
        var image = folder.File("volume");
        File.WriteAllText(folder.File("proto"), Proto(tree));
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; truncate -s 320M {image}; "
            + $"mkfs.xfs -q -L mylabel -m uuid=01020304-0506-0708-090a-0b0c0d0e0f10 {options} -p {folder.File("proto")} {image}");
        using var disk = new FileDisk(image);

        var files = new XfsFileSystem(new DiskBytes(disk, 0, CancellationToken.None));

        Assert.Equal(("mylabel", "01020304-0506-0708-090a-0b0c0d0e0f10"), (files.Label, files.Uuid));
        AssertSame(tree, files, null);
    }

    [GuestPeerFact]
    public void Xfs_extents_in_a_tree()
    {
        using var folder = new ImageFolder();
        var image = folder.File("volume");
        var content = Noise.Bytes(9, 100_000);
        folder.Write("content", content);
        File.WriteAllText(folder.File("proto"),
            $"/dev/null\n0 0\nd--755 0 0\nfile ---644 0 0 {folder.File("content")}\n$\n");
        GuestPeers.Shell($"truncate -s 320M {image}; PATH=$PATH:/usr/sbin:/sbin; mkfs.xfs -q -p {folder.File("proto")} {image}");
        using var disk = new FileDisk(image);
        var volume = new DiskBytes(disk, 0, CancellationToken.None);
        var geometry = XfsGeometry.Parse(volume.Block(0, 512), volume);
        var at = geometry.NodeOffset(new XfsFileSystem(volume).FindPath("file")!.Id);
        var inode = volume.Block(at, geometry.NodeBytes).Bytes(0, geometry.NodeBytes).ToArray();

        // What the inode has is put into a leaf in the last, free block of the first group, and the inode leads there.
        var last = volume.Block(0, 512).U32Big(84) - 1;
        var leaf = new byte[geometry.BlockBytes];
        "BMA3"u8.CopyTo(leaf);
        leaf[7] = 1;
        inode.AsSpan(176, 16).CopyTo(leaf.AsSpan(72));
        var fork = inode.AsSpan(176, inode[82] != 0 ? inode[82] * 8 : inode.Length - 176);
        fork.Clear();
        inode[5] = 3;
        (fork[1], fork[3]) = (1, 1);
        BinaryPrimitives.WriteUInt64BigEndian(fork[(4 + (fork.Length - 4) / 16 * 8)..], last);
        using (var file = new FileStream(image, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = at;
            file.Write(inode);
            file.Position = geometry.BlockOffset(last);
            file.Write(leaf);
        }

        var files = new XfsFileSystem(new DiskBytes(disk, 0, CancellationToken.None));
        Assert.Equal(content,
            files.Open(files.FindPath("file")!).Block(0, content.Length).Bytes(0, content.Length).ToArray());
    }

    [GuestPeerTheory]
    [InlineData(12, 4)]
    [InlineData(16, 20)]
    [InlineData(32, 40)]
    public void Fat(int bits, int mebibytes)
    {
        using var folder = new ImageFolder();
        var image = folder.File("volume");
        var content = Noise.Bytes(7, 100_001);
        folder.Write("Grub x64 with a long näme.efi", content);
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; export LC_ALL=C.UTF-8; cd {folder.Path}; truncate -s {mebibytes}M {image}; "
            + $"mkfs.vfat -F {bits} -i CAFE0123 -n MYLABEL {image} >/dev/null; mmd -i {image} ::/EFI ::/EFI/BOOT; touch empty.txt; "
            + $"for i in $(seq 1 60); do mcopy -i {image} empty.txt ::/EFI/BOOT/file$i.txt; done; "
            + $"mcopy -i {image} Grub*.efi ::/EFI/BOOT/");

        var files = new FatFileSystem(MemoryDisk.Of(File.ReadAllBytes(image)));

        Assert.Equal(("MYLABEL", "CAFE-0123"), (files.Label, files.Uuid));
        Assert.Equal(61, files.List(files.FindPath("efi/boot")!).Count());
        var file = files.Open(files.FindPath("efi/BOOT/grub X64 with a long näme.EFI")!);
        Assert.Equal(content, file.Block(0, file.Length).Bytes(0, content.Length).ToArray());
        Assert.Equal(0, files.Open(files.FindPath("EFI/BOOT/file60.txt")!).Length);
        Assert.Null(files.FindPath("EFI/BOOT/file61.txt"));
    }

    [GuestPeerFact]
    public void Links_lead_through_mounts_and_not_in_circles()
    {
        using var folder = new ImageFolder();
        var (root, boot) = (folder.File("root"), folder.File("boot"));
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; cd {folder.Path}; mkdir -p r/etc r/usr/lib r/boot b/grub; echo one > r/usr/lib/os-release; "
            + "ln -s ../usr/lib/os-release r/etc/os-release; ln -s usr/lib r/lib; ln -s loop2 r/loop1; ln -s loop1 r/loop2; ln -s /boot/grub/menu r/etc/menu; "
            + "echo two > b/grub/menu; ln -s ../../etc/os-release b/grub/back; "
            + $"mke2fs -q -t ext4 -d r {root} 8M; mke2fs -q -t ext4 -d b {boot} 8M");
        var files = new MountedFiles(new ExtFileSystem(MemoryDisk.Of(File.ReadAllBytes(root))));
        Assert.False(files.Has("/boot/grub/menu"));
        files.Mount("/boot", new ExtFileSystem(MemoryDisk.Of(File.ReadAllBytes(boot))));

        Assert.Equal("one", files.Lines("/etc/os-release").Single());
        Assert.Equal("/usr/lib/os-release", files.Find("/lib/../lib/./os-release")!.Path);
        Assert.Equal("two", files.Lines("/etc/menu").Single());
        Assert.Equal("one", files.Lines("/boot/grub/back").Single());
        Assert.Null(files.Find("/loop1"));
        Assert.Equal("/", "/" + files.Find("/../..")!.Path);
        Assert.Empty(files.List("/nowhere"));
    }

    private static string Tree(ImageFolder folder)
    {
        var tree = folder.File("tree");
        Directory.CreateDirectory(Path.Combine(tree, "deep/er/still"));
        Directory.CreateDirectory(Path.Combine(tree, "many"));
        foreach (var size in Sizes)
            File.WriteAllBytes(Path.Combine(tree, "deep/er/still", $"file{size}"),
                size == 0 ? [] : Noise.Bytes(size, size));
        for (var i = 0; i < 1500; i++)
            File.WriteAllBytes(Path.Combine(
                tree, "many", $"a-module-with-a-long-name-{i.ToString(CultureInfo.InvariantCulture)}.ko"), []);
        File.CreateSymbolicLink(Path.Combine(tree, "short"), "deep/er");
        File.CreateSymbolicLink(Path.Combine(tree, "long"),
            "deep/../deep/../deep/../deep/../deep/../deep/../deep/../deep/../deep/er/still/file1");
        return tree;
    }

    // The prototype of mkfs.xfs: names, modes, and where contents are.
    private static string Proto(string tree)
    {
        var text = new StringBuilder("/dev/null\n0 0\nd--755 0 0\n");
        Folder(tree);
        return text.Append("$\n").ToString();

        void Folder(string path)
        {
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is string target)
                    text.Append(CultureInfo.InvariantCulture, $"{entry.Name} l--777 0 0 {target}\n");
                else if (entry is DirectoryInfo)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{entry.Name} d--755 0 0\n");
                    Folder(entry.FullName);
                    text.Append("$\n");
                }
                else
                    text.Append(CultureInfo.InvariantCulture, $"{entry.Name} ---644 0 0 {entry.FullName}\n");
            }
        }
    }

    private static void AssertSame(string tree, FileSystem files, string? besides)
    {
        Compare(new DirectoryInfo(tree), files.Root);
        Assert.Null(files.FindPath("many/none"));

        void Compare(DirectoryInfo expected, FileNode folder)
        {
            var entries = files.List(folder).Where(entry => entry.Name != besides).ToDictionary(entry => entry.Name);
            Assert.Equal(expected.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal),
                entries.Keys.Order(StringComparer.Ordinal));
            foreach (var entry in expected.EnumerateFileSystemInfos())
            {
                var node = entries[entry.Name];
                if (entry.LinkTarget is string target)
                    Assert.Equal((FileKind.Link, target), (node.Kind, files.ReadLink(node)));
                else if (entry is DirectoryInfo below)
                    Compare(below, node);
                else
                {
                    Assert.Equal(FileKind.File, node.Kind);
                    var file = files.Open(node);
                    Assert.Equal(((FileInfo)entry).Length, file.Length);
                    if (file.Length > 0)
                        Assert.True(File.ReadAllBytes(entry.FullName).AsSpan()
                            .SequenceEqual(file.Block(0, file.Length).Bytes(0, (int)file.Length)));
                }
            }
        }
    }
}
