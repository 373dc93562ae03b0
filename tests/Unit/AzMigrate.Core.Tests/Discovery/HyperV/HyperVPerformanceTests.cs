using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.HyperV.Performance;
using AzMigrate.Performance;
using AzMigrate.Tests.Discovery.Cim;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.HyperV;

public sealed class HyperVPerformanceTests : IDisposable
{
    private static readonly Guid One = new("11111111-2222-3333-4444-555555555501");
    private static readonly Guid Two = new("11111111-2222-3333-4444-555555555502");

    private static readonly RecordedVm Web = new(One, "web (01)")
    {
        Cores = 2, IsDynamic = true, StartMiB = 1024, LimitMiB = 4096,
        Disks = [@"C:\VMs\web (01)\os_127.vhdx", @"C:\VMs\web (01)\data_500.avhdx"],
    };

    private readonly TestFolder _folder = new();

    public HyperVPerformanceTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_visit_has_short_samples_of_what_the_host_counted()
    {
        var samples = Assert.Single(
            await CollectAsync(new HostNetwork().Add(new RecordedHost("hv1", Web)), [One], "hv1.corp.example"));

        Assert.Equal("hv/" + One, samples.MachineId);
        Assert.Equal(25, Value(samples, PerformanceCounter.CpuPercent, ""), 3);
        // 80 % of the 2,048 MiB that the guest has of the 4,096 that it may have.
        Assert.Equal(40, Value(samples, PerformanceCounter.MemoryPercent, ""), 3);
        Assert.Equal(100, Value(samples, PerformanceCounter.DiskReadOpsPerSecond, "scsi0:0"), 3);
        Assert.Equal(1, Value(samples, PerformanceCounter.DiskReadMBps, "scsi0:1"), 3);
        Assert.Equal(0.5, Value(samples, PerformanceCounter.DiskWriteMBps, "scsi0:0"), 3);
        Assert.Equal(3, Value(samples, PerformanceCounter.NetworkInMBps, Web.Adapter.ToLowerInvariant()), 3);
        Assert.Equal(2, Value(samples, PerformanceCounter.NetworkOutMBps, Web.Adapter.ToLowerInvariant()), 3);
        Assert.Empty(samples.Problems);
        Assert.All(samples.Series.SelectMany(series => series.Blocks),
            block => Assert.Equal(TimeSpan.FromSeconds(5), block.Interval));
    }

    [Fact]
    public async Task The_next_visit_has_all_the_time_between_and_after_a_move_it_is_a_first_one()
    {
        var host = new RecordedHost("hv1", Web);
        await CollectAsync(new HostNetwork().Add(host), [One], "hv1.corp.example");
        host.Pass(595);
        var next = Assert.Single(await CollectAsync(new HostNetwork().Add(host), [One], "hv1.corp.example"));
        Assert.All(next.Series.SelectMany(series => series.Blocks), block =>
            Assert.Equal((TimeSpan.FromMinutes(10), PointKind.Peak), (block.Interval, block.Kind)));

        host.Machines = [Web with { ProcessId = 4712 }];
        host.Pass(595);
        var moved = Assert.Single(await CollectAsync(new HostNetwork().Add(host), [One], "hv1.corp.example"));
        Assert.All(moved.Series.SelectMany(series => series.Blocks),
            block => Assert.Equal(TimeSpan.FromSeconds(5), block.Interval));
    }

    [Fact]
    public async Task A_source_that_stays_open_goes_on_from_its_round_before()
    {
        var host = new RecordedHost("hv1", Web);
        await using var source = new HostNetwork().Add(host).Source(_folder.Path, "hv1.corp.example");
        await CollectAsync(source, [One]);
        host.Pass(595);
        var next = Assert.Single(await CollectAsync(source, [One]));
        Assert.All(next.Series.SelectMany(series => series.Blocks), block =>
            Assert.Equal((TimeSpan.FromMinutes(10), PointKind.Peak), (block.Interval, block.Kind)));
    }

    [Fact]
    public async Task Fixed_memory_has_no_figure()
    {
        var samples = Assert.Single(await CollectAsync(
            new HostNetwork().Add(new RecordedHost("hv1", Web with { IsDynamic = false })), [One], "hv1.corp.example"));
        Assert.DoesNotContain(samples.Series, series => series.Counter == PerformanceCounter.MemoryPercent);
    }

    [Fact]
    public async Task Two_machines_of_one_name_are_said_and_have_their_disks_and_adapters()
    {
        var twin = Web with { Id = Two, State = 3, Disks = [@"C:\VMs\twin\os_127.vhdx"] };
        var collected = await CollectAsync(
            new HostNetwork().Add(new RecordedHost("hv1", Web, twin)), [One, Two], "hv1.corp.example");
        var samples = collected.Single(item => item.Series.Count > 0);
        Assert.DoesNotContain(samples.Series,
            series => series.Counter is PerformanceCounter.CpuPercent or PerformanceCounter.MemoryPercent);
        Assert.Equal(1, Value(samples, PerformanceCounter.DiskReadMBps, "scsi0:0"), 3);
        Assert.Equal(2, Value(samples, PerformanceCounter.NetworkOutMBps, Web.Adapter.ToLowerInvariant()), 3);
        Assert.Equal("HyperV.NameAmbiguous", Assert.Single(collected.SelectMany(item => item.Problems)).Code);
    }

