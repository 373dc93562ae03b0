using System.Globalization;
using System.Text;
using System.Text.Json;
using AzMigrate.Assessment;
using AzMigrate.Reporting;

namespace AzMigrate.Tests.Reporting;

public sealed class TextExportTests : IDisposable
{
    private readonly ExportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_has_the_tables_of_the_workbook()
    {
        IReadOnlyList<AssessedMachine> machines = [.. SampleEstate.Machines(30)];
        var csv = _folder.Export(ExportFormat.Csv, machines);
        var workbook = _folder.Export(ExportFormat.Xlsx, machines);

        Assert.Equal(["assessment.csv", "assessment.disks.csv", "assessment.xlsx"], _folder.FileNames);
        Compare(WorkbookReader.Sheet(workbook, "All_Assessed_Machines"), CsvText.Read(File.ReadAllText(csv)));
        Compare(
            WorkbookReader.Sheet(workbook, "All_Assessed_Disks"),
            CsvText.Read(File.ReadAllText(_folder.File("assessment.disks.csv"))));
    }

    [Fact]
    public void Csv_is_UTF8_with_a_mark_and_lines_end_as_the_RFC_says()
    {
        var bytes = File.ReadAllBytes(_folder.Export(ExportFormat.Csv, [SampleEstate.Machine(1)]));

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes.Take(3));
        var text = Encoding.UTF8.GetString(bytes);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_texts_never_begin_as_a_formula_and_numbers_stay_numbers()
    {
        var negative = SampleEstate.Machine(2) with { Cost = new MachineCost { Compute = -5.25m } };
        var path = _folder.Export(ExportFormat.Csv, [.. HostileNames.All.Select(SampleEstate.Named), negative]);

        var rows = CsvText.Read(File.ReadAllText(path));

        Assert.Equal("-5.25", rows[rows.Count - 1][6]);
        for (var i = 0; i < HostileNames.All.Count; i++)
        {
            var name = HostileNames.All[i];
            var expected = "=+-@\t\r".Contains(name[0], StringComparison.Ordinal) ? "'" + name : name;
            Assert.Equal(expected.Replace('\uD83D', '\uFFFD'),
                rows[i + 1][0].Replace("\U0001F600", "\uFFFD\uDE00", StringComparison.Ordinal)
                .Replace("\U0001F680", "\uFFFD\uDE80", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Json_gives_back_the_head_and_the_machines()
    {
        IReadOnlyList<AssessedMachine> machines =
            [.. SampleEstate.Machines(5), SampleEstate.Named(HostileNames.All[0])];
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder.Export(ExportFormat.Json, machines)));

        var header = AssessmentJson.ReadHeader(
            Encoding.UTF8.GetBytes(document.RootElement.GetProperty("assessment").GetRawText()));
        Assert.Equal(AssessmentJson.Write(SampleEstate.Header(6)), AssessmentJson.Write(header));
        var back = document.RootElement.GetProperty("machines").EnumerateArray()
            .Select(machine => AssessmentJson.ReadMachine(Encoding.UTF8.GetBytes(machine.GetRawText())));
        Assert.Equal(machines.Select(AssessmentJson.Write), back.Select(AssessmentJson.Write));
    }

    [Fact]
    public void Json_of_nothing_is_valid()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder.Export(ExportFormat.Json, [])));

        Assert.Equal(0, document.RootElement.GetProperty("machines").GetArrayLength());
    }

    private static void Compare(IReadOnlyList<object?[]> cells, IReadOnlyList<string[]> fields)
    {
        Assert.Equal(cells.Count, fields.Count);
        for (var row = 0; row < cells.Count; row++)
        {
            for (var column = 0; column < fields[row].Length; column++)
            {
                var cell = column < cells[row].Length ? cells[row][column] : null;
                Assert.Equal(Convert.ToString(cell, CultureInfo.InvariantCulture), fields[row][column]);
            }
        }
    }
}
