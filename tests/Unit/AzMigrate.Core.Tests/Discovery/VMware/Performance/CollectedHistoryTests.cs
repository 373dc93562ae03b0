using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>From a server's statistics to what an assessment sizes by; every figure is worked out by hand.</summary>
public sealed class CollectedHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly StatisticsServer _server = new();

    public CollectedHistoryTests()
    {
        _project = MigrateProject.Create(_folder.Path);

        // Of 8 cores 10 %, but 90 % from 8 to 10 o'clock; half of 16 GiB; the second disk twice the first.
        _server.ValueOf = (_, counter, instance, end) => counter switch
        {
            "cpu.usage.average" => end > Midnight.AddHours(8) ? 9000 : 1000,
            "mem.usage.average" => 5000,
            "virtualDisk.read.average" => 2048 * DiskNumber(instance),
            "virtualDisk.write.average" => 1024 * DiskNumber(instance),
            "virtualDisk.numberReadAveraged.average" => 100 * DiskNumber(instance),
            "virtualDisk.numberWriteAveraged.average" => 50 * DiskNumber(instance),
            "net.received.average" => 512,
            _ => 2560,
        };
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_assessment_sizes_by_the_percentile_of_what_was_collected()
    {
        await Collect(TimeSpan.FromDays(30));

        var day = Assess(PerformanceHistory.Day);

        // The day ends at 10:00. Two of its 24 hours at 90 % are more than the 5 % above the percentile.
        Assert.Equal(8 * 0.9 * 1.3, day.Need!.Cores, 6);
        Assert.Equal(16384 * 0.5 * 1.3, day.Need.MemoryMiB, 6);
        Assert.Equal([195, 390], day.Disks.Select(disk => Math.Round(disk.RequiredIops, 6)));
        Assert.Equal([3.9, 7.8], day.Disks.Select(disk => Math.Round(disk.RequiredMBps, 6)));
        Assert.Equal(450 * 1.3, day.Need.DiskIops, 6);
        Assert.Equal(9 * 1.3, day.Need.DiskMBps, 6);
        Assert.Equal(2.5 * 1.3 * 8, day.Need.NetworkMbps, 6);
        Assert.True(day.RecommendedVCpus >= 10);

        // Averages of half an hour reach to 10:30, those of five minutes to 9:10, peaks to 10:00.
        Assert.Equal(100 * (1360 + 50) / 1440d, day.CoveragePercent!.Value, 3);
        Assert.Equal(5, day.ConfidenceStars);
        Assert.Empty(day.CoverageReasons);
        Assert.DoesNotContain(day.Notes, note => note.Code == "HistoryIsAveraged");
    }

    [Fact]
    public async Task A_month_of_averages_is_said_to_be_one()
    {
        await Collect(TimeSpan.FromDays(30));

        var month = Assess(PerformanceHistory.Month);

        // Two hours of thirty days are no 5 %.
        Assert.Equal(8 * 0.1 * 1.3, month.Need!.Cores, 6);
        Assert.Equal(100 * 1410 / 43200d, month.CoveragePercent!.Value, 3);
        Assert.Equal(1, month.ConfidenceStars);
        Assert.Equal(
            [
                "The source was silent from 2026-01-31 10:00 UTC to 2026-01-31 12:00 UTC.",
                "The history is averaged over more than 10 minutes in more than a quarter of the window.",
            ],
            month.CoverageReasons);
        Assert.Contains(month.Notes, note => note.Code == "HistoryIsAveraged");
    }

    [Fact]
    public async Task At_the_default_statistics_level_disks_are_sized_by_the_last_hour_and_the_coverage_says_so()
    {
        _server.Intervals = _server.Intervals.Select(interval => (interval.Period, interval.Length, 1)).ToList();

        var collected = await Collect(TimeSpan.FromDays(1));
        var day = Assess(PerformanceHistory.Day);

        Assert.Equal("Performance.StatisticsLevel", Assert.Single(collected.Problems).Code);
        Assert.Equal(450 * 1.3, day.Need!.DiskIops, 6);

        // From 10:10 on. CPU, memory and the only adapter, in and out, have 1,430 minutes of the day; four counters of
        // two disks 50.
        Assert.Equal(100 * ((4 * 1430) + (8 * 50)) / (12 * 1440d), day.CoveragePercent!.Value, 3);
        Assert.Equal(2, day.ConfidenceStars);
    }

    [Fact]
    public async Task A_machine_that_was_off_has_a_gap_that_is_told()
    {
        var valueOf = _server.ValueOf;
        _server.ValueOf = (machine, counter, instance, end) =>
            end > Midnight.AddHours(-6) && end <= Midnight.AddHours(2) ? -1 : valueOf(machine, counter, instance, end);

        await Collect(TimeSpan.FromDays(1));
        var day = Assess(PerformanceHistory.Day);

        // 950 of 1,440 minutes; the two busy hours weigh the more.
        Assert.Equal(100 * 950 / 1440d, day.CoveragePercent!.Value, 3);
        Assert.Equal(4, day.ConfidenceStars);
        Assert.Equal(["The source was silent from 2026-03-01 18:00 UTC to 2026-03-02 02:00 UTC."], day.CoverageReasons);
        Assert.Equal(90, day.Observed.CpuPercent);
    }

    private static int DiskNumber(string instance) => instance == "scsi0:1" ? 2 : 1;

    private async Task<CollectionResult> Collect(TimeSpan backFill)
    {
        _server.Machines.Add(new ServedMachine("vm-1", Disks: 2));
        var source = _project.Sources.Save(FakeSource.Settings()).Source;
        var found = FakeSource.Found("vm-1", "web1");
        var described = found.Machine! with
        {
            Cores = 8, MemoryMiB = 16384, Firmware = Firmware.Bios,
            OperatingSystem = new OperatingSystem { Name = "Microsoft Windows Server 2019 (64-bit)" },
            Disks =
            [
                new MachineDisk { Name = "scsi0:0", CapacityBytes = 1L << 36 },
                new MachineDisk { Name = "scsi0:1", CapacityBytes = 1L << 37 },
            ],
            NetworkAdapters = [new NetworkAdapter { Name = "Network adapter 1" }],
        };
        var discovery = new FakeSource().With(found with { Machine = described });
        _project.Groups.Save("all", null, (await discovery.DiscoverInto(source)).NewIds);
        await using var live = VMwareSource.Open(_server);
        return await new CollectionRun(source, live) { BackFill = backFill }.RunAsync();
    }

    private AssessedMachine Assess(PerformanceHistory history)
    {
        var settings = new AssessmentSettings { Location = ["westeurope"], PerformanceHistory = history };
        var assessment = new AssessmentRun(_project, Catalogue.Embedded).AssessGroup("all", [settings]).Single();
        return _project.Assessments.GetMachines(assessment.Id).Single();
    }
}
