using System.IO.Compression;
using System.Text;
using AzMigrate.Discovery.Import;
using AzMigrate.Samples;

namespace AzMigrate.Tests.Import;

/// <summary>Inventory files made in memory, and their reading.</summary>
internal static class Files
{
    public const string Name = "estate.file";

    public static InventoryFileResult Read(byte[] bytes, InventoryFileOptions? options = null) =>
        InventoryFile.Read(new MemoryStream(bytes), Name, options ?? new InventoryFileOptions(), null,
            CancellationToken.None);

    public static InventoryFileResult Csv(string text, InventoryFileOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options);

    public static InventoryFileResult Workbook(params (string Sheet, object?[][] Rows)[] sheets) =>
        Read(WorkbookBytes(sheets));

    public static byte[] WorkbookBytes(params (string Sheet, object?[][] Rows)[] sheets)
    {
        var stream = new MemoryStream();
        using (var workbook = new XlsxWriter(stream))
        {
            foreach (var (sheet, rows) in sheets)
                workbook.Sheet(sheet, Array.ConvertAll(rows[0], h => (string)h!), rows[1..]);
        }
        return stream.ToArray();
    }

    public static MigrateException Refused(byte[] bytes, InventoryFileOptions? options = null)
    {
        var refused = Assert.Throws<MigrateException>(() => Read(bytes, options));
        Assert.False(string.IsNullOrWhiteSpace(refused.Remedy));
        return refused;
    }

    /// <summary>A workbook with the XML of one worksheet vInfo, and of the shared strings, as given.</summary>
    public static byte[] RawWorkbook(string sheet, string? sharedStrings = null, string? workbook = null) => Zip(
        ("_rels/.rels", Root),
        ("xl/workbook.xml", workbook ?? Book),
        ("xl/_rels/workbook.xml.rels", BookRelations),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", sharedStrings ?? "<sst/>"));

    public static byte[] Zip(params (string Name, string Text)[] parts) =>
        Zip(Array.ConvertAll(parts, p => (p.Name, (Action<Stream>)(s => s.Write(Encoding.UTF8.GetBytes(p.Text))))));

    public static byte[] Zip(params (string Name, Action<Stream> Write)[] parts)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                write(part);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A workbook whose worksheet vInfo is written as it is packed.</summary>
    public static byte[] RawWorkbook(Action<TextWriter> sheet, Action<TextWriter>? sharedStrings = null) => Zip(
        ("_rels/.rels", Text(w => w.Write(Root))),
        ("xl/workbook.xml", Text(w => w.Write(Book))),
        ("xl/_rels/workbook.xml.rels", Text(w => w.Write(BookRelations))),
        ("xl/worksheets/sheet1.xml", Text(sheet)),
        ("xl/sharedStrings.xml", Text(sharedStrings ?? (w => w.Write("<sst/>")))));

    private static Action<Stream> Text(Action<TextWriter> write) => stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024);
        write(writer);
    };

    public const string Root = """
        <Relationships><Relationship Id="a" Type="x/officeDocument" Target="/xl/workbook.xml"/></Relationships>
        """;

    public const string Book = """
        <workbook xmlns:r="r"><sheets><sheet name="vInfo" sheetId="1" r:id="s"/></sheets></workbook>
        """;

    public const string BookRelations = """
        <Relationships><Relationship Id="s" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="t" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>
        """;
}
