using AzMigrate.Discovery.Import;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Import;

public sealed class RVToolsTests
{
    private const string OS = "OS according to the configuration file";
    private const long MiB = 1 << 20;
    private static readonly object?[] Info =
        ["VM", "Powerstate", "Template", "SRM Placeholder", "CPUs", "Memory", OS, "VM ID", "VM UUID", "VI SDK UUID"];
    private static readonly object?[] DiskHeadings =
        ["VM", "VM ID", "VI SDK UUID", "Disk", "Capacity MiB", "Controller", "Label", "Unit #", "Disk Path"];

    private static object?[] Machine(
        string name, string? id = "vm-1", string? uuid = null, string? vCenter = "VC-1", object? cpus = null) =>
        [name, "poweredOn", false, false, cpus ?? 2, 4096, "Debian GNU/Linux 12 (64-bit)", id, uuid, vCenter];

    [Theory]
    [InlineData("Provisioned MB", "In Use MB")]
    [InlineData("Provisioned MiB", "In use MiB")]
    [InlineData("Provisioned MiB", "In Use MiB")]
    [InlineData("vInfoProvisioned", "vInfoInUse")]
    public void Headings_of_versions_3_to_4_and_of_databases(string provisioned, string inUse)
    {
        var isDatabase = provisioned.StartsWith("vInfo", StringComparison.Ordinal);
        string H(string normal, string database) => isDatabase ? database : normal;
        var machine = Assert.Single(Files.Workbook(("vInfo",
        [
            [H("VM", "vInfoVMName"), H("Powerstate", "vInfoPowerstate"), H("Template", "vInfoTemplate"),
                H("DNS Name", "vInfoGuestHostName"), H("CPUs", "vInfoCPUs"), H("Memory", "vInfoMemory"),
                H("NICs", "vInfoNICs"),
                H("Disks", "vInfoDisks"), provisioned, inUse, H("Datacenter", "vInfoDataCenter"),
                H("Cluster", "vInfoCluster"),
                H("Host", "vInfoHost"), H("Folder", "vInfoFolder"), H("Resource pool", "vInfoResourcepool"),
                H(OS, "vInfoOS"), H("OS according to the VMware Tools", "vInfoOSTools"), H("Firmware", "vInfoFirmware"),
                H("EFI Secure boot", "vInfoEFISecureBoot"), H("Creation date", "vInfoCreationDate"), "Path",
                "SMBIOS UUID", "VM UUID"],
            ["web", "poweredOff", false, "web.contoso.example", 4, 8192, 2, 3, 1000, 400, "dc", "cl", "esx",
                "f/g", "rp",
                "Microsoft Windows Server 2016 or later (64-bit)", "Microsoft Windows Server 2022 (64-bit)",
                "efi", true,
                "2024/03/02 10:11:12", "[ds1] web/web.vmx", "4201A1B2-0000-4000-8000-000000000001",
                "5001A1B2-0000-4000-8000-000000000001"],
        ])).Machines);

        Assert.Equal("rvtools/5001a1b2-0000-4000-8000-000000000001", machine.Id);
        Assert.Equal(("web", "web.contoso.example", PowerState.Off, 4, 8192L),
            (machine.Name, machine.HostName, machine.PowerState, machine.Cores, machine.MemoryMiB));
        Assert.Equal(("Microsoft Windows Server 2016 or later (64-bit)", "Microsoft Windows Server 2022 (64-bit)"),
            (machine.OperatingSystem.Name, machine.OperatingSystem.GuestName));
        Assert.Equal((Firmware.Uefi, true, MachineKind.Virtual, "VMware"),
            (machine.Firmware, machine.SecureBoot, machine.Kind, machine.Hypervisor));
        Assert.Equal(new DiskTotals { DiskCount = 3, InUseBytes = 400 * MiB, ProvisionedBytes = 1000 * MiB },
            machine.DiskTotals);
        Assert.Equal(2, machine.NetworkAdapterCount);
        Assert.Equal(("dc", "cl", "esx", "f/g", "rp"),
            (machine.Placement.Datacenter, machine.Placement.Cluster, machine.Placement.Host, machine.Placement.Folder,
            machine.Placement.ResourcePool));
        Assert.Equal(["ds1"], machine.Placement.Datastores);
        Assert.Equal(("4201a1b2-0000-4000-8000-000000000001", "5001a1b2-0000-4000-8000-000000000001"),
            (machine.SmbiosUuid, machine.InstanceUuid));
        Assert.Equal(new DateTimeOffset(2024, 3, 2, 10, 11, 12, TimeSpan.Zero), machine.CreatedAt);
    }

