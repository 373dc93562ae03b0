namespace AzMigrate.Inventory;

/// <summary>
/// A server as a source describes it. Immutable, no I/O. Units are in the names; MB and GB of the sources are MiB and
/// GiB (rule I4).
/// </summary>
public record Machine
{
    /// <summary>
    /// Identity <c>&lt;source&gt;/&lt;nativeId&gt;</c>: <c>rvtools:&lt;VI SDK UUID&gt;/&lt;VM ID&gt;</c>,
    /// <c>csv/&lt;server name&gt;</c>. It never holds a file's name, so next month's export updates the estate.
    /// Compared ordinally; the native part of a CSV identity is lower-case invariant.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The part of <see cref="Id"/> before the first slash.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of source described it.</summary>
    public required SourceKind SourceKind { get; init; }

    /// <summary>The display name in the source.</summary>
    public required string Name { get; init; }

    /// <summary>The guest's DNS name, where known.</summary>
    public string? HostName { get; init; }

    /// <summary>Virtual or physical.</summary>
    public MachineKind Kind { get; init; }

    /// <summary>The hypervisor's name, where the source tells it.</summary>
    public string? Hypervisor { get; init; }

    /// <summary>Power state when last seen.</summary>
    public PowerState PowerState { get; init; }

    /// <summary>True for a template; left out of imports unless asked for.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>
    /// True for the stand-in of a machine that is elsewhere: a Site Recovery Manager placeholder, a Hyper-V replica;
    /// and for an agent that a vSphere cluster makes for itself, such as vSphere Cluster Services (vCLS).
    /// Left out of imports unless asked for.
    /// </summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>vCPUs of a VM, logical processors of a physical server (rule U3); at least 1.</summary>
    public required int Cores { get; init; }

    /// <summary>CPU sockets, where known.</summary>
    public int? Sockets { get; init; }

    /// <summary>Processor model name, where known.</summary>
    public string? ProcessorName { get; init; }

    /// <summary>Allocated memory in MiB; at least 1.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>The guest's operating system.</summary>
    public OperatingSystem OperatingSystem { get; init; } = OperatingSystem.Unknown;

    /// <summary>Boot firmware.</summary>
    public Firmware Firmware { get; init; }

    /// <summary>True when UEFI secure boot is on; null when unknown.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>
    /// Disks one by one, the OS disk first; empty when only <see cref="DiskTotals"/> or nothing is known.
    /// </summary>
    public IReadOnlyList<MachineDisk> Disks { get; init; } = [];

    /// <summary>
    /// What is known of the disks together, where the source gives no disk one by one, or as it announced.
    /// </summary>
    public DiskTotals? DiskTotals { get; init; }

    /// <summary>
    /// File systems as the machine itself sees them, ordinal order of where they are mounted; null when not told.
    /// </summary>
    public IReadOnlyList<MachineVolume>? Volumes { get; init; }

    /// <summary>Network adapters one by one.</summary>
    public IReadOnlyList<NetworkAdapter> NetworkAdapters { get; init; } = [];

    /// <summary>Number of adapters, where the source gives only the number; else null.</summary>
    public int? AnnouncedNetworkAdapters { get; init; }

    /// <summary>
    /// Utilisation figures that the source states (rule U5: each counts as the percentile value itself).
    /// </summary>
    public MachineUtilization? Utilization { get; init; }

    /// <summary>Momentary readings: shown, never used for sizing (rule U5).</summary>
    public MomentaryUsage? MomentaryUsage { get; init; }

    /// <summary>Where it runs.</summary>
    public Placement Placement { get; init; } = Placement.Unknown;

    /// <summary>SMBIOS (BIOS) UUID, lower-case with hyphens, where known.</summary>
    public string? SmbiosUuid { get; init; }

    /// <summary>Who made the hardware, such as <c>Dell Inc.</c>; null when not told.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>Model of the hardware, such as <c>PowerEdge R740</c>; null when not told.</summary>
    public string? Model { get; init; }

    /// <summary>Serial number of the hardware; null when not told.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>vCenter's instance UUID, lower-case with hyphens, where known.</summary>
    public string? InstanceUuid { get; init; }

    /// <summary>When the machine was created, in UTC, where known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Virtual hardware version, such as <c>vmx-19</c>; null when not told.</summary>
    public string? HardwareVersion { get; init; }

    /// <summary>
    /// State of the guest's tools, such as <c>guestToolsRunning</c>, and after a comma that of their version, such as
    /// <c>guestToolsCurrent</c>, in the source's words; null when not told.
    /// </summary>
    public string? ToolsStatus { get; init; }

    /// <summary>Version number of the guest's tools, such as <c>12352</c>; null when not told.</summary>
    public string? ToolsVersion { get; init; }

    /// <summary>True when changed blocks are tracked; null when unknown.</summary>
    public bool? ChangeTrackingEnabled { get; init; }

    /// <summary>Number of snapshots; null when unknown.</summary>
    public int? SnapshotCount { get; init; }

    /// <summary>
    /// State of the hypervisor's own replication of the machine, such as <c>Primary: Replicating</c>; null for none.
    /// </summary>
    public string? HypervisorReplication { get; init; }

    /// <summary>The address that the guest calls its own; null when not told.</summary>
    public string? PrimaryIPAddress { get; init; }

    /// <summary>Notes; null when there are none or they were not asked for: people keep passwords in them.</summary>
    public string? Notes { get; init; }

    /// <summary>
    /// Custom attributes by name, ordinal order; null when there are none or they were not asked for.
    /// </summary>
    public IReadOnlyDictionary<string, string>? CustomAttributes { get; init; }

    /// <summary>Tags by key, ordinal order; the project's user and the source may both set some.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoTags;

    /// <summary>Who owns the machine, as the project's user says.</summary>
    public string? Owner { get; init; }

    /// <summary>The environment that the project's user gave it; wins over the assessment's setting.</summary>
    public MachineEnvironment? Environment { get; init; }

    /// <summary>Number of adapters: those described, else the number announced; null when unknown.</summary>
    public int? NetworkAdapterCount =>
        NetworkAdapters.Count > 0 ? NetworkAdapters.Count : AnnouncedNetworkAdapters;

    /// <summary>Number of disks: those described, else the number announced; null when unknown.</summary>
    public int? DiskCount => Disks.Count > 0 ? Disks.Count : DiskTotals?.DiskCount;

    /// <summary>
    /// Capacity of all disks in bytes: the described ones', else what is provisioned, else what is in use; null when
    /// unknown.
    /// </summary>
    public long? DiskCapacityBytes => Disks.Count > 0
        ? Disks.Sum(disk => disk.CapacityBytes) : DiskTotals?.ProvisionedBytes ?? DiskTotals?.InUseBytes;

    private static readonly IReadOnlyDictionary<string, string> NoTags =
        new SortedDictionary<string, string>(StringComparer.Ordinal);
}
