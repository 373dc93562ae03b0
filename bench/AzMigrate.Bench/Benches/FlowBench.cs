using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;

namespace AzMigrate.Bench.Benches;

/// <summary>The main job as a user runs it: the whole process, from the start to the workbook.</summary>
internal static class FlowBench
{
    public static void Run()
    {
        using var folder = new ScratchFolder();
        var script = folder.File("flow.ps1");
        File.WriteAllText(script, """
            param([string] $Path, [string] $OutFile)
            Import-MigrateInventory $Path | New-MigrateGroup -Name all |
                Invoke-MigrateAssessment -Location westeurope | Export-MigrateAssessment $OutFile
            """);
        foreach (var (machines, runs, budget) in ((int, int, string)[])
            [(2_000, 3, "10 s, 300 MB; boxed in 400 MB"), (35_000, 1, "none of its own")])
        {
            var flow = new Subject(
                "Host: import, group, assess, Excel",
                [Places.Host, script, EstateFile.Workbook(machines), folder.File("assessment.xlsx")]);
            Comparison.Print(
                $"3. Whole flow, {machines:#,##0} machines, whole process (budget: {budget})", runs,
                flow, flow.Limited(), new Subject("floor: Host with nothing to do", [Places.Host, "-Command", "$null"]));
        }
    }
}
