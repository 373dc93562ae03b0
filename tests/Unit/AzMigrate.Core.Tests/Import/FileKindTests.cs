using System.Text;
using AzMigrate.Discovery.Import;

namespace AzMigrate.Tests.Import;

/// <summary>What is no inventory gets a sentence that says what to do.</summary>
public sealed class FileKindTests
{
    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2000]];

    public static TheoryData<string, byte[], string, string> Kinds => new()
    {
        { "empty", [], "Import.FileEmpty", "Export it again" },
        { "blank", Encoding.UTF8.GetBytes("\r\n \r\n"), "Import.FileEmpty", "Export it again" },
        { "xls", CompoundFile, "Import.FormatUnknown", "save it as .xlsx" },
        { "encrypted", [.. CompoundFile, .. new byte[70_000], .. Encoding.Unicode.GetBytes("EncryptedPackage")],
            "Import.FormatUnknown", "password" },
        { "html", Encoding.UTF8.GetBytes("<html><table><tr><td>VM</td></tr></table></html>"), "Import.FormatUnknown",
            "save it as .xlsx" },
        { "html16", Encoding.Unicode.GetBytes("\uFEFF <!DOCTYPE html><html/>"), "Import.FormatUnknown",
            "save it as .xlsx" },
        { "xml2003", Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"),
            "Import.FormatUnknown", "save it as .xlsx" },
        { "ods", Files.Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")),
            "Import.FormatUnknown", "save it as .xlsx" },
        { "xlsb", Files.Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", "")), "Import.FormatUnknown",
            "save it as .xlsx" },
        { "zip", Files.Zip(("readme.txt", "hello")), "Import.FormatUnknown", "Unpack it" },
        { "pdf", Encoding.UTF8.GetBytes("%PDF-1.7"), "Import.FormatUnknown", "workbook or the CSV" },
        { "other CSV", Encoding.UTF8.GetBytes("Name,Phone\nx,1"), "Import.FormatUnknown", "template" },
        { "binary", [1, 2, 3, 0, 255, 254], "Import.FormatUnknown", "template" },
        { "no vInfo", Files.WorkbookBytes(("vHost", [["Host"], ["esx"]])), "Import.SheetMissing", "all tabs" },
        { "no VM", Files.WorkbookBytes(("vInfo", [["Powerstate"], ["on"]])), "Import.ColumnMissing", "heading" },
        { "no sheets", Files.RawWorkbook("<worksheet/>", null, "<workbook/>"), "Import.FileCorrupt", "repair" },
        { "blank vInfo", Files.RawWorkbook("<worksheet/>"), "Import.ColumnMissing", "heading" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_has_its_sentence(string kind, byte[] bytes, string code, string remedy)
    {
        var refused = Files.Refused(bytes);

        Assert.True(code == refused.Code, $"{kind}: {refused.Code} {refused.Message}");
        Assert.Contains(remedy, refused.Remedy, StringComparison.Ordinal);
        Assert.Contains(Files.Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".xlsx");

        var refused = Assert.Throws<MigrateException>(
            () => InventoryFile.Read(path, new InventoryFileOptions(), null, CancellationToken.None));

        Assert.Equal("Import.FileNotFound", refused.Code);
        Assert.Equal(path, refused.Target);
    }

    [Fact]
    public void A_directory_is_no_file() => Assert.Equal("Import.FileUnreadable", Assert.Throws<MigrateException>(
        () => InventoryFile.Read(Path.GetTempPath(), new InventoryFileOptions(), null, CancellationToken.None)).Code);

    [Fact]
    public void A_format_can_be_forced()
    {
        var rvtools = Files.WorkbookBytes(("vInfo", [["VM"], ["a"]]));

        Assert.Equal("Import.ColumnMissing",
            Files.Refused(rvtools, new() { Format = InventoryFormat.AzureMigrateCsv }).Code);
        Assert.Equal("Import.ColumnMissing",
            Files.Refused(Encoding.UTF8.GetBytes("Server name,Cores\na,1"),
                new() { Format = InventoryFormat.RVTools }).Code);
        Assert.Equal("Import.SheetMissing", Files.Refused(
            Files.WorkbookBytes(("S", [["Server name"], ["a"]])), new() { Format = InventoryFormat.RVTools }).Code);
    }

    [Fact]
    public void Progress_tells_rows()
    {
        var told = new List<MigrateProgress>();
        var text = "Server name,Cores,Memory,OS name"
            + string.Concat(Enumerable.Range(0, 2500).Select(i => $"\nm{i},1,1,x"));

        InventoryFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), Files.Name, new InventoryFileOptions(),
            new Told(told), CancellationToken.None);

        Assert.Equal([1000, 2000], told.Select(p => p.Done));
    }

    private sealed class Told(List<MigrateProgress> list) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => list.Add(value);
    }
}
