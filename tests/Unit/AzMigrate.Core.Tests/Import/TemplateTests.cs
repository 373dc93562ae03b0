using System.Text;
using AzMigrate.Discovery.Import;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Import;

public sealed class TemplateTests
{
    private const string Headings = "*Server name,IP addresses,*Cores,*Memory (In MB),*OS name";
    private const long GiB = 1L << 30;

    [Fact]
    public void Todays_template_gives_all_values()
    {
        var machine = Assert.Single(Files.Csv("""
            *Server name, IP addresses,*Cores,*Memory (In MB),*OS name,OS version,OS architecture,Server type,Hypervisor,CPU utilization percentage,Memory utilization percentage,Network adapters,Network In throughput,Network Out throughput,Boot type,Number of disks,Storage in use (In GB),Disk 1 size (In GB),Disk 1 read throughput (MB per second),Disk 1 write throughput (MB per second),Disk 1 read ops (operations per second),Disk 1 write ops (operations per second),Disk 2 size (In GB),Disk 2 read throughput (MB per second),Disk 2 write throughput (MB per second),Disk 2 read ops (operations per second),Disk 2 write ops (operations per second)
            Web.Contoso.Example,10.0.0.1;10.0.0.2,4,8192,Windows Server 2019,1809,x64,Virtual,VMware,42.5,61,2,1.5,2.5,UEFI,2,80,127,1,2,30,40,500.5,3,4,50,60
            """).Machines);

        Assert.Equal("csv/web.contoso.example", machine.Id);
        Assert.Equal("csv", machine.Source);
        Assert.Equal("Web.Contoso.Example", machine.Name);
        Assert.Equal((4, 8192L), (machine.Cores, machine.MemoryMiB));
        Assert.Equal(("Windows Server 2019", "1809", OSArchitecture.X64),
            (machine.OperatingSystem.Name, machine.OperatingSystem.Version, machine.OperatingSystem.Architecture));
        Assert.Equal((MachineKind.Virtual, "VMware", Firmware.Uefi),
            (machine.Kind, machine.Hypervisor, machine.Firmware));
        Assert.Equal(new MachineUtilization { CpuPercent = 42.5, MemoryPercent = 61, NetworkInMBps = 1.5,
            NetworkOutMBps = 2.5 },
            machine.Utilization);
        Assert.Equal(2, machine.NetworkAdapterCount);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], machine.NetworkAdapters[0].IPAddresses);
        Assert.Equal(new DiskTotals { DiskCount = 2, InUseBytes = 80 * GiB }, machine.DiskTotals);
        Assert.Equal(["disk1", "disk2"], machine.Disks.Select(d => d.Name));
        Assert.Equal([127 * GiB, (500 * GiB) + (GiB / 2)], machine.Disks.Select(d => d.CapacityBytes));
        Assert.Equal(new DiskUtilization { ReadMBps = 3, WriteMBps = 4, ReadOpsPerSecond = 50, WriteOpsPerSecond = 60 },
            machine.Disks[1].Utilization);
    }

    [Fact]
    public void A_name_gives_no_order_to_the_terminal_that_shows_it()
    {
        var machine = Assert.Single(Files.Csv($"{Headings}\nweb\u001b[2J\u009b31m01,,2,4096,Linux").Machines);
        Assert.Equal("web [2J 31m01", machine.Name);
    }

    [Fact]
    public void Older_template_gives_totals_firmware_and_mac_address()
    {
        var machine = Assert.Single(Files.Csv("""
            Server name,IP address(es),Cores,Memory,OS name,Total disks read ops,Total disks write ops,Total disks read throughput,Total disks write throughput,Firmware type,MAC address,Number of disks
            db01,10.0.0.9,8,16384,CentOS,100,200,10,20,BIOS,00:50:56:00:00:01,3
            """).Machines);

        Assert.Equal(new DiskTotals
        {
            DiskCount = 3,
            Utilization = new DiskUtilization { ReadOpsPerSecond = 100, WriteOpsPerSecond = 200, ReadMBps = 10,
                WriteMBps = 20 },
        }, machine.DiskTotals);
        Assert.Empty(machine.Disks);
        Assert.Equal(Firmware.Bios, machine.Firmware);
        var adapter = Assert.Single(machine.NetworkAdapters);
        Assert.Equal("00:50:56:00:00:01", adapter.MacAddress);
        Assert.Equal(["10.0.0.9"], adapter.IPAddresses);
    }

    [Theory]
    [InlineData("*Server name", "*Cores", "*Memory (In MB)", "*OS name")]
    [InlineData("Server name", "Cores", "Memory", "OS name")]
    [InlineData(" server NAME ", "* cores", "Memory (in mb)", "Os Name")]
    [InlineData("ServerName", "CORES", "MemoryInMB", "Operating system")]
    public void Headings_are_known_without_regard_to_stars_case_and_spaces(
        string name, string cores, string memory, string os)
    {
        var machine = Assert.Single(Files.Csv($"{name},{cores},{memory},{os}\na,2,1024,Debian").Machines);

        Assert.Equal(("a", 2, 1024L, "Debian"),
            (machine.Name, machine.Cores, machine.MemoryMiB, machine.OperatingSystem.Name));
    }

    [Theory]
    [InlineData("Disk 3 read ops", "Disk 3 write ops", "Disk 3 read throughput", "Disk 3 write throughput",
        "Disk 3 size")]
    [InlineData("disk3 READ ops (operations per second)", "Disk 3 write ops (operations per second)",
        "Disk 3 read throughput (MB per second)", "Disk 3 write throughput (MB per second)", "Disk 3 size (In GB)")]
    public void Any_number_of_disk_columns_is_read(
        string readOps, string writeOps, string read, string write, string size)
    {
        var disk = Assert.Single(Assert.Single(Files.Csv(
            $"{Headings},{readOps},{writeOps},{read},{write},{size},Disk 40 size (In GB)\na,,1,1,x,1,2,3,4,5,").Machines).Disks);

        Assert.Equal("disk3", disk.Name);
        Assert.Equal(5 * GiB, disk.CapacityBytes);
        Assert.Equal(new DiskUtilization { ReadOpsPerSecond = 1, WriteOpsPerSecond = 2, ReadMBps = 3, WriteMBps = 4 },
            disk.Utilization);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Separator_is_found(char separator) =>
        Assert.Equal("a", Assert.Single(Files.Csv((Headings + "\na,,1,1,x").Replace(',', separator)).Machines).Name);

    [Fact]
    public void Separator_line_of_Excel_decides_and_is_no_row()
    {
        var result = Files.Csv("sep=|\r\n" + (Headings + "\r\na,,1,1,x\r\n,,1,1,x").Replace(',', '|'));

        Assert.Single(result.Machines);
        Assert.Equal(3, Assert.Single(result.Problems).Row);
    }

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8+bom", "utf-16le", "utf-16le+bom", "utf-16be", "utf-16be+bom"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encoding_is_found_with_and_without_mark(string name)
    {
        var mark = name.EndsWith("+bom", StringComparison.Ordinal);
        Encoding encoding = name.StartsWith("utf-8", StringComparison.Ordinal)
            ? new UTF8Encoding(mark) : new UnicodeEncoding(name.Contains("be", StringComparison.Ordinal), mark);
        var bytes = encoding.GetPreamble().Concat(encoding.GetBytes(Headings + "\r\nZürich-日本-🛒,,1,1,x\r\n")).ToArray();

        var result = Files.Read(bytes);

        Assert.Equal("Zürich-日本-🛒", Assert.Single(result.Machines).Name);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Text_that_is_not_Unicode_is_read_with_a_warning()
    {
        var result = Files.Read(Encoding.Latin1.GetBytes(Headings + "\nZürich,,1,1,x"));

        Assert.Equal("Zürich", Assert.Single(result.Machines).Name);
        Assert.Equal("Import.EncodingGuessed", Assert.Single(result.Problems).Code);
    }

    [Fact]
    public void Quoted_fields_keep_separators_quotes_and_line_breaks()
    {
        var result = Files.Csv(Headings + "\r\n\"a,\"\"b\"\"\r\nc\" ,,1,1,\"x;y\"\r\nd,,1,1,x");

        Assert.Equal(["a,\"b\"\r\nc", "d"], result.Machines.Select(m => m.Name));
        Assert.Equal("x;y", result.Machines[0].OperatingSystem.Name);
    }

    [Theory]
    [InlineData(";", "16.384", "12,5", 16384, 12.5)]
    [InlineData(";", "16384", "1.234,5", 16384, 1234.5)]
    [InlineData(",", "\"16,384\"", "12.5", 16384, 12.5)]
    [InlineData(",", "16384", "\"1,234.5\"", 16384, 1234.5)]
    [InlineData(";", "16 384", "1 234,5", 16384, 1234.5)]
    [InlineData(";", "16'384", "1'234.5", 16384, 1234.5)]
    [InlineData(";", "16.384", "1.234.567,5", 16384, 1234567.5)]
    public void Numbers_of_any_culture(string separator, string memory, string size, long memoryMiB, double gib)
    {
        var headings = (Headings + ",Disk 1 size (In GB)").Replace(",", separator);
        var result = Files.Csv($"{headings}\n" + string.Join(separator, "a", "", "2", memory, "x", size));

        var machine = Assert.Single(result.Machines);
        Assert.Equal(memoryMiB, machine.MemoryMiB);
        Assert.Equal((long)Math.Round(gib * GiB), Assert.Single(machine.Disks).CapacityBytes);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void A_number_with_two_readings_follows_the_rest_of_the_file()
    {
        var result = Files.Csv("Server name;Cores;Memory;OS name;Disk 1 size\na;1;1;x;1.234\nb;1;1;x;0.5");

        Assert.Equal((long)Math.Round(1.234 * GiB), result.Machines[0].Disks[0].CapacityBytes);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void A_number_with_two_readings_that_nothing_decides_is_a_warning()
    {
        var result = Files.Csv("Server name;Cores;Memory;OS name;Disk 1 size\na;1;1;x;1.234");

        Assert.Equal(1234 * GiB, result.Machines[0].Disks[0].CapacityBytes);
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("Import.NumberAmbiguous", ProblemSeverity.Warning, 2, "Disk 1 size"),
            (problem.Code, problem.Severity, problem.Row!.Value, problem.Column));
        Assert.Contains("'1.234'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("1234", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",,1,1,x", "Import.NameMissing", "*Server name")]
    [InlineData("a,,,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,0,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,-2,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,2.5,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,two,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,1e99,1,x", "Import.CoresInvalid", "*Cores")]
    [InlineData("a,,1,,x", "Import.MemoryInvalid", "*Memory (In MB)")]
    [InlineData("a,,1,0,x", "Import.MemoryInvalid", "*Memory (In MB)")]
    [InlineData("a,,1,4 GB,x", "Import.MemoryInvalid", "*Memory (In MB)")]
    public void I1_an_unusable_mandatory_value_leaves_the_row_out(string row, string code, string column)
    {
        var result = Files.Csv($"{Headings}\nfirst,,1,1,x\n{row}\nlast,,1,1,x");

        Assert.Equal(["first", "last"], result.Machines.Select(m => m.Name));
        Assert.Equal(3, result.RowsRead);
        var problem = Assert.Single(result.Problems);
        Assert.Equal((ProblemSeverity.Error, code, 3, column, Files.Name),
            (problem.Severity, problem.Code, problem.Row!.Value, problem.Column, problem.File));
        Assert.False(string.IsNullOrWhiteSpace(problem.Remedy));
    }

    [Theory]
    [InlineData("CPU utilization percentage", "101")]
    [InlineData("CPU utilization percentage", "-1")]
    [InlineData("Memory utilization percentage", "high")]
    [InlineData("Network In throughput", "fast")]
    [InlineData("Network adapters", "1.5")]
    [InlineData("Number of disks", "many")]
    [InlineData("Storage in use (In GB)", "x")]
    [InlineData("Disk 1 size (In GB)", "big")]
    [InlineData("OS architecture", "sparc")]
    [InlineData("Server type", "Imaginary")]
    [InlineData("Boot type", "OpenFirmware")]
    [InlineData("IP addresses", "300.1.2.3")]
    [InlineData("IP addresses", "7")]
    public void I1_an_unusable_optional_value_is_a_warning_and_missing(string column, string value)
    {
        var result = Files.Csv($"Server name,Cores,Memory,OS name,{column}\na,1,1,x,{value}");
        var without = Files.Csv($"Server name,Cores,Memory,OS name,{column}\na,1,1,x,");

        Assert.Equivalent(Assert.Single(without.Machines), Assert.Single(result.Machines), strict: true);
        var problem = Assert.Single(result.Problems);
        Assert.Equal((ProblemSeverity.Warning, "Import.ValueIgnored", 2, column),
            (problem.Severity, problem.Code, problem.Row!.Value, problem.Column));
        Assert.Contains($"'{value}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_OS_name_is_a_warning_and_a_missing_OS_column_an_error_for_every_row()
    {
        var empty = Files.Csv(Headings + "\na,,1,1,");
        Assert.Null(Assert.Single(empty.Machines).OperatingSystem.DisplayName);
        Assert.Equal((ProblemSeverity.Warning, "Import.OSNameMissing"),
            (Assert.Single(empty.Problems).Severity, empty.Problems[0].Code));

        var missing = Files.Csv("Server name,Cores,Memory\na,1,1\nb,1,1");
        Assert.Empty(missing.Machines);
        Assert.Equal([("Import.OSColumnMissing", 2), ("Import.OSColumnMissing", 3)],
            missing.Problems.Select(p => (p.Code, p.Row!.Value)));
        Assert.All(missing.Problems, p => Assert.Equal(ProblemSeverity.Error, p.Severity));
    }

    [Fact]
    public void I2_the_second_row_of_a_name_is_an_error_that_names_both()
    {
        var result = Files.Csv(Headings + "\nWEB01,,1,1,x\nb,,1,1,x\nweb01,,2,2,y");

        Assert.Equal(["WEB01", "b"], result.Machines.Select(m => m.Name));
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("Import.DuplicateMachine", 4), (problem.Code, problem.Row!.Value));
        Assert.Contains("Rows 2 and 4", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void I2_a_row_left_out_does_not_shut_out_the_next_of_its_name() =>
        Assert.Equal(2, Assert.Single(Files.Csv(Headings + "\na,,bad,1,x\na,,2,1,x").Machines).Cores);

    [Fact]
    public void I3_blank_lines_are_rows_but_no_machines()
    {
        var result = Files.Csv(Headings + "\na,,1,1,x\n\n,,,,\nb,,0,1,x\n");

        Assert.Equal(2, result.RowsRead);
        Assert.Equal(5, Assert.Single(result.Problems).Row);
    }

    [Fact]
    public void I4_GB_are_GiB_and_MB_of_memory_are_MiB()
    {
        var machine = Assert.Single(Files.Csv(Headings + ",Disk 1 size (In GB)\na,,1,1024,x,10").Machines);

        Assert.Equal(1024, machine.MemoryMiB);
        Assert.Equal(10_737_418_240, machine.Disks[0].CapacityBytes);
    }

    [Fact]
    public void A_disk_with_figures_but_no_size_is_a_warning()
    {
        var result = Files.Csv(Headings + ",Disk 1 size,Disk 1 read ops,Disk 2 size,Disk 2 read ops\na,,1,1,x,,5,0,0");

        Assert.Empty(Assert.Single(result.Machines).Disks);
        Assert.Equal(("Import.DiskSizeMissing", "Disk 1 read ops"),
            (Assert.Single(result.Problems).Code, result.Problems[0].Column));
    }

    [Fact]
    public void SourceName_is_the_identitys_source()
    {
        var machine = Assert.Single(Files.Csv(Headings + "\nWeb,,1,1,x", new() { SourceName = "plant-7" }).Machines);
        Assert.Equal(("plant-7/web", "plant-7"), (machine.Id, machine.Source));

        Assert.Equal("Import.SourceNameInvalid",
            Files.Refused(Encoding.UTF8.GetBytes(Headings), new() { SourceName = "a/b" }).Code);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("../../etc/passwd")]
    [InlineData("'; drop table machines; --")]
    [InlineData("shop-🛒")]
    public void Names_are_text_whatever_they_hold(string name) =>
        Assert.Equal(name, Assert.Single(Files.Csv($"{Headings}\n\"{name}\",,1,1,x").Machines).Name);

    [Fact]
    public void A_template_saved_as_a_workbook_is_read_too()
    {
        var result = Files.Workbook(
            ("Sheet1", [["*Server name", "*Cores", "*Memory (In MB)", "*OS name", "Disk 1 size (In GB)"],
            ["a", 2, 1024, "Debian", 12.5]]));

        Assert.Equal(InventoryFormat.AzureMigrateCsv, result.Format);
        Assert.Equal((long)(12.5 * GiB), Assert.Single(result.Machines).Disks[0].CapacityBytes);
    }

    [Fact]
    public void A_missing_mandatory_column_refuses_the_file()
    {
        var refused = Files.Refused(Encoding.UTF8.GetBytes("Server name,Memory,OS name\na,1,x"));

        Assert.Equal("Import.ColumnMissing", refused.Code);
        Assert.Contains("Cores", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_reading()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var text = Headings + string.Concat(Enumerable.Range(0, 2000).Select(i => $"\nm{i},,1,1,x"));

        Assert.Throws<OperationCanceledException>(() => InventoryFile.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), Files.Name, new InventoryFileOptions(), null,
            cancelled.Token));
    }
}
