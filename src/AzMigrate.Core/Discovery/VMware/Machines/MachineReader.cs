using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Makes machines of the objects that a server gives.</summary>
internal sealed class MachineReader
{
    private const int MostCores = 100_000;
    private const long MostMemoryMiB = 1L << 40;
    private readonly string _source;
    private readonly Places _places;
    private readonly TextPool _texts;
    private readonly CustomAttributes? _attributes;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    /// <param name="request">What is wanted.</param>
    /// <param name="places">What machines are in or on.</param>
    /// <param name="attributes">Custom attributes; null when neither they nor notes are wanted.</param>
    /// <param name="texts">Holds texts that many machines share.</param>
    public MachineReader(DiscoveryRequest request, Places places, CustomAttributes? attributes, TextPool texts)
    {
        _source = request.SourceName;
        _attributes = attributes;
        _places = places;
        _texts = texts;
    }

    /// <summary>The machine, or why there is none, then what of it could not be taken.</summary>
    public IEnumerable<DiscoveredItem> Read(VimObject found)
    {
        _warnings.Clear();
        var name = InventoryPath.Name(found.Text("name"));
        var target = name ?? found.Reference.Id;
        var native = Uuid(found.Text("config.instanceUuid")) ?? Uuid(found.Text("config.uuid"));
        if (name is null || native is null || Hardware(found) is not var (hardware, cores, memoryMiB))
        {
            yield return new DiscoveredItem { NativeId = found.Reference.Id, Problem = Unreadable(found, target) };
            yield break;
        }
        var id = _source + "/" + native;
        if (!_ids.Add(id))
        {
            yield return new DiscoveredItem
            {
                NativeId = found.Reference.Id,
                Problem = Problem(ProblemSeverity.Error, "Source.MachineRepeated", target,
                    $"The virtual machine {target} ({found.Reference.Id}) has the instance UUID {native} of another one; it is left out.",
                    "Give one of them a new instance UUID in vSphere."),
            };
            yield break;
        }
        yield return new DiscoveredItem
        {
            NativeId = found.Reference.Id,
            Machine = Machine(found, id, name, hardware, cores, memoryMiB),
        };
        foreach (var warning in _warnings)
        {
            yield return new DiscoveredItem
            {
                NativeId = found.Reference.Id,
                Problem = Problem(ProblemSeverity.Warning, "Source.DiskInvalid", target, $"{target}: {warning}",
                    "Look at the machine's settings in vSphere."),
            };
        }
    }

    private Machine Machine(VimObject found, string id, string name, VimValue hardware, int cores, long memoryMiB)
    {
        var devices = hardware.All("device").ToList();
        var perSocket = hardware.LongOf("numCoresPerSocket");
        return new Machine
        {
            Id = id,
            Source = _source,
            SourceKind = SourceKind.VMware,
            Name = name,
            HostName = _texts.Keep(found.Text("guest.hostName")),
            Kind = MachineKind.Virtual,
            Hypervisor = "VMware",
            PowerState = Power(found.Text("runtime.powerState")),
            IsTemplate = found["config.template"]?.Bool ?? false,
            IsPlaceholder = found["config.managedBy"] is VimValue manager && IsPlaceholder(manager),
            Cores = cores,
            Sockets = perSocket is > 0 and <= MostCores ? (int)((cores + perSocket.Value - 1) / perSocket.Value) : null,
            MemoryMiB = memoryMiB,
            OperatingSystem = new Inventory.OperatingSystem
            {
                Name = _texts.Keep(found.Text("config.guestFullName")),
                GuestName = _texts.Keep(found.Text("guest.guestFullName")),
            },
            Firmware = found.Text("config.firmware") switch
            {
                "efi" => Firmware.Uefi,
                "bios" => Firmware.Bios,
                _ => Firmware.Unknown,
            },
            SecureBoot = found["config.bootOptions"]?.BoolOf("efiSecureBootEnabled"),
            Disks = DiskDevices.Read(devices, found["config.bootOptions"], _texts, _warnings.Add),
            NetworkAdapters = AdapterDevices.Read(devices, found["guest.net"], _places, _texts),
            Placement = Placement(found),
            SmbiosUuid = Uuid(found.Text("config.uuid")),
            InstanceUuid = Uuid(found.Text("config.instanceUuid")),
            // Servers write the beginning of their time for machines that are older than the property.
            CreatedAt = found["config.createDate"]?.Time is { Year: > 1970 } created ? created : null,
            HardwareVersion = _texts.Keep(found.Text("config.version")),
            ToolsStatus = _texts.Keep(
                Joined(found.Text("guest.toolsRunningStatus"), found.Text("guest.toolsVersionStatus2"))),
            ToolsVersion = _texts.Keep(found.Text("guest.toolsVersion")),
            ChangeTrackingEnabled = found["config.changeTrackingEnabled"]?.Bool,
            SnapshotCount = Snapshots(found["snapshot"]?.All("rootSnapshotList")),
            PrimaryIPAddress = found.Text("guest.ipAddress"),
            Notes = _attributes is null ? null : found.Text("config.annotation"),
            CustomAttributes = _attributes?.Of(found),
        };
    }

