using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Reporting;
using AzMigrate.Reporting.Excel;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace AzMigrate.Tests.Reporting;

public sealed class WorkbookTests : IDisposable
{
    private readonly ExportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sheets_and_headings_are_those_of_the_newest_Azure_export()
    {
        var sheets = WorkbookReader.Read(_folder.Export(ExportFormat.Xlsx, [.. SampleEstate.Machines(3)]));

        Assert.Equal(
            ["Assessment_Summary", "All_Assessed_Machines", "All_Assessed_Disks", "Assessment_Properties", "Reasons"],
            sheets.Select(sheet => sheet.Name));
        Assert.Equal(AzureHeadings.Machines("USD"), sheets[1].Rows[0]);
        Assert.Equal(AzureHeadings.Disks, sheets[2].Rows[0]);
        Assert.Equal(["Property", "Selected value"], sheets[3].Rows[0]);
    }

    [Fact]
    public void The_currency_is_part_of_the_headings()
    {
        var header = SampleEstate.Header(1);
        header = header with { Settings = header.Settings with { Currency = "EUR", ExchangeRate = 0.9m } };

        var path = _folder.Export(ExportFormat.Xlsx, [SampleEstate.Machine(0)], header);

        Assert.Equal(AzureHeadings.Machines("EUR"), WorkbookReader.Sheet(path, "All_Assessed_Machines")[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void The_validator_of_the_Open_XML_SDK_finds_no_error(int machines)
    {
        var path = _folder.Export(
            ExportFormat.Xlsx,
            [.. SampleEstate.Machines(machines), .. HostileNames.All.Select(SampleEstate.Named)]);

        Assert.Empty(Errors(path));
    }

    [Fact]
    public void An_empty_assessment_is_a_valid_workbook()
    {
        var path = _folder.Export(ExportFormat.Xlsx, []);

        Assert.Empty(Errors(path));
        Assert.Equal(0m, WorkbookReader.Beside(WorkbookReader.Sheet(path, "Assessment_Summary"), "All machines"));
        Assert.Single(WorkbookReader.Sheet(path, "All_Assessed_Machines"));
    }

    [Fact]
    public void Tables_have_a_frozen_filtered_head_and_the_summary_has_charts()
    {
        using var document = SpreadsheetDocument.Open(
            _folder.Export(ExportFormat.Xlsx, [.. SampleEstate.Machines(12)]), isEditable: false);
        var parts = document.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>()
            .Select(sheet => (WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!.Value!)).ToList();

        Assert.All(parts.Skip(1), part =>
        {
            var rows = part.Worksheet!.Descendants<Row>().ToList();
            Assert.Equal(PaneStateValues.Frozen, part.Worksheet.Descendants<Pane>().Single().State!.Value);
            Assert.EndsWith(
                rows.Count.ToString(CultureInfo.InvariantCulture),
                part.Worksheet.GetFirstChild<AutoFilter>()!.Reference!.Value,
                StringComparison.Ordinal);
            Assert.Equal(rows[0].Elements<Cell>().Count(), part.Worksheet.Descendants<Column>().Count());
        });
        Assert.Equal(4, parts[0].DrawingsPart!.ChartParts.Count());
    }

    [Fact]
    public void C8_the_summary_adds_up_to_the_cent_with_the_rows()
    {
        var path = _folder.Export(ExportFormat.Xlsx, [.. SampleEstate.Machines(200)]);
        var summary = WorkbookReader.Sheet(path, "Assessment_Summary");
        var machines = WorkbookReader.Sheet(path, "All_Assessed_Machines");
        var disks = WorkbookReader.Sheet(path, "All_Assessed_Disks");

        var compute = Sum(machines, "Compute monthly cost estimate USD");
        var storage = Sum(machines, "Storage monthly cost estimate USD");
        var security = Sum(machines, "Security monthly cost estimate USD");
        Assert.Equal(compute, WorkbookReader.Beside(summary, "Compute"));
        Assert.Equal(storage, WorkbookReader.Beside(summary, "Storage"));
        Assert.Equal(storage, Sum(disks, "Monthly cost estimate"));
        Assert.Equal(security, WorkbookReader.Beside(summary, "Security"));
        Assert.Equal(compute + storage + security, WorkbookReader.Beside(summary, "Total"));
        Assert.Equal(
            Sum(machines, "Estimated monthly savings from Azure Hybrid Benefit for Windows OS USD"),
            WorkbookReader.Beside(summary, "Saved by Azure Hybrid Benefit for Windows"));
        foreach (var readiness in new[] { "Ready", "Ready with conditions", "Readiness unknown", "Not ready" })
        {
            var rows = machines.Count(row => Equals(row[2], readiness));
            Assert.True(rows > 0);
            Assert.Equal((decimal)rows, WorkbookReader.Beside(summary, readiness));
        }
        Assert.Equal(
            (decimal)(disks.Count - 1 - disks.Count(row => row[3] is null)),
            WorkbookReader.Beside(summary, "All recommended disks"));
    }

    [Fact]
    public void C5_estimated_figures_are_counted_and_summed()
    {
        var machine = SampleEstate.Machine(2);
        machine = machine with
        {
            Cost = machine.Cost with { Compute = 10.01m, ComputeIsEstimated = true },
            Disks = [.. machine.Disks.Select(
                (disk, index) => disk with { MonthlyCost = 1.07m, CostIsEstimated = index < 2 })],
        };

        var summary = WorkbookReader.Sheet(_folder.Export(ExportFormat.Xlsx, [machine]), "Assessment_Summary");

        Assert.Equal(3m, WorkbookReader.Beside(summary, "Estimated figures, number"));
        Assert.Equal(12.15m, WorkbookReader.Beside(summary, "Estimated figures, sum"));
    }

    [Fact]
    public void C7_security_without_a_price_says_so_and_is_never_zero()
    {
        var machine = SampleEstate.Machine(2);
        machine = machine with { Cost = machine.Cost with { Security = null } };

        var path = _folder.Export(ExportFormat.Xlsx, [machine, SampleEstate.Machine(3)]);

        var rows = WorkbookReader.Sheet(path, "All_Assessed_Machines");
        var column = Array.IndexOf(rows[0], "Security monthly cost estimate USD");
        Assert.Equal("Not priced", rows[1][column]);
        Assert.Null(rows[2][column]);
        Assert.Equal("Not priced", WorkbookReader.Beside(WorkbookReader.Sheet(path, "Assessment_Summary"), "Security"));
    }

    [Fact]
    public void Texts_from_outside_stay_the_texts_that_they_are()
    {
        var header = SampleEstate.Header(1) with { Name = HostileNames.All[0], GroupName = HostileNames.All[1] };
        var path = _folder.Export(ExportFormat.Xlsx, [.. HostileNames.All.Select(SampleEstate.Named)], header);

        var rows = WorkbookReader.Sheet(path, "All_Assessed_Machines").Skip(1).ToList();

        Assert.Equal(HostileNames.All, rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(HostileNames.All[1], row[row.Length - 1]));
        Assert.Equal(HostileNames.All[0],
            WorkbookReader.Beside(WorkbookReader.Sheet(path, "Assessment_Summary"), "Name"));
    }

    [Fact]
    public void A_text_that_no_cell_can_hold_is_cut_with_a_mark()
    {
        var name = new string('x', 32765) + "\U0001F600" + "tail";

        var path = _folder.Export(
            ExportFormat.Xlsx, [SampleEstate.Named(name), SampleEstate.Named(new string('y', 32767))]);

        var rows = WorkbookReader.Sheet(path, "All_Assessed_Machines");
        Assert.Equal(new string('x', 32765) + "\u2026", rows[1][0]);
        Assert.Equal(new string('y', 32767), rows[2][0]);
    }

    [Fact]
    public void More_rows_than_a_sheet_takes_go_on_on_the_next()
    {
        IReadOnlyList<AssessedMachine> machines = [.. SampleEstate.Machines(20)];
        var path = _folder.File("split.xlsx");
        WorkbookExport.Write(SampleEstate.Header(20), machines, path, rowsPerSheet: 15);
        var whole = _folder.Export(ExportFormat.Xlsx, machines);

        var sheets = WorkbookReader.Read(path);

        Assert.Empty(Errors(path));
        Assert.Contains("All_Assessed_Machines_2", sheets.Select(sheet => sheet.Name));
        foreach (var table in new[] { "All_Assessed_Machines", "All_Assessed_Disks", "Reasons" })
        {
            var parts = sheets.Where(sheet => sheet.Name.StartsWith(table, StringComparison.Ordinal)).ToList();
            var expected = WorkbookReader.Sheet(whole, table);
            Assert.All(parts, part => Assert.InRange(part.Rows.Count, 2, 16));
            Assert.All(parts, part => Assert.Equal(expected[0], part.Rows[0]));
            Assert.Equal(expected.Skip(1), parts.SelectMany(part => part.Rows.Skip(1)));
        }
    }

    [Theory]
    [InlineData(8, "compute.")]
    [InlineData(9, "disk 'scsi0:0'.")]
    [InlineData(10, null)]
    public void C5_every_estimated_figure_is_flagged(int number, string? flagged)
    {
        var rows = WorkbookReader.Sheet(_folder.Export(ExportFormat.Xlsx, [SampleEstate.Machine(number)]), "Reasons");
        var estimated = rows.Where(row => Equals(row[2], "Estimated")).Select(row => (string)row[7]!).ToList();
        Assert.Equal(flagged is null ? 0 : 1, estimated.Count);
        if (flagged is not null)
            Assert.EndsWith(": " + flagged, estimated[0]);
    }

    [Fact]
    public void S7_the_reasons_tell_the_whole_way_to_the_pick()
    {
        var machine = SampleEstate.Machine(40);
        var rows = WorkbookReader.Sheet(_folder.Export(ExportFormat.Xlsx, [machine]), "Reasons");

        string[] kinds = [.. rows.Skip(1).Select(row => (string)row[2]!)];
        Assert.Equal(
            ["Finding", "Coverage", "Need", "Candidates", "Recommended", "Estimated", "Alternative", "Would save most"],
            kinds.Distinct());
        Assert.Equal(machine.Explanation!.Alternatives.Count, kinds.Count(kind => kind == "Alternative"));
        var saves = rows.Single(row => Equals(row[2], "Would save most"));
        Assert.Equal("Standard_D2as_v4", saves[4]);
        Assert.Equal(-41.18m, saves[9]);
        var blocked = WorkbookReader.Sheet(_folder.Export(ExportFormat.Xlsx, [SampleEstate.Machine(14)]), "Reasons");
        var finding = blocked.Single(row => Equals(row[2], "Finding"));
        Assert.Equal("R3", finding[3]);
        Assert.Equal("BootTypeNotSupported", finding[4]);
        Assert.Equal(SampleEstate.Machine(14).Findings[0].Remedy, finding[8]);
    }

    private static decimal Sum(IReadOnlyList<object?[]> rows, string heading)
    {
        var column = Array.IndexOf(rows[0], heading);
        Assert.True(column >= 0);
        return rows.Skip(1).Sum(row => column < row.Length && row[column] is decimal figure ? figure : 0);
    }

    private static List<string> Errors(string path)
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        return new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365).Validate(document)
            .Select(error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}").ToList();
    }
}
