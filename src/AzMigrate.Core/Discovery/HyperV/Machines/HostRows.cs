using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>
/// The rows of one host by the VM that they are of. One query a class brings all VMs of a host: no question is asked
/// for each VM, but for the sizes of its disk files.
/// </summary>
internal sealed class HostRows
{
    /// <summary>Namespace of Hyper-V's own classes since Windows Server 2012.</summary>
    public const string Namespace = "root/virtualization/v2";

    /// <summary>The host and its VMs.</summary>
    public const string SystemsQuery = "SELECT Name, ElementName, EnabledState, InstallDate, ProcessID, "
        + "ReplicationMode, ReplicationState FROM Msvm_ComputerSystem";

    private static readonly ILookup<string, CimRow> None = Array.Empty<CimRow>().ToLookup(_ => "");

    /// <summary>
    /// The VMs, by their id in small letters. The host's own row has a name for an id and is not here.
    /// </summary>
    public required IReadOnlyDictionary<string, CimRow> Systems { get; init; }

    /// <summary>Settings in force and of checkpoints, by VM.</summary>
    public ILookup<string, CimRow> Settings { get; private set; } = None;

    /// <summary>Processors by VM.</summary>
    public ILookup<string, CimRow> Processors { get; private set; } = None;

    /// <summary>Memory by VM.</summary>
    public ILookup<string, CimRow> Memory { get; private set; } = None;

    /// <summary>Controllers and drives by VM.</summary>
    public ILookup<string, CimRow> Resources { get; private set; } = None;

    /// <summary>Media in the drives by VM.</summary>
    public ILookup<string, CimRow> Media { get; private set; } = None;

    /// <summary>Synthetic adapters by VM.</summary>
    public ILookup<string, CimRow> SyntheticPorts { get; private set; } = None;

    /// <summary>Emulated adapters by VM.</summary>
    public ILookup<string, CimRow> EmulatedPorts { get; private set; } = None;

    /// <summary>What the adapters are connected to, by VM.</summary>
    public ILookup<string, CimRow> Connections { get; private set; } = None;

    /// <summary>What the guests tell of their adapters, by VM.</summary>
    public ILookup<string, CimRow> GuestAdapters { get; private set; } = None;

    /// <summary>What the guests tell of themselves, by VM.</summary>
    public ILookup<string, CimRow> Exchange { get; private set; } = None;

    /// <summary>Names of the switches by their id.</summary>
    public IReadOnlyDictionary<string, string> Switches { get; private set; } = new Dictionary<string, string>();

    /// <summary>Physical disks that VMs own, by their device id, with their number on the host.</summary>
    public IReadOnlyDictionary<string, long> PhysicalDisks { get; private set; } = new Dictionary<string, long>();

    /// <summary>Bytes of the host's disks by their number.</summary>
    public IReadOnlyDictionary<long, long> HostDiskBytes { get; private set; } = new Dictionary<long, long>();

    /// <summary>Name of the host's processor; null when not told.</summary>
    public string? ProcessorName { get; private set; }

    /// <summary>The VMs of a host alone.</summary>
    public static async Task<HostRows> SystemsAsync(ICimClient client, CancellationToken cancellation)
    {
        var rows = await client.AllAsync(Namespace, SystemsQuery, cancellation).ConfigureAwait(false);
        var systems = new Dictionary<string, CimRow>(StringComparer.Ordinal);
        // The caption that tells VMs from their host is in the language of the host; the form of the name is not.
        foreach (var row in rows)
        {
            if (Guid.TryParseExact(row.GetString("Name"), "D", out var id))
                systems[id.ToString("D")] = row;
        }

        return new HostRows { Systems = systems };
    }