    private Placement Placement(VimObject found)
    {
        var host = found["runtime.host"]?.Reference;
        var folder = found["parent"]?.Reference;
        return new Placement
        {
            Host = _places.Name(host),
            Cluster = _places.Cluster(host),
            Datacenter = _places.Datacenter(folder) ?? _places.Datacenter(host),
            Folder = _places.Folder(folder ?? found["parentVApp"]?.Reference),
            ResourcePool = _places.ResourcePool(found["resourcePool"]?.Reference),
            Datastores = found["datastore"]?.Items.Select(item => _places.Name(item.Reference)).OfType<string>()
                .OrderBy(name => name, StringComparer.Ordinal).ToList() ?? [],
        };
    }

    private static (VimValue Hardware, int Cores, long MemoryMiB)? Hardware(VimObject found) =>
        found["config.hardware"] is VimValue hardware
            && hardware.LongOf("numCPU") is >= 1 and <= MostCores and var cores
            && hardware.LongOf("memoryMB") is >= 1 and <= MostMemoryMiB and var memoryMiB
            ? (hardware, (int)cores, memoryMiB) : null;

    private static MigrateProblem Unreadable(VimObject found, string target)
    {
        var denied = found.Missing.FirstOrDefault(missing => missing.FaultType == "NoPermission");
        if (denied is not null)
        {
            return Problem(ProblemSeverity.Error, "Source.PermissionMissing", target,
                $"The user may not read {denied.Path} of the virtual machine {target}: the privilege {denied.Privilege ?? "System.Read"} is missing; it is left out.",
                "Give the user the role on this machine's folder too, or at the vCenter's root, propagating to all below.");
        }
        var state = found.Text("runtime.connectionState");
        return state is "inaccessible" or "orphaned" or "disconnected" or "invalid"
            ? Problem(ProblemSeverity.Error, "Source.MachineInaccessible", target,
                $"The virtual machine {target} is {state}: the server does not know its configuration; it is left out.",
                "Bring its host or datastore back, or remove the machine from the inventory.")
            : Problem(ProblemSeverity.Error, "Source.MachineInvalid", target,
                $"The server gives no name, UUID, processors or memory of the virtual machine {target}; it is left out.",
                "Look at the machine in vSphere; when it is being created or moved, run the discovery again.");
    }

    // Site Recovery's stand-ins; and agents of a cluster, such as its cluster services (vCLS), which it makes itself.
    private static bool IsPlaceholder(VimValue manager) => manager.TextOf("extensionKey") is string key
        && (key == "com.vmware.vim.eam" || (key.StartsWith("com.vmware.vcDr", StringComparison.Ordinal)
            && manager.TextOf("type") is "placeholderVm" or "placeholder"));

    /// <summary>Snapshots in the trees; the depth of an answer is limited, so this ends.</summary>
    private static int Snapshots(IEnumerable<VimValue>? trees) =>
        trees?.Sum(tree => 1 + Snapshots(tree.All("childSnapshotList"))) ?? 0;

    private static PowerState Power(string? state) => state switch
    {
        "poweredOn" => PowerState.On,
        "poweredOff" => PowerState.Off,
        "suspended" => PowerState.Suspended,
        _ => PowerState.Unknown,
    };

    private static string? Joined(string? running, string? version) =>
        running is null || version is null ? running ?? version : running + ", " + version;

    private static string? Uuid(string? text) => Guid.TryParse(text, out var uuid) ? uuid.ToString("D") : null;

    private static MigrateProblem Problem(
        ProblemSeverity severity, string code, string target, string message, string remedy) => new()
        {
            Severity = severity,
            Code = code,
            Message = message,
            Remedy = remedy,
            Target = target,
        };
}
