using System.Text.Json.Nodes;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>What Azure is asked for a machine and its network interface.</summary>
internal static class MachineBody
{
    public static JsonObject Interface(LaunchNames names, string subnetId) => new()
    {
        ["location"] = names.Target.Location,
        ["tags"] = ManagedDiskBody.Tags(names.Target, names.Tags),
        ["properties"] = new JsonObject
        {
            ["ipConfigurations"] = new JsonArray(new JsonObject
            {
                ["name"] = "ipconfig1",
                ["properties"] = new JsonObject
                {
                    ["primary"] = true,
                    ["privateIPAllocationMethod"] = "Dynamic",
                    ["subnet"] = Reference(subnetId),
                },
            }),
        },
    };

    public static JsonObject Machine(LaunchNames names, ReplicationSettings settings)
    {
        var target = names.Target;
        var properties = new JsonObject
        {
            ["hardwareProfile"] = new JsonObject { ["vmSize"] = target.VMSize },
            ["storageProfile"] = Storage(names, settings),
            ["networkProfile"] = new JsonObject
            {
                ["networkInterfaces"] = new JsonArray(new JsonObject
                {
                    ["id"] = names.InterfaceId, ["properties"] = new JsonObject { ["primary"] = true },
                }),
            },
            // Without an account of its own: Azure keeps the screen and the serial log.
            ["diagnosticsProfile"] = new JsonObject { ["bootDiagnostics"] = new JsonObject { ["enabled"] = true } },
        };
        if (target.LicenseType is string license)
            properties["licenseType"] = license;
        if (target.AvailabilitySetId is string set)
            properties["availabilitySet"] = Reference(set);
        if (target.TrustedLaunch)
        {
            properties["securityProfile"] = new JsonObject
            {
                ["securityType"] = "TrustedLaunch",
                ["uefiSettings"] = new JsonObject { ["secureBootEnabled"] = true, ["vTpmEnabled"] = true },
            };
        }
        var body = new JsonObject
        {
            ["location"] = target.Location,
            ["tags"] = ManagedDiskBody.Tags(target, names.Tags),
            ["properties"] = properties,
        };
        if (target.Zone is string zone)
            body["zones"] = new JsonArray(zone);
        return body;
    }

    private static JsonObject Storage(LaunchNames names, ReplicationSettings settings)
    {
        var system = settings.Disks.First(disk => disk.IsOperatingSystemDisk);
        var data = new JsonArray();
        foreach (var disk in settings.Disks.Where(disk => !disk.IsOperatingSystemDisk))
        {
            data.Add((JsonNode)new JsonObject
            {
                ["lun"] = data.Count,
                ["createOption"] = "Attach",
                ["caching"] = "None",
                ["managedDisk"] = Reference(names.DiskId(disk.Name)),
            });
        }
        return new JsonObject
        {
            ["osDisk"] = new JsonObject
            {
                ["osType"] = names.Target.IsWindows ? "Windows" : "Linux",
                ["createOption"] = "Attach",
                ["caching"] = "ReadWrite",
                ["managedDisk"] = Reference(names.DiskId(system.Name)),
            },
            ["dataDisks"] = data,
        };
    }

    private static JsonObject Reference(string id) => new() { ["id"] = id };
}
