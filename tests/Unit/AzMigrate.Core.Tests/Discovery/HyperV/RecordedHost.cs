using System.Globalization;
using AzMigrate.Discovery.Cim;
using AzMigrate.Tests.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.HyperV;

/// <summary>A VM as its host's classes show it.</summary>
internal sealed record RecordedVm(Guid Id, string Name)
{
    public int State { get; init; } = 2;

    public int Generation { get; init; } = 2;

    public int Cores { get; init; } = 4;

    public long StartMiB { get; init; } = 4096;

    public long LimitMiB { get; init; } = 1_048_576;

    public bool IsDynamic { get; init; }

    public int ReplicationMode { get; init; }

    public int ReplicationState { get; init; }

    public int Checkpoints { get; init; }

    public uint ProcessId { get; init; } = 4711;

    public string CreationTime { get; init; } = "20240131120000.000000+060";

    /// <summary>Disk files by their place at the first SCSI controller; of generation 1 the first is at IDE.</summary>
    public IReadOnlyList<string> Disks { get; init; } = [];

    /// <summary>Device id of a physical disk, at the last place.</summary>
    public string? PhysicalDisk { get; init; }

    /// <summary>What the guest tells.</summary>
    public IReadOnlyList<(string Name, string Data)> Guest { get; init; } = [];

    /// <summary>Share of its processors' time in which it runs.</summary>
    public double Busy { get; init; } = 0.25;

    public string Key => Id.ToString("D").ToUpperInvariant();

    public string Adapter =>
        new Guid(7, 7, 7, 1, 2, 3, 4, 5, 6, 7, Id.ToByteArray()[0]).ToString("D").ToUpperInvariant();
}

/// <summary>
/// Instances in the shape in which a host of Windows Server 2019 shows them: made by hand after Microsoft's reference
/// of the classes, not recorded from a host.
/// </summary>
internal sealed class RecordedHost
{
    public const string Virtualization = "root/virtualization/v2";
    private const string Switch = "5B1E4C5D-91B1-4C45-AF71-6A2C0E0F2A11";
    private double _seconds = 100_000;

    public RecordedHost(string name, params RecordedVm[] machines)
    {
        Name = name;
        Machines = machines;
    }

    public string Name { get; }

    public IReadOnlyList<RecordedVm> Machines { get; set; }

    /// <summary>Nodes of its cluster with their states; none for a host alone.</summary>
    public IReadOnlyList<(string Name, int State)> Cluster { get; init; } = [];

    /// <summary>Seconds that pass with each reading of the processors' counters.</summary>
    public double Step { get; init; } = 5;

    /// <summary>Lets time pass.</summary>
    public void Pass(double seconds) => _seconds += seconds;

