using AzMigrate.Inventory;

namespace AzMigrate.Tests.Projects;

/// <summary>A folder that is there for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "migrate-test-" + Guid.NewGuid().ToString("N"));

    public static Machine Machine(string name, Func<Machine, Machine>? change = null)
    {
        var machine = new Machine
        {
            Id = "csv/" + name, Source = "csv", SourceKind = SourceKind.Csv, Name = name, Cores = 2, MemoryMiB = 4096,
        };
        return change is null ? machine : change(machine);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
