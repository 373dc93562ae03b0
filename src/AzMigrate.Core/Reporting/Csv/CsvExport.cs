using AzMigrate.Assessment;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Csv;

/// <summary>The machines as CSV, and beside them the disks.</summary>
internal static class CsvExport
{
    /// <summary>Writes both files.</summary>
    public static IReadOnlyList<string> Write(
        AssessmentHeader header, IEnumerable<AssessedMachine> machines, string path)
    {
        using var machineFile = new ReplacedFile(path);
        using var diskFile = new ReplacedFile(Path.ChangeExtension(path, ".disks.csv"));
        using (var machineRows = new CsvTable<AssessedMachine>(machineFile.Stream, MachineTable.Columns(header)))
        using (var diskRows = new CsvTable<DiskRow>(diskFile.Stream, DiskTable.Columns))
        {
            foreach (var machine in machines)
            {
                machineRows.Write(machine);
                foreach (var disk in machine.Disks)
                    diskRows.Write(new DiskRow(machine, disk));
            }
        }
        var disks = diskFile.Place();
        return [machineFile.Place(), disks];
    }
}
