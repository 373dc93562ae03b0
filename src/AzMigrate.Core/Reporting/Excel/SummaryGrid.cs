using System.Globalization;
using System.Text;
using AzMigrate.Reporting.Tables;
using static AzMigrate.Reporting.Excel.SheetXml;

namespace AzMigrate.Reporting.Excel;

/// <summary>The cells of the summary sheet, put anywhere and written in order.</summary>
internal sealed class SummaryGrid
{
    private readonly SortedDictionary<int, SortedDictionary<int, (Cell Cell, CellStyle Style)>> _rows = [];
    private readonly SortedDictionary<int, double> _heights = [];
    private readonly List<string> _merged = [];

    /// <summary>Puts a cell.</summary>
    public void Put(int row, int column, Cell cell, CellStyle style)
    {
        if (!_rows.TryGetValue(row, out var cells))
            _rows[row] = cells = [];
        cells[column] = (cell, style);
    }

    /// <summary>Puts a cell over several columns.</summary>
    public void Put(int row, int column, int lastColumn, Cell cell, CellStyle style)
    {
        Put(row, column, cell, style);
        for (var other = column + 1; other <= lastColumn; other++)
            Put(row, other, default, style);
        if (lastColumn > column)
            _merged.Add(SheetXml.Reference(row, column) + ":" + SheetXml.Reference(row, lastColumn));
    }

    /// <summary>Sets a row's height in points.</summary>
    public void Height(int row, double points)
    {
        _heights[row] = points;
        if (!_rows.ContainsKey(row))
            _rows[row] = [];
    }

    /// <summary>Writes the sheet.</summary>
    public void Write(Stream stream, IReadOnlyList<double> widths, bool hasDrawing)
    {
        using var xml = new StreamWriter(stream, new UTF8Encoding(false), 1 << 12, leaveOpen: true);
        xml.Write(SheetXml.Declaration);
        xml.Write($"<worksheet xmlns=\"{SheetXml.Namespace}\" xmlns:r=\"{SheetXml.Relationships}\">");
        xml.Write("<sheetPr><tabColor rgb=\"FF" + Palette.Azure + "\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
        xml.Write("<sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews>");
        xml.Write("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
        for (var i = 0; i < widths.Count; i++)
            xml.Write(Text("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", i + 1, widths[i]));
        xml.Write("</cols><sheetData>");
        foreach (var row in _rows)
            WriteRow(xml, row.Key, row.Value);
        xml.Write("</sheetData>");
        xml.Write(Text("<mergeCells count=\"{0}\">", _merged.Count));
        foreach (var range in _merged)
            xml.Write($"<mergeCell ref=\"{range}\"/>");
        xml.Write("</mergeCells>");
        xml.Write("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>");
        xml.Write("<pageSetup orientation=\"landscape\" fitToHeight=\"0\"/>");
        xml.Write(hasDrawing ? "<drawing r:id=\"rId1\"/></worksheet>" : "</worksheet>");
    }

    private void WriteRow(StreamWriter xml, int row, SortedDictionary<int, (Cell Cell, CellStyle Style)> cells)
    {
        xml.Write(_heights.TryGetValue(row, out var points)
            ? Text("<row r=\"{0}\" ht=\"{1}\" customHeight=\"1\">", row, points) : Text("<row r=\"{0}\">", row));
        var number = row.ToString(CultureInfo.InvariantCulture);
        foreach (var cell in cells)
            SheetXml.WriteCell(xml, SheetXml.Letters(cell.Key), number, cell.Value.Cell, cell.Value.Style);
        xml.Write("</row>");
    }
}
