using System.Globalization;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;
using AzMigrate.Tests.Discovery.Linux.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.Linux;

/// <summary>
/// A Linux server whose disks are loop devices of a test's images: OpenSSH's own server, real mounts, and the real
/// kernel's counters. Only lsblk is one of the test's, since the real one would show this machine's disks.
/// </summary>
internal sealed class LinuxServer : IDisposable
{
    private readonly ImageFolder _folder = new();
    private readonly List<string> _devices = [];
    private readonly List<string> _mounts = [];
    private readonly string _address;

    /// <param name="address">Loopback address of the server.</param>
    /// <param name="before">What the login's shell does first, such as printing; null for nothing.</param>
    public LinuxServer(string address, string? before = null)
    {
        _address = address;
        Directory.CreateDirectory(_folder.File("lsblk"));
        Directory.CreateDirectory(_folder.File("bin"));
        File.WriteAllText(_folder.File("bin/lsblk"), $"""
            #!/bin/sh
            cd '{_folder.File("lsblk")}' || exit
            for last; do :; done
            case "$*" in
            *SERIAL*) cat "${"{last#/dev/}"}.disk" ;;
            *MAJ:MIN*) cat "${"{last#/dev/}"}.tree" ;;
            *TYPE,KNAME*) echo "disk ${"{last#/dev/}"}" ;;
            *) for disk in *.disk; do echo "${"{disk%.disk}"} disk"; done ;;
            esac

            """);
        Sshd.Run("chmod", "755", _folder.Path, _folder.File("bin"), _folder.File("lsblk"), _folder.File("bin/lsblk"));
        Sshd = Sshd.Start(
            [address], (address, $"SetEnv PATH={_folder.File("bin")}:/usr/bin:/bin"
                + (before is null ? "" : $"\n    {before}")));
    }

    public Sshd Sshd { get; }

    public LinuxConnection Connection => Sshd.Connection(_address);

    public static Machine TestMachine() => new()
    {
        Id = "lin/db1", Source = "lin", SourceKind = SourceKind.Linux, Name = "db1", Cores = 1, MemoryMiB = 1024,
    };

    /// <summary>Gives the server a disk; its path.</summary>
    public string Attach(string image, string serial = "", string uuid = "", bool readable = true)
    {
        var device = Sshd.Run("losetup", "-f", "--show", image).Trim();
        _devices.Add(device);
        var name = Path.GetFileName(device);
        File.WriteAllText(
            _folder.File($"lsblk/{name}.disk"), string.Create(CultureInfo.InvariantCulture,
            $"KNAME=\"{name}\" SIZE=\"{new FileInfo(image).Length}\" SERIAL=\"{serial}\" WWN=\"\" UUID=\"{uuid}\"\n"));
        File.WriteAllText(
            _folder.File($"lsblk/{name}.tree"),
            $"KNAME=\"{name}\" MAJ:MIN=\"7:{name["loop".Length..]}\" TYPE=\"disk\" NAME=\"{name}\"\n");
        Sshd.Run("chown", readable ? Sshd.User : "root", device);
        Sshd.Run("chmod", "600", device);
        return device;
    }

    /// <summary>Mounts a disk for writing, its file system made first where there is none; the place.</summary>
    public string Mount(string device, bool format = true)
    {
        if (format)
            Sshd.Run("mkfs.ext4", "-q", "-F", device);
        var place = _folder.File("mnt " + Path.GetFileName(device));
        Directory.CreateDirectory(place);
        Sshd.Run("mount", device, place);
        _mounts.Add(place);
        return place;
    }

    public void Unmount(string place)
    {
        Sshd.Run("umount", place);
        _mounts.Remove(place);
    }

    /// <summary>All disks are gone from it: it is off.</summary>
    public void Detach()
    {
        _mounts.ToList().ForEach(Unmount);
        _devices.ForEach(device => Sshd.Run("losetup", "-d", device));
        _devices.Clear();
    }

    public IReplicationSource Open(params string[] known) => ReplicationSources.Open(
        TestMachine(), new SourceReading(), Connection, new SourceOpening(), $"{_address}:{Sshd.Port}", known);

    public void Dispose()
    {
        Detach();
        Sshd.Dispose();
        _folder.Dispose();
    }
}
