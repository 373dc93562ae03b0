using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>Reads a VM's adapters: a pure function.</summary>
internal static class VirtualAdapters
{
    private const long Enabled = 2;

    /// <summary>The adapters, synthetic ones first, each by the order of its id, which is also its name.</summary>
    public static IReadOnlyList<NetworkAdapter> Of(HostRows rows, string vm) =>
    [
        .. Read(rows, vm, rows.SyntheticPorts[vm], "Synthetic"),
        .. Read(rows, vm, rows.EmulatedPorts[vm], "Emulated (legacy)"),
    ];

    private static IEnumerable<NetworkAdapter> Read(
        HostRows rows, string vm, IEnumerable<CimRow> ports, string type) => ports
        .Select(port => (Id: InstancePath.DeviceOf(port.GetString("InstanceID")), Port: port))
        .Where(each => each.Id is not null).OrderBy(each => each.Id, StringComparer.Ordinal)
        .GroupBy(each => each.Id!, StringComparer.Ordinal).Select(same =>
        {
            var port = same.First().Port;
            var prefix = same.Key + "\\";
            var connection = rows.Connections[vm].FirstOrDefault(row => InstancePath
                .DeviceOf(row.GetString("InstanceID"))?.StartsWith(prefix, StringComparison.Ordinal) == true);
            var address = port.GetString("Address");
            return new NetworkAdapter
            {
                Name = same.Key,
                // One that was never started has none yet.
                MacAddress = string.IsNullOrEmpty(address) || address!.All(digit => digit == '0') ? null : address,
                HasStaticMacAddress = port.GetBoolean("StaticMacAddress"),
                Network = Switch(rows, connection),
                IPAddresses = rows.GuestAdapters[vm]
                    .Where(guest => InstancePath.DeviceOf(guest.GetString("InstanceID")) == same.Key)
                    .SelectMany(guest => guest.GetStrings("IPAddresses") ?? []).Where(ip => ip.Length > 0)
                    .Distinct(StringComparer.Ordinal).ToList(),
                AdapterType = type,
                Connected = connection is null ? null
                    : connection.GetInt64("EnabledState") is null or Enabled && Switch(rows, connection) is not null,
            };
        });

    private static string? Switch(HostRows rows, CimRow? connection) =>
        InstancePath.KeyOf(connection?.GetString("HostResource"), "Name") is { } id
            && rows.Switches.TryGetValue(id, out var name) ? name : null;
}