    [Fact]
    public void Identity_is_vCenter_and_VM_ID_else_UUID_else_name()
    {
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("a"), Machine("b", "vm-2", "U-2", null), Machine("C", null, null, null)]));

        Assert.Equal(["rvtools:vc-1/vm-1", "rvtools/u-2", "rvtools/c"], result.Machines.Select(m => m.Id));
        Assert.Equal(["rvtools:vc-1", "rvtools", "rvtools"], result.Machines.Select(m => m.Source));
    }

    [Fact]
    public void SourceName_keeps_two_vCenters_apart()
    {
        var bytes = Files.WorkbookBytes(("vInfo", [Info, Machine("a"), Machine("b", vCenter: "VC-2")]));
        var machines = Files.Read(bytes, new() { SourceName = "emea" }).Machines;

        Assert.Equal(["emea/vc-1/vm-1", "emea/vc-2/vm-1"], machines.Select(m => m.Id));
        Assert.All(machines, m => Assert.Equal("emea", m.Source));
    }

    [Fact]
    public void I2_a_repeated_VM_ID_is_an_error_and_its_disks_count_once()
    {
        object?[] disk = ["a", "vm-1", "VC-1", "Hard disk 1", 1024, "SCSI controller 0", null, 0, "[ds] a.vmdk"];
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("a"), Machine("a again")]), ("vDisk", [DiskHeadings, disk, disk]));

        Assert.Equal("a", Assert.Single(result.Machines).Name);
        Assert.Single(result.Machines[0].Disks);
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("Import.DuplicateMachine", "vInfo", 3, "VM ID"),
            (problem.Code, problem.Sheet, problem.Row!.Value, problem.Column));
        Assert.Contains("Rows 2 and 3", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void I2_a_repeated_UUID_is_an_error_only_where_it_is_the_identity()
    {
        var clones = Files.Workbook(("vInfo", [Info, Machine("a", "vm-1", "U"), Machine("b", "vm-2", "U")]));
        Assert.Equal(2, clones.Machines.Count);
        Assert.Empty(clones.Problems);

        var repeated = Files.Workbook(("vInfo", [Info, Machine("a", null, "U"), Machine("b", null, "u")]));
        Assert.Single(repeated.Machines);
        Assert.Equal(("Import.DuplicateMachine", "VM UUID"),
            (Assert.Single(repeated.Problems).Code, repeated.Problems[0].Column));
    }

    [Fact]
    public void Disks_join_by_vCenter_and_VM_ID()
    {
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("same"), Machine("same", vCenter: "VC-2")]),
            ("vDisk", [DiskHeadings,
                ["same", "vm-1", "VC-2", "Hard disk 1", 2048, null, null, null, null],
                ["same", "vm-1", "VC-1", "Hard disk 1", 1024, null, null, null, null]]));

        Assert.Equal([1024 * MiB, 2048 * MiB], result.Machines.Select(m => Assert.Single(m.Disks).CapacityBytes));
        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData("VM UUID", "U-1")]
    [InlineData("VM ID", "vm-1")]
    [InlineData("Other", "")]
    public void Disks_join_by_UUID_else_VM_ID_else_name(string column, string key)
    {
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("a", "vm-1", "u-1"), Machine("b", "vm-2", "u-2")]),
            ("vDisk", [["VM", column, "Disk", "Capacity MB"], ["a", key, "Hard disk 1", 10]]));

        Assert.Single(result.Machines[0].Disks);
        Assert.Empty(result.Machines[1].Disks);
    }

    [Fact]
    public void Rows_that_fit_no_machine_or_several_are_warnings_and_never_guessed()
    {
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("twin", "vm-1"), Machine("twin", "vm-2")]),
            ("vDisk", [["VM", "Disk", "Capacity MiB"], ["twin", "Hard disk 1", 10], ["gone", "Hard disk 1", 10]]));

        Assert.All(result.Machines, m => Assert.Empty(m.Disks));
        Assert.Equal(["Import.RowsWithoutMachine", "Import.RowsAmbiguous"], result.Problems.Select(p => p.Code));
        Assert.All(result.Problems, p => Assert.Equal("vDisk", p.Sheet));
    }

    [Fact]
    public void OS_disk_is_the_lowest_unit_of_the_lowest_controller()
    {
        var disks = Assert.Single(Files.Workbook(("vInfo", [Info, Machine("a")]), ("vDisk", [DiskHeadings,
            ["a", "vm-1", "VC-1", "Hard disk 4", 4, "NVME controller 0", null, 0, "[d4] 4"],
            ["a", "vm-1", "VC-1", "Hard disk 3", 3, "VMware paravirtual SCSI", "SCSI controller 1", 0, "[d3] 3"],
            ["a", "vm-1", "VC-1", "Hard disk 2", 2, "SCSI controller 0", null, 0, "[d2] 2"],
            ["a", "vm-1", "VC-1", "Hard disk 1", 1, "SCSI controller 0", null, 1, "[d1] 1"],
            ["a", "vm-1", "VC-1", "Hard disk 5", 5, "IDE 1", null, 0, "[d5] 5"]])).Machines).Disks;

        Assert.Equal(["scsi0:0", "scsi0:1", "scsi1:0", "nvme0:0", "ide1:0"], disks.Select(d => d.Name));
        Assert.Equal([2, 1, 3, 4, 5], disks.Select(d => d.CapacityBytes / MiB));
        Assert.Equal("VMware paravirtual SCSI", disks[2].Controller);
    }

    [Fact]
    public void Disk_names_are_unique_where_the_tab_does_not_tell_the_address()
    {
        var machine = Assert.Single(
            Files.Workbook(("vInfo", [Info, Machine("a")]),
            ("vDisk", [["VM", "VM ID", "Disk", "Capacity MB", "Path", "SCSI Unit #"],
            ["a", "vm-1", "Hard disk 2", 2, "[x] b", null], ["a", "vm-1", "Hard disk 1", 1, "[x] a", null],
            ["a", "vm-1", "Hard disk 1", 3, "[y] c", null],
            ["a", "vm-1", "Hard disk 9", 9, "[y] d", "1:4"]])).Machines);

        Assert.Equal(["disk1", "disk1#2", "disk2", "scsi1:4"], machine.Disks.Select(d => d.Name));
        Assert.Equal(["x", "y"], machine.Placement.Datastores);
    }

    [Fact]
    public void Disk_properties_are_read()
    {
        var disk = Assert.Single(Assert.Single(Files.Workbook(("vInfo", [Info, Machine("a")]), ("vDisk", [
            ["VM", "VM ID", "Disk", "Capacity MiB", "Raw", "Disk Mode", "Sharing mode", "Thin", "Shared Bus",
                "Disk Path"],
            ["a", "vm-1", "Hard disk 1", 1, true, "independent_persistent", "sharingMultiWriter", "False", "noSharing",
                "[x] a.vmdk"]])).Machines).Disks);

        Assert.Equal((true, "independent_persistent", true, false, "[x] a.vmdk", "Hard disk 1"),
            (disk.RawDevice, disk.Mode, disk.Shared, disk.ThinProvisioned, disk.BackingPath, disk.Label));
    }

    [Fact]
    public void A_disk_without_capacity_is_a_warning()
    {
        var result = Files.Workbook(("vInfo", [Info, Machine("a")]),
            ("vDisk", [DiskHeadings, ["a", "vm-1", "VC-1", "Hard disk 1", null, null, null, 0, null]]));

        Assert.Empty(Assert.Single(result.Machines).Disks);
        Assert.Equal(("Import.DiskCapacityMissing", 2),
            (Assert.Single(result.Problems).Code, result.Problems[0].Row!.Value));
    }

    [Fact]
    public void CPU_and_memory_tabs_give_sockets_momentary_usage_and_what_vInfo_lacks()
    {
        object?[] blank = ["b", "poweredOn", false, false, null, null, "x", "vm-2", null, "VC-1"];
        var result = Files.Workbook(
            ("vInfo", [Info, Machine("a"), blank,
            ["c", "poweredOn", false, false, null, null, "x", "vm-3", null, "VC-1"]]),
            ("vCPU", [["VM", "VM ID", "VI SDK UUID", "CPUs", "Sockets", "Overall"], ["a", "vm-1", "VC-1", 9, 2, 345],
                ["b", "vm-2", "VC-1", 6, 1, 0]]),
            ("vMemory", [["VM", "VM ID", "VI SDK UUID", "Size MB", "Active", "Consumed"],
                ["a", "vm-1", "VC-1", 9, 100, 200], ["b", "vm-2", "VC-1", 512, 1, 2]]));

        Assert.Equal(2, result.Machines.Count);
        Assert.Equal((2, 4096L, 2),
            (result.Machines[0].Cores, result.Machines[0].MemoryMiB, result.Machines[0].Sockets!.Value));
        Assert.Equal(new MomentaryUsage { CpuMHz = 345, ActiveMemoryMiB = 100, ConsumedMemoryMiB = 200 },
            result.Machines[0].MomentaryUsage);
        Assert.Equal((6, 512L), (result.Machines[1].Cores, result.Machines[1].MemoryMiB));
        Assert.Equal([("Import.CoresInvalid", 4), ("Import.MemoryInvalid", 4)],
            result.Problems.Select(p => (p.Code, p.Row!.Value)));
    }

    [Fact]
    public void U5_momentary_figures_are_no_utilisation()
    {
        var machine = Assert.Single(
            Files.Workbook(("vInfo", [Info, Machine("a")]), ("vCPU", [["VM", "Overall"], ["a", 100]])).Machines);

        Assert.Null(machine.Utilization);
    }

    [Fact]
    public void D7_without_vDisk_the_totals_stand_and_partitions_fill_their_gaps()
    {
        var machines = Files.Workbook(
            ("vInfo", [["VM", "CPUs", "Memory", OS, "Disks", "Provisioned MiB", "In Use MiB",
                "Total disk capacity MiB"],
                ["a", 1, 1, "x", 2, 300, 100, 250], ["b", 1, 1, "x", 1, null, null, null]]),
            ("vPartition", [["VM", "Disk", "Capacity MB", "Consumed MB"], ["a", "C:\\", 70, 7], ["b", "C:\\", 50, 20],
                ["b", "D:\\", 50, 25]])).Machines;

        Assert.Equal(new DiskTotals { DiskCount = 2, InUseBytes = 100 * MiB, ProvisionedBytes = 250 * MiB },
            machines[0].DiskTotals);
        Assert.Equal(new DiskTotals { DiskCount = 1, InUseBytes = 45 * MiB, ProvisionedBytes = 100 * MiB },
            machines[1].DiskTotals);
    }

    [Theory]
    [InlineData("NIC label", "IPv4 Address", "IPv6 Address")]
    [InlineData("Network adapter", "IP Address", "Other")]
    [InlineData("vNetworkNic", "vNetworkIP4Address", "vNetworkIP6Address")]
    public void Adapters_are_read(string label, string ip, string ipv6)
    {
        var adapters = Assert.Single(Files.Workbook(("vInfo", [Info, Machine("a")]), ("vNetwork", [
            ["VM", "VM ID", label, "Adapter", "Network", "Connected", "Mac Address", ip, ipv6],
            ["a", "vm-1", "Network adapter 1", "Vmxnet3", "VLAN-1", true, "00:50:56:00:00:01", "10.0.0.1, 10.0.0.2",
                "2001:DB8::1"],
            ["a", "vm-1", "Network adapter 1", "E1000", "VLAN-2", "False", null, null,
                null]])).Machines).NetworkAdapters;

        Assert.Equal(["Network adapter 1", "Network adapter 1#2"], adapters.Select(a => a.Name));
        Assert.Equal(("Vmxnet3", "VLAN-1", true, "00:50:56:00:00:01"),
            (adapters[0].AdapterType, adapters[0].Network, adapters[0].Connected, adapters[0].MacAddress));
        Assert.Equal(ipv6 == "Other" ? ["10.0.0.1", "10.0.0.2"] : ["10.0.0.1", "10.0.0.2", "2001:db8::1"],
            adapters[0].IPAddresses);
        Assert.False(adapters[1].Connected);
    }

    [Fact]
    public void Templates_and_placeholders_are_left_out_unless_asked_for()
    {
        object?[] template = ["t", "poweredOff", true, false, 1, 1, "x", "vm-8", null, "VC-1"];
        object?[] placeholder = ["p", "poweredOff", "False", "True", 1, 1, "x", "vm-9", null, "VC-1"];
        var bytes = Files.WorkbookBytes(("vInfo", [Info, Machine("a"), template, placeholder]),
            ("vDisk", [DiskHeadings, ["t", "vm-8", "VC-1", "Hard disk 1", 10, null, null, 0, null]]));

        var without = Files.Read(bytes);
        Assert.Equal("a", Assert.Single(without.Machines).Name);
        Assert.Equal((3, 1, 1), (without.RowsRead, without.TemplatesLeftOut, without.PlaceholdersLeftOut));
        Assert.Empty(without.Problems);

        var with = Files.Read(bytes, new() { IncludeTemplates = true, IncludePlaceholders = true });
        Assert.Equal([(false, false), (true, false), (false, true)],
            with.Machines.Select(m => (m.IsTemplate, m.IsPlaceholder)));
        Assert.Single(with.Machines[1].Disks);
        Assert.Equal((0, 0), (with.TemplatesLeftOut, with.PlaceholdersLeftOut));
    }

    [Fact]
    public void I1_a_broken_row_is_an_error_with_its_place()
    {
        var result = Files.Workbook(("vInfo", [Info, Machine("a"), Machine("b", "vm-2", cpus: "four")]));

        Assert.Single(result.Machines);
        var problem = Assert.Single(result.Problems);
        Assert.Equal("estate.file, vInfo, row 3, column CPUs", problem.Place);
        Assert.Equal((ProblemSeverity.Error, "Import.CoresInvalid", "b"),
            (problem.Severity, problem.Code, problem.Target));
        Assert.Contains("'four'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_OS_columns_are_an_error_for_every_row()
    {
        var result = Files.Workbook(("vInfo", [["VM", "CPUs", "Memory"], ["a", 1, 1], ["b", 1, 1]]));

        Assert.Empty(result.Machines);
        Assert.Equal(["Import.OSColumnMissing", "Import.OSColumnMissing"], result.Problems.Select(p => p.Code));
    }

    [Fact]
    public void Numbers_as_text_are_read_with_their_grouping()
    {
        var machine = Assert.Single(
            Files.Workbook(("vInfo",
            [["VM", "CPUs", "Memory", OS, "In Use MB"], ["a", "4", "16,384", "x", "1.048.576"]])).Machines);

        Assert.Equal((4, 16384L, 1048576L * MiB),
            (machine.Cores, machine.MemoryMiB, machine.DiskTotals!.InUseBytes!.Value));
    }

    [Fact]
    public void Notes_are_never_read()
    {
        var result = Files.Workbook(
            ("vInfo", [["VM", "CPUs", "Memory", OS, "Annotation"], ["a", 1, 1, "x", "root password: canary"]]));

        Assert.DoesNotContain("canary", System.Text.Json.JsonSerializer.Serialize(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    public void The_vInfo_tab_saved_as_CSV_is_read(char separator)
    {
        var result = Files.Csv($"VM,Powerstate,Template,CPUs,Memory,Disks,Provisioned MiB,{OS},VM UUID\nweb,poweredOn,False,2,4096,1,2048,Debian,u-1".Replace(',', separator));

        Assert.Equal(InventoryFormat.RVTools, result.Format);
        var machine = Assert.Single(result.Machines);
        Assert.Equal(("rvtools/u-1", 2, 4096L, 2048 * MiB),
            (machine.Id, machine.Cores, machine.MemoryMiB, machine.DiskTotals!.ProvisionedBytes!.Value));
    }

    [Fact]
    public void Date_cells_are_dates()
    {
        object?[] headings = ["VM", "CPUs", "Memory", OS, "Creation date"];
        var result = Files.Workbook(("vInfo", [headings, ["a", 1, 1, "x", 45353.5], ["b", 1, 1, "x", "02.03.2024"]]));

        Assert.Equal(new DateTimeOffset(2024, 3, 2, 12, 0, 0, TimeSpan.Zero), result.Machines[0].CreatedAt);
        Assert.Null(result.Machines[1].CreatedAt);
        Assert.Equal("Import.ValueIgnored", Assert.Single(result.Problems).Code);
    }
}
