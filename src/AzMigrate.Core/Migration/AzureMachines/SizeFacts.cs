using System.Globalization;
using System.Text.Json;
using AzMigrate.Azure;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>A size as the subscription has it, of the list of SKUs.</summary>
internal sealed class SizeFacts
{
    private readonly Dictionary<string, string> _capabilities;
    private readonly JsonElement _sku;

    private SizeFacts(JsonElement sku)
    {
        _sku = sku;
        _capabilities = sku.Items("capabilities")
            .GroupBy(item => item.Text("name") ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(items => items.Key, items => items.First().Text("value") ?? "", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Name of its family in the quotas.</summary>
    public string Family => _sku.Text("family") ?? "";

    public int VCpus => Number("vCPUs");

    public int MaxDataDisks => Number("MaxDataDiskCount");

    public bool HasTemporaryDisk => Number("MaxResourceVolumeMB") > 0;

    public bool TakesPremium => Value("PremiumIO") == "True";

    /// <summary>False for sizes whose disks a guest sees by NVMe alone.</summary>
    public bool HasScsi => Value("DiskControllerTypes") is not { Length: > 0 } types || types.Contains("SCSI");

    public bool TakesTrustedLaunch => Value("TrustedLaunchDisabled") != "True";

    public bool TakesGeneration(int generation) =>
        Value("HyperVGenerations") is not { Length: > 0 } generations || generations.Contains("V" + generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>True when the subscription may not have it in the region at all.</summary>
    public bool IsRestricted => _sku.Items("restrictions").Any(its => its.Text("type") == "Location");

    /// <summary>Zones of the region in which the subscription may have it.</summary>
    public IReadOnlyList<string> Zones
    {
        get
        {
            var closed = _sku.Items("restrictions").Where(its => its.Text("type") == "Zone")
                .SelectMany(its => its.Items("restrictionInfo", "zones")).Select(zone => zone.GetString()!);
            return _sku.Items("locationInfo").SelectMany(its => its.Items("zones")).Select(zone => zone.GetString()!)
                .Except(closed, StringComparer.Ordinal).OrderBy(zone => zone, StringComparer.Ordinal).ToList();
        }
    }

    /// <summary>Looks a size up in a region; null when there is none of this name.</summary>
    public static async Task<SizeFacts?> FindAsync(
        AzureResources resources, string subscription, string location, string size, CancellationToken cancellation)
    {
        var skus = resources.ListAsync(
            $"/subscriptions/{subscription}/providers/Microsoft.Compute/skus", ApiVersions.Skus, $"location eq '{location}'", cancellation);
        await foreach (var sku in skus.ConfigureAwait(false))
        {
            if (sku.Text("resourceType") == "virtualMachines" && string.Equals(sku.Text("name"), size, StringComparison.OrdinalIgnoreCase))
                return new SizeFacts(sku);
        }
        return null;
    }

    private string? Value(string name) => _capabilities.TryGetValue(name, out var value) ? value : null;

    private int Number(string name) =>
        int.TryParse(Value(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
