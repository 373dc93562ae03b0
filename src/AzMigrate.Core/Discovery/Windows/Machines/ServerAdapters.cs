using System.Globalization;
using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>Network adapters that speak IP.</summary>
internal static class ServerAdapters
{
    /// <param name="rows">Win32_NetworkAdapterConfiguration.</param>
    public static IReadOnlyList<NetworkAdapter> Read(IEnumerable<CimRow> rows)
    {
        var adapters = new List<NetworkAdapter>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.OrderBy(row => row.GetUInt64("Index")))
        {
            var index = row.GetUInt64("Index");
            var name = row.GetString("Description")?.Trim() is { Length: > 0 } text
                ? text : "Adapter " + (index ?? 0).ToString(CultureInfo.InvariantCulture);
            if (!names.Add(name) && !names.Add(name = FormattableString.Invariant($"{name} ({index})")))
                continue;
            adapters.Add(new NetworkAdapter
            {
                Name = name,
                DeviceKey = index is <= int.MaxValue ? (int?)index : null,
                MacAddress = row.GetString("MACAddress"),
                IPAddresses = row.GetStrings("IPAddress") ?? [],
                Connected = true,
            });
        }
        return adapters;
    }

    /// <summary>The address that the server is reached by, else its first of IPv4, else of IPv6.</summary>
    public static string? Primary(IReadOnlyList<NetworkAdapter> adapters, string host)
    {
        var all = adapters.SelectMany(adapter => adapter.IPAddresses).ToList();
        return all.FirstOrDefault(address => address.Equals(host, StringComparison.OrdinalIgnoreCase))
            ?? all.FirstOrDefault(
                address => address.IndexOf(':') < 0 && !address.StartsWith("169.254.", StringComparison.Ordinal))
            ?? all.FirstOrDefault();
    }

    /// <summary>
    /// The adapter's name among the performance counters, which take no brackets, slashes and number signs.
    /// </summary>
    public static string InstanceOf(string description) => description
        .Replace('(', '[').Replace(')', ']').Replace('#', '_').Replace('/', '_').Replace('\\', '_');
}
