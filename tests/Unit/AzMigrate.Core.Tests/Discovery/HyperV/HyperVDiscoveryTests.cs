using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.HyperV;
using AzMigrate.Discovery.HyperV.Machines;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Tests.Discovery.Cim;
using AzMigrate.Tests.Discovery.Cim.WsMan;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.HyperV;

public sealed class HyperVDiscoveryTests
{
    private static readonly DiscoveryRequest Request = new() { SourceName = "hv" };
    private static readonly Guid One = new("11111111-2222-3333-4444-555555555501");
    private static readonly Guid Two = new("11111111-2222-3333-4444-555555555502");

    private static readonly RecordedVm Web = new(One, "web01")
    {
        Cores = 8, IsDynamic = true, StartMiB = 2048, LimitMiB = 16384, Checkpoints = 2,
        Disks = [@"C:\ClusterStorage\Volume1\web01\os_127.vhdx",
            @"C:\ClusterStorage\Volume1\web01\data-fixed_500.vhdx"],
        Guest =
        [
            ("FullyQualifiedDomainName", "web01.corp.example"), ("OSName", "Windows Server 2019 Datacenter"),
            ("OSVersion", "10.0.17763"),
            ("ProcessorArchitecture", "9"), ("NetworkAddressIPv4", "127.0.0.1;10.1.2.3;10.1.2.4"),
            ("IntegrationServicesVersion", "10.0.17763"),
        ],
    };

