using AzMigrate.Guests.Partitions;

namespace AzMigrate.Guests.Linux;

/// <summary>L9, L10 and L14: the kernel's command line.</summary>
internal static class CommandLineRules
{
    private static readonly GuestRule Console = new("L9", "Guest.SerialConsole");
    private static readonly GuestRule Parameters = new("L10", "Guest.KernelParameters");
    private static readonly GuestRule RemoteRoot = new("L14", "Guest.RemoteRoot");
    private static readonly string[] NoAcpi = ["acpi=off", "acpi=0", "noacpi"];
    private const string RunScript = "Run prepare-linux.sh in the guest.";

    public static void Check(LinuxGuest guest, BootEntry entry)
    {
        var options = entry.Options;
        if (!options.Any(option => option.StartsWith("console=ttyS0", StringComparison.Ordinal)))
            guest.Notes.Add(Console.Warning(
                "The kernel's command line has no console=ttyS0: Azure's serial console shows nothing when it does not start.", RunScript));
        if (!options.Any(option => option.StartsWith("rootdelay=", StringComparison.Ordinal)))
            guest.Notes.Add(Parameters.Information(
                "The kernel's command line has no rootdelay=300, by which old kernels wait for Azure's disks.",
                RunScript + " New kernels wait without it."));
        if (options.FirstOrDefault(option => NoAcpi.Contains(option)) is string acpi)
            guest.Notes.Add(Parameters.Error(
                $"The kernel's command line has {acpi}: without ACPI it finds none of Azure's devices.", RunScript));
        CheckRoot(guest, options);
        if (options.FirstOrDefault(IsRemote) is string remote)
            guest.Notes.Add(RemoteRoot.Error(
                $"The root is on another machine ({GuestErrors.Shown(remote)}), which the disks do not have.",
                "Move the root to a disk of the machine before."));
        if (guest.Fstab.FirstOrDefault(fstab => fstab.Path == "/") is { } root
            && (root.Device.Contains("/mapper/mpath") || options.Contains("rd.multipath=default")))
            guest.Notes.Add(RemoteRoot.Warning(
                "The root is on a device of several paths (multipath); in Azure it has one.",
                "Name the root by UUID, and turn multipath off for it: 'multipath -f', then make the ramdisk again."));
    }

    private static void CheckRoot(LinuxGuest guest, IReadOnlyList<string> options)
    {
        if (options.FirstOrDefault(
            option => option.StartsWith("root=/dev/", StringComparison.Ordinal)) is not string root)
            return;
        var device = root.Substring("root=".Length);
        var (isScsi, isOther) = DeviceNames.Kind(device);
        if (!isScsi && !isOther)
            return;
        var lasting = guest.Names.Find(device) is GuestVolume volume ? guest.Names.Lasting(volume) : null;
        var message = $"The kernel's command line has {GuestErrors.Shown(root)}: "
            + (isOther || guest.Questions.IsNvmeOnly ? "Azure has no device of that name."
                : "in Azure disks may come in another order.");
        var remedy = $"Write root={lasting ?? "UUID=…"} there, and make the boot loader's menu again.";
        guest.Notes.Add(isOther || guest.Questions.IsNvmeOnly ? Parameters.Error(message, remedy)
            : Parameters.Warning(message, remedy));
    }

    private static bool IsRemote(string option) => option.StartsWith("netroot=", StringComparison.Ordinal)
        || option.StartsWith("root=iscsi:", StringComparison.Ordinal)
        || option.StartsWith("root=nfs", StringComparison.Ordinal)
        || option is "root=/dev/nfs" or "rd.iscsi.firmware=1" or "rd.iscsi.firmware";
}