    /// <summary>Adds what the performance counters are named by, and memory and processors.</summary>
    public async Task ReadDevicesAsync(ICimClient client, CancellationToken cancellation)
    {
        Processors = await ByVmAsync(
            client, "Msvm_ProcessorSettingData", "InstanceID, VirtualQuantity", null, cancellation)
                .ConfigureAwait(false);
        Memory = await ByVmAsync(
            client, "Msvm_MemorySettingData", "InstanceID, VirtualQuantity, Limit, DynamicMemoryEnabled", null,
            cancellation).ConfigureAwait(false);
        Resources = await ByVmAsync(
            client, "Msvm_ResourceAllocationSettingData",
            "InstanceID, ResourceSubType, Parent, Address, AddressOnParent, HostResource", null, cancellation)
            .ConfigureAwait(false);
        Media = await ByVmAsync(
            client, "Msvm_StorageAllocationSettingData", "InstanceID, ResourceSubType, Parent, HostResource",
            "PersistentReservationsSupported", cancellation).ConfigureAwait(false);
        SyntheticPorts = await ByVmAsync(
            client, "Msvm_SyntheticEthernetPortSettingData", "InstanceID, ElementName, Address, StaticMacAddress", null,
            cancellation).ConfigureAwait(false);
        EmulatedPorts = await ByVmAsync(
            client, "Msvm_EmulatedEthernetPortSettingData", "InstanceID, ElementName, Address, StaticMacAddress", null,
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds all else that is read of the VMs.</summary>
    public async Task ReadRestAsync(ICimClient client, bool includeNotes, CancellationToken cancellation)
    {
        // Windows Server 2012 lacks the last ones.
        Settings = ToLookup(
            await AllAsync(
                client, "Msvm_VirtualSystemSettingData",
                "InstanceID, VirtualSystemIdentifier, VirtualSystemType, Version, BIOSGUID, BIOSSerialNumber, "
                    + "CreationTime"
                    + (includeNotes ? ", Notes" : ""),
                "VirtualSystemSubType, SecureBootEnabled", cancellation).ConfigureAwait(false),
            row => Guid.TryParse(row.GetString("VirtualSystemIdentifier"), out var id) ? id.ToString("D") : null);
        Connections = await ByVmAsync(
            client, "Msvm_EthernetPortAllocationSettingData", "InstanceID, Parent, HostResource, EnabledState", null,
            cancellation).ConfigureAwait(false);
        Switches = (await AllAsync(client, "Msvm_VirtualEthernetSwitch", "Name, ElementName", null, cancellation)
            .ConfigureAwait(false)).Where(row => row.GetString("Name") is not null)
            .GroupBy(row => row.GetString("Name")!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                same => same.Key, same => same.First().GetString("ElementName") ?? "",
                StringComparer.OrdinalIgnoreCase);
        GuestAdapters = await ByVmAsync(
            client, "Msvm_GuestNetworkAdapterConfiguration", "InstanceID, IPAddresses", null, cancellation)
            .ConfigureAwait(false);
        Exchange = ToLookup(
            await AllAsync(
                client, "Msvm_KvpExchangeComponent", "SystemName, GuestIntrinsicExchangeItems", null, cancellation)
                .ConfigureAwait(false),
            row => Guid.TryParse(row.GetString("SystemName"), out var id) ? id.ToString("D") : null);
        ProcessorName = (await client.AllAsync(CimQueries.Cim, "SELECT Name FROM Win32_Processor", cancellation)
            .ConfigureAwait(false)).Select(row => row.GetString("Name")?.Trim()).FirstOrDefault();
        if (Resources.Any(vm => vm.Any(VirtualDisks.IsPhysical)))
            await ReadPhysicalDisksAsync(client, cancellation).ConfigureAwait(false);
    }

    private async Task ReadPhysicalDisksAsync(ICimClient client, CancellationToken cancellation)
    {
        PhysicalDisks = (await AllAsync(client, "Msvm_DiskDrive", "DeviceID, DriveNumber", null, cancellation)
            
                .ConfigureAwait(false))
            .Where(row => row.GetString("DeviceID") is not null && row.GetInt64("DriveNumber") is not null)
            .GroupBy(row => row.GetString("DeviceID")!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                same => same.Key, same => same.First().GetInt64("DriveNumber")!.Value,
                StringComparer.OrdinalIgnoreCase);
        HostDiskBytes = (await client.AllAsync(CimQueries.Cim, "SELECT Index, Size FROM Win32_DiskDrive", cancellation)
            .ConfigureAwait(false)).Where(row => row.GetInt64("Index") is not null && row.GetInt64("Size") > 0)
            .GroupBy(row => row.GetInt64("Index")!.Value)
            .ToDictionary(same => same.Key, same => same.First().GetInt64("Size")!.Value);
    }

    private static async Task<ILookup<string, CimRow>> ByVmAsync(
        ICimClient client, string className, string properties, string? newer, CancellationToken cancellation) =>
        ToLookup(await AllAsync(client, className, properties, newer, cancellation).ConfigureAwait(false),
        row => InstancePath.VmOf(row.GetString("InstanceID")));

    private static ILookup<string, CimRow> ToLookup(List<CimRow> rows, Func<CimRow, string?> vmOf) => rows
        .Select(row => (Vm: vmOf(row), Row: row)).Where(pair => pair.Vm is not null)
        .ToLookup(pair => pair.Vm!, pair => pair.Row, StringComparer.Ordinal);

    // A property that an older Windows lacks makes the whole query fail there; it is asked for without then.
    private static async Task<List<CimRow>> AllAsync(
        ICimClient client, string className, string properties, string? newer, CancellationToken cancellation)
    {
        try
        {
            return await client.AllAsync(
                Namespace, $"SELECT {properties}{(newer is null ? "" : ", " + newer)} FROM {className}", cancellation)
                .ConfigureAwait(false);
        }
        catch (MigrateException error) when (newer is not null && error.Code == CimErrors.InvalidQueryCode)
        {
            return await client.AllAsync(Namespace, $"SELECT {properties} FROM {className}", cancellation)
                .ConfigureAwait(false);
        }
    }
}
