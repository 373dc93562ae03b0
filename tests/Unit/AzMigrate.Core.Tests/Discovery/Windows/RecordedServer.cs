using AzMigrate.Tests.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Windows;

/// <summary>
/// Instances in the shape in which Windows Server 2019 on VMware shows them, with all that is asked and some that is
/// not: made by hand after Microsoft's reference of the classes, not recorded from a server.
/// </summary>
internal sealed class RecordedServer
{
    public string Name { get; init; } = "WEB01";

    public string Domain { get; init; } = "corp.example";

    public string Uuid { get; init; } = "5FE33442-1234-ABCD-9876-0123456789AB";

    public string Serial { get; init; } = "VMware-42 34 e3 5f 34 12 cd ab-98 76 01 23 45 67 89 ab";

    public string Maker { get; init; } = "VMware, Inc.";

    public string Model { get; init; } = "VMware7,1";

    public double UptimeSeconds { get; set; } = 100_000;

    /// <summary>Share of the processors' time in which nothing ran.</summary>
    public double Idle { get; set; } = 0.75;

    /// <summary>Seconds that pass with each reading of the processors' counters.</summary>
    public double Step { get; init; } = 5;

    private double _idleTicks = 700_000_000_000;
    private double _reads = 4_000_000_000;

    public FakeCimClient Client()
    {
        var cim = new FakeCimClient("127.0.0.1")
            .Add("root/cimv2", "Win32_ComputerSystem",
                [("Name", Name), ("DNSHostName", Name.ToLowerInvariant()), ("Domain", Domain),
                ("PartOfDomain", Domain.Contains('.', StringComparison.Ordinal)), ("Manufacturer", Maker),
                ("Model", Model),
                ("TotalPhysicalMemory", 17178869760UL), ("NumberOfLogicalProcessors", 4U), ("NumberOfProcessors", 2U),
                ("Roles", new[] { "LM_Workstation", "NT" }), ("InstallDate", null)])
            .Add("root/cimv2", "Win32_ComputerSystemProduct",
                [("UUID", Uuid), ("IdentifyingNumber", Serial), ("Vendor", Maker)])
            .Add("root/cimv2", "Win32_BIOS", [("SerialNumber", Serial), ("SMBIOSBIOSVersion", "VMW71.00V.0.B64")])
            .Add("root/cimv2", "Win32_OperatingSystem",
                [("Caption", "Microsoft Windows Server 2019 Standard "), ("Version", "10.0.17763"),
                ("BuildNumber", "17763"), ("OSArchitecture", "64-bit"), ("ProductType", 3U), ("CSDVersion", null),
                ("LastBootUpTime", new DateTimeOffset(2024, 5, 1, 6, 0, 0, TimeSpan.Zero)),
                ("CurrentTimeZone", (short)120)])
            .Add("root/cimv2", "Win32_Processor",
                [("DeviceID", "CPU0"), ("Name", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz"), ("NumberOfCores", 2U),
                    ("NumberOfLogicalProcessors", 2U)],
                [("DeviceID", "CPU1"), ("Name", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz"), ("NumberOfCores", 2U),
                    ("NumberOfLogicalProcessors", 2U)])
            .Add("root/cimv2", "Win32_PhysicalMemory", [("Capacity", 17179869184UL)])
            .Add("root/cimv2", "Win32_DiskDrive",
                Drive(1, 536_864_025_600, "SCSI", 0, 1), Drive(0, 107_372_805_120, "SCSI", 0, 0),
                Drive(2, 16_000_000_000, "USB", 0, 9))
            .Add("root/cimv2", "Win32_DiskPartition",
                [("DeviceID", "Disk #0, Partition #0"), ("DiskIndex", 0U), ("Type", "GPT: System"),
                    ("BootPartition", true)],
                [("DeviceID", "Disk #0, Partition #1"), ("DiskIndex", 0U), ("Type", "GPT: Basic Data"),
                    ("BootPartition", false)],
                [("DeviceID", "Disk #1, Partition #0"), ("DiskIndex", 1U), ("Type", "GPT: Basic Data"),
                    ("BootPartition", false)])
            .Add("root/cimv2", "Win32_LogicalDisk",
                [("DeviceID", "C:"), ("DriveType", 3U), ("Size", 106_000_000_000UL), ("FreeSpace", 56_000_000_000UL),
                    ("FileSystem", "NTFS"), ("VolumeName", "System")],
                [("DeviceID", "D:"), ("DriveType", 5U), ("Size", null), ("FreeSpace", null), ("FileSystem", null),
                    ("VolumeName", null)],
                [("DeviceID", "E:"), ("DriveType", 3U), ("Size", 536_000_000_000UL), ("FreeSpace", 1UL),
                    ("FileSystem", "ReFS"), ("VolumeName", "")])
            .Add("root/cimv2", "Win32_LogicalDiskToPartition", Link("C:", "Disk #0, Partition #1"),
                Link("E:", "Disk #1, Partition #0"))
            .Add("root/cimv2", "Win32_NetworkAdapterConfiguration",
                [("Index", 1U), ("IPEnabled", true), ("Description", "vmxnet3 Ethernet Adapter"),
                    ("MACAddress", "00:50:56:AB:CD:01"),
                    ("IPAddress", new[] { "10.1.2.3", "fe80::1" })],
                [("Index", 2U), ("IPEnabled", true), ("Description", "Intel(R) 82574L Gigabit Network Connection #2"),
                    ("MACAddress", "00:50:56:AB:CD:02"),
                    ("IPAddress", new[] { "192.168.0.3" })],
                [("Index", 3U), ("IPEnabled", false), ("Description", "WAN Miniport (IP)"), ("MACAddress", null),
                    ("IPAddress", null)])
            .Add("root/microsoft/windows/storage", "MSFT_Disk",
                [("Number", 0U), ("Size", 107_374_182_400UL), ("IsClustered", false), ("UniqueId", "6000C29A")],
                [("Number", 1U), ("Size", 536_870_912_000UL), ("IsClustered", true), ("UniqueId", "6000C29B")])
            .Add("root/cimv2", "StdRegProv")
            .On("StdRegProv", "GetDWORDValue", call => FakeCimClient.Row("", ("ReturnValue", 0),
                ("uValue", call.Arguments["sValueName"] is "UEFISecureBootEnabled" ? 1 : null)));
        return AddCounters(cim);
    }

    /// <summary>Counters that go on with each reading, as those of a running system do.</summary>
    public FakeCimClient AddCounters(FakeCimClient cim) => cim
        .Answer("root/cimv2", "Win32_PerfRawData_PerfOS_Processor", () =>
        {
            UptimeSeconds += Step;
            _idleTicks += Step * 10_000_000 * Idle;
            _reads += 100 * Step;
            return new[] { "0", "1", "2", "3", "_Total" }.Select(
                name => FakeCimClient.Row("Win32_PerfRawData_PerfOS_Processor",
                ("Name", name), ("PercentIdleTime", (ulong)_idleTicks),
                ("Timestamp_PerfTime", (ulong)(UptimeSeconds * 3_000_000)), ("Frequency_PerfTime", 3_000_000UL)));
        })
        .Answer("root/cimv2", "Win32_PerfRawData_PerfOS_Memory",
            () => [FakeCimClient.Row("Win32_PerfRawData_PerfOS_Memory",
            ("AvailableBytes", 4_294_717_440UL))])
        .Answer("root/cimv2", "Win32_PerfRawData_PerfDisk_PhysicalDisk",
            () => new[] { "0 C:", "1 E:", "2 F:", "_Total" }.Select(name =>
            FakeCimClient.Row("Win32_PerfRawData_PerfDisk_PhysicalDisk", ("Name", name),
                ("DiskReadsPersec", (uint)_reads), ("DiskReadBytesPersec", (ulong)_reads * 65536),
                ("DiskWritesPersec", (uint)(_reads / 2)), ("DiskWriteBytesPersec", (ulong)_reads * 8192))))
        .Answer("root/cimv2", "Win32_PerfRawData_Tcpip_NetworkInterface", () =>
            new[] { "vmxnet3 Ethernet Adapter", "Intel[R] 82574L Gigabit Network Connection _2",
                "isatap.corp.example" }.Select(name =>
                FakeCimClient.Row("Win32_PerfRawData_Tcpip_NetworkInterface", ("Name", name),
                    ("BytesReceivedPersec", (ulong)_reads * 10486), ("BytesSentPersec", (ulong)_reads * 5243))));

    private static (string, object?)[] Drive(uint index, ulong size, string bus, uint port, uint target) =>
    [
        ("Index", index), ("DeviceID", @"\\.\PHYSICALDRIVE" + index), ("Model", "VMware Virtual disk SCSI Disk Device"),
        ("Size", size),
        ("MediaType", bus == "USB" ? "Removable Media" : "Fixed hard disk media"), ("InterfaceType", bus),
        ("SerialNumber", null),
        ("SCSIBus", 0U), ("SCSIPort", (ushort)port), ("SCSITargetId", (ushort)target), ("SCSILogicalUnit", (ushort)0),
    ];

    private static (string, object?)[] Link(string volume, string partition) =>
    [
        ("Antecedent", FakeCimClient.Row("Win32_DiskPartition", ("DeviceID", partition))),
        ("Dependent", FakeCimClient.Row("Win32_LogicalDisk", ("DeviceID", volume))),
    ];
}
