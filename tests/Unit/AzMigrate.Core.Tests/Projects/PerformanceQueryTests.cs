using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class PerformanceQueryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public PerformanceQueryTests()
    {
        _project = MigrateProject.Create(_folder.Path);
        _project.Machines.Save([MachineOf("a"), MachineOf("b")]);
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_row_says_points_coverage_averages_gap_and_percentiles_of_the_window()
    {
        // Of the day until noon: averages of two hours from 18 to 22 o'clock, ten-minute peaks from midnight on.
        var id = MachineOf("a").Id;
        var averages = new MetricBlock
        {
            Start = Noon.AddHours(-18), Interval = TimeSpan.FromHours(2), Kind = PointKind.Average, Values = [50, 60],
        };
        var peaks = SamplesOf.Peaks(
            Noon.AddHours(-12), [.. Enumerable.Range(0, 72).Select(i => i == 40 ? double.NaN : i + 1)]);
        _project.Samples.Write([new MachineSamples
        {
            MachineId = id,
            Series = [new MetricSeries { Counter = PerformanceCounter.CpuPercent, Instance = "",
                Blocks = [averages, peaks] }],
        }]);

        var row = Assert.Single(new PerformanceQuery { History = PerformanceHistory.Day }.Find(_project));

        Assert.Equal((id, PerformanceCounter.CpuPercent, "%", 73), (row.Id, row.Counter, row.Unit, row.PointCount));
        Assert.Equal(100 * 71 / 144d, row.CoveragePercent, 6);
        Assert.Equal(100 * 4 / 24d, row.AveragedPercent, 6);
        Assert.Equal(new TimeWindow(Noon.AddHours(-24), Noon.AddHours(-18)), row.LongestGap);
        Assert.Equal((1, 72, Noon), (row.Minimum, row.Maximum, row.NewestPoint));

        // An average weighs as twelve peaks, 95 in all: 9.5 of them are above the 90th, 4.75 above the 95th.
        Assert.Equal((63, 68, 72), (row.P90, row.P95, row.P99));
        Assert.Empty(row.Points);
        Assert.Equal(73, Assert.Single(new PerformanceQuery { IncludePoints = true }.Find(_project)).Points.Count);
    }

    private static Machine MachineOf(string name) => new()
    {
        Id = "csv/" + name, Source = "csv", SourceKind = SourceKind.Csv, Name = name, Cores = 2, MemoryMiB = 4096,
    };
}
