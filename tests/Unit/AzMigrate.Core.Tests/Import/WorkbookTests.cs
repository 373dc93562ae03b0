using System.Text;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Import;

/// <summary>Forms that programs give a worksheet.</summary>
public sealed class WorkbookTests
{
    private static string Sheet(string rows) =>
        $"<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>";

    private static string Text(string text, string r = "") =>
        $"<c {(r.Length > 0 ? $"r=\"{r}\" " : "")}t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static readonly string Headings =
        "<row>" + string.Concat(
            new[] { "VM", "CPUs", "Memory", "OS according to the configuration file", "Template" }.Select(h => Text(h)))
        + "</row>";

    private static Machine Read(string row, string? shared = null, string? workbook = null) =>
        Assert.Single(Files.Read(Files.RawWorkbook(Sheet(Headings + row), shared, workbook)).Machines);

    [Fact]
    public void References_may_be_missing()
    {
        var machine = Read($"<row>{Text("a")}<c><v>2</v></c><c><v>1024</v></c>{Text("x")}</row>");

        Assert.Equal(("a", 2, 1024L), (machine.Name, machine.Cores, machine.MemoryMiB));
    }

    [Fact]
    public void Cells_and_rows_may_be_out_of_order()
    {
        var result = Files.Read(Files.RawWorkbook(Sheet(Headings
            + $"<row r=\"9\"><c r=\"C9\"><v>1024</v></c>{Text("x", "D9")}{Text("nine", "A9")}<c r=\"B9\"><v>2</v></c></row>"
            + $"<row r=\"3\">{Text("x", "D3")}{Text("three", "A3")}<c r=\"C3\"><v>1</v></c><c r=\"B3\"><v>0</v></c></row>")));

        Assert.Equal("nine", Assert.Single(result.Machines).Name);
        Assert.Equal(3, Assert.Single(result.Problems).Row);
    }

    [Fact]
    public void Shared_rich_and_phonetic_texts()
    {
        var machine = Read(
            "<row><c t=\"s\"><v>1</v></c><c><v>2</v></c><c><v>1</v></c><c t=\"s\"><v>0</v></c></row>",
            "<sst><si><t>Debian &amp; co</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si></sst>");

        Assert.Equal(("rich", "Debian & co"), (machine.Name, machine.OperatingSystem.Name));
    }

    [Fact]
    public void Escaped_characters_and_formula_texts()
    {
        var machine = Read($"<row>{Text("a_x0041_b_x005F_c")}<c><f>1+1</f><v>2</v></c><c t=\"str\"><f>\"1\"</f><v>1024</v></c>{Text("x")}</row>");

        Assert.Equal(("aAb_c", 2, 1024L), (machine.Name, machine.Cores, machine.MemoryMiB));
    }

    [Fact]
    public void Numbers_may_have_exponents_and_fractions()
    {
        var machine = Read($"<row>{Text("a")}<c><v>2.0</v></c><c><v>1.6384E4</v></c>{Text("x")}</row>");

        Assert.Equal((2, 16384L), (machine.Cores, machine.MemoryMiB));
    }

    [Theory]
    [InlineData("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships")]
    [InlineData("http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://purl.oclc.org/ooxml/officeDocument/relationships")]
    public void Strict_and_transitional_namespaces(string main, string relations)
    {
        var bytes = Files.Zip(
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", $"<Relationships><Relationship Id=\"a\" Type=\"{relations}/officeDocument\" Target=\"book/b.xml\"/></Relationships>"),
            ("book/b.xml", $"<x:workbook xmlns:x=\"{main}\" xmlns:r=\"{relations}\"><x:sheets><x:sheet name=\"VINFO\" sheetId=\"1\" r:id=\"q\"/></x:sheets></x:workbook>"),
            ("book/_rels/b.xml.rels", $"<Relationships><Relationship Id=\"q\" Type=\"{relations}/worksheet\" Target=\"../s/1.xml\"/></Relationships>"),
            ("s/1.xml", $"<x:worksheet xmlns:x=\"{main}\"><x:sheetData>"
                + "<x:row><x:c t=\"inlineStr\"><x:is><x:t>VM</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>CPUs</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>Memory</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>vInfoOS</x:t></x:is></x:c></x:row>"
                + "<x:row><x:c t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c><x:c t=\"inlineStr\"><x:is><x:t>x</x:t></x:is></x:c></x:row>"
                + "</x:sheetData></x:worksheet>"));

        Assert.Equal("a", Assert.Single(Files.Read(bytes).Machines).Name);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    public void Parts_may_have_a_byte_order_mark(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var sheet = (mark ? encoding.GetPreamble() : [])
            .Concat(encoding.GetBytes(
                Sheet(Headings + $"<row>{Text("a")}<c><v>1</v></c><c><v>1</v></c>{Text("x")}</row>"))).ToArray();
        var bytes = Files.Zip(
            ("xl/workbook.xml", s => s.Write(Encoding.UTF8.GetBytes(Files.Book))),
            ("xl/_rels/workbook.xml.rels", s => s.Write(Encoding.UTF8.GetBytes(Files.BookRelations))),
            ("xl/worksheets/sheet1.xml", s => s.Write(sheet)));

        Assert.Equal("a", Assert.Single(Files.Read(bytes).Machines).Name);
    }

    [Fact]
    public void Booleans_are_templates_when_true()
    {
        var result = Files.Read(Files.RawWorkbook(Sheet(Headings
            + $"<row>{Text("t")}<c><v>1</v></c><c><v>1</v></c>{Text("x")}<c t=\"b\"><v>1</v></c></row>"
            + $"<row>{Text("a")}<c><v>1</v></c><c><v>1</v></c>{Text("x")}<c t=\"b\"><v>0</v></c></row>")));

        Assert.Equal("a", Assert.Single(result.Machines).Name);
        Assert.Equal(1, result.TemplatesLeftOut);
    }

    [Fact]
    public void Dates_may_count_from_1904_and_be_ISO_texts()
    {
        var sheet = Sheet("<row>" + string.Concat(
            new[] { "VM", "CPUs", "Memory", "vInfoOS", "Creation date" }.Select(h => Text(h))) + "</row>"
            + $"<row>{Text("a")}<c><v>1</v></c><c><v>1</v></c>{Text("x")}<c><v>43891</v></c></row>"
            + $"<row>{Text("b")}<c><v>1</v></c><c><v>1</v></c>{Text("x")}<c t=\"d\"><v>2024-03-02T00:00:00</v></c></row>");
        var machines = Files.Read(
            Files.RawWorkbook(sheet, null,
            Files.Book.Replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>", StringComparison.Ordinal))).Machines;

        Assert.All(machines, m => Assert.Equal(new DateTimeOffset(2024, 3, 2, 0, 0, 0, TimeSpan.Zero), m.CreatedAt));
    }

    [Fact]
    public void A_shared_text_out_of_range_is_a_warning_and_empty()
    {
        var result = Files.Read(Files.RawWorkbook(Sheet(Headings
            + $"<row>{Text("a")}<c><v>1</v></c><c><v>1</v></c><c t=\"s\"><v>7</v></c></row>")));

        Assert.Single(result.Machines);
        Assert.Equal(["Import.CellUnreadable", "Import.OSNameMissing"], result.Problems.Select(p => p.Code));
        Assert.Equal(2, result.Problems[0].Row);
    }

    [Fact]
    public void Wrong_types_are_problems_of_their_rows()
    {
        var result = Files.Read(Files.RawWorkbook(Sheet(Headings
            + $"<row>{Text("a")}<c t=\"e\"><v>#N/A</v></c><c><v>1</v></c>{Text("x")}</row>"
            + $"<row>{Text("b")}<c t=\"b\"><v>1</v></c><c t=\"zzz\"><v>what</v></c>{Text("x")}</row>"
            + $"<row>{Text("c")}<c><v>1</v></c><c><v>NaN</v></c>{Text("x")}</row>")));

        Assert.Empty(result.Machines);
        Assert.Equal(["Import.CoresInvalid", "Import.CoresInvalid", "Import.MemoryInvalid", "Import.MemoryInvalid"],
            result.Problems.Select(p => p.Code));
    }
}