    public FakeCimClient Client()
    {
        var cim = new FakeCimClient(Name)
            .Add("root/cimv2", "Win32_OperatingSystem", [("Version", "10.0.17763")])
            .Add("root/cimv2", "Win32_ComputerSystem", [("Name", Name.ToUpperInvariant()), ("DNSHostName", Name),
                ("Domain", "corp.example"), ("PartOfDomain", true)])
            .Add("root/cimv2", "Win32_Processor", [("Name", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz ")])
            .Add("root/cimv2", "Win32_DiskDrive", [("Index", 3U), ("Size", 2_000_398_934_016UL)])
            .Answer(Virtualization, "Msvm_ComputerSystem", Systems)
            .Add(Virtualization, "Msvm_VirtualEthernetSwitch", [("Name", Switch), ("ElementName", "Production")])
            .Add(Virtualization, "Msvm_DiskDrive",
                [("DeviceID", @"Microsoft:353B3BE8-310C-4cf4-839E-4E1B14616136\3"), ("DriveNumber", 3U)])
            .Add(Virtualization, "Msvm_ImageManagementService", [("CreationClassName", "Msvm_ImageManagementService"),
                ("Name", "vhdsvc"), ("SystemCreationClassName", "Msvm_ComputerSystem"), ("SystemName", Name)])
            .On("Msvm_ImageManagementService", "GetVirtualHardDiskSettingData", DiskFile)
            .Answer(Virtualization, "Msvm_VirtualSystemSettingData", () => Machines.SelectMany(Settings))
            .Answer(Virtualization, "Msvm_ProcessorSettingData",
                () => Machines.Select(vm => Row("Msvm_ProcessorSettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\b637f346-6a0e-4dec-af52-bd70cb80a21d\0"),
                ("VirtualQuantity", (ulong)vm.Cores))))
            .Answer(Virtualization, "Msvm_MemorySettingData", () => Machines.Select(vm => Row("Msvm_MemorySettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\4764334d-e001-4176-82ee-5594ec9b530e"),
                ("VirtualQuantity", (ulong)vm.StartMiB),
                ("Limit", (ulong)vm.LimitMiB), ("Reservation", (ulong)vm.StartMiB),
                ("DynamicMemoryEnabled", vm.IsDynamic)))
                .Prepend(Row("Msvm_MemorySettingData", ("InstanceID", @"Microsoft:Definition\4764334D\Default"),
                    ("VirtualQuantity", 1024UL))))
            .Answer(Virtualization, "Msvm_ResourceAllocationSettingData", () => Machines.SelectMany(Drives))
            .Answer(Virtualization, "Msvm_StorageAllocationSettingData", () => Machines.SelectMany(Media))
            .Answer(Virtualization, "Msvm_SyntheticEthernetPortSettingData",
                () => Machines.Select(vm => Row("Msvm_SyntheticEthernetPortSettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\{vm.Adapter}"), ("ElementName", "Network Adapter"),
                ("Address", "00155D0A0B" + vm.Key[..2]),
                ("StaticMacAddress", false))))
            .Add(Virtualization, "Msvm_EmulatedEthernetPortSettingData")
            .Answer(Virtualization, "Msvm_EthernetPortAllocationSettingData",
                () => Machines.Select(vm => Row("Msvm_EthernetPortAllocationSettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\{vm.Adapter}\C"), ("EnabledState", 2U),
                ("Parent", Path("Msvm_SyntheticEthernetPortSettingData", $@"Microsoft:{vm.Key}\{vm.Adapter}")),
                ("HostResource", new[] { $@"\\{Name}\root\virtualization\v2:Msvm_VirtualEthernetSwitch.CreationClassName=""Msvm_VirtualEthernetSwitch"",Name=""{Switch}""" }))))
            .Answer(Virtualization, "Msvm_GuestNetworkAdapterConfiguration", () => Machines.Where(vm => vm.Guest.Count > 0).Select(vm => Row(
                "Msvm_GuestNetworkAdapterConfiguration", ("InstanceID", $@"Microsoft:GuestNetwork\{vm.Key}\{vm.Adapter}"),
                ("IPAddresses", new[] { "10.1.2.3", "fe80::1" }))))
            .Answer(Virtualization, "Msvm_KvpExchangeComponent", () => Machines.Select(vm => Row("Msvm_KvpExchangeComponent",
                ("SystemName", vm.Key), ("GuestIntrinsicExchangeItems", vm.Guest.Select(Item).ToArray()))));
        if (Cluster.Count > 0)
        {
            cim.Add("root/MSCluster", "MSCluster_Cluster", [("Name", "clu1")])
                .Add("root/MSCluster", "MSCluster_Node", Cluster.Select(node => Row("MSCluster_Node", ("Name", node.Name), ("State", node.State))));
        }

