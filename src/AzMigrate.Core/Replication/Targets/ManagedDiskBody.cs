using System.Text.Json.Nodes;
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
    public static JsonObject Of(
        AzureTarget target, ReplicatedDiskSettings disk, JsonObject creation, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var properties = new JsonObject { ["creationData"] = creation };
        if (disk.IsOperatingSystemDisk)
        {
            properties["osType"] = target.IsWindows ? "Windows" : "Linux";
            properties["hyperVGeneration"] = target.Generation == 2 ? "V2" : "V1";
            if (target.TrustedLaunch)
                properties["securityProfile"] = new JsonObject { ["securityType"] = "TrustedLaunch" };
        }
        var body = new JsonObject
        {
            ["location"] = target.Location,
            ["tags"] = Tags(target, tags),
            ["sku"] = new JsonObject { ["name"] = SkuOf(disk) },
            ["properties"] = properties,
        };
        if (target.Zone is string zone)
            body["zones"] = new JsonArray(zone);
        return body;
    }

    /// <summary>The user's tags, and ours over them.</summary>
    public static JsonObject Tags(AzureTarget target, IEnumerable<KeyValuePair<string, string>> own)
    {
        var tags = new JsonObject();
        foreach (var tag in target.Tags.Concat(own))
            tags[tag.Key] = AzureTags.Value(tag.Value);
        return tags;
    }
}
