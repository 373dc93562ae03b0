using System.Globalization;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.Windows.Performance;

/// <summary>What a server's counters are of.</summary>
/// <param name="MachineId">The hardware's own id; null where it is known by its name alone.</param>
/// <param name="Name">The server's name.</param>
/// <param name="MemoryBytes">Memory that Windows has.</param>
/// <param name="Disks">Names of disks by their number in the counters' instances.</param>
/// <param name="Adapters">Names of adapters by the counters' instances.</param>
internal sealed record CountedServer(
    string? MachineId, string Name, double MemoryBytes, IReadOnlyDictionary<string, string> Disks,
    IReadOnlyDictionary<string, string> Adapters)
{
    /// <summary>Asks a server.</summary>
    public static async Task<CountedServer> ReadAsync(ICimClient client, string host, CancellationToken cancellation)
    {
        var computer = (await client.AllAsync(CimQueries.Cim, CimQueries.ComputerSystem, cancellation)
            .ConfigureAwait(false))
            .FirstOrDefault() ?? new CimRow("Win32_ComputerSystem", []);
        var product = await client.AllAsync(CimQueries.Cim, CimQueries.Product, cancellation).ConfigureAwait(false);
        var bios = await client.AllAsync(CimQueries.Cim, CimQueries.Bios, cancellation).ConfigureAwait(false);
        var drives = await client.AllAsync(CimQueries.Cim, CimQueries.Disks, cancellation).ConfigureAwait(false);
        var network = await client.AllAsync(CimQueries.Cim, CimQueries.Adapters, cancellation).ConfigureAwait(false);
        var serial = bios.Select(row => row.GetString("SerialNumber")).FirstOrDefault();
        return new CountedServer(
            HardwareId.Native(
                HardwareId.Uuid(product.Select(row => row.GetString("UUID")).FirstOrDefault(), serial),
                HardwareId.Serial(product.Select(row => row.GetString("IdentifyingNumber")).FirstOrDefault(), serial),
                computer.GetString("Manufacturer")?.Trim()),
            computer.GetString("DNSHostName")?.Trim() is { Length: > 0 } name ? name
                : computer.GetString("Name")?.Trim() ?? host,
            computer.GetDouble("TotalPhysicalMemory") ?? 0,
            ServerDisks.Indexes(drives).Distinct()
                .ToDictionary(index => index.ToString(CultureInfo.InvariantCulture), ServerDisks.NameOf,
                    StringComparer.Ordinal),
            ServerAdapters.Read(network)
                .GroupBy(adapter => ServerAdapters.InstanceOf(adapter.Name), StringComparer.OrdinalIgnoreCase)
                .ToDictionary(same => same.Key, same => same.First().Name, StringComparer.OrdinalIgnoreCase));
    }
}
