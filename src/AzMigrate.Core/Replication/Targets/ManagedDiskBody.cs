using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Models;
using AzMigrate.Projects;

namespace AzMigrate.Replication.Targets;

/// <summary>What Azure is asked for a managed disk.</summary>
internal static class ManagedDiskBody
{
    private const string Premium = "Premium_LRS";

    /// <summary>A disk's SKU as it can be uploaded: Ultra and Premium SSD v2 land on Premium SSD.</summary>
    public static string SkuOf(ReplicatedDiskSettings disk) =>
        IsUploadable(disk.Sku) ? disk.Sku ?? Premium : Premium;

    /// <summary>False for SKUs that neither take an upload nor an import.</summary>
    public static bool IsUploadable(string? sku) => sku is not ("UltraSSD_LRS" or "PremiumV2_LRS");

    /// <summary>Id of a disk of the target's resource group.</summary>
    public static string Id(AzureTarget target, string name) => ResourceId(target, "Microsoft.Compute/disks", name);

    /// <summary>Id of a resource of the target's resource group.</summary>
    public static string ResourceId(AzureTarget target, string type, string name) =>
        $"/subscriptions/{target.SubscriptionId}/resourceGroups/{target.ResourceGroup}/providers/{type}/{name}";

    /// <summary>The body of the request.</summary>
    /// <param name="target">Where it is made.</param>
    /// <param name="disk">Which disk.</param>
    /// <param name="creation">How it gets its content.</param>
    /// <param name="tags">Our own tags.</param>
    public static ManagedDiskData Of(
        AzureTarget target, ReplicatedDiskSettings disk, DiskCreationData creation,
        IEnumerable<KeyValuePair<string, string>> tags)
    {
        var body = new ManagedDiskData(target.Location)
        {
            Sku = new DiskSku { Name = SkuOf(disk) }, CreationData = creation,
        };
        Tag(body, target, tags);
        if (target.Zone is string zone && !disk.IsOfAllZones)
            body.Zones.Add(zone);
        if (!disk.IsOperatingSystemDisk)
            return body;
        body.OSType = target.IsWindows ? SupportedOperatingSystemType.Windows : SupportedOperatingSystemType.Linux;
        body.HyperVGeneration = target.Generation == 2 ? HyperVGeneration.V2 : HyperVGeneration.V1;
        if (target.IsNvmeOnly)
            body.SupportedCapabilities = new SupportedCapabilities { DiskControllerTypes = "SCSI, NVMe" };
        if (target.TrustedLaunch)
            body.SecurityProfile = new DiskSecurityProfile { SecurityType = DiskSecurityType.TrustedLaunch };
        return body;
    }

    /// <summary>Gives a body the user's tags, and ours over them.</summary>
    public static void Tag(
        TrackedResourceData body, AzureTarget target, IEnumerable<KeyValuePair<string, string>> own)
    {
        foreach (var tag in target.Tags.Concat(own))
            body.Tags[tag.Key] = AzureTags.Value(tag.Value);
    }
}
