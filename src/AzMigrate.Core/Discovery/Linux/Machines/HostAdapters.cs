using System.Net;
using System.Net.Sockets;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>
/// The network adapters of a host: those of hardware, real or virtual; where there is none, as in a container, those
/// that are up. The addresses of bonds, bridges and VLANs belong to the first adapter below them.
/// </summary>
internal static class HostAdapters
{
    private const string Loopback = "772"; // ARPHRD_LOOPBACK

    private sealed record Row(
        string Name, string? Mac, string State, string Type, string? Driver, bool IsDevice, string[] Under);

    /// <summary>Names of the adapters, in their order.</summary>
    public static IReadOnlyList<string> Names(VisitText text) => Adapters(Rows(text)).Select(row => row.Name).ToList();

    public static IReadOnlyList<NetworkAdapter> Read(VisitText text)
    {
        var rows = Rows(text);
        var adapters = Adapters(rows);
        var addresses = adapters.ToDictionary(row => row.Name, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var (name, address) in Addresses(text["addresses"]))
        {
            if (Lowest(name, rows, addresses.Keys, 0) is { } owner && !addresses[owner].Contains(address))
                addresses[owner].Add(address);
        }

        return adapters.Select(row => new NetworkAdapter
        {
            Name = row.Name,
            MacAddress = row.Mac,
            IPAddresses = addresses[row.Name],
            AdapterType = row.Driver,
            Connected = row.State switch { "up" => true, "down" or "lowerlayerdown" or "notpresent" => false,
                _ => null },
        }).ToList();
    }

    /// <summary>
    /// The address that the machine is best known by: the one it was reached at, else its first IPv4 address.
    /// </summary>
    public static string? Primary(IReadOnlyList<NetworkAdapter> adapters, string reachedAt)
    {
        var all = adapters.SelectMany(adapter => adapter.IPAddresses).ToList();
        return all.Find(address => address == reachedAt)
            ?? all.Find(address => IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetwork)
            ?? all.FirstOrDefault();
    }

    private static List<Row> Adapters(List<Row> rows)
    {
        var devices = rows.Where(row => row.IsDevice).ToList();
        return devices.Count > 0 ? devices : rows.Where(row => row.Type != Loopback && row.State == "up").ToList();
    }

    private static List<Row> Rows(VisitText text)
    {
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        foreach (var fields in text["net"].Select(line => line.Split('\t')).Where(fields => fields.Length >= 7))
        {
            var hardware = fields[5].Split([' '], StringSplitOptions.RemoveEmptyEntries);
            rows[fields[0]] = new Row(
                fields[0], Mac(fields[2]) ?? Mac(fields[1]), fields[3].Trim(), fields[4].Trim(),
                hardware.FirstOrDefault(word => word != "device"), hardware.Contains("device"),
                fields[6].Split([' '], StringSplitOptions.RemoveEmptyEntries));
        }

        return rows.Values.OrderBy(row => row.Name, NaturalOrder.Instance).ToList();
    }

    private static string? Mac(string text) =>
        text.Trim().ToLowerInvariant() is { Length: 17 } mac && mac != "00:00:00:00:00:00" ? mac : null;

    private static string? Lowest(string name, List<Row> rows, ICollection<string> adapters, int depth)
    {
        if (adapters.Contains(name))
            return name;
        return depth > 8 ? null : rows.Find(row => row.Name == name)?.Under
            .Select(under => Lowest(under, rows, adapters, depth + 1)).FirstOrDefault(found => found is not null);
    }

    // "2: eth0    inet 10.1.2.3/24 brd ..." of ip -o, or the blocks of ifconfig -a.
    private static IEnumerable<(string Name, string Address)> Addresses(IReadOnlyList<string> lines)
    {
        var block = "";
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 4 && words[0].TrimEnd(':').All(char.IsDigit) && words[2] is "inet" or "inet6")
            {
                if (Usable(words[3]) is { } address)
                    yield return (words[1], address);
                continue;
            }

            if (!char.IsWhiteSpace(line[0]) && words.Length > 0)
                block = words[0].TrimEnd(':').Split(':')[0];
            for (var i = 0; i + 1 < words.Length; i++)
            {
                if (words[i] is "inet" or "inet6" && Usable(words[i + 1] == "addr:" && i + 2 < words.Length
                    ? words[i + 2] : words[i + 1].Replace("addr:", "")) is { } address)
                    yield return (block, address);
            }
        }
    }

    private static string? Usable(string text) =>
        IPAddress.TryParse(text.Split('/')[0], out var address) && !IPAddress.IsLoopback(address)
        && !address.IsIPv6LinkLocal
            ? address.ToString() : null;
}
