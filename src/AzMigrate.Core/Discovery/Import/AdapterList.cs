using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import;

/// <summary>Adapters and addresses where a source lists them in one cell or gives their number only.</summary>
internal static class AdapterList
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n', '|'];

    /// <summary>
    /// Addresses of a cell, in their canonical form; what is none goes to <paramref name="unusable"/>.
    /// </summary>
    public static List<string> Addresses(string? cell, KeptText kept, out string? unusable)
    {
        unusable = null;
        var addresses = new List<string>();
        foreach (var part in (cell ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            // IPAddress would take a bare number for an address.
            var isAddress = IPAddress.TryParse(part, out var address)
                && (address!.AddressFamily == AddressFamily.InterNetworkV6 || part.Split('.').Length == 4);
            if (!isAddress)
                unusable ??= part;
            else if (kept.Keep(address!.ToString()) is string text && !addresses.Contains(text) && addresses.Count < 64)
                addresses.Add(text);
        }
        return addresses;
    }

    /// <summary>
    /// The announced number of adapters (at least one, at most 64), where addresses are known but not whose they are:
    /// the first adapter has them all.
    /// </summary>
    public static IReadOnlyList<NetworkAdapter> Of(long? announced, List<string> addresses, string? macAddress)
    {
        if (addresses.Count == 0 && macAddress is null)
            return [];
        var adapters = new NetworkAdapter[(int)Math.Max(1, Math.Min(announced ?? 1, 64))];
        for (var i = 0; i < adapters.Length; i++)
        {
            adapters[i] = new NetworkAdapter
            {
                Name = "nic" + (i + 1).ToString(CultureInfo.InvariantCulture),
                MacAddress = i == 0 ? macAddress : null,
                IPAddresses = i == 0 ? addresses : [],
            };
        }
        return adapters;
    }
}
