using AzMigrate.Guests.Bytes;
using AzMigrate.Guests.FileSystems;

namespace AzMigrate.Guests.Linux;

/// <summary>L5 to L9 and L14: the kernel that starts, its drivers, its ramdisk and its command line.</summary>
internal static class KernelRules
{
    private static readonly GuestRule Kernel = new("L5", "Guest.Kernel");
    private static readonly GuestRule Drivers = new("L6", "Guest.KernelModules");
    private static readonly GuestRule Ramdisk = new("L7", "Guest.InitialRamdisk");
    private static readonly GuestRule RamdiskUnchecked = new("L8", "Guest.RamdiskNotChecked");
    private const string RunScript = "Run prepare-linux.sh in the guest.";
    private static readonly string[] Needed = ["hv_vmbus", "hv_storvsc"];
    private static readonly string[] Nvme = ["nvme", "pci_hyperv"];
    private const string Network = "hv_netvsc";

    public static void Check(LinuxGuest guest)
    {
        var entry = BootMenu.Default(guest.Files);
        if (entry is null)
            guest.Notes.Add(Kernel.Warning(
                "The boot loader's menu cannot be read: the newest kernel was checked, and its command line was not.",
                "See in the guest which kernel it starts, and run prepare-linux.sh there."));
        else
            CommandLineRules.Check(guest, entry);
        var version = entry?.Version ?? Newest(guest.Files);
        if (version is null || KernelModules.Read(guest.Files, version) is not KernelModules modules)
        {
            guest.Notes.Add(Kernel.Error(
                version is null ? "No kernel was found in /boot."
                    : $"The kernel {GuestErrors.Shown(version)} has no folder in /lib/modules.",
                "Install a kernel in the guest, and make the boot loader's menu again."));
            return;
        }
        var wanted = guest.Questions.IsNvmeOnly ? [.. Needed, .. Nvme] : Needed;
        var missing = wanted.Append(Network).Where(name => !modules.Has(name)).ToList();
        if (missing.Count > 0)
            guest.Notes.Add(Drivers.Error(
                $"The kernel {GuestErrors.Shown(version)} has no driver {string.Join(", ", missing)}, without which it has no disk or network in Azure.",
                "Install a kernel that has it, such as the distribution's own or its linux-modules-extra, and let it be the default."));
        CheckRamdisk(guest, entry, version, [.. wanted.Where(name => modules.Has(name) && !modules.IsBuiltIn(name))]);
    }

    private static void CheckRamdisk(LinuxGuest guest, BootEntry? entry, string version, IReadOnlyList<string> wanted)
    {
        var paths = entry?.Ramdisk is string named ? [Located(named)]
            : new[] { $"/boot/initramfs-{version}.img", $"/boot/initrd.img-{version}", $"/boot/initrd-{version}" };
        var file = paths.Select(guest.Files.Open).FirstOrDefault(file => file is not null);
        if (file is null)
        {
            if (wanted.Count > 0)
                guest.Notes.Add(Ramdisk.Error(
                    $"The kernel {GuestErrors.Shown(version)} has no initial ramdisk, and its drivers {string.Join(", ", wanted)} are not built in.",
                    RunScript));
            return;
        }
        guest.Notes.Try(Ramdisk, GuestSeverity.Warning, () => CheckContent(guest, file, wanted));
    }

    private static void CheckContent(LinuxGuest guest, GuestBytes file, IReadOnlyList<string> wanted)
    {
        var ramdisk = InitialRamdisk.Read(file);
        var missing = wanted.Where(name => !ramdisk.Has(name)).ToList();
        if (missing.Count == 0)
            return;
        if (ramdisk.NotRead is string how)
        {
            // Debian's and Ubuntu's default takes the drivers of most machines, Hyper-V's among them.
            var takesMost = guest.Files.Lines("/etc/initramfs-tools/initramfs.conf")
                .Any(line => line.Replace(" ", "") == "MODULES=most");
            var message = $"{file.Name} was not checked for {string.Join(", ", missing)}: the ramdisk is compressed with {how}.";
            guest.Notes.Add(takesMost
                ? RamdiskUnchecked.Information(
                    message + " It is made with the drivers of most machines (MODULES=most).",
                        "Look in the guest: 'prepare-linux.sh --check'.")
                : RamdiskUnchecked.Warning(
                    message, "Look in the guest: 'prepare-linux.sh --check'; without it, it puts them in."));
            return;
        }
        guest.Notes.Add(Ramdisk.Error(
            $"{file.Name} has not the driver {string.Join(", ", missing)}: the kernel would not find its root in Azure.", RunScript));
    }

    // The loader's paths begin at its own volume, which is the root or /boot.
    private static string Located(string path) =>
        path.StartsWith("/boot/", StringComparison.Ordinal) ? path : "/boot/" + path.TrimStart('/');

    private static string? Newest(MountedFiles files) => files.List("/boot")
        .Select(file => new BootEntry("", "", file.Name, null, []).Version).OfType<string>()
        .Where(version => !version.Contains("rescue")).OrderByDescending(version => version, KernelVersions.Order)
        .FirstOrDefault();
}
