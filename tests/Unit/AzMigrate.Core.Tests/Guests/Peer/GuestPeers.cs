using System.Runtime.InteropServices;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Guests.Peer;

/// <summary>Programs of others that make and read partition tables, file systems and registry hives.</summary>
internal static class GuestPeers
{
    internal const string Reason =
        "A program that makes or reads guests' disks is missing; on Debian: apt-get install ntfs-3g libhivex-bin "
        + "libwin-hivex-perl e2fsprogs xfsprogs dosfstools mtools fdisk gdisk cpio zstd.";

    private static readonly string[] Programs =
    [
        "mkntfs", "ntfscp", "ntfscat", "ntfsls", "ntfsfix", "ntfsinfo", "hivexregedit", "hivexget", "mke2fs", "debugfs",
        "mkfs.xfs", "xfs_db", "mkfs.vfat", "mcopy", "mmd", "sfdisk", "sgdisk", "cpio", "gzip", "zstd",
    ];

    public static bool AreThere { get; } = Programs.All(program => PathOf(program) is not null);

    /// <summary>Runs a program to its end; throws with its words when it fails.</summary>
    public static string Run(string program, params string[] arguments) =>
        DiskPeers.Run(PathOf(program) ?? throw new InvalidOperationException(Reason), arguments);

    /// <summary>Runs a line of the shell.</summary>
    public static string Shell(string line) => DiskPeers.Run("/bin/sh", "-ec", line);

    // The makers of file systems are in the administrator's folders.
    private static string? PathOf(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"
        .Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>Runs where the programs are, and in CI always: there their absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestPeerFactAttribute : FactAttribute
{
    public GuestPeerFactAttribute()
    {
        if (!GuestPeers.AreThere && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = GuestPeers.Reason;
    }
}

/// <inheritdoc cref="GuestPeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestPeerTheoryAttribute : TheoryAttribute
{
    public GuestPeerTheoryAttribute()
    {
        if (!GuestPeers.AreThere && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = GuestPeers.Reason;
    }
}

/// <summary>
/// Makes folders and files on an NTFS image by ntfs-3g's own library, which no program of its does unmounted.
/// </summary>
internal sealed class NtfsWriter : IDisposable
{
    private const string Library = "libntfs-3g.so.89";
    private const uint FolderType = 0x4000;
    private const uint FileType = 0x8000;
    private readonly IntPtr _volume;

    public NtfsWriter(string image)
    {
        _volume = ntfs_mount(Zeroed(image), 0);
        Assert.NotEqual(IntPtr.Zero, _volume);
    }

    public void Folder(string path) => Create(path, FolderType);

    public void EmptyFile(string path) => Create(path, FileType);

    public void Write(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        var node = ntfs_pathname_to_inode(_volume, IntPtr.Zero, Zeroed(path));
        var data = ntfs_attr_open(node, 0x80, IntPtr.Zero, 0);
        Assert.NotEqual(IntPtr.Zero, data);
        Assert.Equal(bytes.Length, ntfs_attr_pwrite(data, offset, bytes.Length, bytes.ToArray()));
        ntfs_attr_close(data);
        Assert.Equal(0, ntfs_inode_close(node));
    }

    public void Delete(string path)
    {
        var (folder, name) = Parent(path);
        var node = ntfs_pathname_to_inode(_volume, IntPtr.Zero, Zeroed(path));
        Assert.NotEqual(IntPtr.Zero, node);
        // It closes both.
        Assert.Equal(0, ntfs_delete(_volume, null, node, folder, name, (byte)name.Length));
    }

    public void Dispose() => Assert.Equal(0, ntfs_umount(_volume, 0));

    private void Create(string path, uint type)
    {
        var (folder, name) = Parent(path);
        var node = ntfs_create(folder, 0, name, (byte)name.Length, type);
        Assert.NotEqual(IntPtr.Zero, node);
        Assert.Equal(0, ntfs_inode_close(node));
        Assert.Equal(0, ntfs_inode_close(folder));
    }

    private (IntPtr Folder, ushort[] Name) Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        var folder = ntfs_pathname_to_inode(_volume, IntPtr.Zero, Zeroed(slash < 0 ? "/" : path[..slash]));
        Assert.NotEqual(IntPtr.Zero, folder);
        return (folder, [.. path[(slash + 1)..].Select(letter => (ushort)letter)]);
    }

    private static byte[] Zeroed(string text) => System.Text.Encoding.UTF8.GetBytes(text + "\0");

#pragma warning disable SYSLIB1054 // Source-generated imports need unsafe code in this project.
    [DllImport(Library)]
    private static extern IntPtr ntfs_mount(byte[] name, UIntPtr flags);

    [DllImport(Library)]
    private static extern int ntfs_umount(IntPtr volume, int force);

    [DllImport(Library)]
    private static extern IntPtr ntfs_pathname_to_inode(IntPtr volume, IntPtr parent, byte[] path);

    [DllImport(Library)]
    private static extern IntPtr ntfs_create(IntPtr folder, uint security, ushort[] name, byte length, uint type);

    [DllImport(Library)]
    private static extern IntPtr ntfs_attr_open(IntPtr node, uint type, IntPtr name, uint length);

    [DllImport(Library)]
    private static extern long ntfs_attr_pwrite(IntPtr attribute, long offset, long count, byte[] bytes);

    [DllImport(Library)]
    private static extern void ntfs_attr_close(IntPtr attribute);

    [DllImport(Library)]
    private static extern int ntfs_delete(
        IntPtr volume, byte[]? path, IntPtr node, IntPtr folder, ushort[] name, byte length);

    [DllImport(Library)]
    private static extern int ntfs_inode_close(IntPtr node);
#pragma warning restore SYSLIB1054
}
