using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Windows.Machines;
using AzMigrate.Inventory;
using AzMigrate.Tests.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Windows;

public sealed class ServerReaderTests
{
    private static readonly HostAddress Host = new(null, "10.1.2.3", 5985, 5985);

    [Fact]
    public async Task A_server_is_read_whole()
    {
        var visited = await ReadAsync(new RecordedServer().Client());
        var machine = visited.Machine;

        Assert.Equal("4234e35f-3412-cdab-9876-0123456789ab", visited.MachineId);
        Assert.Equal(visited.MachineId, machine.SmbiosUuid);
        Assert.Equal(("web01", "web01.corp.example"), (machine.Name, machine.HostName));
        Assert.Equal((MachineKind.Virtual, "VMware"), (machine.Kind, machine.Hypervisor));
        Assert.Equal((4, 2, 16384L), (machine.Cores, machine.Sockets, machine.MemoryMiB));
        Assert.Equal("Microsoft Windows Server 2019 Standard", machine.OperatingSystem.GuestName);
        Assert.Equal(OSArchitecture.X64, machine.OperatingSystem.Architecture);
        Assert.Equal((Firmware.Uefi, true), (machine.Firmware, machine.SecureBoot));
        Assert.Equal([("PhysicalDrive0", 107_374_182_400L, false), ("PhysicalDrive1", 536_870_912_000L, true)],
            machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes, disk.Shared!.Value)));
        Assert.Equal([("C:", "PhysicalDrive0", "NTFS", 50_000_000_000L),
            ("E:", "PhysicalDrive1", "ReFS", 535_999_999_999L)],
            machine.Volumes!.Select(
                volume => (volume.MountPoint, volume.DiskNames.Single(), volume.FileSystem!, volume.UsedBytes!.Value)));
        Assert.Equal(["vmxnet3 Ethernet Adapter", "Intel(R) 82574L Gigabit Network Connection #2"],
            machine.NetworkAdapters.Select(adapter => adapter.Name));
        Assert.Equal(["10.1.2.3", "fe80::1"], machine.NetworkAdapters[0].IPAddresses);
        Assert.Equal("10.1.2.3", machine.PrimaryIPAddress);
        Assert.Empty(visited.Problems);
    }

    [Theory]
    // vCenter's order is in the serial number; Windows turns the first three groups round.
    [InlineData("5FE33442-1234-ABCD-9876-0123456789AB", "VMware-42 34 e3 5f 34 12 cd ab-98 76 01 23 45 67 89 ab",
        "4234e35f-3412-cdab-9876-0123456789ab")]
    [InlineData("4C4C4544-0051-3010-8052-B4C04F4D3432", "4Q0R3M2", "4c4c4544-0051-3010-8052-b4c04f4d3432")]
    [InlineData("{6B29FC40-CA47-1067-B31D-00DD010662DA}", null, "6b29fc40-ca47-1067-b31d-00dd010662da")]
    [InlineData("00000000-0000-0000-0000-000000000000", "X1", null)]
    [InlineData("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "X1", null)]
    [InlineData("44444444-4444-4444-4444-444444444444", "X1", null)]
    [InlineData("03000200-0400-0500-0006-000700080009", "To be filled by O.E.M.", null)]
    [InlineData("Not Settable", null, null)]
    [InlineData("11111111-2222-3333-4444-555555555555", "VMware-42 34", "11111111-2222-3333-4444-555555555555")]
    public void UUIDs_and_what_is_none(string? uuid, string? serial, string? expected) =>
        Assert.Equal(expected, HardwareId.Uuid(uuid, serial));

    [Theory]
    [InlineData("CZJ1234567", "CZJ1234567")]
    [InlineData("To be filled by O.E.M.", null)]
    [InlineData("0000000000", null)]
    [InlineData("   ", null)]
    [InlineData("None", null)]
    public void Serial_numbers_and_what_is_none(string serial, string? expected) =>
        Assert.Equal(expected, HardwareId.Serial(serial));

    [Fact]
    public async Task Without_a_UUID_the_serial_number_is_the_identity_and_without_both_there_is_none()
    {
        const string None = "00000000-0000-0000-0000-000000000000";
        var serial = await ReadAsync(
            new RecordedServer { Uuid = None, Serial = "CZJ 1/2", Maker = "HPE",
            Model = "ProLiant DL380 Gen10" }.Client());
        var nothing = await ReadAsync(
            new RecordedServer { Uuid = None, Serial = "Default string", Maker = "HPE" }.Client());

        Assert.Equal("serial-hpe-czj_1_2", serial.MachineId);
        Assert.Equal(MachineKind.Physical, serial.Machine.Kind);
        Assert.Null(serial.Machine.SmbiosUuid);
        Assert.Null(nothing.MachineId);
    }

    [Theory]
    [InlineData("Microsoft Corporation", "Virtual Machine", MachineKind.Virtual, "Hyper-V")]
    [InlineData("Microsoft Corporation", "Surface Pro", MachineKind.Physical, null)]
    [InlineData("Dell Inc.", "PowerEdge R740", MachineKind.Physical, null)]
    [InlineData("Amazon EC2", "m5.large", MachineKind.Virtual, "Amazon Nitro")]
    [InlineData("Amazon EC2", "m5.metal", MachineKind.Physical, null)]
    [InlineData("", "", MachineKind.Unknown, null)]
    public void Virtual_or_physical(string maker, string model, MachineKind kind, string? hypervisor) =>
        Assert.Equal((kind, hypervisor), Platform.Of(maker, model));

    [Theory]
    [InlineData("Microsoft® Windows Server® 2008 Standard ", "6002", "3", "Microsoft Windows Server 2008 Standard")]
    [InlineData("Microsoft Windows 10\u00A0Enterprise LTSC", "17763", "1", "Microsoft Windows 10 Enterprise LTSC")]
    [InlineData("", "17763", "2", "Microsoft Windows Server 2019")]
    [InlineData(null, "22631", "1", "Microsoft Windows 11")]
    [InlineData(null, "26100", "3", "Microsoft Windows Server 2025")]
    [InlineData(null, "3790", "3", null)]
    public void The_edition_of_Windows(string? caption, string build, string type, string? expected) =>
        Assert.Equal(expected,
        WindowsSystem.Read(FakeCimClient.Row(
            "X", ("Caption", caption), ("BuildNumber", build), ("ProductType", type))).GuestName);

    [Theory]
    [InlineData("64-bit", OSArchitecture.X64)]
    [InlineData("64 位", OSArchitecture.X64)]
    [InlineData("32 bits", OSArchitecture.X86)]
    [InlineData("ARM 64-bit Processor", OSArchitecture.Arm64)]
    [InlineData(null, OSArchitecture.Unknown)]
    public void The_architecture_in_any_language(string? text, OSArchitecture expected) => Assert.Equal(expected,
        WindowsSystem.Read(FakeCimClient.Row("X", ("OSArchitecture", text))).Architecture);

    [Fact]
    public void Disks_by_two_paths_count_once_and_those_without_a_size_are_told()
    {
        var notes = new List<string>();
        var disks = ServerDisks.Read(
        [
            Drive(0, "10", "naa.1", port: 1, unit: 0), Drive(1, "500", "naa.2", port: 2, unit: 5),
            Drive(2, "500", "naa.2", port: 3, unit: 5),
            Drive(3, null, "naa.3", port: 2, unit: 6), Drive(4, "500", "naa.2", port: 2, unit: 7),
            Drive(5, "500", null, port: 2, unit: 5),
        ], [], [FakeCimClient.Row(
            "P", ("DiskIndex", "4"), ("BootPartition", "true"), ("Type", "Installable File System"))], notes.Add);

        Assert.Equal(["PhysicalDrive4", "PhysicalDrive0", "PhysicalDrive1", "PhysicalDrive5"],
            disks.Select(disk => disk.Name));
        Assert.Contains("PhysicalDrive2 is PhysicalDrive1 by another path", notes[0], StringComparison.Ordinal);
        Assert.Contains("PhysicalDrive3 tells no size", notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GPT: System", false, Firmware.Uefi)]
    [InlineData("GPT : Système", true, Firmware.Uefi)]
    [InlineData("Installable File System", true, Firmware.Bios)]
    [InlineData("GPT: Basic Data", false, Firmware.Unknown)]
    public void The_firmware_by_the_partition_it_starts_from(string type, bool isBoot, Firmware expected) =>
        Assert.Equal(expected,
            ServerDisks.Firmware([FakeCimClient.Row("P", ("Type", type), ("BootPartition", isBoot))]));

    [Fact]
    public void Two_adapters_of_one_name_stay_apart()
    {
        var adapters = ServerAdapters.Read([
            FakeCimClient.Row("A", ("Index", 3), ("Description", "NIC")),
            FakeCimClient.Row("A", ("Index", 7), ("Description", "nic"))]);

        Assert.Equal(["NIC", "nic (7)"], adapters.Select(adapter => adapter.Name));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_goes_on()
    {
        var cim = new RecordedServer().Client().Without("root/cimv2", "Win32_PhysicalMemory")
            .Without("root/cimv2", "StdRegProv")
            .Fail("Win32_DiskDrive", CimErrors.AccessDenied("srv", "root/cimv2")).Fail("root/microsoft/windows/storage",
                CimErrors.NamespaceNotFound("srv", "root/microsoft/windows/storage"));
        var visited = await ReadAsync(cim);

        Assert.Equal(16384, visited.Machine.MemoryMiB);
        Assert.Empty(visited.Machine.Disks);
        Assert.Null(visited.Machine.SecureBoot);
        Assert.Equal(2, visited.Problems.Count);
        Assert.All(visited.Problems,
            problem => Assert.Equal(("Source.PartUnknown", "10.1.2.3"), (problem.Code, problem.Target)));
    }

    [Theory]
    [InlineData("Win32_ComputerSystem")]
    [InlineData("Win32_OperatingSystem")]
    public async Task Without_the_system_there_is_no_machine(string className)
    {
        var cim = new RecordedServer().Client().Without("root/cimv2", className).Add("root/cimv2", className);

        Assert.Equal("Source.AnswerInvalid",
            (await Assert.ThrowsAsync<AzMigrate.Discovery.SourceException>(() => ReadAsync(cim))).Code);
    }

    private static Task<VisitedMachine> ReadAsync(FakeCimClient cim) =>
        new ServerReader(cim, Host, "win").ReadAsync(default);

    private static CimRow Drive(int index, string? size, string? serial, int port, int unit) =>
        FakeCimClient.Row("Win32_DiskDrive",
        ("Index", index), ("Size", size), ("SerialNumber", serial), ("SCSIPort", port), ("SCSILogicalUnit", unit),
        ("InterfaceType", "SCSI"));
}
