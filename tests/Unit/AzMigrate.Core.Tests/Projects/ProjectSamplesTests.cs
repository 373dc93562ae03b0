using AzMigrate.Performance;
using AzMigrate.Projects;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Tests.Projects;

public sealed class ProjectSamplesTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 27, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeWindow Everything = new(Start.AddDays(-60), Start.AddDays(60));

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public ProjectSamplesTests() => _project = MigrateProject.Create(_folder.Path);

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_written_is_read_across_days_and_months() =>
        Gen.Select(
            Gen.Int[0, 144 * 4],
            Gen.Frequency((1, Gen.Const(double.NaN)), (8, Gen.Int[0, 9999].Select(v => v / 100.0))).Array[1, 400],
            Gen.Int[-100, 900], Gen.Int[1, 900]).Sample((offset, values, from, length) =>
        {
            var id = Guid.NewGuid().ToString();
            var start = Start.AddMinutes(10 * offset);
            var window = new TimeWindow(Start.AddMinutes(10 * from), Start.AddMinutes(10 * (from + length)));
            var written = SamplesOf.Cpu(id, start, values);
            var expected = Points(written.Series[0].Blocks)
                .Where(point => point.At >= window.Start && point.At < window.End).ToList();

            _project.Samples.Write([written]);
            _project.Samples.Write([written]);
            var history = _project.Samples.ReadHistory(id, window);

            Assert.Equal(expected, history is null ? [] : Points(history.Series.Single().Blocks));
        }, iter: 60, threads: 1);

    [Fact]
    public void Series_come_in_the_order_of_counter_and_instance()
    {
        _project.Samples.Write(
            [
                SamplesOf.Of("m", PerformanceCounter.DiskReadMBps, "scsi0:1", Start, [0.123]),
                SamplesOf.Of("m", PerformanceCounter.DiskReadMBps, "scsi0:0", Start, [0.456]),
                SamplesOf.Cpu("m", Start, [5]),
                SamplesOf.Cpu("other", Start, [6]),
            ]);

        var history = _project.Samples.ReadHistory("m", Everything)!;

        Assert.Equal(Everything, history.Window);
        Assert.Equal(
            [(PerformanceCounter.CpuPercent, "", 5), (PerformanceCounter.DiskReadMBps, "scsi0:0", 0.456),
                (PerformanceCounter.DiskReadMBps, "scsi0:1", 0.123)],
            history.Series.Select(series => (series.Counter, series.Instance, series.Blocks[0].Values[0])));
        Assert.Null(_project.Samples.ReadHistory("none", Everything));
    }

    [Fact]
    public void New_points_join_the_day_that_is_there_and_a_second_writer_sees_the_first()
    {
        _project.Samples.Write([SamplesOf.Cpu("m", Start, [1, 2])]);
        using (var other = MigrateProject.Open(_folder.Path))
            other.Samples.Write([SamplesOf.Cpu("m", Start.AddMinutes(10), [1, 3])]);

        Assert.Equal([1, 2, 3], _project.Samples.ReadHistory("m", Everything)!.Series[0].Blocks[0].Values);
    }

    [Fact]
    public void U6_averages_of_two_hours_are_read_as_such()
    {
        var series = new MetricSeries
        {
            Counter = PerformanceCounter.CpuPercent, Instance = "",
            Blocks =
            [
                new MetricBlock { Start = Start, Interval = TimeSpan.FromHours(2), Kind = PointKind.Average,
                    Values = [4, 5] },
            ],
        };
        _project.Samples.Write([new MachineSamples { MachineId = "m", Series = [series] }]);

        var block = _project.Samples.ReadHistory("m", Everything)!.Series[0].Blocks.Single();
        Assert.Equal((TimeSpan.FromHours(2), PointKind.Average), (block.Interval, block.Kind));
        Assert.Equal([4, 5], block.Values);
    }

    [Fact]
    public void The_newest_point_ends_with_its_interval_and_gaps_are_no_points()
    {
        Assert.Null(_project.Samples.NewestPoint);
        _project.Samples.Write([SamplesOf.Cpu("m", Start.AddDays(3), [1, 2, double.NaN])]);
        _project.Samples.Write([SamplesOf.Cpu("n", Start, [1])]);
        Assert.Equal(Start.AddDays(3).AddMinutes(20), _project.Samples.NewestPoint);
        Assert.Equal(Start.AddDays(3).AddMinutes(20), _project.GetSummary().NewestSample);
    }

    [Fact]
    public void Old_days_are_dropped_and_old_months_as_files()
    {
        foreach (var days in new[] { -40, 0, 2, 3 })
            _project.Samples.Write([SamplesOf.Cpu("m", Start.AddDays(days), [days])]);
        Assert.Equal(3, Directory.GetFiles(_folder.Path, "samples-*.db").Length);

        _project.Samples.RemoveBefore(Start.AddDays(3).AddHours(5));

        Assert.Equal(["samples-202603.db"], Directory.GetFiles(_folder.Path, "samples-*.db").Select(Path.GetFileName));
        Assert.Equal([3], _project.Samples.ReadHistory("m", Everything)!.Series[0].Blocks.Select(
            block => block.Values[0]));
        _project.Samples.Write([SamplesOf.Cpu("m", Start.AddDays(-40), [7])]);
        Assert.Equal([7, 3],
            _project.Samples.ReadHistory("m", Everything)!.Series[0].Blocks.Select(block => block.Values[0]));
    }

    [Fact]
    public void A_damaged_block_is_told_with_file_machine_and_day()
    {
        _project.Samples.Write([SamplesOf.Cpu("m", Start, [1, 2, 3])]);
        using (var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_folder.Path, "samples-202602.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE day_block SET data = substr(data, 1, 5) || x'00' || substr(data, 7)";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var error = Assert.Throws<MigrateException>(() => _project.Samples.ReadHistory("m", Everything));
        Assert.Equal("Project.Corrupt", error.Code);
        Assert.Contains("CpuPercent of 'm' on 2026-02-27", error.Message, StringComparison.Ordinal);
        Assert.Contains("samples-202602.db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_that_divides_no_day_is_refused()
    {
        var odd = SamplesOf.Cpu("m", Start, [1]);
        odd = odd with { Series =
            [odd.Series[0] with { Blocks = [odd.Series[0].Blocks[0] with { Interval = TimeSpan.FromMinutes(7) }] }] };
        Assert.Throws<ArgumentOutOfRangeException>(() => _project.Samples.Write([odd]));
    }

    private static IEnumerable<(DateTimeOffset At, double Value)> Points(IEnumerable<MetricBlock> blocks) =>
        from block in blocks
        from i in Enumerable.Range(0, block.Values.Length)
        where !double.IsNaN(block.Values[i])
        select (block.Start.AddTicks(i * block.Interval.Ticks), block.Values[i]);
}
