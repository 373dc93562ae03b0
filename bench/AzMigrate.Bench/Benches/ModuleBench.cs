using System.Reflection;
using System.Reflection.Emit;
using AzMigrate.Bench.Measuring;

namespace AzMigrate.Bench.Benches;

/// <summary>Importing the module into a fresh engine, beside importing an empty binary module.</summary>
internal static class ModuleBench
{
    private const int Runs = 5;

    public static void Run()
    {
        using var folder = new ScratchFolder();
        var ours = Importing("Import-Module AzMigrate", Path.Combine(Places.Module, "AzMigrate.psd1"));
        var empty = Importing("floor: an empty binary module", Empty(folder));
        var rows = Comparison.Print("7. Import-Module, cold, a fresh process each (budget: +60 ms CPU)", Runs, ours, empty);
        var least = (Ours: Least(ours), Empty: Least(empty));
        Comparison.Write(FormattableString.Invariant(
            $"CPU over the empty module: {1000 * (rows[0].CpuSeconds - rows[1].CpuSeconds):0} ms (medians of {Runs}), {1000 * (least.Ours - least.Empty):0} ms (least of {Runs} more).\n"));
    }

    private static double Least(Subject subject) =>
        Enumerable.Range(0, Runs).Min(_ => ChildProcess.Run(subject).CpuSeconds);

    private static Subject Importing(string name, string manifest) => new(name, [Places.ImportBench, manifest]);

    private static string Empty(ScratchFolder folder)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Empty"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Empty");
        assembly.Save(folder.File("Empty.dll"));
        var manifest = folder.File("Empty.psd1");
        File.WriteAllText(manifest, "@{ RootModule = 'Empty.dll'; ModuleVersion = '1.0'; CmdletsToExport = @() }");
        return manifest;
    }
}
