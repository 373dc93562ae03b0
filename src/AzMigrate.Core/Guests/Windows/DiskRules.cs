using AzMigrate.Guests.Bytes;
using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>W12 and W15: disks that stay offline, and the letter of Azure's temporary disk.</summary>
internal static class DiskRules
{
    private const uint AllOnline = 1;
    private const uint AllOffline = 3;
    private static readonly GuestRule SanPolicy = new("W12", "Guest.SanPolicy");
    private static readonly GuestRule TemporaryDisk = new("W15", "Guest.TemporaryDisk");
    private static readonly Version Windows2008R2 = new(6, 1);

    public static void Check(WindowsGuest guest, WindowsVersion version)
    {
        CheckSanPolicy(guest, version);
        if (guest.Questions.HasTemporaryDisk)
            CheckLetter(guest);
    }

    private static void CheckSanPolicy(WindowsGuest guest, WindowsVersion version)
    {
        // Windows Server 2008 loses a policy of 'online' and is given the other, as Azure Migrate does.
        var wanted = version.Number is Version number && number < Windows2008R2 ? AllOffline : AllOnline;
        var values = guest.InEachControlSet(@"Services\partmgr\Parameters").Select(key => key.Value("SanPolicy"))
            .OfType<RegistryValue>().ToList();
        var wrong = values.Where(value => value.Number != wanted).Select(value => new WantedNumber(value, wanted))
            .ToList();
        if (wrong.Count > 0)
            guest.Want(SanPolicy, GuestSeverity.Warning, wrong,
                $"Windows keeps new disks offline (SAN policy {wrong[0].Value.Number}): data disks would not come up in Azure.");
        else if (values.Count < guest.ControlSets.Count
            && guest.Volumes.All.Any(volume => volume.Disk != guest.Volume.Volume.Disk))
            guest.Notes.Add(SanPolicy.Warning(
                "Windows' SAN policy is not set: it may keep data disks offline in Azure.",
                "Run Prepare-Windows.ps1 in the guest, or there 'san policy=onlineall' in diskpart."));
    }

    private static void CheckLetter(WindowsGuest guest)
    {
        const string Remedy =
            "Give it another letter and put page files on C: before the migration, or choose a size without a "
            + "temporary disk.";
        var data = guest.System!.Root.Find("MountedDevices")?.Value(@"\DosDevices\D:")?.Data();
        if (data is Block device && guest.Volumes.All.FirstOrDefault(volume => IsOn(volume, device)) is { } volume)
            guest.Notes.Add(TemporaryDisk.Warning(
                $"Drive D: is {volume.Name}, and Azure's temporary disk takes that letter.", Remedy));
        var files = guest.CurrentControlSet!.Find(@"Control\Session Manager\Memory Management")?.Value(
            "PagingFiles")?.Texts ?? [];
        if (files.Any(file => file.StartsWith("D:", StringComparison.OrdinalIgnoreCase)))
            guest.Notes.Add(TemporaryDisk.Warning(
                "Windows has a page file on drive D:, the letter of Azure's temporary disk.", Remedy));
    }

    // A letter names a partition by its disk's signature and its place, or by its own id.
    private static bool IsOn(Partitions.GuestVolume volume, Block device) =>
        device.Length == 12 ? volume.DiskSignature == device.U32(0) && (ulong)volume.Offset == device.U64(4)
            : device.Length == 24 && device.Has(0, "DMIO:ID:"u8) && volume.PartitionId == device.Guid(8);
}
