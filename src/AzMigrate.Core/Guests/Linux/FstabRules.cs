using AzMigrate.Guests.Partitions;

namespace AzMigrate.Guests.Linux;

/// <summary>L1 to L4: what is mounted at the start, and from where.</summary>
internal static class FstabRules
{
    private static readonly GuestRule DeviceName = new("L1", "Guest.FstabDevice");
    private static readonly GuestRule Missing = new("L2", "Guest.FstabMissing");
    private static readonly GuestRule BootDisk = new("L3", "Guest.BootDisk");
    private static readonly GuestRule Journal = new("L4", "Guest.JournalDirty");

    public static void Check(LinuxGuest guest)
    {
        foreach (var entry in guest.Fstab.Where(entry => !entry.IsNoDisk))
        {
            CheckName(guest, entry);
            CheckThere(guest, entry);
        }
        foreach (var (volume,
            what) in (ReadOnlySpan<(GuestVolume, string)>)[(guest.Root.Volume, "The root file system"),
            (guest.BootVolume, "/boot")])
        {
            if (volume.Disk == 0)
                continue;
            guest.Notes.Add(BootDisk.Error(
                $"{what} is on {volume.Name}: Azure's machine starts from the first disk alone.",
                "Name the disk that has /boot and the root first, or move them to the first disk."));
            break;
        }
        foreach (var readable in guest.Volumes.Readable.Where(readable => readable.Files.IsDirty))
            guest.Notes.Add(Journal.Information(
                $"The journal of {readable.Volume.Name} was not replayed, as of a machine that runs: its last changes were not seen.",
                "Check again once the machine was shut down, if what is found is not what you expect."));
    }

    private static void CheckName(LinuxGuest guest, FstabEntry entry)
    {
        var (isScsi, isOther) = DeviceNames.Kind(entry.Device);
        if (!isScsi && !isOther)
            return;
        var lasting = guest.Names.Find(entry.Device) is GuestVolume volume ? guest.Names.Lasting(volume) : null;
        var message = $"/etc/fstab mounts {GuestErrors.Shown(entry.Path)} from {GuestErrors.Shown(entry.Device)}: "
            + (isScsi ? "in Azure disks may come in another order." : "Azure has no device of that name.");
        var remedy = $"Run prepare-linux.sh in the guest, or write {lasting ?? "UUID=… (as blkid shows)"} there.";
        guest.Notes.Add(entry.IsNeeded && entry.Kind != "swap" && (isOther || guest.Questions.IsNvmeOnly)
            ? DeviceName.Error(message, remedy) : DeviceName.Warning(message, remedy));
    }

    private static void CheckThere(LinuxGuest guest, FstabEntry entry)
    {
        // Within what is encrypted or a RAID there may be more than can be seen.
        var mayBeHidden = guest.Volumes.All.Any(volume =>
            volume.Kind is VolumeKind.Luks or VolumeKind.RaidMember or VolumeKind.LvmPhysical or VolumeKind.Btrfs);
        if (!entry.IsNeeded || entry.Kind == "swap" || entry.Path == "/" || guest.Names.Find(entry.Device) is not null)
            return;
        var message = $"/etc/fstab mounts {GuestErrors.Shown(entry.Path)} from {GuestErrors.Shown(entry.Device)}, which is on none of the disks.";
        const string Remedy =
            "Replicate the disk that has it, or add the option nofail: else Linux stops at its start and waits.";
        guest.Notes.Add(mayBeHidden ? Missing.Warning(message, Remedy) : Missing.Error(message, Remedy));
    }
}
