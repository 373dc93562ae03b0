using AzMigrate.Assessment;
using AzMigrate.Reporting;

namespace AzMigrate.Tests.Reporting;

/// <summary>A folder of a test's own, and exports into it.</summary>
internal sealed class ExportFolder : IDisposable
{
    public ExportFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), "azm-" + Guid.NewGuid().ToString("N"));

    public IEnumerable<string> FileNames =>
        Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file))
        .OrderBy(name => name, StringComparer.Ordinal);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Exports the machines and gives the main file's path.</summary>
    public string Export(ExportFormat format, IReadOnlyList<AssessedMachine> machines, AssessmentHeader? header = null)
    {
        var path = File("assessment." + format.ToString().ToLowerInvariant());
        var written = AssessmentExport.Write(
            header ?? SampleEstate.Header(machines.Count), () => machines, path, format, null, CancellationToken.None);
        Assert.Equal(path, written[0]);
        Assert.All(written, file => Assert.True(System.IO.File.Exists(file)));
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
