using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Virtual disks among the devices of a machine.</summary>
internal static class DiskDevices
{
    /// <summary>The disks, the one that the firmware boots from first; unusable ones are told.</summary>
    public static List<MachineDisk> Read(
        IReadOnlyList<VimValue> devices, VimValue? bootOptions, TextPool texts, Action<string> unusable)
    {
        var controllers = new Dictionary<long, VimValue>();
        foreach (var device in devices)
        {
            if (device.LongOf("key") is long key && device["busNumber"] is not null)
                controllers[key] = device;
        }
        var disks = new List<MachineDisk>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in devices)
        {
            if (device.Type == "VirtualDisk")
                Add(device, controllers, texts, disks, names, unusable);
        }
        if (BootKey(bootOptions) is long boot && disks.FindIndex(disk => disk.DeviceKey == boot) is > 0 and var index)
        {
            var first = disks[index];
            disks.RemoveAt(index);
            disks.Insert(0, first);
        }
        return disks;
    }

    private static void Add(
        VimValue device, Dictionary<long, VimValue> controllers, TextPool texts, List<MachineDisk> disks,
        HashSet<string> names, Action<string> unusable)
    {
        var label = device["deviceInfo"]?.TextOf("label");
        var bytes = device.LongOf("capacityInBytes")
            ?? (device.LongOf("capacityInKB") is long kib and < long.MaxValue / 1024 ? kib * 1024 : null);
        if (bytes is not > 0)
        {
            unusable($"The disk {label ?? "without a label"} has no capacity; it is left out.");
            return;
        }
        var controller = device.LongOf("controllerKey") is long key && controllers.TryGetValue(key, out var found)
            ? found : null;
        var (bus, name) = Kind(controller?.Type);
        var busNumber = (int?)controller?.LongOf("busNumber");
        var unit = (int?)device.LongOf("unitNumber");
        var address = busNumber is int number && unit is int at
            ? FormattableString.Invariant($"{bus}{number}:{at}")
            : FormattableString.Invariant($"disk{device.LongOf("key") ?? disks.Count}");
        if (!names.Add(address))
        {
            unusable($"Two disks are at {address}; the second, {label ?? "without a label"}, is left out.");
            return;
        }
        var backing = device["backing"];
        var isRaw = backing?.Type?.StartsWith("VirtualDiskRaw", StringComparison.Ordinal) == true;
        disks.Add(new MachineDisk
        {
            Name = texts.Keep(address)!,
            CapacityBytes = bytes.Value,
            Label = texts.Keep(label),
            Controller = texts.Keep(name),
            ThinProvisioned = backing?.BoolOf("thinProvisioned"),
            BackingPath = backing?.TextOf("fileName") ?? backing?.TextOf("deviceName"),
            Mode = texts.Keep(backing?.TextOf("diskMode")),
            Shared = IsShared(backing, controller),
            RawDevice = backing is null ? null : isRaw,
            RawDeviceMode = isRaw ? texts.Keep(backing!.TextOf("compatibilityMode")) : null,
            BusNumber = busNumber,
            UnitNumber = unit,
            DeviceKey = (int?)device.LongOf("key"),
            Uuid = backing?.TextOf("uuid"),
        });
    }

    private static bool? IsShared(VimValue? backing, VimValue? controller)
    {
        var sharing = backing?.TextOf("sharing");
        var bus = controller?.TextOf("sharedBus");
        if (sharing is null && bus is null)
            return null;
        return sharing is "sharingMultiWriter" || bus is not (null or "noSharing");
    }

    /// <summary>
    /// The bus in the names of disks and of their performance instances, and the controller's usual name.
    /// </summary>
    private static (string Bus, string? Name) Kind(string? type) => type switch
    {
        null => ("disk", null),
        "ParaVirtualSCSIController" => ("scsi", "VMware paravirtual SCSI"),
        "VirtualLsiLogicSASController" => ("scsi", "LSI Logic SAS"),
        "VirtualLsiLogicController" => ("scsi", "LSI Logic"),
        "VirtualBusLogicController" => ("scsi", "BusLogic"),
        "VirtualIDEController" => ("ide", "IDE"),
        "VirtualAHCIController" or "VirtualSATAController" => ("sata", "AHCI"),
        "VirtualNVMEController" => ("nvme", "NVMe"),
        _ => (type.EndsWith("SCSIController", StringComparison.Ordinal) ? "scsi" : "disk", type),
    };

    private static long? BootKey(VimValue? bootOptions) => bootOptions?.All("bootOrder")
        .FirstOrDefault(device => device.Type == "VirtualMachineBootOptionsBootableDiskDevice")?.LongOf("deviceKey");
}
