using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Bench.Benches;

/// <summary>Saving machines, beside one transaction that writes the same bytes.</summary>
internal static class StoreBench
{
    private const int Machines = 35_000;

    public static void Run() => Comparison.Print(
        $"2. Store: saving {Machines:#,##0} machines", 3,
        Subject.Of("Machines.Save, all new", nameof(Save)),
        Subject.Of("Machines.Save, nothing changed", nameof(SaveAgain)),
        Subject.Of("floor: the same JSON bytes in one SQLite transaction", nameof(Insert)));

    public static void Save() => WithProject((project, machines) =>
        Work.Measure(() => project.Machines.Save(machines).New.Count));

    public static void SaveAgain() => WithProject((project, machines) =>
    {
        project.Machines.Save(machines);
        Work.Measure(() => project.Machines.Save(machines).Unchanged.Count);
    });

    public static void Insert()
    {
        var rows = EstateFile.Machines(Machines).Select(machine => (machine.Id, Json: InventoryJson.Write(machine))).ToList();
        using var folder = new ScratchFolder();
        using var connection = new SqliteConnection($"Data Source={folder.File("floor.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE m(id TEXT PRIMARY KEY, facts BLOB)");
        Work.Measure(() =>
        {
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "INSERT INTO m(id, facts) VALUES($1, $2)";
            var id = insert.Parameters.Add("$1", SqliteType.Text);
            var facts = insert.Parameters.Add("$2", SqliteType.Blob);
            foreach (var row in rows)
            {
                (id.Value, facts.Value) = (row.Id, row.Json);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            return rows.Count;
        });
    }

    private static void WithProject(Action<MigrateProject, IReadOnlyList<Machine>> work)
    {
        var machines = EstateFile.Machines(Machines);
        using var folder = new ScratchFolder();
        using var project = MigrateProject.Create(folder.File("project"));
        work(project, machines);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
