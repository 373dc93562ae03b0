using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>W10 and W19: the address is Azure's to give.</summary>
internal static class NetworkRules
{
    private const uint Automatic = 2;
    private static readonly GuestRule Dhcp = new("W10", "Guest.DhcpStart");
    private static readonly GuestRule StaticAddress = new("W19", "Guest.StaticAddress");

    public static void Check(WindowsGuest guest)
    {
        var wrong = guest.InEachControlSet(@"Services\Dhcp").Select(key => key.Value("Start")).OfType<RegistryValue>()
            .Where(start => start.Number is not Automatic).Select(start => new WantedNumber(start, Automatic)).ToList();
        if (wrong.Count > 0)
            guest.Want(Dhcp, GuestSeverity.Error, wrong,
                $"Windows' DHCP client is not started by itself (Start = {wrong[0].Value.Number}): the machine would get no address.");

        var addresses = (guest.CurrentControlSet!.Find(@"Services\Tcpip\Parameters\Interfaces")?.Keys() ?? [])
            .Where(adapter => adapter.Value("EnableDHCP")?.Number is 0)
            .SelectMany(adapter => adapter.Value("IPAddress")?.Texts ?? [])
            .Where(address => address != "0.0.0.0").Distinct().Take(10).ToList();
        if (addresses.Count > 0)
            guest.Notes.Add(StaticAddress.Information(
                $"An adapter has fixed addresses: {GuestErrors.Shown(string.Join(", ", addresses))}. In Azure it is another adapter, with DHCP.",
                "To keep an address, give it to Azure's network interface. Name servers of the old adapter are not taken along."));
    }
}
