using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Bench.Estates;

/// <summary>A project of 35,000 machines with 30 days of history, over two months' files; made once, about 2 GB.</summary>
internal static class EstateProject
{
    public const int Machines = 35_000;
    private const int Days = 30;
    private const int Batch = 500;

    private static readonly DateTimeOffset FirstDay = new(2026, 10, 21, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The groups: every machine, every second, every fourth.</summary>
    public static IReadOnlyList<(string Name, int Each)> Groups { get; } = [("quarter", 4), ("half", 2), ("all", 1)];

    public static TimeWindow Window => new(FirstDay, FirstDay.AddDays(Days));

    /// <summary>The project with history.</summary>
    public static string WithHistory() => Made($"estate-{Machines}", path =>
    {
        Fill(path);
        AddHistory(path);
    });

    /// <summary>The same machines without any history.</summary>
    public static string WithoutHistory() => Made($"inventory-{Machines}", Fill);

    /// <summary>The months' files, each with its first day and its days inside the window.</summary>
    public static IEnumerable<(string Path, DateTimeOffset First, int Days)> Months(string project)
    {
        for (var first = FirstDay; first < Window.End;)
        {
            var next = new DateTimeOffset(first.Year, first.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
            var end = next < Window.End ? next : Window.End;
            yield return (Path.Combine(project, $"samples-{first:yyyyMM}.db"), first, (end - first).Days);
            first = end;
        }
    }

    private static string Made(string name, Action<string> make)
    {
        var path = Places.Cached(name);
        if (!Directory.Exists(path))
        {
            var unfinished = path + ".part";
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            make(unfinished);
            Directory.Move(unfinished, path);
        }

        return path;
    }

    private static void Fill(string path)
    {
        using var project = MigrateProject.Create(path, "bench");
        var machines = EstateFile.Machines(Machines);
        project.Machines.Save(machines);
        foreach (var (group, each) in Groups)
            project.Groups.Save(group, null, machines.Where((_, at) => at % each == 0).Select(machine => machine.Id));
    }

    // Straight into the tables: the door merges point by point, which this much history has no need of.
    private static void AddHistory(string path)
    {
        var machines = EstateFile.Machines(Machines);
        foreach (var (monthPath, first, days) in Months(path))
        {
            using var file = new SqliteFile(monthPath, Durability.Normal, SamplesSchema.Schema);
            file.CreateOrMigrate(_ => { });
            for (var at = 0; at < machines.Count; at += Batch)
            {
                var batch = machines.Skip(at).Take(Batch).Select((machine, i) => (Machine: machine, Number: at + i + 1))
                    .AsParallel().AsOrdered().Select(one => Rows(one.Machine, one.Number, first, days)).ToList();
                file.Write(session =>
                {
                    foreach (var row in batch.SelectMany(rows => rows))
                        Insert(session, row, first);
                    return 0;
                });
            }

            file.Write(session => session.Execute(
                "INSERT INTO newest(day, end_s) SELECT DISTINCT day, 86400 FROM day_block WHERE series_key < 100"));
        }
    }

    private static List<(string Machine, PerformanceCounter Counter, string Instance, byte[][] Days)> Rows(
        Machine machine, int number, DateTimeOffset first, int days) =>
        [.. HistoryShape.Series(machine).Select(series => (
            machine.Id, series.Counter, series.Instance,
            Enumerable.Range(0, days).Select(day => HistoryShape.Day(
                (((number * 8L) + (int)series.Counter) * 64) + first.Day + day, series.Counter)).ToArray()))];

    private static void Insert(
        SqliteSession session, (string Machine, PerformanceCounter Counter, string Instance, byte[][] Days) row,
        DateTimeOffset first)
    {
        var key = session.Value<long>(
            "INSERT INTO series(machine_id, counter, instance) VALUES($1, $2, $3) RETURNING key",
            row.Machine, (int)row.Counter, row.Instance);
        for (var day = 0; day < row.Days.Length; day++)
        {
            session.Execute(
                "INSERT INTO day_block(series_key, day, data) VALUES($1, $2, $3)", key, first.Day + day, row.Days[day]);
        }
    }
}
