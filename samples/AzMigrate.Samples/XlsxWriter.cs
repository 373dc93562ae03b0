using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace AzMigrate.Samples;

/// <summary>Writes a workbook row by row, as RVTools does it: shared texts, one style, no formulas.</summary>
internal sealed class XlsxWriter : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<string> _sheets = [];

    public XlsxWriter(Stream stream) => _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Writes a worksheet: texts, whole numbers, numbers, booleans; null is no cell.</summary>
    public void Sheet(string name, IReadOnlyList<string> headings, IEnumerable<object?[]> rows)
    {
        _sheets.Add(name);
        using var part = Part($"xl/worksheets/sheet{_sheets.Count}.xml");
        part.Write($"<worksheet xmlns=\"{Main}\"><sheetData>");
        var number = 1;
        WriteRow(part, number, [.. headings]);
        foreach (var row in rows)
            WriteRow(part, ++number, row);
        part.Write("</sheetData></worksheet>");
    }

    public void Dispose()
    {
        WriteTexts();
        WriteFrame();
        _archive.Dispose();
    }

    private void WriteRow(TextWriter part, int number, object?[] cells)
    {
        part.Write("<row r=\"");
        part.Write(number);
        part.Write("\">");
        for (var column = 0; column < cells.Length; column++)
        {
            if (cells[column] is not { } value)
                continue;
            part.Write("<c r=\"");
            part.Write(Column(column));
            part.Write(number);
            part.Write(value switch
            {
                string => "\" t=\"s\"><v>",
                bool => "\" t=\"b\"><v>",
                _ => "\"><v>",
            });
            part.Write(value switch
            {
                string text => Index(text).ToString(CultureInfo.InvariantCulture),
                bool flag => flag ? "1" : "0",
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
            part.Write("</v></c>");
        }
        part.Write("</row>");
    }

    private static string Column(int column) => column < 26
        ? ((char)('A' + column)).ToString()
        : Column((column / 26) - 1) + (char)('A' + (column % 26));

    private int Index(string text)
    {
        if (!_texts.TryGetValue(text, out var index))
        {
            _texts.Add(text, index = _order.Count);
            _order.Add(text);
        }
        return index;
    }

    private void WriteTexts()
    {
        using var part = Part("xl/sharedStrings.xml");
        using var xml = XmlWriter.Create(part, new XmlWriterSettings { OmitXmlDeclaration = true });
        xml.WriteStartElement("sst", Main);
        foreach (var text in _order)
        {
            xml.WriteStartElement("si", Main);
            xml.WriteElementString("t", Main, text);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void WriteFrame()
    {
        using (var types = Part("[Content_Types].xml"))
        {
            const string Sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
            types.Write("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Sheets}sheet.main+xml\"/>"
                + $"<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{Sheets}sharedStrings+xml\"/>");
            for (var i = 1; i <= _sheets.Count; i++)
                types.Write($"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"{Sheets}worksheet+xml\"/>");
            types.Write("</Types>");
        }
        using (var root = Part("_rels/.rels"))
            root.Write($"<Relationships xmlns=\"{PackageRelations}\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        using (var book = Part("xl/workbook.xml"))
        {
            book.Write($"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>");
            for (var i = 1; i <= _sheets.Count; i++)
                book.Write($"<sheet name=\"{_sheets[i - 1]}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>");
            book.Write("</sheets></workbook>");
        }
        using var relations = Part("xl/_rels/workbook.xml.rels");
        relations.Write($"<Relationships xmlns=\"{PackageRelations}\">");
        for (var i = 1; i <= _sheets.Count; i++)
            relations.Write($"<Relationship Id=\"rId{i}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>");
        relations.Write($"<Relationship Id=\"rId{_sheets.Count + 1}\" Type=\"{Relations}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
    }

    private StreamWriter Part(string name)
    {
        var entry = _archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Written;
        return new StreamWriter(entry.Open(), new UTF8Encoding(false), 64 * 1024);
    }
}
