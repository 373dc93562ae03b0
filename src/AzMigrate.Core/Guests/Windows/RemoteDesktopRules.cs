using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>W13: whether somebody can log in from afar.</summary>
internal static class RemoteDesktopRules
{
    private const uint Disabled = 4;
    private const uint OnDemand = 3;
    private const uint DefaultPort = 3389;
    private static readonly GuestRule RemoteDesktop = new("W13", "Guest.RemoteDesktop");

    public static void Check(WindowsGuest guest)
    {
        var denied = guest.InEachControlSet(@"Control\Terminal Server").Select(key => key.Value("fDenyTSConnections"))
            .OfType<RegistryValue>().Where(value => value.Number is not 0).Select(value => new WantedNumber(value, 0))
            .Concat(guest.InEachControlSet(@"Services\TermService").Select(key => key.Value("Start"))
                .OfType<RegistryValue>().Where(start => start.Number is Disabled)
                .Select(start => new WantedNumber(start, OnDemand)))
            .ToList();
        if (denied.Count > 0)
            guest.Want(RemoteDesktop, GuestSeverity.Warning, denied,
                "Remote desktop connections are not allowed: there would be no login but by Azure's serial console.",
                guest.Questions.EnableRemoteDesktop);
        if (guest.Software?.Root.Find(@"Policies\Microsoft\Windows NT\Terminal Services")?.Value(
            "fDenyTSConnections")?.Number is 1)
            guest.Notes.Add(RemoteDesktop.Warning(
                "A group policy does not allow remote desktop connections.",
                "Change the policy; it is set again at each start."));

        var listener = guest.CurrentControlSet!.Find(@"Control\Terminal Server\WinStations\RDP-Tcp");
        if (listener?.Value("UserAuthentication")?.Number is 0)
            guest.Notes.Add(RemoteDesktop.Information(
                "Remote desktop does not ask for network-level authentication.",
                "Turn it on, or keep the port from the internet."));
        if (listener?.Value("PortNumber")?.Number is uint port and not DefaultPort)
            guest.Notes.Add(RemoteDesktop.Information(
                FormattableString.Invariant($"Remote desktop listens on port {port}."),
                "Open that port in the network security group."));
    }
}
