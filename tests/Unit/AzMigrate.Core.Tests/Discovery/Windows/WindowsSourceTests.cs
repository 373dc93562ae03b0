using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Visits;
using AzMigrate.Discovery.Windows;
using AzMigrate.Discovery.Windows.Performance;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;
using AzMigrate.Tests.Discovery.Cim;
using AzMigrate.Tests.Discovery.Cim.WsMan;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.Windows;

/// <summary>Windows servers as a source: over the wire to a listener of ours, and many of them in memory.</summary>
public sealed class WindowsSourceTests
{
    private static readonly DiscoveryRequest Request = new() { SourceName = "win" };

    [Theory]
    [InlineData(CimAuthentication.Basic)]
    [InlineData(CimAuthentication.Negotiate)]
    public async Task A_server_is_discovered_and_collected_over_the_wire(CimAuthentication authentication)
    {
        using var server = new WsManServer(new RecordedServer().Client());
        using var folder = new TestFolder();
        var calls = new System.Collections.Concurrent.ConcurrentQueue<RemoteCall>();
        var connection = new WindowsConnection { Hosts = ["127.0.0.1"],
            Cim = WsManClientTests.Settings(server, authentication) };
        await using var source = connection.Open(new SourceOpening
        {
            Credential = WsManClientTests.Credential(), Folder = folder.Path, OnCall = calls.Enqueue,
        });

        var items = await source.DiscoverAsync(Request, null, default).ToListAsync();

        var machine = Assert.Single(items).Machine!;
        Assert.Equal("win/4234e35f-3412-cdab-9876-0123456789ab", machine.Id);
        Assert.Equal(2, machine.Disks.Count);
        Assert.Equal(["PhysicalDrive0"], machine.Volumes![0].DiskNames);
        Assert.True(machine.SecureBoot);
        Assert.Contains(calls, call => call.Name == "127.0.0.1: the query of Win32_ComputerSystem");
        Assert.Contains(calls, call => call.Name == "127.0.0.1: StdRegProv.GetDWORDValue");
        Assert.Equal(0, server.Service.OpenContexts);
        Assert.Equal(0, server.RefusedLogins);
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task The_first_visit_has_short_samples_and_the_next_has_all_the_time_between()
    {
        var server = new RecordedServer();
        using var folder = new TestFolder();
        var started = StartOf(server);
        var first = await CollectAsync(
            server.Client(), folder.Path, clock: () => started.AddSeconds(server.UptimeSeconds));

        Assert.Equal(25, Value(first, PerformanceCounter.CpuPercent, ""), 3);
        Assert.Equal(75, Value(first, PerformanceCounter.MemoryPercent, ""), 1);
        Assert.Equal(100, Value(first, PerformanceCounter.DiskReadOpsPerSecond, "PhysicalDrive0"), 3);
        Assert.Equal(50, Value(first, PerformanceCounter.DiskWriteOpsPerSecond, "PhysicalDrive1"), 3);
        Assert.Equal(6.25, Value(first, PerformanceCounter.DiskReadMBps, "PhysicalDrive0"), 3);
        Assert.Equal(1, Value(
            first, PerformanceCounter.NetworkInMBps, "Intel(R) 82574L Gigabit Network Connection #2"), 2);
        Assert.DoesNotContain(
            first.Series, series => series.Instance is "PhysicalDrive2" or "isatap.corp.example" or "_Total");
        Assert.All(first.Series,
            series => Assert.All(series.Blocks, block => Assert.Equal(TimeSpan.FromSeconds(5), block.Interval)));

        // Ten minutes later; half of them busy.
        server.UptimeSeconds += 600 - server.Step;
        var second = await CollectAsync(
            server.Client(), folder.Path, clock: () => started.AddSeconds(server.UptimeSeconds));
        Assert.All(second.Series, series => Assert.Equal(
            (TimeSpan.FromMinutes(10), PointKind.Peak),
            (series.Blocks.Single().Interval, series.Blocks.Single().Kind)));
    }

    [Fact]
    public async Task A_source_that_stays_open_goes_on_from_the_round_before()
    {
        var server = new RecordedServer();
        using var folder = new TestFolder();
        var started = StartOf(server);
        var performance = Performance(server.Client(), folder.Path, () => started.AddSeconds(server.UptimeSeconds));
        var request = new CollectionRequest { Targets =
            [new CollectionTarget("win/4234e35f-3412-cdab-9876-0123456789ab", "a:5985", null)] };
        await performance.CollectAsync(request, null, default).SingleAsync();
        server.UptimeSeconds += 600 - server.Step;

        var second = await performance.CollectAsync(request, null, default).SingleAsync();

        Assert.All(second.Series, series => Assert.Equal(TimeSpan.FromMinutes(10), series.Blocks.Single().Interval));
    }

    [Fact]
    public async Task A_machine_that_is_another_one_gets_no_points()
    {
        using var folder = new TestFolder();
        var samples = await CollectAsync(new RecordedServer(), folder.Path, "win/11111111-2222-3333-4444-555555555555");

        Assert.Empty(samples.Series);
        Assert.Equal("Performance.MachineChanged", Assert.Single(samples.Problems).Code);
    }

    [Fact]
    public async Task Counters_that_are_missing_are_told()
    {
        using var folder = new TestFolder();
        var cim = new RecordedServer().Client().Without("root/cimv2", "Win32_PerfRawData_PerfOS_Processor");
        var samples = await CollectAsync(cim, folder.Path);

        Assert.Equal("CIM.ClassNotFound", Assert.Single(samples.Problems).Code);
    }

    [Fact]
    public async Task Two_addresses_of_one_server_are_one_machine_and_clones_are_two()
    {
        var servers = new Dictionary<string, FakeCimClient>
        {
            ["a"] = new RecordedServer().Client(),
            ["b"] = new RecordedServer().Client(),
            ["clone"] = new RecordedServer { Name = "WEB02" }.Client(),
        };
        await using var source = Source(servers);

        var items = await source.DiscoverAsync(Request, null, default).ToListAsync();

        Assert.Equal(["win/4234e35f-3412-cdab-9876-0123456789ab", "win/4234e35f-3412-cdab-9876-0123456789ab@web02"],
            items.Select(item => item.Machine?.Id).OfType<string>());
        Assert.Equal(["Source.MachineRepeated", "Source.MachineIdRepeated"],
            items.Select(item => item.Problem?.Code).OfType<string>());
        Assert.All(servers.Values, client => Assert.True(client.IsDisposed));
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_problem_of_its_own()
    {
        var servers = new Dictionary<string, FakeCimClient> { ["a"] = new RecordedServer().Client(),
            ["b"] = new RecordedServer().Client() };
        await using var source = Source(servers, away: "b");

        var items = await source.DiscoverAsync(Request, null, default).ToListAsync();

        Assert.NotNull(items[0].Machine);
        Assert.Equal(("Source.Unreachable", "b:5985"), (items[1].Problem!.Code, items[1].NativeId));
    }

    [Fact]
    public async Task A_refused_credential_is_tried_at_three_servers_and_no_more()
    {
        var servers = Enumerable.Range(1, 40).ToDictionary(each => "srv" + each, _ => new FakeCimClient()
            .Fail("Win32_OperatingSystem", new SourceException("Source.LoginFailed", "refused", "Check it.")));
        await using var source = Source(servers);

        var items = await source.DiscoverAsync(Request, null, default).ToListAsync();

        Assert.Equal(3, servers.Values.Sum(client => client.Queries.Count));
        Assert.Equal(3, items.Count(item => item.Problem!.Code == "Source.LoginFailed"));
        Assert.Equal(37, items.Count(item => item.Problem!.Code == "Source.LoginNotTried"));
    }

    [Fact]
    public async Task No_more_servers_are_visited_side_by_side_than_said()
    {
        var (now, most) = (0, 0);
        var counting = new Lock();
        var client = new RecordedServer().Client().Answer("root/cimv2", "Win32_Processor", () =>
        {
            lock (counting)
                most = Math.Max(most, Interlocked.Increment(ref now));
            Thread.Sleep(20);
            Interlocked.Decrement(ref now);
            return [];
        });
        var servers = Enumerable.Range(1, 30).ToDictionary(each => "srv" + each, _ => client);
        await using var source = Source(servers, parallel: 4);

        Assert.Equal(30, await source.DiscoverAsync(Request, null, default).Select(item => item.NativeId).Distinct()
            .CountAsync());
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Checks_name_each_step_and_what_is_missing()
    {
        using var server = new WsManServer(
            new RecordedServer().Client().Fail("Win32_PerfRawData_PerfOS_Processor", CimErrors.AccessDenied("x", "y")));
        var settings = WsManClientTests.Settings(server);

        var all = await TestAsync(settings);
        Assert.Equal(["Settings", "Reach", "Certificate", "Listener", "Login", "WMI root/cimv2", "Performance counters",
            "Disks",
            "Exact disk sizes", "Secure boot"], all.Select(check => check.Name));
        var counters = Assert.Single(all, check => !check.Passed);
        Assert.Equal("Performance counters", counters.Name);
        Assert.Contains("Performance Monitor Users", counters.Remedy, StringComparison.Ordinal);

        var certificate = (await TestAsync(settings with { CertificateThumbprint = null }))[^1];
        Assert.Equal(("Certificate", false), (certificate.Name, certificate.Passed));
        Assert.Contains(server.Thumbprint, certificate.Remedy, StringComparison.Ordinal);

        var login = (await TestAsync(settings, "wrong"))[^1];
        Assert.Equal(("Login", false), (login.Name, login.Passed));

        var reach = (await TestAsync(settings with { Port = 1 }))[^1];
        Assert.Equal(("Reach", false), (reach.Name, reach.Passed));
        Assert.Contains("port 1", reach.Detail, StringComparison.Ordinal);
        Assert.Contains("winrm quickconfig -transport:https", reach.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_Windows_can_do_is_said_elsewhere()
    {
        if (System.OperatingSystem.IsWindows())
            return;
        var check = Assert.Single(await TestAsync(new CimSettings()));
        Assert.Equal(("Settings", false), (check.Name, check.Passed));
        Assert.Contains("-UseSsl", check.Remedy, StringComparison.Ordinal);
        Assert.Contains("DCOM", Assert.Single(await TestAsync(new CimSettings { Protocol = CimProtocol.Dcom })).Detail,
            StringComparison.Ordinal);
    }

    public static TheoryData<CimSettings, string> Wrong => new()
    {
        { new CimSettings { Port = 0 }, "Source.ConnectionInvalid" },
        { new CimSettings { Authentication = CimAuthentication.Basic }, "Source.ConnectionInvalid" },
        { new CimSettings { Authentication = CimAuthentication.Certificate, UseSsl = true },
            "Source.ConnectionInvalid" },
        { new CimSettings { ClientCertificate = new string('A', 40), UseSsl = true }, "Source.ConnectionInvalid" },
        { new CimSettings { CertificateThumbprint = new string('A', 64) }, "Source.ConnectionInvalid" },
        { new CimSettings { CertificateThumbprint = "A1", UseSsl = true }, "Source.ThumbprintInvalid" },
        { new CimSettings { Protocol = CimProtocol.Dcom, UseSsl = true }, "Source.ConnectionInvalid" },
        { new CimSettings { Protocol = (CimProtocol)7 }, "Source.ConnectionInvalid" },
        { new CimSettings { Timeout = TimeSpan.Zero }, "Source.TimeoutInvalid" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Settings_that_cannot_be_right_are_refused(CimSettings settings, string code) => Assert.Equal(code,
        Assert.Throws<MigrateException>(() => new WindowsConnection { Hosts = ["srv1"], Cim = settings }.Check()).Code);

    [Theory]
    [InlineData("srv1:5986")]
    [InlineData("admin@srv1")]
    [InlineData("user:c4nary@srv1")]
    [InlineData("")]
    [InlineData("srv 1")]
    public void A_server_is_a_name_alone(string server)
    {
        var error = Assert.Throws<MigrateException>(() => new WindowsConnection { Hosts = [server] }.Check());
        Assert.Equal("Source.AddressInvalid", error.Code);
        Assert.DoesNotContain("c4nary", error.Message + error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_keeps_all_settings()
    {
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var connection = new WindowsConnection
        {
            Hosts = ["web[01-03].corp.example", "10.1.2.3"],
            Cim = new CimSettings
            {
                UseSsl = true, Port = 15986, CertificateThumbprint = new string('A', 64),
                Authentication = CimAuthentication.Certificate,
                ClientCertificate = new string('B', 40), Timeout = TimeSpan.FromSeconds(5),
            },
            Parallel = 7,
        };
        project.Sources.Save(new SourceSettings { Name = "win", Connection = connection });

        var source = project.Sources.Find("win")!;
        var stored = Assert.IsType<WindowsConnection>(source.Connection);
        Assert.Equal(connection.Hosts, stored.Hosts);
        Assert.Equal((connection.Cim, connection.Parallel), (stored.Cim, stored.Parallel));
        Assert.Equal((SourceKind.Windows, "web01.corp.example and 3 more"), (source.Kind, source.Server));
        Assert.Equal(SourceChange.Unchanged,
            project.Sources.Save(new SourceSettings { Name = "win", Connection = connection with { } }).Change);
    }

    [Fact]
    public void Only_what_logs_in_by_itself_needs_no_credential()
    {
        Assert.False(new WindowsConnection { Hosts = ["a"] }.NeedsCredential);
        Assert.True(new WindowsConnection { Hosts = ["a"],
            Cim = new CimSettings { UseSsl = true, Authentication = CimAuthentication.Basic } }.NeedsCredential);
        Assert.Equal("web01 and 2 more", new WindowsConnection { Hosts = ["web[01-03]"] }.Address);
    }

    private static async Task<IReadOnlyList<SourceCheck>> TestAsync(
        CimSettings settings, string password = WsManServer.Password)
    {
        await using var source = new WindowsConnection { Hosts = ["127.0.0.1"], Cim = settings }
            .Open(new SourceOpening { Credential = WsManClientTests.Credential(password: password) });
        return await source.TestAsync(default);
    }

    private static WindowsSource Source(
        Dictionary<string, FakeCimClient> servers, string? away = null, int parallel = 16)
    {
        var connection = new WindowsConnection { Hosts = [.. servers.Keys], Parallel = parallel };
        return new WindowsSource(connection, new SourceOpening(), Visits(servers, away));
    }

    private static ServerVisits Visits(Dictionary<string, FakeCimClient> servers, string? away = null) => new(
        new CimSettings(), host => servers[host.Host], (host, _) => host.Host == away
            ? throw new SourceException("Source.Unreachable", "away", "Look.") : Task.CompletedTask);

    private static Task<CollectedSamples> CollectAsync(
        RecordedServer server, string folder, string id = "win/4234e35f-3412-cdab-9876-0123456789ab") =>
        CollectAsync(server.Client(), folder, id);

    private static async Task<CollectedSamples> CollectAsync(
        FakeCimClient client, string folder, string id = "win/4234e35f-3412-cdab-9876-0123456789ab",
        Func<DateTimeOffset>? clock = null)
    {
        var performance = Performance(client, folder, clock ?? (() => DateTimeOffset.UtcNow));
        var request = new CollectionRequest { Targets = [new CollectionTarget(id, "a:5985", null)] };
        var samples = await performance.CollectAsync(request, null, default).SingleAsync();
        performance.Remember();
        return samples;
    }

    private static Collector Performance(FakeCimClient client, string folder, Func<DateTimeOffset> clock)
    {
        Directory.CreateDirectory(folder);
        var performance = new WindowsPerformance(Visits(new Dictionary<string, FakeCimClient> { ["a"] = client }))
        {
            BetweenReadings = TimeSpan.Zero,
            Clock = clock,
        };
        return new Collector(new VisitedPerformance(folder), performance);
    }

    private sealed record Collector(VisitedPerformance Visited, WindowsPerformance Performance)
    {
        public IAsyncEnumerable<CollectedSamples> CollectAsync(
            CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellation) =>
            Visited.CollectAsync(
                request, new WindowsConnection { Hosts = ["a"] }.Servers(), 1, Performance.VisitAsync, progress,
                cancellation);

        public void Remember() => Visited.Remember();
    }

    // The first reading of a second visit, ten minutes after the first one's last, is at noon: between the two lies the
    // middle of one ten minutes, and not of two.
    private static DateTimeOffset StartOf(RecordedServer server) =>
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
            .AddSeconds(-server.UptimeSeconds - (3 * server.Step) - 600);

    private static double Value(CollectedSamples samples, PerformanceCounter counter, string instance) =>
        samples.Series.Single(series => series.Counter == counter && series.Instance == instance).Blocks[0].Values[0];
}
