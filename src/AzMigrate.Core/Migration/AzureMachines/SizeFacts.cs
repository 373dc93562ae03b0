using System.Globalization;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using AzMigrate.Azure;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>A size as the subscription has it, of the list of SKUs.</summary>
internal sealed class SizeFacts
{
    private readonly Dictionary<string, string> _capabilities;
    private readonly ComputeResourceSku _sku;

    private SizeFacts(ComputeResourceSku sku)
    {
        _sku = sku;
        _capabilities = sku.Capabilities.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(items => items.Key, items => items.First().Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Name of its family in the quotas.</summary>
    public string Family => _sku.Family ?? "";

    public int VCpus => Number("vCPUs");

    public int MaxDataDisks => Number("MaxDataDiskCount");

    public bool HasTemporaryDisk => Number("MaxResourceVolumeMB") > 0;

    public bool TakesPremium => Value("PremiumIO") == "True";

    /// <summary>False for sizes whose disks a guest sees by NVMe alone.</summary>
    public bool HasScsi => Value("DiskControllerTypes") is not { Length: > 0 } types || types.Contains("SCSI");

    /// <summary>True for sizes whose processors no disk of the sources here has programs for.</summary>
    public bool IsArm => Value("CpuArchitectureType") == "Arm64";

    public bool TakesTrustedLaunch => Value("TrustedLaunchDisabled") != "True";

    public bool TakesGeneration(int generation) =>
        Value("HyperVGenerations") is not { Length: > 0 } generations
        || generations.Contains("V" + generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>True when the subscription may not have it in the region at all.</summary>
    public bool IsRestricted => _sku.Restrictions.Any(its =>
        its.RestrictionsType == ComputeResourceSkuRestrictionsType.Location);

    /// <summary>Zones of the region in which the subscription may have it.</summary>
    public IReadOnlyList<string> Zones
    {
        get
        {
            var closed = _sku.Restrictions
                .Where(its => its.RestrictionsType == ComputeResourceSkuRestrictionsType.Zone)
                .SelectMany(its => its.RestrictionInfo?.Zones ?? []);
            return _sku.LocationInfo.SelectMany(its => its.Zones).Except(closed, StringComparer.Ordinal)
                .OrderBy(zone => zone, StringComparer.Ordinal).ToList();
        }
    }

    /// <summary>Looks a size up in a region; null when there is none of this name.</summary>
    public static Task<SizeFacts?> FindAsync(
        AzureConnection azure, string subscription, string location, string size, CancellationToken cancellation) =>
        AzureConnection.RunAsync("Microsoft.Compute/skus", async () =>
        {
            var skus = azure.Subscription(subscription)
                .GetComputeResourceSkusAsync($"location eq '{location}'", cancellationToken: cancellation);
            await foreach (var sku in skus.ConfigureAwait(false))
            {
                if (sku.ResourceType == "virtualMachines"
                    && string.Equals(sku.Name, size, StringComparison.OrdinalIgnoreCase))
                    return new SizeFacts(sku);
            }
            return null;
        }, cancellation);

    private string? Value(string name) => _capabilities.TryGetValue(name, out var value) ? value : null;

    private int Number(string name) =>
        int.TryParse(Value(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
