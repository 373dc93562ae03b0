using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>A few sizes as the list of SKUs has them.</summary>
internal static class ArmSizes
{
    public static List<JsonObject> All() =>
    [
        Size("Standard_D2s_v5", "standardDSv5Family", 2, disks: 4, tempMiB: 0, "SCSI", restriction: null),
        Size("Standard_D2ds_v5", "standardDDSv5Family", 2, disks: 4, tempMiB: 76800, "SCSI", restriction: null),
        Size("Standard_D32s_v5", "standardDSv5Family", 32, disks: 32, tempMiB: 0, "SCSI", restriction: null),
        Size("Standard_D2_v5", "standardDv5Family", 2, disks: 4, tempMiB: 0, "SCSI", restriction: null, premium: false),
        Size("Standard_D2as_v6", "standardDASv6Family", 2, disks: 4, tempMiB: 0, "NVMe", restriction: null,
            generations: "V2"),
        Size("Standard_D2ps_v5", "standardDPSv5Family", 2, disks: 4, tempMiB: 0, "SCSI", restriction: null,
            generations: "V2", architecture: "Arm64"),
        Size("Standard_L2aos_v4", "standardLAOSv4Family", 2, disks: 4, tempMiB: 0, "NVMe", restriction: null,
            generations: "V2"),
        Size("Standard_E2s_v5", "standardESv5Family", 2, disks: 4, tempMiB: 0, "SCSI", restriction: "Location"),
        Size("Standard_F2s_v2", "standardFSv2Family", 2, disks: 4, tempMiB: 0, "SCSI", restriction: "Zone"),
    ];

    private static JsonObject Size(
        string name, string family, int vCpus, int disks, int tempMiB, string controller, string? restriction,
        bool premium = true,
        string generations = "V1,V2", string architecture = "x64")
    {
        var restrictions = new JsonArray();
        if (restriction is not null)
        {
            var info = new JsonObject { ["locations"] = new JsonArray(ArmEstate.Location) };
            if (restriction == "Zone")
                info["zones"] = new JsonArray("2");
            restrictions.Add((JsonNode)new JsonObject
            {
                ["type"] = restriction, ["values"] = new JsonArray(ArmEstate.Location), ["restrictionInfo"] = info,
                ["reasonCode"] = "NotAvailableForSubscription",
            });
        }
        return new JsonObject
        {
            ["resourceType"] = "virtualMachines", ["name"] = name, ["family"] = family,
            ["locations"] = new JsonArray(ArmEstate.Location),
            ["locationInfo"] = new JsonArray(
                new JsonObject { ["location"] = ArmEstate.Location, ["zones"] = new JsonArray("1", "2", "3") }),
            ["capabilities"] = new JsonArray(
                Capability("vCPUs", vCpus.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Capability("MaxDataDiskCount", disks.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Capability("MaxResourceVolumeMB", tempMiB.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Capability("PremiumIO", premium ? "True" : "False"),
                Capability("HyperVGenerations", generations),
                Capability("CpuArchitectureType", architecture),
                Capability("DiskControllerTypes", controller)),
            ["restrictions"] = restrictions,
        };
    }

    private static JsonObject Capability(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
