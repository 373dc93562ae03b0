namespace AzMigrate.Guests.Windows;

/// <summary>W1: the versions that Azure starts.</summary>
internal static class VersionRules
{
    private static readonly GuestRule OfWindows = new("W1", "Guest.WindowsVersion");
    private static readonly Version Windows2008 = new(6, 0);
    private static readonly Version Windows2008R2 = new(6, 1);

    public static void Check(WindowsGuest guest, WindowsVersion version)
    {
        if (version.Number is null)
            guest.Notes.Add(OfWindows.Warning(
                "The version of Windows cannot be told from its disk.",
                "Look at it in the guest: Windows Server 2008 or later starts in Azure."));
        else if (version.Number < Windows2008)
            guest.Notes.Add(OfWindows.Error(
                $"{version.Text} has no drivers for Azure.", "Upgrade it, or move what runs there to a newer server."));
        else if (version.Number < Windows2008R2)
            guest.Notes.Add(OfWindows.Warning(
                $"{version.Text} has no Azure agent, and its drivers are older than Azure's machines.",
                "Install Hyper-V's integration services before, and try a test migration; or upgrade it."));
    }
}
