using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>The properties of virtual machines that are read; notes and custom attributes only on request.</summary>
internal static class MachineProperties
{
    public const string Type = "VirtualMachine";

    private static readonly string[] Paths =
    [
        "name", "parent", "parentVApp", "resourcePool", "datastore",
        "config.template", "config.uuid", "config.instanceUuid", "config.version", "config.guestFullName",
        "config.firmware", "config.bootOptions", "config.changeTrackingEnabled", "config.managedBy", "config.hardware",
        "guest.hostName", "guest.ipAddress", "guest.guestFullName", "guest.net", "guest.toolsRunningStatus",
        "guest.toolsVersionStatus2", "guest.toolsVersion",
        "runtime.powerState", "runtime.connectionState", "runtime.host", "snapshot",
    ];

    private static readonly HashSet<string> KeptNames = new(StringComparer.Ordinal)
    {
        "ManagedObjectReference", "efiSecureBootEnabled", "bootOrder", "deviceKey", "extensionKey", "type",
        "numCPU", "numCoresPerSocket", "memoryMB", "device", "key", "deviceInfo", "label", "controllerKey",
        "unitNumber",
        "busNumber", "sharedBus", "capacityInKB", "capacityInBytes", "backing", "fileName", "deviceName", "diskMode",
        "thinProvisioned", "uuid", "sharing", "compatibilityMode", "network", "port", "portgroupKey", "opaqueNetworkId",
        "macAddress", "connectable", "connected", "GuestNicInfo", "ipAddress", "ipConfig", "deviceConfigId",
        "rootSnapshotList", "childSnapshotList", "CustomFieldValue", "value",
    };

    // Devices that every machine has and that say nothing of it. A type that is not known here may be an adapter.
    private static readonly HashSet<string> PassedTypes = new(StringComparer.Ordinal)
    {
        "VirtualPS2Controller", "VirtualPCIController", "VirtualSIOController", "VirtualKeyboard",
        "VirtualPointingDevice", "VirtualMachineVideoCard", "VirtualMachineVMCIDevice", "VirtualCdrom", "VirtualFloppy",
        "VirtualUSBController", "VirtualUSBXHCIController", "VirtualHdAudioCard", "VirtualEnsoniq1371", "VirtualTPM",
    };

    /// <summary>The machines themselves, without any property.</summary>
    public static VimPropertySet None { get; } = new(Type, []);

    /// <summary>
    /// Properties of which one changes whenever something does that is read: the configuration's version stands for all
    /// of it. The values themselves are read anew.
    /// </summary>
    public static VimPropertySet Signals { get; } = new(Type,
    [
        "name", "parent", "parentVApp", "resourcePool", "datastore", "config.changeVersion", "config.template",
        "guest.hostName", "guest.ipAddress", "guest.guestFullName", "guest.toolsRunningStatus",
        "guest.toolsVersionStatus2", "runtime.powerState", "runtime.connectionState", "runtime.host", "snapshot",
    ]);

    public static VimPropertySet For(VimServiceContent server, bool includeNotes)
    {
        var paths = Paths.ToList();
        // Servers before 6.7 refuse a call that names it.
        if (Version.TryParse(server.ApiVersion, out var version) && version >= new Version(6, 7))
            paths.Add("config.createDate");
        if (includeNotes)
            paths.AddRange(["config.annotation", "customValue"]);
        return new VimPropertySet(Type, paths) { Kept = new VimKept(KeptNames, PassedTypes) };
    }
}
