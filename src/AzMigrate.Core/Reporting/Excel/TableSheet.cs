using System.Globalization;
using System.Text;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>
/// A table of the workbook. Its rows are written to a file beside as they come, so that all tables are filled in one
/// reading of the machines; the head of a sheet, which needs widths and the number of rows, is written when they are
/// known.
/// </summary>
internal sealed class TableSheet<TRow> : IDisposable, ITableSheet
{
    private readonly string _name;
    private readonly IReadOnlyList<Column<TRow>> _columns;
    private readonly string[] _letters;
    private readonly CellStyle[] _styles;
    private readonly string _spillPath;
    private readonly int _rowsPerSheet;
    private readonly List<Spill> _spills = [];

    /// <summary>Creates the table.</summary>
    /// <param name="name">The sheet's name; the second sheet of a table has <c>_2</c> after it.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="spillPath">Where the rows may lie for the time being.</param>
    /// <param name="rowsPerSheet">Rows after the head that a sheet takes.</param>
    public TableSheet(string name, IReadOnlyList<Column<TRow>> columns, string spillPath, int rowsPerSheet)
    {
        _name = name;
        _columns = columns;
        _spillPath = spillPath;
        _rowsPerSheet = rowsPerSheet;
        _letters = columns.Select((_, index) => SheetXml.Letters(index + 1)).ToArray();
        _styles = columns.Select(column => StyleOf(column.Format)).ToArray();
        Widths = new ColumnWidths(columns.Select(column => column.Heading));
        _spills.Add(new Spill(SpillName(0)));
    }

    /// <summary>Widths that fit what has been written.</summary>
    private ColumnWidths Widths { get; }

    /// <inheritdoc/>
    public IEnumerable<SheetPart> Parts => _spills.Select((spill, index) => new SheetPart
    {
        Name = index == 0 ? _name : FormattableString.Invariant($"{_name}_{index + 1}"),
        FilteredRange = "$A$1:$" + _letters[_letters.Length - 1] + "$" + Text(spill.Rows + 1),
        Write = stream => WriteSheet(stream, spill),
    });

    /// <summary>Adds a row.</summary>
    public void Write(TRow row)
    {
        var spill = _spills[_spills.Count - 1];
        if (spill.Rows == _rowsPerSheet)
            _spills.Add(spill = new Spill(SpillName(_spills.Count)));
        spill.Rows++;
        var number = Text(spill.Rows + 1);
        var xml = spill.Xml;
        xml.Write("<row r=\"");
        xml.Write(number);
        xml.Write("\">");
        for (var i = 0; i < _columns.Count; i++)
        {
            var cell = _columns[i].Value(row);
            if (cell.IsBlank)
                continue;
            Widths.Fit(i, cell);
            SheetXml.WriteCell(xml, _letters[i], number, cell, _styles[i]);
        }
        xml.Write("</row>");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var spill in _spills)
            spill.Dispose();
    }

    private static CellStyle StyleOf(CellFormat format) => format switch
    {
        CellFormat.Count => CellStyle.Count,
        CellFormat.Number or CellFormat.Money => CellStyle.Number,
        _ => CellStyle.General,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string SpillName(int index) => FormattableString.Invariant($"{_spillPath}.{_name}{index}.partial");

    private void WriteSheet(Stream stream, Spill spill)
    {
        using var xml = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        var range = "A1:" + _letters[_letters.Length - 1] + Text(spill.Rows + 1);
        WriteHead(xml, range);
        xml.Flush();
        spill.CopyTo(stream);
        xml.Write("</sheetData><autoFilter ref=\"" + range + "\"/>");
        WriteReadinessColours(xml, spill.Rows);
        xml.Write("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>");
        xml.Write("<pageSetup orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    }

    private void WriteHead(StreamWriter xml, string range)
    {
        xml.Write(SheetXml.Declaration);
        xml.Write("<worksheet xmlns=\"" + SheetXml.Namespace + "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
        xml.Write("<dimension ref=\"" + range + "\"/><sheetViews><sheetView workbookViewId=\"0\">");
        xml.Write("<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>");
        xml.Write("<selection pane=\"bottomRight\" activeCell=\"B2\" sqref=\"B2\"/></sheetView></sheetViews>");
        xml.Write("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
        for (var i = 0; i < _columns.Count; i++)
        {
            xml.Write(FormattableString.Invariant(
                $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{Widths[i]}\" style=\"{(int)_styles[i]}\" customWidth=\"1\"/>"));
        }
        xml.Write("</cols><sheetData><row r=\"1\" ht=\"48\" customHeight=\"1\">");
        for (var i = 0; i < _columns.Count; i++)
        {
            var style = _styles[i] == CellStyle.General ? CellStyle.Heading : CellStyle.HeadingFigure;
            SheetXml.WriteCell(xml, _letters[i], "1", _columns[i].Heading, style);
        }
        xml.Write("</row>");
    }

    private void WriteReadinessColours(StreamWriter xml, int rows)
    {
        var priority = 0;
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].Format != CellFormat.Readiness || rows == 0)
                continue;
            xml.Write("<conditionalFormatting sqref=\"" + _letters[i] + "2:" + _letters[i] + Text(rows + 1) + "\">");
            for (var readiness = 0; readiness < 4; readiness++)
            {
                xml.Write(FormattableString.Invariant(
                    $"<cfRule type=\"cellIs\" dxfId=\"{readiness}\" priority=\"{++priority}\" operator=\"equal\"><formula>"));
                xml.Write("\"" + Wording.Of((Assessment.Readiness)readiness) + "\"</formula></cfRule>");
            }
            xml.Write("</conditionalFormatting>");
        }
    }

    /// <summary>The rows of one sheet, in a file that goes when it is closed.</summary>
    private sealed class Spill : IDisposable
    {
        private readonly FileStream _file;

        public Spill(string path)
        {
            _file = new FileStream(
                path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            Xml = new StreamWriter(_file, new UTF8Encoding(false), 1 << 16);
        }

        public StreamWriter Xml { get; }

        public int Rows { get; set; }

        public void CopyTo(Stream stream)
        {
            Xml.Flush();
            _file.Position = 0;
            _file.CopyTo(stream, 1 << 16);
        }

        public void Dispose() => Xml.Dispose();
    }
}
