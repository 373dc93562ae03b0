using AzMigrate.Assessment;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>The assessment as a workbook: the summary, then the tables.</summary>
internal static class WorkbookExport
{
    /// <summary>Rows that fit on a sheet below its head.</summary>
    public const int RowsPerSheet = 1_048_575;

    /// <summary>Writes the file.</summary>
    public static IReadOnlyList<string> Write(
        AssessmentHeader header, IEnumerable<AssessedMachine> machines, string path, int rowsPerSheet = RowsPerSheet)
    {
        using var file = new ReplacedFile(path);
        using var machineRows = new TableSheet<AssessedMachine>(
            MachineTable.Name, MachineTable.Columns(header), path, rowsPerSheet);
        using var diskRows = new TableSheet<DiskRow>(DiskTable.Name, DiskTable.Columns, path, rowsPerSheet);
        using var propertyRows = new TableSheet<PropertyRow>(
            PropertyTable.Name, PropertyTable.Columns, path, rowsPerSheet);
        using var reasonRows =
            new TableSheet<ReasonRow>(ReasonTable.Name, ReasonTable.Columns(header), path, rowsPerSheet);
        var totals = new ReportTotals();
        foreach (var machine in machines)
        {
            totals.Add(header, machine);
            machineRows.Write(machine);
            foreach (var disk in machine.Disks)
                diskRows.Write(new DiskRow(machine, disk));
            foreach (var reason in ReasonTable.Rows(machine))
                reasonRows.Write(reason);
        }
        foreach (var property in PropertyTable.Rows(header))
            propertyRows.Write(property);

        ITableSheet[] tables = [machineRows, diskRows, propertyRows, reasonRows];
        WorkbookPackage.Write(
            file.Stream, [SummarySheet.Of(header, totals), .. tables.SelectMany(table => table.Parts)]);
        return [file.Place()];
    }
}
