using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AzMigrate.Tests.Reporting;

/// <summary>
/// Reads a workbook back with the Open XML SDK: a text is a string, a number a decimal, a blank null.
/// </summary>
internal static class WorkbookReader
{
    public static IReadOnlyList<(string Name, IReadOnlyList<object?[]> Rows)> Read(string path) =>
        Read(path, _ => true);

    public static IReadOnlyList<object?[]> Sheet(string path, string name) =>
        Read(path, sheet => sheet == name).Single().Rows;

    private static List<(string Name, IReadOnlyList<object?[]> Rows)> Read(string path, Func<string, bool> isWanted)
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        var workbook = document.WorkbookPart!;
        return workbook.Workbook!.Sheets!.Elements<Sheet>()
            .Where(sheet => isWanted(sheet.Name!.Value!))
            .Select(sheet => (sheet.Name!.Value!, Rows((WorksheetPart)workbook.GetPartById(sheet.Id!.Value!))))
            .ToList();
    }

    /// <summary>The figure beside a label of the summary.</summary>
    public static object? Beside(IReadOnlyList<object?[]> summary, string label) =>
        summary.First(row => row.Length > 1 && Equals(row[0], label))[1];

    private static IReadOnlyList<object?[]> Rows(WorksheetPart part) =>
        part.Worksheet!.Descendants<Row>().Select(Cells).ToList();

    private static object?[] Cells(Row row)
    {
        var cells = new List<object?>();
        foreach (var cell in row.Elements<Cell>())
        {
            Assert.Null(cell.CellFormula);
            var column = 0;
            foreach (var letter in cell.CellReference!.Value!.TakeWhile(char.IsLetter))
                column = column * 26 + letter - 'A' + 1;
            while (cells.Count < column)
                cells.Add(null);
            cells[column - 1] = Value(cell);
        }
        return [.. cells];
    }

    private static object? Value(Cell cell)
    {
        if (cell.DataType?.Value == CellValues.InlineString)
        {
            return Regex.Replace(
                cell.InlineString!.Text!.Text,
                "_x([0-9A-Fa-f]{4})_",
                match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                    .ToString());
        }
        Assert.Null(cell.DataType);
        return cell.CellValue is null ? null : decimal.Parse(cell.CellValue.Text, CultureInfo.InvariantCulture);
    }
}