    [Fact]
    public async Task A_host_that_is_away_and_a_class_that_is_missing_are_problems_and_the_rest_is_collected()
    {
        var network = new HostNetwork().Add("hv1.corp.example", () => new RecordedHost("hv1", Web).Client()
            .Without("root/cimv2", "Win32_PerfRawData_Counters_HyperVVirtualStorageDevice"));
        var collected = await CollectAsync(network, [One, Two], "hv1.corp.example", "hv9.corp.example");
        Assert.Contains(collected.SelectMany(item => item.Series),
            series => series.Counter == PerformanceCounter.CpuPercent);
        Assert.Equal(
            ["HyperV.CountersMissing", "Source.Unreachable"],
            collected.SelectMany(item => item.Problems).Select(problem => problem.Code).Order());
    }

    [Fact]
    public async Task Machines_that_are_off_have_no_points_and_no_problem() => Assert.Empty(await CollectAsync(
        new HostNetwork().Add(new RecordedHost("hv1", Web with { State = 3 })), [One], "hv1.corp.example"));

    [Theory]
    [InlineData("web (01):Hv VP 12", "web _01_")]
    [InlineData("web [01]:Hv VP 0", "web _01_")]
    [InlineData("a:Hv VP b:Hv VP 0", "a:hv vp b")]
    [InlineData("_Total", null)]
    public void Processors_are_told_by_the_name_of_their_machine(string instance, string? expected) =>
        Assert.Equal(expected, CounterNames.OfProcessor(instance));

    [Theory]
    [InlineData(@"C:\VMs\web-01\os.vhdx", "--?-C:-VMs-web-01-os.vhdx")]
    [InlineData(@"C:\ClusterStorage\Volume1\os (2).vhdx", "c:-clusterstorage-volume1-os [2].vhdx")]
    [InlineData(@"\smb1\share\os.vhdx", "--?-UNC-smb1-share-os.vhdx")]
    [InlineData(@"\?\C:\x#1.vhdx", "--?-C:-x_1.vhdx")]
    public void Disks_are_told_by_their_path(string path, string instance) =>
        Assert.Equal(CounterNames.OfPath(path), CounterNames.OfPath(instance));

    [Theory]
    [InlineData("web_Network Adapter_11111111-2222-3333-4444-555555555501--AAAAAAAA-2222-3333-4444-555555555502", true)]
    [InlineData("web_Network Adapter", false)]
    [InlineData("Hyper-V Virtual Switch_11111111-2222-3333-4444-555555555501_AAAAAAAA-2222-3333-4444-555555555502", false)]
    public void Adapters_are_told_by_their_ids(string instance, bool isOne) => Assert.Equal(
        isOne ? (One.ToString(), "aaaaaaaa-2222-3333-4444-555555555502") : null, CounterNames.OfAdapter(instance));

    [Fact]
    public async Task Checks_name_each_right_that_is_missing()
    {
        var network = new HostNetwork().Add(new RecordedHost("hv1", Web) { Cluster = [("hv1", 0), ("hv2", 1)] });
        await using (var source = network.Source(null, "hv1.corp.example"))
        {
            var checks = await source.TestAsync(default);
            Assert.Equal(["hv2.corp.example node"], checks.Where(IsFailed).Select(check => check.Name));
            Assert.Contains(checks,
                check => check.Name == "Hyper-V" && check.Detail.Contains("1 virtual", StringComparison.Ordinal));
        }

        var weak = new HostNetwork()
            .Add("hv1.corp.example", () => new RecordedHost("hv1", Web) { Cluster = [("hv1", 0)] }.Client()
            .Answer(RecordedHost.Virtualization, "Msvm_ComputerSystem", () => [])
            .Fail("root/MSCluster", CimErrors.AccessDenied("hv1", "root/MSCluster"))
            .Fail("Win32_PerfRawData_HvStats_HyperVHypervisorVirtualProcessor",
                CimErrors.AccessDenied("hv1", "root/cimv2")));
        await using (var source = weak.Source(null, "hv1.corp.example"))
        {
            var failed = (await source.TestAsync(default)).Where(IsFailed).ToList();
            Assert.Equal(["Hyper-V", "Performance counters", "Cluster"], failed.Select(check => check.Name));
            Assert.Contains("Hyper-V Administrators", failed[0].Remedy, StringComparison.Ordinal);
            Assert.Contains("Performance Monitor Users", failed[1].Remedy, StringComparison.Ordinal);
            Assert.Contains("Grant-ClusterAccess", failed[2].Remedy, StringComparison.Ordinal);
        }

        await using (var source = new HostNetwork().Add("hv1.corp.example", () => new FakeCimClient()
            .Add("root/cimv2", "Win32_OperatingSystem", [("Version", "10.0")])
            .Add("root/cimv2", "Win32_ComputerSystem", [("Name", "X")])).Source(null, "hv1.corp.example"))
        {
            Assert.Contains((await source.TestAsync(default)).Where(IsFailed),
                check => check.Detail.Contains("no Hyper-V role", StringComparison.Ordinal));
        }

        await using (var source = new HostNetwork().Source(null, "hv9.corp.example"))
            Assert.Equal("Reach", (await source.TestAsync(default)).Single(IsFailed).Name);
    }

    private async Task<List<CollectedSamples>> CollectAsync(HostNetwork network, Guid[] machines, params string[] names)
    {
        await using var source = network.Source(_folder.Path, names);
        return await CollectAsync(source, machines);
    }

    private static async Task<List<CollectedSamples>> CollectAsync(IDiscoverySource source, Guid[] machines) =>
        await source.CollectAsync(
            new CollectionRequest { Targets =
                [.. machines.Select(id => new CollectionTarget("hv/" + id, id.ToString(), null))] }, null, default)
            .ToListAsync();

    private static bool IsFailed(SourceCheck check) => check.Result == SourceCheckResult.Failed;

    private static double Value(CollectedSamples samples, PerformanceCounter counter, string instance) =>
        samples.Series.Single(
            series => series.Counter == counter && series.Instance == instance).Blocks[0].Values.Max();
}
