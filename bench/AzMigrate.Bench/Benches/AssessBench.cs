using AzMigrate.Assessment;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Catalog;
using AzMigrate.Performance;
using AzMigrate.Projects;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Bench.Benches;

/// <summary>Assessing with a month of history, beside reading and decoding the same blocks.</summary>
internal static class AssessBench
{
    public static void Run()
    {
        var project = EstateProject.WithHistory();
        var full = Assessing("all", project);
        Comparison.Print(
            "4. Assess 35,000 machines with 30 days of 10-minute points, 8 series each (budget: 60 s, 400 MB)", 1,
            full,
            full.Limited(),
            Subject.Of("of it: reading the history through the project's door", nameof(ReadHistory), project),
            Subject.Of("floor: the same blocks decoded, table scan on all cores", nameof(DecodeBlocks), project),
            Assessing("all", EstateProject.WithoutHistory()) with { Name = "35,000 machines without history" });
        var rows = Comparison.Print(
            "4. Linearity: all machines, every second, every fourth (budget: linear)", 3,
            full, Assessing("half", project), Assessing("quarter", project));
        // What starting costs, above all compiling hot code, is the same for all and would hide the slope.
        Comparison.Write(FormattableString.Invariant(
            $"CPU of each machine more: {Slope(rows[1], rows[2]):0.00} ms from 8,750 to 17,500, {Slope(rows[0], rows[1]):0.00} ms from 17,500 to 35,000.\n"));
    }

    public static void Assess(string path, string group)
    {
        using var project = MigrateProject.Open(path);
        Work.Measure(() => new AssessmentRun(project, Catalogue.Embedded)
            .AssessGroup(group, [new AssessmentSettings { Location = ["westeurope"] }])[0].Summary.Machines);
    }

    public static void ReadHistory(string path)
    {
        using var project = MigrateProject.Open(path);
        var ids = project.Groups.MemberIds("all");
        Work.Measure(() => ids.AsParallel().Sum(id => Points(project.Samples.ReadHistory(id, EstateProject.Window)!)));
    }

    public static void DecodeBlocks(string path) => Work.Measure(() => EstateProject.Months(path).Sum(month =>
        Enumerable.Range(0, Environment.ProcessorCount).AsParallel().Sum(part => DecodePart(month.Path, part))));

    private static long Points(MachineHistory history) =>
        history.Series.Sum(series => series.Blocks.Sum(block => (long)block.Values.Length));

    private static long DecodePart(string path, int part)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT data FROM day_block WHERE series_key BETWEEN $1 AND $2";
        const long Series = EstateProject.Machines * 8L;
        command.Parameters.AddWithValue("$1", (Series * part / Environment.ProcessorCount) + 1);
        command.Parameters.AddWithValue("$2", Series * (part + 1) / Environment.ProcessorCount);
        using var reader = command.ExecuteReader();
        long points = 0;
        while (reader.Read())
        {
            foreach (var grid in DaySeriesCodec.Decode(reader.GetFieldValue<byte[]>(0)).Grids)
                points += grid.Values.Length;
        }

        return points;
    }

    private static double Slope(Figures more, Figures less) =>
        1000 * (more.CpuSeconds - less.CpuSeconds) / (more.Count!.Value - less.Count!.Value);

    private static Subject Assessing(string group, string project) =>
        Subject.Of($"AssessGroup '{group}'", nameof(Assess), project, group);
}
