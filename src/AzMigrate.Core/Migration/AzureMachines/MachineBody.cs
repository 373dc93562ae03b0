using System.Text.Json.Nodes;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>What Azure is asked for a machine and its network interface.</summary>
internal static class MachineBody
{
    public static GenericResourceData Interface(LaunchNames names, string subnetId)
    {
        var properties = new JsonObject
        {
            ["ipConfigurations"] = new JsonArray(new JsonObject
            {
                ["name"] = "ipconfig1",
                ["properties"] = new JsonObject
                {
                    ["primary"] = true,
                    ["privateIPAllocationMethod"] = "Dynamic",
                    ["subnet"] = new JsonObject { ["id"] = subnetId },
                },
            }),
        };
        var body = new GenericResourceData(names.Target.Location)
        {
            Properties = BinaryData.FromString(properties.ToJsonString()),
        };
        ManagedDiskBody.Tag(body, names.Target, names.Tags);
        return body;
    }

    public static VirtualMachineData Machine(LaunchNames names, ReplicationSettings settings)
    {
        var target = names.Target;
        var body = new VirtualMachineData(target.Location)
        {
            HardwareProfile = new VirtualMachineHardwareProfile { VmSize = target.VMSize },
            StorageProfile = Storage(names, settings),
            NetworkProfile = new VirtualMachineNetworkProfile
            {
                NetworkInterfaces =
                {
                    new VirtualMachineNetworkInterfaceReference { Id = names.InterfaceId, Primary = true },
                },
            },
            // Without an account of its own: Azure keeps the screen and the serial log.
            BootDiagnostics = new BootDiagnostics { Enabled = true },
            LicenseType = target.LicenseType,
        };
        ManagedDiskBody.Tag(body, target, names.Tags);
        if (target.AvailabilitySetId is string set)
            body.AvailabilitySetId = new ResourceIdentifier(set);
        if (target.TrustedLaunch)
        {
            body.SecurityProfile = new SecurityProfile
            {
                SecurityType = SecurityType.TrustedLaunch,
                UefiSettings = new UefiSettings { IsSecureBootEnabled = true, IsVirtualTpmEnabled = true },
            };
        }
        if (target.Zone is string zone)
            body.Zones.Add(zone);
        return body;
    }

    private static VirtualMachineStorageProfile Storage(LaunchNames names, ReplicationSettings settings)
    {
        var system = settings.Disks.First(disk => disk.IsOperatingSystemDisk);
        var storage = new VirtualMachineStorageProfile
        {
            OSDisk = new VirtualMachineOSDisk(DiskCreateOptionType.Attach)
            {
                OSType = names.Target.IsWindows
                    ? SupportedOperatingSystemType.Windows : SupportedOperatingSystemType.Linux,
                Caching = CachingType.ReadWrite,
                ManagedDisk = Reference(names, system),
            },
        };
        if (names.Target.IsNvmeOnly)
            storage.DiskControllerType = DiskControllerType.NVMe;
        foreach (var disk in settings.Disks.Where(disk => !disk.IsOperatingSystemDisk))
        {
            storage.DataDisks.Add(new VirtualMachineDataDisk(storage.DataDisks.Count, DiskCreateOptionType.Attach)
            {
                Caching = CachingType.None, ManagedDisk = Reference(names, disk),
            });
        }
        return storage;
    }

    private static VirtualMachineManagedDisk Reference(LaunchNames names, ReplicatedDiskSettings disk) =>
        new() { Id = new ResourceIdentifier(names.DiskId(disk.Name)) };
}
