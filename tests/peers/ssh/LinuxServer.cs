using System.Globalization;

namespace AzMigrate.Peers;

/// <summary>
/// A Linux server whose disks are loop devices of a test's images: OpenSSH's own server, real mounts, and the real
/// kernel's counters. Only lsblk is one of the test's, since the real one would show this machine's disks.
/// </summary>
internal sealed class LinuxServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("migrate-server-").FullName;
    private readonly List<string> _devices = [];
    private readonly List<string> _mounts = [];

    /// <param name="address">Loopback address of the server.</param>
    /// <param name="before">What the login's shell does first, such as printing; null for nothing.</param>
    public LinuxServer(string address, string? before = null)
    {
        Address = address;
        Directory.CreateDirectory(FileOf("lsblk"));
        Directory.CreateDirectory(FileOf("bin"));
        File.WriteAllText(FileOf("bin/lsblk"), $"""
            #!/bin/sh
            cd '{FileOf("lsblk")}' || exit
            for last; do :; done
            case "$*" in
            *SERIAL*) cat "${"{last#/dev/}"}.disk" ;;
            *MAJ:MIN*) cat "${"{last#/dev/}"}.tree" ;;
            *TYPE,KNAME*) echo "disk ${"{last#/dev/}"}" ;;
            *) for disk in *.disk; do echo "${"{disk%.disk}"} disk"; done ;;
            esac

            """);
        Sshd.Run("chmod", "755", _folder, FileOf("bin"), FileOf("lsblk"), FileOf("bin/lsblk"));
        Sshd = Sshd.Start(
            [address], (address, $"SetEnv PATH={FileOf("bin")}:/usr/bin:/bin"
                + (before is null ? "" : $"\n    {before}")));
    }

    public Sshd Sshd { get; }

    public string Address { get; }

    /// <summary>Gives the server a disk; its path.</summary>
    public string Attach(string image, string serial = "", string uuid = "", bool readable = true)
    {
        var device = Sshd.Run("losetup", "-f", "--show", image).Trim();
        _devices.Add(device);
        var name = Path.GetFileName(device);
        File.WriteAllText(
            FileOf($"lsblk/{name}.disk"), string.Create(CultureInfo.InvariantCulture,
            $"KNAME=\"{name}\" SIZE=\"{new FileInfo(image).Length}\" SERIAL=\"{serial}\" WWN=\"\" UUID=\"{uuid}\"\n"));
        File.WriteAllText(
            FileOf($"lsblk/{name}.tree"),
            $"KNAME=\"{name}\" MAJ:MIN=\"7:{name["loop".Length..]}\" TYPE=\"disk\" NAME=\"{name}\"\n");
        Sshd.Run("chown", readable ? Sshd.User : "root", device);
        Sshd.Run("chmod", "600", device);
        return device;
    }

    /// <summary>Puts a script in the place of one of its programs.</summary>
    public void Shadow(string program, string script)
    {
        File.WriteAllText(FileOf("bin/" + program), "#!/bin/sh\n" + script + "\n");
        Sshd.Run("chmod", "755", FileOf("bin/" + program));
    }

    /// <summary>Mounts a disk for writing, its file system made first where there is none; the place.</summary>
    public string Mount(string device, bool format = true)
    {
        if (format)
            Sshd.Run("mkfs.ext4", "-q", "-F", device);
        var place = FileOf("mnt " + Path.GetFileName(device));
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

    public void Dispose()
    {
        Detach();
        Sshd.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string FileOf(string name) => Path.Combine(_folder, name);
}
