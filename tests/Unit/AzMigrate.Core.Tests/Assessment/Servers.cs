using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Assessment;

/// <summary>Machines, settings and histories for tests.</summary>
internal static class Servers
{
    public static readonly AssessmentSettings Settings = new() { Location = [Book.Region] };

    public static readonly AssessmentSettings AsOnPremises =
        Settings with { SizingCriterion = SizingCriterion.AsOnPremises };

    public static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly TimeWindow Day = new(Start, Start.AddDays(1));

    /// <summary>An Ubuntu 22.04 of 4 cores, 8 GiB and one disk of 100 GiB, from a CSV, without any use.</summary>
    public static readonly Machine Plain = new()
    {
        Id = "csv/web", Source = "csv", SourceKind = SourceKind.Csv, Name = "web", Cores = 4, MemoryMiB = 8192,
        OperatingSystem = new OperatingSystem { Name = "Ubuntu 22.04" }, Firmware = Firmware.Bios,
        Disks = [Disk("d0", 100)],
    };

    public static Machine With(string system) => Plain with { OperatingSystem = new OperatingSystem { Name = system } };

    public static Machine Using(double? cpu, double? memory, double? networkOut = null) => Plain with
    {
        Utilization = new MachineUtilization { CpuPercent = cpu, MemoryPercent = memory, NetworkOutMBps = networkOut },
    };

    public static MachineDisk Disk(string name, double gib, DiskUtilization? use = null) =>
        new() { Name = name, CapacityBytes = (long)(gib * 1024 * 1024 * 1024), Utilization = use };

    public static DiskUtilization Use(double? reads, double? writes, double? readRate, double? writeRate) =>
        new() { ReadOpsPerSecond = reads, WriteOpsPerSecond = writes, ReadMBps = readRate, WriteMBps = writeRate };

    public static AssessedMachine Assess(
        Machine machine, AssessmentSettings? settings = null, Catalogue? book = null, MachineHistory? history = null) =>
        new Assessor(settings ?? Settings, book ?? Book.Plain).Assess(machine, history);

    public static IReadOnlyList<string> Codes(AssessedMachine machine) =>
        [.. machine.Findings.Select(finding => finding.Rule + " " + finding.Code)];

    public static IReadOnlyList<string> Notes(AssessedMachine machine) =>
        [.. machine.Notes.Select(note => note.Rule + " " + note.Code)];

    /// <summary>Asserts that a machine has a finding, and what it alone makes of it.</summary>
    public static Finding Found(AssessedMachine machine, string rule, string code, Readiness readiness)
    {
        var finding = Assert.Single(machine.Findings, finding => finding.Rule == rule && finding.Code == code);
        Assert.Equal(readiness, finding.Readiness);
        Assert.NotEmpty(finding.Message);
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    public static MachineHistory History(params MetricSeries[] series) => new() { Window = Day, Series = series };

    public static MetricSeries Series(PerformanceCounter counter, string instance, params MetricBlock[] blocks) =>
        new() { Counter = counter, Instance = instance, Blocks = blocks };

    public static MetricBlock Block(int minutes, PointKind kind, DateTimeOffset start, params double[] values) =>
        new() { Interval = TimeSpan.FromMinutes(minutes), Kind = kind, Start = start, Values = values };

    /// <summary>A day of 10-minute peaks of one value.</summary>
    public static MetricSeries Flat(PerformanceCounter counter, string instance, double value, int points = 144) =>
        Series(counter, instance, Block(10, PointKind.Peak, Start, [.. Enumerable.Repeat(value, points)]));
}
