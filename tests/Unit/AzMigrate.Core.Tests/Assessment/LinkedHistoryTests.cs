using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Assessment;

public sealed class LinkedHistoryTests
{
    private static readonly Machine Vm = Servers.Plain with
    {
        Id = "vc/1", Source = "vc", SourceKind = SourceKind.VMware,
        Disks = [Servers.Disk("scsi0:0", 100), Servers.Disk("scsi0:1", 500)],
        NetworkAdapters = [new NetworkAdapter { Name = "4000", MacAddress = "00:50:56:aa:bb:01" }],
    };

    private static readonly Machine Guest = Vm with
    {
        Id = "lin/1", Source = "lin", SourceKind = SourceKind.Linux,
        Disks = [Servers.Disk("sdb", 500), Servers.Disk("sda", 99.995)],
        NetworkAdapters =
        [
            new NetworkAdapter { Name = "ens1", MacAddress = "00-50-56-AA-BB-01" },
            new NetworkAdapter { Name = "docker0", MacAddress = "02:42:ac:11:00:02" },
        ],
    };

    [Fact]
    public void U7_a_group_of_counters_comes_from_the_record_that_covers_most_and_nothing_counts_twice()
    {
        var linked = LinkedHistory.Of(Vm, [
            Of(Vm, Servers.Flat(PerformanceCounter.CpuPercent, "", 10, 100),
                Servers.Flat(PerformanceCounter.DiskReadMBps, "scsi0:1", 1, 10),
                Servers.Flat(PerformanceCounter.NetworkOutMBps, "4000", 7)),
            Of(Guest, Servers.Flat(PerformanceCounter.CpuPercent, "", 20, 50),
                Servers.Flat(PerformanceCounter.DiskReadMBps, "sdb", 2, 144),
                Servers.Flat(PerformanceCounter.NetworkOutMBps, "ens1", 8),
                Servers.Flat(PerformanceCounter.NetworkOutMBps, "docker0", 9)),
        ]);

        Assert.Equal(
            [
                (PerformanceCounter.CpuPercent, "", 10d), (PerformanceCounter.DiskReadMBps, "scsi0:1", 2d),
                (PerformanceCounter.NetworkOutMBps, "4000", 7d),
            ],
            linked.History!.Series.Select(series => (series.Counter, series.Instance, series.Blocks[0].Values[0])));
        Assert.Equal("Performance: CPU from vc/1, disks from lin/1, network from vc/1.", linked.Performance!.Message);
        Assert.Equal("One server, described by lin/1, vc/1.", linked.Records.Message);
    }

    [Fact]
    public void U7_equal_coverage_leaves_memory_to_the_guest_and_the_rest_to_the_hypervisor()
    {
        MetricSeries[] both =
            [Servers.Flat(PerformanceCounter.CpuPercent, "", 1), Servers.Flat(PerformanceCounter.MemoryPercent, "", 1)];
        var linked = LinkedHistory.Of(Vm, [Of(Guest, both), Of(Vm, both)]);
        Assert.Equal("Performance: CPU from vc/1, memory from lin/1.", linked.Performance!.Message);
        Assert.Equal(SourceKind.Linux, new MachineReading(Vm, linked).MemorySource);
    }

    [Fact]
    public void U7_a_record_that_is_gone_counts_only_where_no_other_has_points()
    {
        var linked = LinkedHistory.Of(Vm, [
            Of(Vm, Servers.Flat(PerformanceCounter.CpuPercent, "", 1, 3)),
            Of(Guest, Servers.Flat(PerformanceCounter.CpuPercent, "", 2),
                Servers.Flat(PerformanceCounter.MemoryPercent, "", 3)) with { IsGone = true },
        ]);
        Assert.Equal("Performance: CPU from vc/1, memory from lin/1.", linked.Performance!.Message);
    }

    [Fact]
    public void U7_disks_that_cannot_be_told_apart_from_the_machines_own_do_not_count()
    {
        var other = Guest with { Disks = [Servers.Disk("sda", 100), Servers.Disk("sdb", 400)] };
        var linked = LinkedHistory.Of(Vm, [Of(Vm), Of(other, Servers.Flat(PerformanceCounter.DiskReadMBps, "sda", 1))]);
        Assert.Null(linked.History);
        Assert.Null(linked.Performance);
    }

    [Fact]
    public void U7_disks_are_paired_by_UUID_first()
    {
        var vm = Vm with { Disks = [Vm.Disks[0] with { Uuid = "6000C29a-b1b2-c3c4-d5d6-e7e8f9f0a1b2" }, Vm.Disks[1]] };
        var guest = Guest with { Disks =
            [Servers.Disk("nvme0n1", 7) with { Uuid = "6000c29ab1b2c3c4d5d6e7e8f9f0a1b2" }] };
        var linked = LinkedHistory.Of(
            vm, [Of(vm), Of(guest, Servers.Flat(PerformanceCounter.DiskReadMBps, "nvme0n1", 1))]);
        Assert.Equal("scsi0:0", Assert.Single(linked.History!.Series).Instance);
    }

    [Fact]
    public void U7_the_reasons_name_the_records_and_a_guests_memory_is_not_active_memory()
    {
        var linked = LinkedHistory.Of(Vm, [Of(Vm), Of(Guest, Servers.Flat(PerformanceCounter.MemoryPercent, "", 50))]);
        var assessed = new Assessor(Servers.Settings, Book.Plain).Assess(new MachineReading(Vm, linked));
        Assert.Contains("U7 LinkedRecords", Servers.Notes(assessed));
        Assert.Contains("U7 PerformanceOfRecords", Servers.Notes(assessed));
        Assert.DoesNotContain("U6 MemoryIsActiveMemory", Servers.Notes(assessed));
        var asIs = new Assessor(Servers.AsOnPremises, Book.Plain).Assess(new MachineReading(Vm, linked));
        Assert.Equal(["U7 LinkedRecords"],
            Servers.Notes(asIs).Where(note => note.StartsWith("U7", StringComparison.Ordinal)));
    }

    private static RecordHistory Of(Machine machine, params MetricSeries[] series) =>
        new(machine, false, series.Length == 0 ? null : Servers.History(series));
}
