namespace AzMigrate.Inventory;

/// <summary>
/// Who says it best, fact by fact, where several sources describe one server (rules M1 to M12). Among the records that
/// know the fact one that is there goes before one that is gone, a live source before an import, then the more precise,
/// then the fresher, then the first id in ordinal order.
/// </summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Fact">The property that it decides.</param>
/// <param name="Precision">How far a record is from the best witness; 0 is the best.</param>
/// <param name="IsKnown">Whether a record knows it.</param>
/// <param name="Take">Puts the fact of the second machine into the first.</param>
internal sealed record FactRule(
    string Id, string Fact, Func<Machine, int> Precision, Func<Machine, bool> IsKnown,
    Func<Machine, Machine, Machine> Take)
{
    /// <summary>All rules, in the order in which they are applied. Tags are joined, not chosen (rule M12).</summary>
    public static IReadOnlyList<FactRule> All { get; } =
    [
        new("M1", nameof(Machine.Name), ByHypervisor, _ => true, (to, from) => to with { Name = from.Name }),

        new("M2", nameof(Machine.HostName), ByGuest, has => has.HostName is not null,
            (to, from) => to with { HostName = from.HostName }),
        new("M2", nameof(Machine.PrimaryIPAddress), ByGuest, has => has.PrimaryIPAddress is not null,
            (to, from) => to with { PrimaryIPAddress = from.PrimaryIPAddress }),
        new("M2", nameof(Machine.Manufacturer), ByGuest, has => has.Manufacturer is not null,
            (to, from) => to with { Manufacturer = from.Manufacturer }),
        new("M2", nameof(Machine.Model), ByGuest, has => has.Model is not null,
            (to, from) => to with { Model = from.Model }),
        new("M2", nameof(Machine.SerialNumber), ByGuest, has => has.SerialNumber is not null,
            (to, from) => to with { SerialNumber = from.SerialNumber }),

        new("M3", nameof(Machine.OperatingSystem), ByGuestThenTools, has => has.OperatingSystem.DisplayName is not null,
            (to, from) => to with
            {
                OperatingSystem = from.OperatingSystem with { Architecture = to.OperatingSystem.Architecture },
            }),
        new("M3", "OperatingSystem.Architecture", ByGuest,
            has => has.OperatingSystem.Architecture != OSArchitecture.Unknown,
            (to, from) => to with
            {
                OperatingSystem = to.OperatingSystem with { Architecture = from.OperatingSystem.Architecture },
            }),

        new("M4", nameof(Machine.Cores), ByHypervisor, _ => true, (to, from) => to with { Cores = from.Cores }),
        new("M4", nameof(Machine.Sockets), ByHypervisor, has => has.Sockets is not null,
            (to, from) => to with { Sockets = from.Sockets }),
        new("M4", nameof(Machine.ProcessorName), ByHypervisor, has => has.ProcessorName is not null,
            (to, from) => to with { ProcessorName = from.ProcessorName }),
        new("M4", nameof(Machine.MemoryMiB), ByHypervisor, _ => true,
            (to, from) => to with { MemoryMiB = from.MemoryMiB }),
        new("M4", nameof(Machine.Kind), ByHypervisor, has => has.Kind != MachineKind.Unknown,
            (to, from) => to with { Kind = from.Kind }),
        new("M4", nameof(Machine.Hypervisor), ByHypervisor, has => has.Hypervisor is not null,
            (to, from) => to with { Hypervisor = from.Hypervisor }),

        new("M5", nameof(Machine.Firmware), ByHypervisor, has => has.Firmware != Firmware.Unknown,
            (to, from) => to with { Firmware = from.Firmware }),
        new("M5", nameof(Machine.SecureBoot), ByHypervisor, has => has.SecureBoot is not null,
            (to, from) => to with { SecureBoot = from.SecureBoot }),

        new("M6", nameof(Machine.PowerState), ByHypervisor, has => has.PowerState != PowerState.Unknown,
            (to, from) => to with { PowerState = from.PowerState }),

        new("M7", nameof(Machine.Disks), ByHypervisor, has => has.Disks.Count > 0,
            (to, from) => to with { Disks = from.Disks }),

        new("M8", nameof(Machine.DiskTotals), ByGuest, has => has.DiskTotals is not null,
            (to, from) => to with { DiskTotals = from.DiskTotals }),
        new("M8", nameof(Machine.Volumes), ByGuest, has => has.Volumes is not null,
            (to, from) => to with { Volumes = DevicePairs.Volumes(from, to) }),

        new("M9", nameof(Machine.NetworkAdapters), ByHypervisor, has => has.NetworkAdapters.Count > 0,
            (to, from) => to with { NetworkAdapters = from.NetworkAdapters }),
        new("M9", "NetworkAdapters.IPAddresses", ByGuest,
            has => has.NetworkAdapters.Any(adapter => adapter.IPAddresses.Count > 0),
            (to, from) => to with { NetworkAdapters = DevicePairs.WithAddresses(to, from) }),
        new("M9", nameof(Machine.AnnouncedNetworkAdapters), ByHypervisor,
            has => has.AnnouncedNetworkAdapters is not null,
            (to, from) => to with { AnnouncedNetworkAdapters = from.AnnouncedNetworkAdapters }),

        new("M10", nameof(Machine.Utilization), ByHypervisor, has => has.Utilization is not null,
            (to, from) => to with { Utilization = from.Utilization }),
        new("M10", nameof(Machine.MomentaryUsage), ByHypervisor, has => has.MomentaryUsage is not null,
            (to, from) => to with { MomentaryUsage = from.MomentaryUsage }),

        new("M11", nameof(Machine.Placement), ByHypervisor, has => IsPlaced(has.Placement),
            (to, from) => to with { Placement = from.Placement }),
        new("M11", nameof(Machine.SmbiosUuid), ByHypervisor, has => has.SmbiosUuid is not null,
            (to, from) => to with { SmbiosUuid = from.SmbiosUuid }),
        new("M11", nameof(Machine.InstanceUuid), ByHypervisor, has => has.InstanceUuid is not null,
            (to, from) => to with { InstanceUuid = from.InstanceUuid }),
        new("M11", nameof(Machine.CreatedAt), ByHypervisor, has => has.CreatedAt is not null,
            (to, from) => to with { CreatedAt = from.CreatedAt }),
        new("M11", nameof(Machine.HardwareVersion), ByHypervisor, has => has.HardwareVersion is not null,
            (to, from) => to with { HardwareVersion = from.HardwareVersion }),
        new("M11", nameof(Machine.ToolsStatus), ByHypervisor, has => has.ToolsStatus is not null,
            (to, from) => to with { ToolsStatus = from.ToolsStatus }),
        new("M11", nameof(Machine.ToolsVersion), ByHypervisor, has => has.ToolsVersion is not null,
            (to, from) => to with { ToolsVersion = from.ToolsVersion }),
        new("M11", nameof(Machine.ChangeTrackingEnabled), ByHypervisor, has => has.ChangeTrackingEnabled is not null,
            (to, from) => to with { ChangeTrackingEnabled = from.ChangeTrackingEnabled }),
        new("M11", nameof(Machine.SnapshotCount), ByHypervisor, has => has.SnapshotCount is not null,
            (to, from) => to with { SnapshotCount = from.SnapshotCount }),
        new("M11", nameof(Machine.HypervisorReplication), ByHypervisor, has => has.HypervisorReplication is not null,
            (to, from) => to with { HypervisorReplication = from.HypervisorReplication }),
        new("M11", nameof(Machine.Notes), ByHypervisor, has => has.Notes is not null,
            (to, from) => to with { Notes = from.Notes }),
        new("M11", nameof(Machine.CustomAttributes), ByHypervisor, has => has.CustomAttributes is not null,
            (to, from) => to with { CustomAttributes = from.CustomAttributes }),

        new("M12", nameof(Machine.Owner), ByHypervisor, has => has.Owner is not null,
            (to, from) => to with { Owner = from.Owner }),
        new("M12", nameof(Machine.Environment), ByHypervisor, has => has.Environment is not null,
            (to, from) => to with { Environment = from.Environment }),
    ];

    /// <summary>Of the records that know the fact the one that says it best; null when none knows it.</summary>
    public MachineRecord? Best(IEnumerable<MachineRecord> records) => records
        .Where(record => IsKnown(record.Machine))
        .OrderBy(record => record.IsGone)
        .ThenBy(record => IsImport(record.Machine))
        .ThenBy(record => Precision(record.Machine))
        .ThenByDescending(record => record.ObservedAt)
        .ThenBy(record => record.Machine.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>What the virtual hardware is, the hypervisor knows; a CSV is typed by people.</summary>
    public static int ByHypervisor(Machine machine) => machine.SourceKind switch
    {
        SourceKind.VMware or SourceKind.HyperV or SourceKind.RVTools => 0,
        SourceKind.Windows or SourceKind.Linux => 1,
        _ => 2,
    };

    /// <summary>What runs inside, the guest itself knows.</summary>
    public static int ByGuest(Machine machine) => machine.SourceKind switch
    {
        SourceKind.Windows or SourceKind.Linux => 0,
        SourceKind.VMware or SourceKind.HyperV or SourceKind.RVTools => 1,
        _ => 2,
    };

    private static int ByGuestThenTools(Machine machine) => machine.SourceKind switch
    {
        SourceKind.Windows or SourceKind.Linux => 0,
        SourceKind.Csv => 3,
        _ => machine.OperatingSystem.GuestName is not null ? 1 : 2,
    };

    private static bool IsImport(Machine machine) => machine.SourceKind is SourceKind.Csv or SourceKind.RVTools;

    private static bool IsPlaced(Placement at) =>
        at.Host is not null || at.Cluster is not null || at.Datacenter is not null || at.Folder is not null
        || at.ResourcePool is not null || at.Datastores.Count > 0;
}