        return AddCounters(cim);
    }

    private FakeCimClient AddCounters(FakeCimClient cim) => cim
        .Answer("root/cimv2", "Win32_PerfRawData_HvStats_HyperVHypervisorVirtualProcessor", () =>
        {
            _seconds += Step;
            return Running.SelectMany(vm => Enumerable.Range(0, vm.Cores).Select(cpu => Counters(
                    "Win32_PerfRawData_HvStats_HyperVHypervisorVirtualProcessor", FormattableString.Invariant($"{vm.Name}:Hv VP {cpu}"),
                    ("PercentGuestRunTime", (ulong)(_seconds * 10_000_000 * vm.Busy)))))
                .Append(Counters("Win32_PerfRawData_HvStats_HyperVHypervisorVirtualProcessor", "_Total", ("PercentGuestRunTime", 1UL)));
        })
        .Answer("root/cimv2", "Win32_PerfRawData_BalancerStats_HyperVDynamicMemoryVM", () => Running.Select(vm => Counters(
            "Win32_PerfRawData_BalancerStats_HyperVDynamicMemoryVM", vm.Name, ("CurrentPressure", 80U), ("GuestVisiblePhysicalMemory", 2048U))))
        .Answer("root/cimv2", "Win32_PerfRawData_Counters_HyperVVirtualStorageDevice", () => Running.SelectMany(vm => vm.Disks.Select(disk => Counters(
            "Win32_PerfRawData_Counters_HyperVVirtualStorageDevice", "--?-" + disk.Replace('\\', '-'),
            ("ReadOperationsPerSec", (uint)(_seconds * 100)), ("ReadBytesPersec", (ulong)(_seconds * 1024 * 1024)),
            ("WriteOperationsPerSec", (uint)(_seconds * 50)), ("WriteBytesPersec", (ulong)(_seconds * 512 * 1024))))))
        .Answer("root/cimv2", "Win32_PerfRawData_NvspNicStats_HyperVVirtualNetworkAdapter", () => Running.Select(vm => Counters(
            "Win32_PerfRawData_NvspNicStats_HyperVVirtualNetworkAdapter", $"{vm.Name}_Network Adapter_{vm.Key}--{vm.Adapter}",
            ("BytesReceivedPersec", (ulong)(_seconds * 3 * 1024 * 1024)), ("BytesSentPersec", (ulong)(_seconds * 2 * 1024 * 1024)))));

    private IEnumerable<RecordedVm> Running => Machines.Where(vm => vm.State == 2 && vm.ReplicationMode != 2);

    private IEnumerable<CimRow> Systems() => Machines.Select(vm => Row("Msvm_ComputerSystem",
            ("Name", vm.Key), ("ElementName", vm.Name), ("Caption", "Virtueller Computer"), ("EnabledState", vm.State), ("ProcessID", vm.State == 2 ? vm.ProcessId : null),
            ("InstallDate", "20240131120000.000000+060"), ("ReplicationMode", vm.ReplicationMode), ("ReplicationState", vm.ReplicationState)))
        .Prepend(Row("Msvm_ComputerSystem", ("Name", Name.ToUpperInvariant()), ("ElementName", Name.ToUpperInvariant()),
            ("Caption", "Gehosteter Computer"), ("EnabledState", 2)));

    private static IEnumerable<CimRow> Settings(RecordedVm vm)
    {
        yield return Row("Msvm_VirtualSystemSettingData",
            ("InstanceID", "Microsoft:" + vm.Key), ("VirtualSystemIdentifier", vm.Key), ("VirtualSystemType", "Microsoft:Hyper-V:System:Realized"),
            ("VirtualSystemSubType", FormattableString.Invariant($"Microsoft:Hyper-V:SubType:{vm.Generation}")), ("Version", "9.0"),
            ("BIOSGUID", $"{{{vm.Key}}}"), ("BIOSSerialNumber", "1234-5678-9012-3456-7890-1234-56"), ("SecureBootEnabled", vm.Generation == 2),
            ("CreationTime", vm.CreationTime), ("Notes", new[] { "the password is hidden" }));
        for (var i = 0; i < vm.Checkpoints; i++)
        {
            yield return Row("Msvm_VirtualSystemSettingData",
                ("InstanceID", "Microsoft:" + Guid.NewGuid()), ("VirtualSystemIdentifier", vm.Key), ("VirtualSystemType", "Microsoft:Hyper-V:Snapshot:Realized"));
        }
    }

    private IEnumerable<CimRow> Drives(RecordedVm vm)
    {
        yield return Controller(Ide(vm), "Microsoft:Hyper-V:Emulated IDE Controller", "0");
        yield return Controller(Scsi(vm), "Microsoft:Hyper-V:Synthetic SCSI Controller", null);
        yield return Drive(vm, @"1\1\D", "Microsoft:Hyper-V:Synthetic DVD Drive", Scsi(vm), 63);
        for (var i = 0; i < vm.Disks.Count; i++)
        {
            var isIde = vm.Generation == 1 && i == 0;
            yield return Drive(vm, Place(i) + @"\D", "Microsoft:Hyper-V:Synthetic Disk Drive", isIde ? Ide(vm) : Scsi(vm), i);
        }

        if (vm.PhysicalDisk is not null)
        {
            yield return Row("Msvm_ResourceAllocationSettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\ph\D"), ("ResourceSubType", "Microsoft:Hyper-V:Physical Disk Drive"),
                ("Parent", Path("Msvm_ResourceAllocationSettingData", Scsi(vm))), ("AddressOnParent", "62"),
                ("HostResource", new[] { Path("Msvm_DiskDrive", vm.PhysicalDisk).Replace("InstanceID", "DeviceID", StringComparison.Ordinal) }));
        }
    }

    private IEnumerable<CimRow> Media(RecordedVm vm)
    {
        for (var i = 0; i < vm.Disks.Count; i++)
        {
            yield return Row("Msvm_StorageAllocationSettingData",
                ("InstanceID", $@"Microsoft:{vm.Key}\{Place(i)}\L"), ("ResourceSubType", "Microsoft:Hyper-V:Virtual Hard Disk"),
                ("Parent", Path("Msvm_ResourceAllocationSettingData", $@"Microsoft:{vm.Key}\{Place(i)}\D")),
                ("HostResource", new[] { vm.Disks[i] }), ("PersistentReservationsSupported", vm.Disks[i].Contains("shared", StringComparison.Ordinal)));
        }

        yield return Row("Msvm_StorageAllocationSettingData",
            ("InstanceID", $@"Microsoft:{vm.Key}\1\1\L"), ("ResourceSubType", "Microsoft:Hyper-V:Virtual CD/DVD Disk"),
            ("Parent", Path("Msvm_ResourceAllocationSettingData", $@"Microsoft:{vm.Key}\1\1\D")), ("HostResource", new[] { @"C:\iso\setup.iso" }));
    }

    private static CimRow DiskFile(FakeCimCall call)
    {
        var path = (string)call.Arguments["Path"]!;
        if (path.Contains("lost", StringComparison.Ordinal))
            return Row("", ("ReturnValue", 32779));
        var bytes = long.Parse(path.Split('.')[0].Split('_')[^1], CultureInfo.InvariantCulture) << 30;
        var values = new (string Name, object Value)[]
        {
            ("Type", path.EndsWith(".avhdx", StringComparison.Ordinal) ? 4 : path.Contains("fixed", StringComparison.Ordinal) ? 2 : 3),
            ("MaxInternalSize", bytes), ("ParentPath", path.EndsWith(".avhdx", StringComparison.Ordinal) ? @"C:\VMs\base.vhdx" : ""),
            ("VirtualDiskId", "E6A2E5D3-1B7C-4E25-8F0E-0A3B9D1C7F11"),
        };
        return Row("", ("ReturnValue", 0), ("SettingData", Instance("Msvm_VirtualHardDiskSettingData", values)));
    }

    private static string Item((string Name, string Data) item) =>
        Instance("Msvm_KvpExchangeDataItem", ("Name", item.Name), ("Data", item.Data), ("Source", 2));

    private static string Instance(string className, params (string Name, object Value)[] values) =>
        $"<INSTANCE CLASSNAME=\"{className}\">" + string.Concat(values.Select(value => string.Create(CultureInfo.InvariantCulture,
            $"<PROPERTY NAME=\"{value.Name}\" TYPE=\"string\"><VALUE>{System.Security.SecurityElement.Escape(value.Value.ToString())}</VALUE></PROPERTY>"))) + "</INSTANCE>";

    private CimRow Controller(string id, string subType, string? address) => Row("Msvm_ResourceAllocationSettingData",
        ("InstanceID", id), ("ResourceSubType", subType), ("Address", address));

    private CimRow Drive(RecordedVm vm, string place, string subType, string parent, int unit) => Row("Msvm_ResourceAllocationSettingData",
        ("InstanceID", $@"Microsoft:{vm.Key}\{place}"), ("ResourceSubType", subType),
        ("Parent", Path("Msvm_ResourceAllocationSettingData", parent)), ("AddressOnParent", unit.ToString(CultureInfo.InvariantCulture)));

    private static string Ide(RecordedVm vm) => $@"Microsoft:{vm.Key}\83F8638B-8DCA-4152-9EDA-2CA8B33039B4\0";

    private static string Scsi(RecordedVm vm) => $@"Microsoft:{vm.Key}\A3C9B5D1-0000-4152-9EDA-2CA8B33039B4\0";

    private static string Place(int number) => FormattableString.Invariant($@"A3C9B5D1-0000-4152-9EDA-2CA8B33039B4\0\{number}");

    private string Path(string className, string id) =>
        $@"\\{Name.ToUpperInvariant()}\root\virtualization\v2:{className}.InstanceID=""{id.Replace(@"\", @"\\", StringComparison.Ordinal)}""";

    private CimRow Counters(string className, string name, params (string, object?)[] values) => Row(className,
        [("Name", name), ("Timestamp_PerfTime", (ulong)(_seconds * 10_000_000)), ("Frequency_PerfTime", 10_000_000UL),
            .. values]);

    private static CimRow Row(string className, params (string, object?)[] values) =>
        FakeCimClient.Row(className, values);
}
