using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Http;
using AzMigrate.Inventory;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>
/// What a guest tells its host by the integration services, key by key (KVP): instances that are written into texts.
/// The guest writes them, so nothing of them is trusted to be anything but a text of some length.
/// </summary>
internal sealed class GuestFacts
{
    private const int LongestText = 512;
    private readonly Dictionary<string, string> _items = new(StringComparer.OrdinalIgnoreCase);

    private GuestFacts()
    {
    }

    /// <summary>The guest's fully qualified name; null when not told.</summary>
    public string? HostName => this["FullyQualifiedDomainName"];

    /// <summary>Version of the integration services; null when not told.</summary>
    public string? ServicesVersion => this["IntegrationServicesVersion"];

    /// <summary>The first IPv4 address that the guest lists; null when not told.</summary>
    public string? FirstAddress => this["NetworkAddressIPv4"]?.Split(';').FirstOrDefault(ip =>
        System.Net.IPAddress.TryParse(ip, out var address) && !System.Net.IPAddress.IsLoopback(address));

    /// <summary>The guest's system.</summary>
    public OperatingSystem OperatingSystem
    {
        get
        {
            // Linux tells its kernel's version here, which would be taken for that of the distribution.
            var isWindows = this["OSName"]?.IndexOf("Windows", StringComparison.OrdinalIgnoreCase) >= 0;
            return new OperatingSystem
            {
                GuestName = this["OSName"],
                Version = isWindows ? this["OSVersion"] : null,
                Kernel = isWindows ? null : this["OSBuildNumber"] ?? this["OSVersion"],
                Architecture = Architecture(this["ProcessorArchitecture"]),
            };
        }
    }

    private string? this[string name] => _items.TryGetValue(name, out var text) ? text : null;

    /// <summary>Reads the items of a VM; broken ones are passed over.</summary>
    /// <param name="components">The VM's rows.</param>
    /// <param name="words">What the items of many VMs share.</param>
    public static GuestFacts Read(IEnumerable<CimRow> components, XmlWords words)
    {
        var facts = new GuestFacts();
        foreach (var item in components.SelectMany(row => row.GetStrings("GuestIntrinsicExchangeItems") ?? []))
        {
            if (EmbeddedInstance.Parse(item, words) is { } row && row.GetString("Name") is { Length: > 0 } name
                && row.GetString("Data")?.Trim() is { Length: > 0 and <= LongestText } data
                && !data.Any(char.IsControl))
                facts._items[name] = data;
        }

        return facts;
    }

    // Windows tells the numbers of its own SYSTEM_INFO, Linux the words of uname.
    private static OSArchitecture Architecture(string? text) => text?.ToLowerInvariant() switch
    {
        "0" or "i386" or "i686" => OSArchitecture.X86,
        "9" or "x86_64" or "amd64" => OSArchitecture.X64,
        "12" or "aarch64" => OSArchitecture.Arm64,
        _ => OSArchitecture.Unknown,
    };
}
