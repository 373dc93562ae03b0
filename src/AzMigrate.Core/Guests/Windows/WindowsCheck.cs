namespace AzMigrate.Guests.Windows;

/// <summary>All rules about Windows. The sources of each are in docs/guests.md.</summary>
internal static class WindowsCheck
{
    private static readonly GuestRule Unreadable = new("W2", "Guest.HiveUnreadable");

    /// <summary>Runs the rules; gives the system's name and version.</summary>
    public static string? Run(WindowsGuest guest)
    {
        var version = WindowsVersion.Unknown;
        Part(() => version = WindowsVersion.Read(guest));
        Part(() => VersionRules.Check(guest, version));
        Part(() => DriverRules.CheckFiles(guest));
        if (guest.System is not null)
        {
            Part(() => DriverRules.CheckServices(guest));
            Part(() => DiskRules.Check(guest, version));
            Part(() => NetworkRules.Check(guest));
            Part(() => RemoteDesktopRules.Check(guest));
            Part(() => AgentRules.Check(guest, version));
        }
        Part(() => StateRules.Check(guest));
        return version.Text;

        void Part(Action check) => guest.Notes.Try(Unreadable, GuestSeverity.Warning, check);
    }
}
