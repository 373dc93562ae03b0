using AzMigrate.Assessment;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Catalog;
using AzMigrate.Projects;

namespace AzMigrate.Bench.Benches;

/// <summary>Twelve scenarios at once, beside the first alone.</summary>
internal static class WhatIfBench
{
    public static void Run()
    {
        var project = EstateProject.WithHistory();
        var rows = Comparison.Print(
            "5. What-if: 35,000 machines with history, 3 regions × 4 savings options (budget: 30 s over the first)", 1,
            Subject.Of("12 scenarios", nameof(AssessAll), project),
            Subject.Of("floor: the first alone", nameof(AssessBench.Assess), project, "all"));
        Comparison.Write(FormattableString.Invariant(
            $"Over the first: {rows[0].WallSeconds - rows[1].WallSeconds:0.0} s wall, {rows[0].CpuSeconds - rows[1].CpuSeconds:0.0} s CPU.\n"));
    }

    public static void AssessAll(string path)
    {
        using var project = MigrateProject.Open(path);
        var settings = new AssessmentSettings
        {
            Location = ["westeurope", "northeurope", "eastus"],
            SavingsOption = [SavingsOption.None, SavingsOption.RI1Year, SavingsOption.RI3Year, SavingsOption.SavingsPlan3Year],
        };
        Work.Measure(() => new AssessmentRun(project, Catalogue.Embedded)
            .AssessGroup("all", settings.Expand()).Sum(one => one.Summary.Machines));
    }
}
