using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Tests.Discovery.Cim.WsMan;
using AzMigrate.Tests.Discovery.Windows;

namespace AzMigrate.Tests.Discovery.Cim;

/// <summary>
/// What every client of CIM has to do, asked of classes that every Windows has: of ours against our listener, and on
/// Windows of Windows' own against the computer's WMI, by DCOM.
/// </summary>
public sealed class CimConformanceTests : IDisposable
{
    private readonly WsManServer _server = new(new RecordedServer().Client());

    public static TheoryData<string> Clients =>
        OperatingSystem.IsWindows() ? ["WS-Management", "Windows' own"] : ["WS-Management"];

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_system_has_one_instance_with_texts_numbers_and_times(string name)
    {
        await using var client = Open(name);
        foreach (var wql in new[] { "SELECT * FROM Win32_OperatingSystem",
            "SELECT Caption, BuildNumber, ProductType, LastBootUpTime FROM Win32_OperatingSystem" })
        {
            var row = await client.QueryAsync("root/cimv2", wql, default).SingleAsync();
            Assert.Equal("Win32_OperatingSystem", row.ClassName);
            Assert.Contains("Windows", row.GetString("caption"), StringComparison.Ordinal);
            Assert.InRange(row.GetUInt64("BuildNumber")!.Value, 6000UL, 99_999UL);
            Assert.InRange(row.GetUInt64("ProductType")!.Value, 1UL, 3UL);
            Assert.True(row.GetTime("LastBootUpTime") < DateTimeOffset.UtcNow);
            Assert.Empty(row.Unreadable);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Arrays_truth_values_and_references_are_read(string name)
    {
        await using var client = Open(name);
        var computer = await client.QueryAsync("root/cimv2",
            "SELECT Roles, PartOfDomain, TotalPhysicalMemory FROM Win32_ComputerSystem", default).SingleAsync();
        Assert.Contains("NT", computer.GetStrings("Roles")!);
        Assert.NotNull(computer.GetBoolean("PartOfDomain"));
        Assert.True(computer.GetUInt64("TotalPhysicalMemory") > 1 << 20);

        var link = await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_LogicalDiskToPartition", default)
            .FirstAsync();
        Assert.Equal("Win32_DiskPartition", link.GetRow("Antecedent")!.ClassName);
        Assert.StartsWith("Disk #", link.GetRow("Antecedent")!.GetString("DeviceID"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_is_not_there_has_its_code(string name)
    {
        await using var client = Open(name);
        Assert.Equal("CIM.ClassNotFound", await Refused(client, "root/cimv2", "SELECT * FROM Win32_NoSuchClass"));
        Assert.Equal("CIM.NamespaceNotFound",
            await Refused(client, "root/no/such/namespace", "SELECT * FROM Win32_OperatingSystem"));
        Assert.Equal("CIM.InvalidQuery", await Refused(client, "root/cimv2", "SELECT FROM WHERE"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_method_of_a_class_is_called(string name)
    {
        await using var client = Open(name);
        var answer = await client.InvokeAsync(
            "root/cimv2", "StdRegProv", new Dictionary<string, string>(), "GetDWORDValue",
            new Dictionary<string, object?>
            {
                ["hDefKey"] = 0x80000002U,
                ["sSubKeyName"] = @"SYSTEM\CurrentControlSet\Control\SecureBoot\State",
                ["sValueName"] = "UEFISecureBootEnabled",
            }, default);
        // 2 where the computer does not start by UEFI.
        Assert.Contains(answer.GetUInt64("ReturnValue"), new ulong?[] { 0, 2 });
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_query_can_be_left_and_the_client_goes_on(string name)
    {
        await using var client = Open(name);
        Assert.Equal(1, await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_LogicalDisk", default).Take(1)
            .CountAsync());
        Assert.Equal(1, await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_OperatingSystem", default)
            .CountAsync());
    }

    private ICimClient Open(string name) => name == "WS-Management" ? WsManClientTests.Client(_server)
        : CimClients.Open("localhost", new CimSettings { Protocol = CimProtocol.Dcom }, new SourceOpening());

    private static async Task<string> Refused(ICimClient client, string cimNamespace, string wql) =>
        (await Assert.ThrowsAsync<SourceException>(
            () => client.QueryAsync(cimNamespace, wql, default).CountAsync().AsTask())).Code;
}
