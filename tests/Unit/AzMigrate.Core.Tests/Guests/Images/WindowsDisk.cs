using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests.Images;

/// <summary>A disk with a Windows that is ready for Azure, of which a test takes or adds something.</summary>
internal sealed class WindowsDisk
{
    private const int NtfsStart = 4096;
    private const int NtfsMiB = 12;
    private const int MiB = 1 << 20;
    private static readonly string[] DriverFiles =
    [
        "vmbus.sys", "storvsc.sys", "vmstorfl.sys", "intelide.sys", "pciidex.sys", "atapi.sys", "ataport.sys",
        "netvsc.sys", "stornvme.sys",
    ];

    // A volume with the folders and drivers, made once.
    private static readonly Lazy<byte[]> Volume = new(MakeVolume);

    public WindowsDisk()
    {
        foreach (var set in (string[])["ControlSet001", "ControlSet002"])
        {
            foreach (var driver in (string[])["vmbus", "storvsc", "storflt", "intelide", "atapi", "stornvme", "vpci"])
                System.Set($@"{set}\Services\{driver}", "Start", 0);
            System.Set($@"{set}\Services\netvsc", "Start", 3)
                .Set($@"{set}\Services\Dhcp", "Start", 2)
                .Set($@"{set}\Services\TermService", "Start", 3)
                .Set($@"{set}\Services\WindowsAzureGuestAgent", "Start", 2)
                .Set($@"{set}\Services\RdAgent", "Start", 2)
                .Set($@"{set}\Services\partmgr\Parameters", "SanPolicy", 1)
                .Set($@"{set}\Control\Terminal Server", "fDenyTSConnections", 0)
                .Set($@"{set}\Control\Terminal Server\WinStations\RDP-Tcp", "UserAuthentication", 1)
                .Set($@"{set}\Control\Terminal Server\WinStations\RDP-Tcp", "PortNumber", 3389);
        }
        System.Set("Select", "Current", 1);
        const string Version = @"Microsoft\Windows NT\CurrentVersion";
        Software.Set(Version, "ProductName", "\"Windows Server 2019 Standard\"")
            .Set(Version, "CurrentBuildNumber", "\"17763\"")
            .Set(Version, "CurrentVersion", "\"6.3\"")
            .Set(Version, "CurrentMajorVersionNumber", 10)
            .Set(Version, "CurrentMinorVersionNumber", 0);
    }

    public HiveFile System { get; } = new();

    public HiveFile Software { get; } = new();

    /// <summary>Files beside the usual ones: path and content.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public HashSet<string> WithoutFiles { get; } = [];

    /// <summary>Changes the SYSTEM hive's bytes once they are made.</summary>
    public Action<byte[]>? AlterSystem { get; set; }

    public bool IsGpt { get; set; } = true;

    public static string DriverPath(string file) => "Windows/System32/drivers/" + file;

    /// <summary>Makes the disk; gives its path.</summary>
    public string Write(ImageFolder folder, string name = "windows.img")
    {
        var ntfs = WriteNtfs(folder);
        var disk = folder.File(name);
        using (var file = new FileStream(disk, FileMode.Create))
            file.SetLength((NtfsMiB + 4) * MiB);
        // 2 MiB of EFI system partition for UEFI, then Windows.
        GuestPeers.Shell(IsGpt
            ? $"sgdisk -n 1:2048:+1M -t 1:ef00 -n 2:{NtfsStart}:+{NtfsMiB}M -t 2:0700 -c 2:'Basic data partition' {disk} >/dev/null"
            : $"printf 'label: dos\\nlabel-id: 0x12345678\\nstart={NtfsStart}, size={NtfsMiB * 2048}, type=7, bootable\\n' | sfdisk -q {disk}");
        if (IsGpt)
            GuestPeers.Shell($"truncate -s 1M {disk}.esp; mkfs.vfat {disk}.esp >/dev/null; mmd -i {disk}.esp ::/EFI ::/EFI/BOOT; "
                + $"echo x > {disk}.boot; mcopy -i {disk}.esp {disk}.boot ::/EFI/BOOT/BOOTX64.EFI; "
                + $"dd if={disk}.esp of={disk} bs=512 seek=2048 conv=notrunc status=none");
        GuestPeers.Shell($"dd if={ntfs} of={disk} bs=512 seek={NtfsStart} conv=notrunc status=none");
        return disk;
    }

    /// <summary>Takes Windows' volume out of a disk, for programs that read volumes.</summary>
    public static string Extract(ImageFolder folder, string disk)
    {
        var ntfs = folder.File("extracted.ntfs");
        GuestPeers.Shell($"dd if={disk} of={ntfs} bs=512 skip={NtfsStart} count={NtfsMiB * 2048} status=none");
        return ntfs;
    }

    public async Task<GuestReport> CheckAsync(GuestQuestions? questions = null)
    {
        using var folder = new ImageFolder();
        using var disk = new FileDisk(Write(folder));
        return await GuestCheck.RunAsync([disk], questions ?? new GuestQuestions());
    }

    private string WriteNtfs(ImageFolder folder)
    {
        var image = folder.Write("volume.ntfs", Volume.Value);
        foreach (var file in WithoutFiles.Where(file => file.EndsWith(".sys", StringComparison.Ordinal)))
            using (var writer = new NtfsWriter(image))
                writer.Delete(file);
        System.Write(folder.File("SYSTEM"));
        if (AlterSystem is not null)
        {
            var bytes = File.ReadAllBytes(folder.File("SYSTEM"));
            AlterSystem(bytes);
            File.WriteAllBytes(folder.File("SYSTEM"), bytes);
        }
        Software.Write(folder.File("SOFTWARE"));
        foreach (var hive in (string[])["SYSTEM", "SOFTWARE"])
            if (!WithoutFiles.Contains("Windows/System32/config/" + hive))
                Copy(folder.File(hive), "Windows/System32/config/" + hive);
        foreach (var (path, content) in Files)
            Copy(folder.Write("added", content), path);
        return image;

        void Copy(string from, string to) => GuestPeers.Run("ntfscp", "-q", "-f", image, from, to);
    }

    private static byte[] MakeVolume()
    {
        using var folder = new ImageFolder();
        var image = folder.File("volume.ntfs");
        GuestPeers.Shell($"truncate -s {NtfsMiB}M {image}; mkntfs -F -Q -q -s 512 -p {NtfsStart} -H 255 -S 63 -L System {image} 2>/dev/null");
        using (var writer = new NtfsWriter(image))
        {
            foreach (var path in (string[])["Windows", "Windows/System32", "Windows/System32/config",
                "Windows/System32/drivers", "Windows/WinSxS"])
                writer.Folder(path);
            foreach (var file in DriverFiles)
                writer.EmptyFile(DriverPath(file));
        }
        return File.ReadAllBytes(image);
    }
}
