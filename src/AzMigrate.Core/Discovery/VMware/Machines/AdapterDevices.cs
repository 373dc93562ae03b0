using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Network adapters among the devices of a machine, with the addresses that the guest reports.</summary>
internal static class AdapterDevices
{
    public static List<NetworkAdapter> Read(
        IReadOnlyList<VimValue> devices, VimValue? guestNet, Places places, TextPool texts)
    {
        var adapters = new List<NetworkAdapter>();
        foreach (var device in devices)
        {
            // Every kind of card has an address, also those that are not known here.
            if (device["macAddress"] is null || device.TextOf("key") is not string key)
                continue;
            var guest = guestNet?.Items.FirstOrDefault(nic => nic.TextOf("deviceConfigId") == key);
            adapters.Add(new NetworkAdapter
            {
                Name = texts.Keep(NameOf(device, key))!,
                DeviceKey = (int?)device.LongOf("key"),
                MacAddress = device.TextOf("macAddress"),
                Network = Network(device["backing"], places, texts) ?? texts.Keep(guest?.TextOf("network")),
                IPAddresses = Addresses(guest),
                AdapterType = texts.Keep(KindOf(device.Type)),
                Connected = device["connectable"]?.BoolOf("connected"),
            });
        }
        return adapters;
    }

    /// <summary>The adapter's name: its label, which is unique in its machine, else its device key.</summary>
    public static string NameOf(VimValue device, string key) => device["deviceInfo"]?.TextOf("label") ?? key;

    private static string? Network(VimValue? backing, Places places, TextPool texts)
    {
        if (backing is null)
            return null;
        return places.Name(backing.ReferenceOf("network"))
            ?? texts.Keep(backing.TextOf("deviceName"))
            ?? places.PortGroup(backing["port"]?.TextOf("portgroupKey"))
            ?? texts.Keep(backing.TextOf("opaqueNetworkId"));
    }

    private static List<string> Addresses(VimValue? guest)
    {
        if (guest is null)
            return [];
        var configured = guest["ipConfig"]?.All("ipAddress").Select(address => address.TextOf("ipAddress")) ?? [];
        return guest.All("ipAddress").Select(address => address.Text).Concat(configured)
            .Where(address => !string.IsNullOrEmpty(address)).Select(address => address!)
            .Distinct(StringComparer.Ordinal).ToList();
    }

    private static string? KindOf(string? type) =>
        type is not null && type.StartsWith("Virtual", StringComparison.Ordinal) && type.Length > "Virtual".Length
            ? type.Substring("Virtual".Length) : type;
}
