using AzMigrate.Assessment;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Catalog;
using AzMigrate.Projects;
using AzMigrate.Reporting;
using AzMigrate.Reporting.Tables;
using MiniExcelLibs;

namespace AzMigrate.Bench.Benches;

/// <summary>Writing the workbook, beside MiniExcel writing the same values and beside reading the machines alone.</summary>
internal static class WorkbookBench
{
    public static void Run()
    {
        var project = EstateProject.WithHistory();
        Assessed(project);
        var ours = Subject.Of("AssessmentExport.Write, xlsx", nameof(Write), project);
        Comparison.Print(
            "6. Workbook: 35,000 machines, all sheets (budget: 20 s, 400 MB); count: KiB, cells, disks", 3,
            ours,
            ours.Limited(),
            Subject.Of("peer: MiniExcel writes the same values, no styles, charts or summary", nameof(MiniExcelWrite), project),
            Subject.Of("floor: reading and deserialising the machines", nameof(Read), project));
    }

    public static void Write(string path) => WithAssessment(path, (assessment, machines, file) => Work.Measure(() =>
    {
        AssessmentExport.Write(assessment, machines, file, ExportFormat.Xlsx, null, CancellationToken.None);
        return new FileInfo(file).Length >> 10;
    }));

    public static void MiniExcelWrite(string path) => WithAssessment(path, (assessment, machines, file) => Work.Measure(() =>
    {
        long cells = 0;
        IEnumerable<IDictionary<string, object?>> Rows<TRow>(IEnumerable<TRow> rows, IReadOnlyList<Column<TRow>> columns)
        {
            foreach (var row in rows)
            {
                var values = new Dictionary<string, object?>(columns.Count);
                foreach (var column in columns)
                {
                    var cell = column.Value(row);
                    values[column.Heading] = cell.Text ?? (object?)cell.Number;
                    cells += cell.IsBlank ? 0 : 1;
                }

                yield return values;
            }
        }

        MiniExcel.SaveAs(file, new Dictionary<string, object>
        {
            [MachineTable.Name] = Rows(machines(), MachineTable.Columns(assessment)),
            [DiskTable.Name] = Rows(
                machines().SelectMany(machine => machine.Disks.Select(disk => new DiskRow(machine, disk))), DiskTable.Columns),
            [PropertyTable.Name] = Rows(PropertyTable.Rows(assessment), PropertyTable.Columns),
            [ReasonTable.Name] = Rows(machines().SelectMany(ReasonTable.Rows), ReasonTable.Columns(assessment)),
        });
        return cells;
    }));

    public static void Read(string path) => WithAssessment(path, (_, machines, _) =>
        Work.Measure(() => machines().Sum(machine => (long)machine.Disks.Count)));

    private static void WithAssessment(
        string path, Action<AssessmentHeader, Func<IEnumerable<AssessedMachine>>, string> work)
    {
        using var folder = new ScratchFolder();
        using var project = MigrateProject.Open(path);
        var assessment = Stored(project);
        work(assessment!, () => project.Assessments.GetMachines(assessment!.Id), folder.File("assessment.xlsx"));
    }

    private static void Assessed(string path)
    {
        using var project = MigrateProject.Open(path);
        if (Stored(project) is null)
            new AssessmentRun(project, Catalogue.Embedded).AssessGroup("all", [new AssessmentSettings { Location = ["westeurope"] }]);
    }

    private static MigrateAssessment? Stored(MigrateProject project) =>
        project.Assessments.Get(new AssessmentQuery { Group = ["all"] }).FirstOrDefault(
            one => one.Settings.Location[0] == "westeurope" && one.Settings.SavingsOption[0] == SavingsOption.None);
}
