using System.Globalization;
using System.Text.Json;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>An estate as govc prints it, put in the words of the inventory: what a discovery must find.</summary>
internal sealed class GovcInventory
{
    private static readonly string[] MachineProperties =
    [
        "name", "parent", "resourcePool", "runtime.host", "runtime.powerState", "datastore", "network", "guest.net",
        "guest.hostName", "guest.guestFullName", "config.guestFullName", "config.hardware", "config.firmware",
        "config.bootOptions", "config.uuid", "config.instanceUuid", "config.template", "config.createDate",
        "config.version", "config.changeTrackingEnabled", "config.annotation", "guest.ipAddress",
        "guest.toolsRunningStatus", "guest.toolsVersionStatus2", "guest.toolsVersion", "snapshot", "customValue",
    ];

    private static readonly Dictionary<string, string> ControllerNames = new(StringComparer.Ordinal)
    {
        ["ParaVirtualSCSIController"] = "VMware paravirtual SCSI",
        ["VirtualLsiLogicSASController"] = "LSI Logic SAS",
        ["VirtualLsiLogicController"] = "LSI Logic",
        ["VirtualBusLogicController"] = "BusLogic",
        ["VirtualIDEController"] = "IDE",
        ["VirtualAHCIController"] = "AHCI",
        ["VirtualNVMEController"] = "NVMe",
    };

    private readonly IReadOnlyDictionary<string, GovcObject> _entities;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<int, string>> _deviceTypes;
    private readonly IReadOnlyDictionary<int, string> _attributeNames;
    private readonly ILookup<string, (string Category, string Name)> _tags;

    public GovcInventory(Govc govc)
    {
        Machines = govc.Collect("VirtualMachine", MachineProperties);
        _entities = govc.Collect("ManagedEntity", "name", "parent");
        _deviceTypes = govc.DeviceTypes();
        _attributeNames = govc.AttributeNames();
        _tags = govc.Tags();
    }

    /// <summary>The machines by their ids.</summary>
    public IReadOnlyDictionary<string, GovcObject> Machines { get; }

    /// <summary>One of them as the inventory describes it.</summary>
    public Machine Describe(string source, string id)
    {
        var machine = Machines[id];
        var hardware = machine["config.hardware"]!.Value;
        var cores = hardware.GetProperty("NumCPU").GetInt32();
        var perSocket = hardware.GetProperty("NumCoresPerSocket").GetInt32();
        var instance = machine.Text("config.instanceUuid");
        return new Machine
        {
            Id = source + "/" + instance,
            Source = source,
            SourceKind = SourceKind.VMware,
            Name = Decode(machine.Text("name")!),
            HostName = machine.Text("guest.hostName"),
            Kind = MachineKind.Virtual,
            Hypervisor = "VMware",
            PowerState = machine.Text("runtime.powerState") switch
            {
                "poweredOn" => PowerState.On,
                "poweredOff" => PowerState.Off,
                "suspended" => PowerState.Suspended,
                var other => throw new InvalidOperationException(other),
            },
            IsTemplate = machine["config.template"]?.GetBoolean() ?? false,
            Cores = cores,
            Sockets = cores / perSocket,
            MemoryMiB = hardware.GetProperty("MemoryMB").GetInt64(),
            OperatingSystem = new AzMigrate.Inventory.OperatingSystem
            {
                Name = machine.Text("config.guestFullName"),
                GuestName = machine.Text("guest.guestFullName"),
            },
            Firmware = machine.Text("config.firmware") == "efi" ? Firmware.Uefi : Firmware.Bios,
            SecureBoot = machine["config.bootOptions"]?.GetProperty(
                "EfiSecureBootEnabled") is { ValueKind: not JsonValueKind.Null } secure
                ? secure.GetBoolean() : null,
            Disks = Disks(hardware, machine["config.bootOptions"], _deviceTypes[id]),
            NetworkAdapters = Adapters(machine, hardware, _deviceTypes[id]),
            Placement = Place(machine),
            SmbiosUuid = machine.Text("config.uuid"),
            InstanceUuid = instance,
            CreatedAt = machine.Text("config.createDate") is { } created
                ? DateTimeOffset.Parse(created, CultureInfo.InvariantCulture) : null,
            HardwareVersion = machine.Text("config.version"),
            ToolsStatus = string.Join(
                ", ", new[] { machine.Text("guest.toolsRunningStatus"),
                    machine.Text("guest.toolsVersionStatus2") }.OfType<string>()),
            ToolsVersion = machine.Text("guest.toolsVersion"),
            ChangeTrackingEnabled = machine["config.changeTrackingEnabled"]?.GetBoolean(),
            SnapshotCount = Snapshots(machine["snapshot"]?.GetProperty("RootSnapshotList")),
            PrimaryIPAddress = machine.Text("guest.ipAddress"),
            Notes = machine.Text("config.annotation"),
            CustomAttributes = Attributes(machine),
            Tags = Tags(id),
        };
    }

