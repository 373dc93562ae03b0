namespace AzMigrate.Guests.Partitions;

/// <summary>The rules about volumes, whatever the operating system.</summary>
internal static class VolumeRules
{
    public static readonly GuestRule Unreadable = new("G7", "Guest.VolumeUnreadable");
    private static readonly GuestRule NoSystemFound = new("G1", "Guest.NoSystem");
    private static readonly GuestRule Encrypted = new("G2", "Guest.Encrypted");
    private static readonly GuestRule Dynamic = new("G3", "Guest.DynamicDisk");
    private static readonly GuestRule NotChecked = new("G8", "Guest.NotChecked");
    private static readonly GuestRule Several = new("G9", "Guest.SeveralSystems");

    /// <summary>What can be said of a volume without opening it.</summary>
    public static void Check(GuestVolume volume, GuestNotes notes)
    {
        if (volume.Kind is VolumeKind.BitLocker or VolumeKind.Luks)
            notes.Add(Encrypted.Warning(
                $"{Sentence(volume.Name)} is encrypted ({(volume.Kind is VolumeKind.Luks ? "LUKS" : "BitLocker")}) and cannot be checked.",
                volume.Kind is VolumeKind.Luks
                    ? "It asks for its passphrase at the start, which only Azure's serial console can answer: decrypt it, "
                        + "or unlock it in the guest by a key file. Run the preparation script there."
                    : "Azure's machine has another TPM: turn BitLocker off, or suspend it until after the cutover. "
                        + "Run the preparation script in the guest."));
        if (volume.Role is PartitionRole.Dynamic)
            notes.Add(Dynamic.Warning(
                $"{Sentence(volume.Name)} is of a dynamic disk and cannot be checked.",
                "Windows does not start in Azure from a dynamic disk: make it a basic one. Dynamic data disks come along "
                    + "as they are; bring them online in the guest ('Import Foreign Disks') if they are not."));
        if (volume.Role is PartitionRole.StorageSpaces)
            notes.Add(NotChecked.Information(
                $"{Sentence(volume.Name)} is of a storage pool, which is not checked.",
                "Replicate all disks of the pool; look at it in the guest after a test migration."));
        if (volume.Kind is VolumeKind.Btrfs or VolumeKind.Refs or VolumeKind.RaidMember)
            notes.Add(NotChecked.Warning(
                $"{Sentence(volume.Name)} has {Words(volume.Kind)}, which cannot be checked offline.",
                "Run the preparation script in the guest."));
    }

    public static GuestFinding NoSystem(GuestVolumes volumes) => NoSystemFound.Error(
        volumes.All.Any(volume => volume.Kind is VolumeKind.BitLocker or VolumeKind.Luks
            || volume.Role is PartitionRole.Dynamic)
            ? "No Windows or Linux was found on the disks that can be read; it may be on what is encrypted or dynamic."
            : volumes.All.Any(volume => volume.Kind is VolumeKind.Btrfs or VolumeKind.RaidMember)
                ? "No Windows or Linux was found on the disks that can be read; it may be on what cannot be checked offline."
                : "No Windows or Linux was found on the disks.",
        "See that the disk that the machine starts from is among them; else run the preparation script in the guest, and "
            + "try a test migration.");

    public static GuestFinding SeveralSystems(string taken, string other) => Several.Warning(
        $"More than one system was found: {taken} was checked, {other} was not.",
        "If the machine starts from the other, run the preparation script there.");

    private static string Words(VolumeKind kind) => kind switch
    {
        VolumeKind.Btrfs => "Btrfs",
        VolumeKind.Refs => "ReFS",
        _ => "a part of a RAID",
    };

    private static string Sentence(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
