using System.IO.Compression;
using AzMigrate.Bench.Measuring;

namespace AzMigrate.Bench.Benches;

/// <summary>The size of the module folder, unpacked and as a package.</summary>
internal static class PackageBench
{
    public static void Run()
    {
        using var folder = new ScratchFolder();
        var zip = folder.File("AzMigrate.zip");
        ZipFile.CreateFromDirectory(Places.Module, zip, CompressionLevel.Optimal, includeBaseDirectory: true);
        var files = new DirectoryInfo(Places.Module).GetFiles("*", SearchOption.AllDirectories);
        Comparison.Write("### 9. Module package (budget: 40 MB)\n");
        Comparison.Write("| part | files | MB |\n|---|---:|---:|");
        foreach (var part in files.GroupBy(Part).OrderBy(part => part.Key, StringComparer.Ordinal))
            Row(part.Key, part.Count(), part.Sum(file => file.Length));
        Row("all, unpacked", files.Length, files.Sum(file => file.Length));
        Row("all, zipped", 1, new FileInfo(zip).Length);
        Comparison.Write("");
    }

    private static string Part(FileInfo file)
    {
        var parts = Path.GetRelativePath(Places.Module, file.FullName).Split(Path.DirectorySeparatorChar);
        return parts[0] == "Dependencies" ? $"{parts[0]}/{parts[1]}" : "own files";
    }

    private static void Row(string name, int files, long bytes) =>
        Comparison.Write(FormattableString.Invariant($"| {name} | {files} | {bytes / 1e6:0.0} |"));
}
