using System.IO.Compression;
using System.Text;
using static AzMigrate.Reporting.Excel.SheetXml;

namespace AzMigrate.Reporting.Excel;

/// <summary>The parts of a workbook and how they hang together (ECMA-376, parts 1 and 2).</summary>
internal static class WorkbookPackage
{
    private const string ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string PackageRelationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string SpreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string DrawingType = "application/vnd.openxmlformats-officedocument.drawing";

    // The same bytes for the same parts: a zip entry has no other time.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the package.</summary>
    public static void Write(Stream stream, IReadOnlyList<SheetPart> sheets)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var types = new List<(string Part, string Type)>
        {
            ("/xl/workbook.xml", SpreadsheetType + "sheet.main+xml"),
            ("/xl/styles.xml", SpreadsheetType + "styles+xml"),
        };
        Add(zip, "_rels/.rels", Relationships([("officeDocument", "xl/workbook.xml")]));
        Add(zip, "xl/workbook.xml", Workbook(sheets));
        Add(zip, "xl/styles.xml", StylesPart.Xml());
        Add(zip, "xl/_rels/workbook.xml.rels", Relationships(
            [.. sheets.Select((_, index) => ("worksheet", Text("worksheets/sheet{0}.xml", index + 1))),
                ("styles", "styles.xml")]));
        var charts = 0;
        for (var i = 0; i < sheets.Count; i++)
        {
            var number = i + 1;
            types.Add((Text("/xl/worksheets/sheet{0}.xml", number), SpreadsheetType + "worksheet+xml"));
            using (var part = Entry(zip, Text("xl/worksheets/sheet{0}.xml", number)))
                sheets[i].Write(part);
            if (sheets[i].Charts.Count == 0)
                continue;
            types.Add((Text("/xl/drawings/drawing{0}.xml", number), DrawingType + "+xml"));
            Add(zip, Text("xl/worksheets/_rels/sheet{0}.xml.rels", number), Relationships(
                [("drawing", Text("../drawings/drawing{0}.xml", number))]));
            Add(zip, Text("xl/drawings/drawing{0}.xml", number), ChartXml.Drawing(sheets[i].Charts));
            Add(zip, Text("xl/drawings/_rels/drawing{0}.xml.rels", number), Relationships(
                [.. sheets[i].Charts
                    .Select((_, index) => ("chart", Text("../charts/chart{0}.xml", charts + index + 1)))]));
            foreach (var chart in sheets[i].Charts)
            {
                charts++;
                types.Add((Text("/xl/charts/chart{0}.xml", charts), DrawingType + "ml.chart+xml"));
                Add(zip, Text("xl/charts/chart{0}.xml", charts), ChartXml.Chart(chart, sheets[i].Name));
            }
        }
        Add(zip, "[Content_Types].xml", Types(types));
    }

    private static string Workbook(IReadOnlyList<SheetPart> sheets)
    {
        var xml = new StringBuilder(SheetXml.Declaration)
            .Append("<workbook xmlns=\"").Append(SheetXml.Namespace)
            .Append("\" xmlns:r=\"").Append(SheetXml.Relationships)
            .Append("\"><bookViews><workbookView activeTab=\"0\"/>")
            .Append("</bookViews><sheets>");
        for (var i = 0; i < sheets.Count; i++)
            xml.Append(Text("<sheet name=\"{0}\" sheetId=\"{1}\" r:id=\"rId{1}\"/>", sheets[i].Name, i + 1));
        xml.Append("</sheets><definedNames>");
        for (var i = 0; i < sheets.Count; i++)
        {
            if (sheets[i].FilteredRange is string range)
            {
                xml.Append(Text(
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{0}\" hidden=\"1\">{1}!{2}</definedName>",
                    i, sheets[i].Name, range));
            }
        }
        for (var i = 0; i < sheets.Count; i++)
        {
            if (sheets[i].FilteredRange is not null)
            {
                xml.Append(Text(
                    "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{0}\">{1}!$1:$1</definedName>",
                    i, sheets[i].Name));
            }
        }
        return xml.Append("</definedNames></workbook>").ToString();
    }

    private static string Relationships(IEnumerable<(string Type, string Target)> targets)
    {
        var xml = new StringBuilder(SheetXml.Declaration)
            .Append("<Relationships xmlns=\"").Append(PackageRelationships).Append("\">");
        var number = 0;
        foreach (var (type, target) in targets)
        {
            xml.Append(Text(
                "<Relationship Id=\"rId{0}\" Type=\"{1}/{2}\" Target=\"{3}\"/>",
                ++number, SheetXml.Relationships, type, target));
        }
        return xml.Append("</Relationships>").ToString();
    }

    private static string Types(List<(string Part, string Type)> types)
    {
        var xml = new StringBuilder(SheetXml.Declaration)
            .Append("<Types xmlns=\"").Append(ContentTypes).Append("\"><Default Extension=\"rels\" ")
            .Append("ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>")
            .Append("<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
        foreach (var (part, type) in types)
            xml.Append(Text("<Override PartName=\"{0}\" ContentType=\"{1}\"/>", part, type));
        return xml.Append("</Types>").ToString();
    }

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var part = Entry(zip, name);
        var bytes = Encoding.UTF8.GetBytes(xml);
        part.Write(bytes, 0, bytes.Length);
    }

    private static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = EntryTime;
        return entry.Open();
    }
}
