using System.Text.RegularExpressions;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class SourceChecksTests
{
    private const string Root = "group-d1";
    private const string Datacenter = "datacenter-2";

    /// <summary>What the user lacks: the object's id and the privilege.</summary>
    private readonly HashSet<(string, string)> _missing = [];
    private int _machines = 3;
    private string _intervals = Interval(300, 86_400, 1) + Interval(1800, 604_800, 1);

    [Fact]
    public async Task All_that_is_in_order_is_said_in_the_order_of_the_checks()
    {
        _intervals = Interval(300, 86_400, 3);

        var checks = await RunAsync();

        Assert.Equal(
            ["Reach", "Certificate", "Login", "Inventory", "Privilege System.View", "Privilege System.Read",
                "Privileges for replication", "Reading of disks", "Statistics"],
            checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(SourceCheckResult.Passed, check.Result));
        Assert.Contains("3 virtual machines", checks.Single(check => check.Name == "Inventory").Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_privilege_that_is_held_in_a_part_is_a_warning_that_names_the_other_part()
    {
        _missing.Add((Root, "System.Read"));

        var check = (await RunAsync()).Single(check => check.Name == "Privilege System.Read");

        Assert.Equal(SourceCheckResult.Warning, check.Result);
        Assert.StartsWith("Missing at the root folder;", check.Detail, StringComparison.Ordinal);
        Assert.Contains("Read-only", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_privilege_that_is_held_nowhere_fails()
    {
        _missing.UnionWith([(Root, "System.Read"), (Datacenter, "System.Read")]);

        var check = (await RunAsync()).Single(check => check.Name == "Privilege System.Read");

        Assert.Equal(SourceCheckResult.Failed, check.Result);
        Assert.Contains("the root folder, datacenter East/West", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_replication_alone_needs_is_named_by_place_and_does_not_fail()
    {
        _missing.UnionWith([(Root, "Datastore.Browse"), (Datacenter, "Datastore.Browse"),
            (Datacenter, "VirtualMachine.State.CreateSnapshot")]);

        var check = (await RunAsync()).Single(check => check.Name == "Privileges for replication");

        Assert.Equal(SourceCheckResult.Warning, check.Result);
        Assert.Contains("at the root folder, datacenter East/West: Datastore.Browse", check.Detail,
            StringComparison.Ordinal);
        Assert.Contains("at datacenter East/West: VirtualMachine.State.CreateSnapshot", check.Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_disks_can_be_read_is_said_and_what_the_other_ways_need()
    {
        var all = (await RunAsync()).Single(check => check.Name == "Reading of disks");
        _missing.UnionWith([(Root, "VApp.Export"), (Datacenter, "VirtualMachine.Provisioning.DiskRandomRead")]);
        var some = (await RunAsync()).Single(check => check.Name == "Reading of disks");
        _missing.Add((Root, "Datastore.Browse"));
        var none = (await RunAsync()).Single(check => check.Name == "Reading of disks");

        Assert.Equal(
            "Disks can be read by datastore (machines that are off), export (all machines, whole in each cycle), "
                + "VDDK (all machines, with VMware's library).", all.Detail);
        Assert.Equal(
            "Disks can be read by datastore (machines that are off); not by export, which needs VApp.Export; "
                + "not by VDDK, which needs VirtualMachine.Provisioning.DiskRandomRead.", some.Detail);
        Assert.Equal(
            [SourceCheckResult.Passed, SourceCheckResult.Passed, SourceCheckResult.Warning],
            new[] { all, some, none }.Select(check => check.Result));
        Assert.StartsWith("Disks can be read by NBD alone;", none.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_sees_no_machine_is_told_so()
    {
        _machines = 0;

        var check = (await RunAsync()).Single(check => check.Name == "Inventory");

        Assert.Equal(SourceCheckResult.Failed, check.Result);
    }

    [Fact]
    public async Task The_statistics_levels_say_what_history_lacks_and_where_it_would_be()
    {
        var check = (await RunAsync()).Single(check => check.Name == "Statistics");

        Assert.Equal(SourceCheckResult.Warning, check.Result);
        Assert.Contains("5 min for 1 day (level 1), 30 min for 7 days (level 1)", check.Detail,
            StringComparison.Ordinal);
        Assert.Contains("lacks virtualDisk.numberReadAveraged.average of each disk", check.Detail,
            StringComparison.Ordinal);
        Assert.DoesNotContain("cpu.usage", check.Detail, StringComparison.Ordinal);
        Assert.Contains("level to 3", check.Remedy, StringComparison.Ordinal);

        _intervals = "";
        Assert.Contains("no history", (await RunAsync()).Single(check => check.Name == "Statistics").Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_login_ends_the_checks()
    {
        using var server = new SdkServer(Estate.Of(1).Answer);
        await using var client = new VimClient(Wire.Connection(server), Wire.Credential("wrong"), null, Wire.Hasty);

        var last = (await new SourceChecks(client, null).RunAsync(default))[^1];

        Assert.Equal("Login", last.Name);
        Assert.Equal(SourceCheckResult.Failed, last.Result);
        Assert.Equal(1, server.Count("Login"));
    }

    private async Task<IReadOnlyList<SourceCheck>> RunAsync()
    {
        var estate = Estate.Of(0);
        estate.Instead = Answer;
        using var server = new SdkServer(estate.Answer);
        await using var client = Wire.Client(server);
        var checks = await new SourceChecks(client, "Trusted.").RunAsync(default);
        Assert.Empty(estate.Broken);
        return checks;
    }

    private SdkAnswer? Answer(SdkRequest request) => request.Method switch
    {
        "HasPrivilegeOnEntities" => Privileges(request.Body),
        "RetrievePropertiesEx" when request.Body.Contains("<type>Datacenter</type>", StringComparison.Ordinal) =>
            Wire.Ok(
                request.Method, "<returnval>"
                    + Estate.Object("Datacenter", Datacenter, Estate.Property("name", "xsd:string", "East%2fWest"))
                    + string.Concat(Enumerable.Range(0, _machines)
                        .Select(i => Estate.Object("VirtualMachine", $"vm-{i}", Estate.Machine(i)))) + "</returnval>"),
        "RetrievePropertiesEx" when request.Body.Contains("<type>SessionManager</type>", StringComparison.Ordinal) =>
        Wire.Ok(
            request.Method, "<returnval>"
                + Estate.Object("SessionManager", "SessionManager",
                Estate.Property("currentSession", "UserSession", "<key>key&amp;1</key>")) + "</returnval>"),
        "RetrievePropertiesEx" when request.Body.Contains(
            "<type>PerformanceManager</type>", StringComparison.Ordinal) => Wire.Ok(
                request.Method, "<returnval>" + Estate.Object("PerformanceManager", "PerfMgr",
                    Estate.Property("perfCounter", "ArrayOfPerfCounterInfo",
                        Counter(2, "cpu", "usage", 1, 3) + Counter(31, "virtualDisk", "numberReadAveraged", 1, 3))
                    + Estate.Property("historicalInterval", "ArrayOfPerfInterval", _intervals)) + "</returnval>"),
        "CurrentTime" => Wire.Ok(request.Method, "<returnval>2026-03-02T10:07:13Z</returnval>"),
        _ => null,
    };

    private SdkAnswer Privileges(string body)
    {
        Assert.Contains("<sessionId>key&amp;1</sessionId>", body, StringComparison.Ordinal);
        var entities = Regex.Matches(body, "<entity type=\"(.*?)\">(.*?)</entity>");
        var privileges = Regex.Matches(body, "<privId>(.*?)</privId>").Select(match => match.Groups[1].Value).ToList();
        return Wire.Ok("HasPrivilegeOnEntities", string.Concat(entities.Select(entity =>
            $"<returnval><entity type=\"{entity.Groups[1].Value}\">{entity.Groups[2].Value}</entity>"
            + string.Concat(privileges.Select(privilege =>
                $"<privAvailability><privId>{privilege}</privId><isGranted>{(_missing.Contains((entity.Groups[2].Value, privilege)) ? "false" : "true")}</isGranted></privAvailability>"))
            + "</returnval>")));
    }

    private static string Counter(int key, string group, string name, int level, int perDevice) =>
        FormattableString.Invariant($"<PerfCounterInfo><key>{key}</key><nameInfo><key>{name}</key></nameInfo><groupInfo><key>{group}</key></groupInfo>")
        + $"<unitInfo><key>{(group == "cpu" ? "percent" : "number")}</key></unitInfo><rollupType>average</rollupType>"
        + FormattableString.Invariant(
            $"<level>{level}</level><perDeviceLevel>{perDevice}</perDeviceLevel></PerfCounterInfo>");

    private static string Interval(int period, int length, int level) => FormattableString.Invariant(
        $"<PerfInterval><key>1</key><samplingPeriod>{period}</samplingPeriod><name>x</name><length>{length}</length><level>{level}</level><enabled>true</enabled></PerfInterval>");
}