    private static List<JsonElement> Devices(JsonElement hardware) =>
        [.. hardware.GetProperty("Device").EnumerateArray()];

    // The disk that the machine boots from is the first.
    private static List<MachineDisk> Disks(
        JsonElement hardware, JsonElement? bootOptions, IReadOnlyDictionary<int, string> types)
    {
        var devices = Devices(hardware).ToDictionary(device => device.GetProperty("Key").GetInt32());
        var boot = bootOptions?.GetProperty("BootOrder") is { ValueKind: JsonValueKind.Array } order
            ? order.EnumerateArray().Where(device => device.TryGetProperty("DeviceKey", out _))
                .Select(device => device.GetProperty("DeviceKey").GetInt32()).FirstOrDefault() : 0;
        var disks = devices.Values.Where(device => device.TryGetProperty("CapacityInKB", out _))
            .OrderBy(device => device.GetProperty("Key").GetInt32() != boot);
        return
        [
            .. disks.Select(disk =>
            {
                var backing = disk.GetProperty("Backing");
                var controller = devices[disk.GetProperty("ControllerKey").GetInt32()];
                var sharing = backing.GetProperty("Sharing").GetString();
                var sharedBus = controller.TryGetProperty("SharedBus", out var shared) ? shared.GetString() : null;
                return new MachineDisk
                {
                    Name = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Bus(types[controller.GetProperty("Key").GetInt32()])}{controller.GetProperty("BusNumber").GetInt32()}:{disk.GetProperty("UnitNumber").GetInt32()}"),
                    // Disks that govc makes have no number of bytes.
                    CapacityBytes = disk.GetProperty("CapacityInBytes").GetInt64() is > 0 and var bytes
                        ? bytes : disk.GetProperty("CapacityInKB").GetInt64() * 1024,
                    Controller = ControllerNames[types[controller.GetProperty("Key").GetInt32()]],
                    Label = disk.GetProperty("DeviceInfo").GetProperty("Label").GetString(),
                    ThinProvisioned = backing.TryGetProperty("ThinProvisioned", out var thin)
                        && thin.ValueKind != JsonValueKind.Null
                        ? thin.GetBoolean() : null,
                    BackingPath = backing.GetProperty("FileName").GetString(),
                    Mode = backing.GetProperty("DiskMode").GetString(),
                    Shared = string.IsNullOrEmpty(sharing) && sharedBus is null
                        ? null : sharing == "sharingMultiWriter" || sharedBus is not (null or "noSharing"),
                    RawDevice = backing.TryGetProperty("LunUuid", out _),
                    RawDeviceMode = backing.TryGetProperty("CompatibilityMode", out var mode) ? mode.GetString() : null,
                    BusNumber = controller.GetProperty("BusNumber").GetInt32(),
                    UnitNumber = disk.GetProperty("UnitNumber").GetInt32(),
                    DeviceKey = disk.GetProperty("Key").GetInt32(),
                    Uuid = backing.GetProperty("Uuid").GetString() is { Length: > 0 } uuid ? uuid : null,
                };
            }),
        ];
    }

    private static string Bus(string type) => type switch
    {
        "VirtualIDEController" => "ide",
        "VirtualAHCIController" => "sata",
        "VirtualNVMEController" => "nvme",
        _ => "scsi",
    };

    private List<NetworkAdapter> Adapters(
        GovcObject machine, JsonElement hardware, IReadOnlyDictionary<int, string> types)
    {
        var guest = machine.Items("guest.net", "GuestNicInfo")
            .ToLookup(adapter => adapter.GetProperty("DeviceConfigId").GetInt32());
        return
        [
            .. Devices(hardware).Where(device => device.TryGetProperty("MacAddress", out _))
            .Select(adapter => new NetworkAdapter
            {
                Name = adapter.GetProperty("DeviceInfo").GetProperty("Label").GetString()!,
                DeviceKey = adapter.GetProperty("Key").GetInt32(),
                AdapterType = types[adapter.GetProperty("Key").GetInt32()]["Virtual".Length..],
                MacAddress = adapter.GetProperty("MacAddress").GetString(),
                Network = NetworkOf(adapter.GetProperty("Backing")),
                IPAddresses =
                [
                    .. guest[adapter.GetProperty("Key").GetInt32()]
                        .Select(found => found.GetProperty("IpAddress"))
                        .Where(found => found.ValueKind == JsonValueKind.Array)
                        .SelectMany(found => found.EnumerateArray()).Select(address => address.GetString()!),
                ],
                Connected = adapter.GetProperty("Connectable").GetProperty("Connected").GetBoolean(),
            }),
        ];
    }

    private string? NetworkOf(JsonElement backing) => backing.TryGetProperty("Port", out var port)
        ? _entities[port.GetProperty("PortgroupKey").GetString()!].Text("name")
        : backing.GetProperty("DeviceName").GetString();

    private static int Snapshots(JsonElement? trees) => trees is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Sum(tree => 1 + Snapshots(tree.GetProperty("ChildSnapshotList"))) : 0;

    private SortedDictionary<string, string> Tags(string machine) => new(
        _tags[machine].GroupBy(tag => tag.Category, StringComparer.Ordinal).ToDictionary(
            category => category.Key,
            category => string.Join(", ", category.Select(tag => tag.Name).Order(StringComparer.Ordinal))),
        StringComparer.Ordinal);

    private SortedDictionary<string, string>? Attributes(GovcObject machine)
    {
        var values = machine.Items("customValue", "CustomFieldValue")
            .ToDictionary(value => _attributeNames[value.GetProperty("Key").GetInt32()],
                value => value.GetProperty("Value").GetString()!);
        return values.Count > 0 ? new SortedDictionary<string, string>(values, StringComparer.Ordinal) : null;
    }

    private Placement Place(GovcObject machine)
    {
        var host = machine.Reference("runtime.host")!;
        var folders = Above(machine.Reference("parent")).TakeWhile(found => found.Type != "Datacenter").ToList();
        return new Placement
        {
            Host = Entity(host).Text("name"),
            Cluster = Above(host).FirstOrDefault(found => found.Type == "ClusterComputeResource")?.Text("name"),
            Datacenter = Above(host).First(found => found.Type == "Datacenter").Text("name"),
            // The datacenter's own folder of machines is not shown.
            Folder = Path(folders),
            ResourcePool = machine.Reference("resourcePool") is { } pool ? PoolOf(pool) : null,
            Datastores =
            [
                .. machine.Items("datastore", "ManagedObjectReference")
                    .Select(store => Entity(store.GetProperty("Value").GetString()!).Text("name")!)
                    .Order(StringComparer.Ordinal),
            ],
        };
    }

    private string? PoolOf(string id)
    {
        var pools = Above(id).TakeWhile(found => found.Type == "ResourcePool").ToList();
        return pools.Count == 1 ? pools[0].Text("name")! : Path(pools);
    }

    // Below the root; a slash in a name stays escaped.
    private static string? Path(List<GovcObject> upward) => upward.Count < 2
        ? null : string.Join('/', upward.Take(upward.Count - 1).Reverse().Select(found => found.Text("name")));

    private GovcObject Entity(string id) => _entities[id];

    private IEnumerable<GovcObject> Above(string? id)
    {
        for (; id is not null && _entities.TryGetValue(id, out var entity); id = entity.Reference("parent"))
            yield return entity;
    }

    // vSphere keeps three characters escaped in the names of objects.
    private static string Decode(string name) => name
        .Replace("%2f", "/", StringComparison.Ordinal).Replace("%5c", "\\", StringComparison.Ordinal)
        .Replace("%25", "%", StringComparison.Ordinal);
}
