namespace AzMigrate.Guests.Windows;

/// <summary>W16 to W18: what Windows has still to do at its next start.</summary>
internal static class StateRules
{
    private static readonly GuestRule PendingRestart = new("W16", "Guest.PendingRestart");
    private static readonly GuestRule Renames = new("W17", "Guest.PendingRenames");
    private static readonly GuestRule VolumeDirty = new("W18", "Guest.VolumeDirty");

    public static void Check(WindowsGuest guest)
    {
        var current = guest.Software?.Root.Find(@"Microsoft\Windows\CurrentVersion");
        if (current?.Find(@"Component Based Servicing\RebootPending") is not null
            || current?.Find(@"WindowsUpdate\Auto Update\RebootRequired") is not null
            || guest.Has("Windows/WinSxS/pending.xml"))
            guest.Notes.Add(PendingRestart.Warning(
                "Updates wait for a restart: they would go on at the first start in Azure, which takes long and may fail.",
                "Restart Windows, and see that the updates are done, before the cutover."));
        if (guest.CurrentControlSet?.Find(@"Control\Session Manager")?.Value(
            "PendingFileRenameOperations")?.Texts.Count > 0)
            guest.Notes.Add(Renames.Information(
                "Files are to be replaced or removed at the next start.",
                "Restart Windows before the cutover, if it can be."));
        foreach (var volume in guest.Volumes.Readable.Where(volume => volume.Volume.Kind is Partitions.VolumeKind.Ntfs))
        {
            guest.Notes.Try(Partitions.VolumeRules.Unreadable, GuestSeverity.Warning, () =>
            {
                if (volume.Files.IsDirty)
                    guest.Notes.Add(VolumeDirty.Warning(
                        $"NTFS on {volume.Volume.Name} is marked as not sound: Windows checks it at the next start.",
                        "Run chkdsk in the guest before the cutover."));
            });
        }
    }
}