    [Fact]
    public async Task A_machine_is_read_whole()
    {
        var machine = Assert.Single(
            await DiscoverAsync(new HostNetwork().Add(new RecordedHost("hv1", Web)), "hv1.corp.example")).Machine!;

        Assert.Equal("hv/11111111-2222-3333-4444-555555555501", machine.Id);
        Assert.Equal(("web01", "web01.corp.example", PowerState.On),
            (machine.Name, machine.HostName, machine.PowerState));
        Assert.Equal((8, 16384L, MachineKind.Virtual, "Microsoft Hyper-V"),
            (machine.Cores, machine.MemoryMiB, machine.Kind, machine.Hypervisor));
        Assert.Equal("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", machine.ProcessorName);
        Assert.Equal((Firmware.Uefi, true, "9.0", 2),
            (machine.Firmware, machine.SecureBoot, machine.HardwareVersion, machine.SnapshotCount));
        Assert.Equal(
            ("Windows Server 2019 Datacenter", "10.0.17763", OSArchitecture.X64),
            (machine.OperatingSystem.GuestName, machine.OperatingSystem.Version, machine.OperatingSystem.Architecture));
        Assert.Equal(
            [("scsi0:0", 127L << 30, true), ("scsi0:1", 500L << 30, false)],
            machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes, disk.ThinProvisioned!.Value)));
        Assert.Equal(@"C:\ClusterStorage\Volume1\web01\os_127.vhdx", machine.Disks[0].BackingPath);
        Assert.Equal(("Hyper-V SCSI", 0, 1),
            (machine.Disks[1].Controller, machine.Disks[1].BusNumber, machine.Disks[1].UnitNumber));
        var adapter = Assert.Single(machine.NetworkAdapters);
        Assert.Equal(
            (Web.Adapter.ToLowerInvariant(), "00155D0A0B11", false, "Production", "Synthetic", true),
            (adapter.Name, adapter.MacAddress, adapter.HasStaticMacAddress!.Value, adapter.Network, adapter.AdapterType,
                adapter.Connected!.Value));
        Assert.Equal(["10.1.2.3", "fe80::1"], adapter.IPAddresses);
        Assert.Equal("10.1.2.3", machine.PrimaryIPAddress);
        Assert.Equal("hv1.corp.example", machine.Placement.Host);
        Assert.Equal("11111111-2222-3333-4444-555555555501", machine.SmbiosUuid);
        Assert.Equal(new DateTimeOffset(2024, 1, 31, 11, 0, 0, TimeSpan.Zero), machine.CreatedAt);
        Assert.Null(machine.Notes);
        Assert.False(machine.IsPlaceholder);
    }

    [Fact]
    public async Task Notes_come_only_when_they_are_asked_for()
    {
        var network = new HostNetwork().Add(new RecordedHost("hv1", Web));
        await DiscoverAsync(network, "hv1.corp.example");
        Assert.DoesNotContain(network.Clients.SelectMany(client => client.Queries),
            query => query.Contains("Notes", StringComparison.Ordinal));
        var asked = await DiscoverAsync(network, Request with { IncludeNotes = true }, "hv1.corp.example");
        Assert.Equal("the password is hidden", asked[0].Machine!.Notes);
    }

    [Fact]
    public async Task Disks_of_every_kind()
    {
        var vm = new RecordedVm(One, "old")
        {
            Generation = 1, PhysicalDisk = @"Microsoft:353B3BE8-310C-4cf4-839E-4E1B14616136\3",
            Disks = [@"C:\VMs\boot_40.vhd", @"C:\VMs\shared_100.vhdx", @"C:\VMs\child_60.avhdx", @"C:\VMs\lost_1.vhdx"],
        };
        var items = await DiscoverAsync(new HostNetwork().Add(new RecordedHost("hv1", vm)), "hv1.corp.example");

        var machine = items[0].Machine!;
        Assert.Equal((Firmware.Bios, false), (machine.Firmware, machine.SecureBoot));
        Assert.Equal(["ide0:0", "scsi0:1", "scsi0:2", "scsi0:62"], machine.Disks.Select(disk => disk.Name));
        Assert.Equal([false, true, false, false], machine.Disks.Select(disk => disk.Shared!.Value));
        Assert.Equal(@"C:\VMs\base.vhdx", machine.Disks[2].ParentPath);
        Assert.Equal((2_000_398_934_016L, true), (machine.Disks[3].CapacityBytes, machine.Disks[3].RawDevice));
        var problem = items[1].Problem!;
        Assert.Equal(("HyperV.DiskUnreadable", ProblemSeverity.Warning), (problem.Code, problem.Severity));
        Assert.Contains("scsi0:3", problem.Message, StringComparison.Ordinal);
        Assert.Contains("32779", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 4096, 1_048_576, 4096)]
    [InlineData(true, 2048, 16384, 16384)]
    [InlineData(true, 2048, 1_048_576, 2048)]
    [InlineData(true, 4096, 1024, 4096)]
    public async Task Memory_is_what_somebody_allowed(bool isDynamic, long start, long limit, long expected)
    {
        var vm = new RecordedVm(One, "vm") { IsDynamic = isDynamic, StartMiB = start, LimitMiB = limit };
        Assert.Equal(expected,
            (await DiscoverAsync(
                new HostNetwork().Add(new RecordedHost("hv1", vm)), "hv1.corp.example"))[0].Machine!.MemoryMiB);
    }

    [Theory]
    [InlineData(2, PowerState.On)]
    [InlineData(3, PowerState.Off)]
    [InlineData(6, PowerState.Suspended)]
    [InlineData(9, PowerState.Suspended)]
    [InlineData(32768, PowerState.Suspended)]
    [InlineData(32770, PowerState.On)]
    [InlineData(5, PowerState.Unknown)]
    public async Task States_are_told(int state, PowerState expected) => Assert.Equal(expected, (await DiscoverAsync(
        new HostNetwork().Add(new RecordedHost("hv1", new RecordedVm(One, "vm") { State = state })),
        "hv1.corp.example"))[0].Machine!.PowerState);

    [Fact]
    public async Task A_creation_at_the_beginning_of_WMIs_time_is_none()
    {
        var vm = new RecordedVm(One, "web") { CreationTime = "16010101000000.000000-000" };
        var machine = (await DiscoverAsync(
            new HostNetwork().Add(new RecordedHost("hv1", vm)), "hv1.corp.example"))[0].Machine!;
        Assert.Equal(2024, machine.CreatedAt!.Value.Year);
    }

    [Fact]
    public async Task Guests_may_tell_anything()
    {
        var vm = new RecordedVm(One, "lin")
        {
            Guest =
            [
                ("OSName", "Ubuntu 22.04.3 LTS"), ("OSVersion", "5.15.0"), ("OSBuildNumber", "5.15.0-91-generic"),
                ("ProcessorArchitecture", "x86_64"),
                ("FullyQualifiedDomainName", new string('x', 5000)), ("NetworkAddressIPv4", "none;;"),
                ("IntegrationServicesVersion", "3.1\u0007"),
            ],
        };
        var machine = (await DiscoverAsync(
            new HostNetwork().Add(new RecordedHost("hv1", vm)), "hv1.corp.example"))[0].Machine!;
        Assert.Equal(("Ubuntu 22.04.3 LTS", null, "5.15.0-91-generic"),
            (machine.OperatingSystem.GuestName, machine.OperatingSystem.Version, machine.OperatingSystem.Kernel));
        Assert.Null(machine.HostName);
        Assert.Null(machine.PrimaryIPAddress);
        Assert.Equal("3.1", machine.ToolsVersion);

        const string Bomb = """<!DOCTYPE x [<!ENTITY a "aaaa">]><INSTANCE CLASSNAME="K"><PROPERTY NAME="Name"><VALUE>OSName&a;</VALUE></PROPERTY></INSTANCE>""";
        var facts = GuestFacts.Read(
            [FakeCimClient.Row("Msvm_KvpExchangeComponent",
                ("GuestIntrinsicExchangeItems", new[] { Bomb, "<INSTANCE", "" }))], new XmlWords());
        Assert.Null(facts.OperatingSystem.GuestName);
    }

    [Fact]
    public async Task All_nodes_of_a_cluster_are_asked_each_once_whichever_was_named()
    {
        (string, int)[] nodes = [("HV1", 0), ("HV2", 2)];
        var network = new HostNetwork().Add(
            new RecordedHost("hv1", Web) { Cluster = nodes },
            new RecordedHost("hv2", new RecordedVm(Two, "sql01")) { Cluster = nodes });
        network.Add("clu1.corp.example",
            new RecordedHost("hv2", new RecordedVm(Two, "sql01")) { Cluster = nodes }.Client);
        foreach (var names in new[] { ["clu1.corp.example"], new[] { "hv1.corp.example" },
            ["hv1.corp.example", "hv2.corp.example"] })
        {
            var items = await DiscoverAsync(network, names);
            Assert.Equal(["sql01", "web01"], items.Select(item => item.Machine!.Name).Order());
            Assert.All(items, item => Assert.Equal("clu1", item.Machine!.Placement.Cluster));
        }
    }

    [Fact]
    public async Task A_machine_that_two_hosts_show_is_the_one_that_runs()
    {
        var network = new HostNetwork().Add(
            new RecordedHost("hv1", Web with { State = 3 },
                new RecordedVm(Two, "sql01") { State = 3, ReplicationMode = 2, ReplicationState = 3 }),
            new RecordedHost("hv2", Web with { Cores = 16 },
                new RecordedVm(Two, "sql01") { State = 3, ReplicationMode = 1, ReplicationState = 8 }));
        foreach (var names in new[] { new[] { "hv1.corp.example", "hv2.corp.example" },
            ["hv2.corp.example", "hv1.corp.example"] })
        {
            var machines = (await DiscoverAsync(network, names)).Select(item => item.Machine!)
                .OrderBy(machine => machine.Name).ToList();
            Assert.Equal(["sql01", "web01"], machines.Select(machine => machine.Name));
            Assert.Equal((16, "hv2.corp.example"), (machines[1].Cores, machines[1].Placement.Host));
            Assert.Equal(("Primary: Critical", false), (machines[0].HypervisorReplication, machines[0].IsPlaceholder));
        }

        var replica = await DiscoverAsync(new HostNetwork().Add(new RecordedHost(
            "hv1", new RecordedVm(Two, "sql01") { State = 3, ReplicationMode = 2, ReplicationState = 3 })),
                "hv1.corp.example");
        Assert.Equal(("Replica: Replicating", true),
            (replica[0].Machine!.HypervisorReplication, replica[0].Machine!.IsPlaceholder));
    }

    [Fact]
    public async Task A_node_that_is_down_is_a_problem_and_its_machines_are_not_gone()
    {
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var source = project.Sources.Save(
            new SourceSettings { Name = "hv",
            Connection = new HyperVConnection { Hosts = ["hv1.corp.example"] } }).Source;
        var sql = new RecordedHost("hv2", new RecordedVm(Two, "sql01"));
        async Task<DiscoveryResult> RunAsync(int stateOfTwo)
        {
            (string, int)[] nodes = [("hv1", 0), ("hv2", stateOfTwo)];
            var network = new HostNetwork().Add(new RecordedHost("hv1", Web) { Cluster = nodes }, sql);
            await using var live = network.Source(null, "hv1.corp.example");
            return await new DiscoveryRun(source, live).RunAsync();
        }

        Assert.True((await RunAsync(0)).IsComplete);
        var down = await RunAsync(1);
        Assert.False(down.IsComplete);
        Assert.Equal("HyperV.NodeDown", Assert.Single(down.Problems).Code);
        Assert.Equal(2, project.Machines.Get(new MachineQuery { IsGone = false }).Count());

        // Up again and without the machine: now it is gone.
        sql.Machines = [];
        Assert.Equal(["hv/" + Two], (await RunAsync(0)).GoneIds);
    }

    [Fact]
    public async Task A_host_that_cannot_be_read_is_a_problem_beside_others_and_an_error_alone()
    {
        var network = new HostNetwork().Add(new RecordedHost("hv1", Web));
        var items = await DiscoverAsync(network, "hv1.corp.example", "hv9.corp.example");
        Assert.Equal("web01", Assert.Single(items, item => item.Machine is not null).Machine!.Name);
        var problem = Assert.Single(items, item => item.Problem is not null);
        Assert.Equal(("Source.Unreachable", ProblemSeverity.Error, null),
            (problem.Problem!.Code, problem.Problem.Severity, problem.NativeId));

        var error = await Assert.ThrowsAsync<MigrateException>(() => DiscoverAsync(network, "hv9.corp.example"));
        Assert.Equal("Source.Unreachable", error.Code);
    }

    [Fact]
    public async Task A_machine_that_moves_while_the_hosts_are_read_is_found_all_the_same()
    {
        // It leaves the second host for the first, which has been read by then.
        var first = new RecordedHost("hv1");
        var second = new RecordedHost("hv2", Web);
        var network = new HostNetwork().Add(first).Add("hv2.corp.example", () =>
        {
            if (first.Machines.Count == 0 && second.Machines.Count == 0)
                first.Machines = [Web];
            second.Machines = [];
            return second.Client();
        });
        var known = Request with { KnownIds = new Dictionary<string, string> { [One.ToString()] = "hv/" + One } };
        var items = await DiscoverAsync(network, known, "hv1.corp.example", "hv2.corp.example");
        Assert.Equal("hv1.corp.example", Assert.Single(items).Machine!.Placement.Host);
    }

    [Fact]
    public async Task A_cluster_that_may_not_be_read_leaves_the_host_itself()
    {
        var network = new HostNetwork()
            .Add("hv1.corp.example", () => new RecordedHost("hv1", Web) { Cluster = [("hv1", 0)] }.Client()
            .Fail("root/MSCluster", CimErrors.AccessDenied("hv1", "root/MSCluster")));
        var items = await DiscoverAsync(network, "hv1.corp.example");
        Assert.Equal("HyperV.ClusterUnreadable", Assert.Single(items, item => item.Problem is not null).Problem!.Code);
        Assert.Single(items, item => item.Machine is not null);
    }

    [Fact]
    public async Task An_older_Windows_lacks_properties_and_is_read_without_them()
    {
        var network = new HostNetwork()
            .Add("hv1.corp.example", () => new OldHost(new RecordedHost("hv1", Web).Client()));
        var machine = (await DiscoverAsync(network, "hv1.corp.example"))[0].Machine!;
        Assert.Equal(Firmware.Bios, machine.Firmware);
    }

    [Fact]
    public async Task A_machine_without_settings_is_a_problem_and_the_others_go_on()
    {
        var network = new HostNetwork().Add(new RecordedHost("hv1", Web, new RecordedVm(Two, "broken") { Cores = 0 }));
        var items = await DiscoverAsync(network, "hv1.corp.example");
        Assert.Equal("web01", Assert.Single(items, item => item.Machine is not null).Machine!.Name);
        var problem = Assert.Single(items, item => item.Problem is not null);
        Assert.Equal(("HyperV.MachineUnreadable", Two.ToString()), (problem.Problem!.Code, problem.NativeId));
    }

    [Fact]
    public async Task Hosts_are_discovered_over_the_wire()
    {
        using var server = new WsManServer(new RecordedHost("hv1", Web).Client());
        await using var source = new HyperVConnection { Hosts = ["127.0.0.1"],
            Cim = WsManClientTests.Settings(server, CimAuthentication.Negotiate) }
            .Open(new SourceOpening { Credential = WsManClientTests.Credential() });

        var machine = Assert.Single(await source.DiscoverAsync(Request, null, default).ToListAsync()).Machine!;

        Assert.Equal(("web01", 2, "web01.corp.example"), (machine.Name, machine.Disks.Count, machine.HostName));
        Assert.Equal("Production", Assert.Single(machine.NetworkAdapters).Network);
        Assert.Equal(0, server.Service.OpenContexts);
        Assert.Empty(server.Violations);
    }

    [Theory]
    [InlineData("[1] Bad", "Source.AddressInvalid")]
    [InlineData("user@hv1", "Source.AddressInvalid")]
    [InlineData("hv1:99", "Source.AddressInvalid")]
    public void Names_that_cannot_be_right_are_refused(string name, string code) => Assert.Equal(
        code, Assert.Throws<MigrateException>(() => new HyperVConnection { Hosts = [name] }.Check()).Code);

    private static Task<List<DiscoveredItem>> DiscoverAsync(HostNetwork network, params string[] names) =>
        DiscoverAsync(network, Request, names);

    private static async Task<List<DiscoveredItem>> DiscoverAsync(
        HostNetwork network, DiscoveryRequest request, params string[] names)
    {
        await using var source = network.Source(null, names);
        return await source.DiscoverAsync(request, null, default).ToListAsync();
    }

    /// <summary>A host whose classes lack what Windows Server 2012 R2 brought.</summary>
    private sealed class OldHost(ICimClient inner) : ICimClient
    {
        public IAsyncEnumerable<CimRow> QueryAsync(
            string cimNamespace, string wql, CancellationToken cancellationToken) =>
            wql.Contains("VirtualSystemSubType", StringComparison.Ordinal)
            || wql.Contains("PersistentReservations", StringComparison.Ordinal)
                ? throw CimErrors.InvalidQuery("hv1", wql, "no such property")
                : inner.QueryAsync(cimNamespace, wql, cancellationToken);

        public Task<CimRow> InvokeAsync(
            string cimNamespace, string className, IReadOnlyDictionary<string, string> keys, string method,
            IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken) =>
            inner.InvokeAsync(cimNamespace, className, keys, method, arguments, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
