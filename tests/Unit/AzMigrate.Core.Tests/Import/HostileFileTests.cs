using System.Text;
using AzMigrate.Samples;

namespace AzMigrate.Tests.Import;

/// <summary>
/// Files made to crash, hang or fill the memory: each gets a result or a clear refusal, at a bounded cost.
/// </summary>
public sealed class HostileFileTests
{
    private const long MiB = 1 << 20;
    private const string Headings = "<row><c t=\"inlineStr\"><is><t>VM</t></is></c><c t=\"inlineStr\"><is><t>CPUs</t></is></c><c t=\"inlineStr\"><is><t>Memory</t></is></c><c t=\"inlineStr\"><is><t>vInfoOS</t></is></c></row>";
    private const string Row = "<row><c t=\"inlineStr\"><is><t>a</t></is></c><c><v>1</v></c><c><v>1</v></c><c t=\"inlineStr\"><is><t>x</t></is></c></row>";
    private const string Open = "<worksheet><sheetData>";
    private const string Close = "</sheetData></worksheet>";

    /// <summary>Bytes that this thread allocates; other tests don't count.</summary>
    private static long Allocated(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Ten_million_cells_cost_no_memory()
    {
        var bytes = Files.RawWorkbook(sheet =>
        {
            sheet.Write(Open + Headings + Row);
            var line = new StringBuilder();
            for (var row = 0; row < 10_000; row++)
            {
                line.Clear().Append("<row><c r=\"E1\"/>");
                for (var column = 1; column < 1_000; column++)
                    line.Append("<c><v>").Append(row * 7919 + column * 31).Append("</v></c>");
                sheet.Write(line.Append("</row>"));
            }
            sheet.Write(Close);
        });

        var machines = 0;
        var allocated = Allocated(() => machines = Files.Read(bytes).Machines.Count);

        Assert.Equal(1, machines);
        Assert.True(allocated < 64 * MiB, $"{allocated / MiB} MiB");
    }

    [Fact]
    public void A_million_empty_styled_rows_are_skipped()
    {
        var bytes = Files.RawWorkbook(sheet =>
        {
            sheet.Write("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>" + Headings + Row);
            for (var row = 3; row < 1_000_000; row++)
                sheet.Write($"<row r=\"{row}\" s=\"1\"/>");
            sheet.Write(Close);
        });

        Assert.Equal(1, Files.Read(bytes).RowsRead);
    }

    public static TheoryData<string> Parts =>
        ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_DTD_in_any_part_is_refused(string part)
    {
        const string Bomb = "<!DOCTYPE z [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
        var parts = new (string Name, string Text)[]
        {
            ("xl/workbook.xml", Files.Book), ("xl/_rels/workbook.xml.rels", Files.BookRelations),
            ("_rels/.rels", Files.Root),
            ("xl/worksheets/sheet1.xml",
                Open + Headings + Row.Replace(">a<", ">&b;&c;<", StringComparison.Ordinal) + Close),
            ("xl/sharedStrings.xml", "<sst><si><t>&b;</t></si></sst>"),
        };

        var refused = Files.Refused(
            Files.Zip(Array.ConvertAll(parts, p => p.Name == part ? (p.Name, Bomb + p.Text) : p)));

        Assert.Equal("Import.FileCorrupt", refused.Code);
    }

    [Theory]
    [InlineData("blank")]
    [InlineData("text")]
    [InlineData("shared")]
    public void A_zip_bomb_is_refused_early(string kind)
    {
        var blank = new string(' ', 1 << 16);
        var texts = string.Concat(Enumerable.Repeat("<si/>", 1 << 13));
        void Repeat(TextWriter to, string text, int times)
        {
            for (var i = 0; i < times; i++)
                to.Write(text);
        }
        var bytes = kind switch
        {
            "blank" => Files.RawWorkbook(
                w => { w.Write("<worksheet>"); Repeat(w, blank, 2000); w.Write("</worksheet>"); }),
            "text" => Files.RawWorkbook(
                w => { w.Write(Open + "<row><c><v>"); Repeat(w, blank.Replace(' ', '1'), 2000); w.Write(
                    "</v></c></row>" + Close); }),
            _ => Files.RawWorkbook(
                w => w.Write(Open + Close), w => { w.Write("<sst>"); Repeat(w, texts, 3000); w.Write("</sst>"); }),
        };

        MigrateException? refused = null;
        var allocated = Allocated(() => refused = Files.Refused(bytes));

        Assert.Equal("Import.FileTooLarge", refused!.Code);
        Assert.True(allocated < 200 * MiB, $"{allocated / MiB} MiB");
    }

    [Fact]
    public void A_tag_of_millions_of_characters_is_refused()
    {
        var bytes = Files.RawWorkbook(w =>
        {
            w.Write(Open + "<row x=\"");
            for (var i = 0; i < 2_000_000; i++)
                w.Write(i);
            w.Write("\"/>" + Close);
        });

        MigrateException? refused = null;
        var allocated = Allocated(() => refused = Files.Refused(bytes));

        Assert.Equal("Import.FileTooLarge", refused!.Code);
        Assert.True(allocated < 50 * MiB, $"{allocated / MiB} MiB");
    }

    [Fact]
    public void Elements_nested_a_hundred_thousand_deep_are_refused()
    {
        var deep = string.Concat(Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? "<a>" : "<b>"));

        Assert.Equal("Import.FileCorrupt", Files.Refused(Files.RawWorkbook(Open + "<row><c>" + deep)).Code);
        Assert.Equal("Import.FileCorrupt", Files.Refused(Files.RawWorkbook(Open + Close, null, deep)).Code);
    }

    [Fact]
    public void Thousands_of_different_element_names_are_refused() => Assert.Equal("Import.FileCorrupt", Files.Refused(
        Files.RawWorkbook(Open + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"<n{i}/>")) + Close)).Code);

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(32_767, true)]
    [InlineData(32_768, false)]
    [InlineData(5_000_000, false)]
    public void A_text_may_be_as_long_as_Excels_cells(int length, bool isRead)
    {
        var name = string.Concat(Enumerable.Range(0, (length / 5) + 1).Select(i => $"{i % 90_000 + 10_000}"))[..length];
        var bytes = Files.RawWorkbook(
            Open + Headings + Row.Replace(">a<", $">{name}<", StringComparison.Ordinal) + Close);
        var csv = Encoding.UTF8.GetBytes($"Server name,Cores,Memory,OS name\n{name},1,1,x");

        if (isRead)
        {
            Assert.Equal(name, Assert.Single(Files.Read(bytes).Machines).Name);
            Assert.Equal(name, Assert.Single(Files.Read(csv).Machines).Name);
        }
        else
        {
            Assert.Equal("Import.FileTooLarge", Files.Refused(bytes).Code);
            Assert.Equal("Import.FileCorrupt", Files.Refused(csv).Code);
        }
    }

    [Theory]
    [InlineData("ZZZZ1")]
    [InlineData("XFE1")]
    [InlineData("1A")]
    [InlineData("")]
    public void An_impossible_reference_is_refused(string reference) =>
        Assert.Equal("Import.FileCorrupt", Files.Refused(
            Files.RawWorkbook($"{Open}{Headings}<row><c r=\"{reference}\"><v>1</v></c></row>{Close}")).Code);

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("-5")]
    [InlineData("x")]
    public void An_impossible_row_number_counts_on(string number) => Assert.Equal("a", Assert.Single(Files.Read(
        Files.RawWorkbook(Open + Headings + Row.Replace(
            "<row>", $"<row r=\"{number}\">", StringComparison.Ordinal) + Close)).Machines).Name);

    [Fact]
    public void A_directory_of_a_million_parts_is_refused_unread()
    {
        // End of central directory: the directory begins at 0 and would be 5 MiB long.
        var bytes = new byte[(5 * (int)MiB) + 22];
        "PK\u0003\u0004"u8.CopyTo(bytes);
        "PK\u0005\u0006"u8.CopyTo(bytes.AsSpan(bytes.Length - 22));

        Assert.Equal("Import.FileTooLarge", Files.Refused(bytes).Code);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var whole = Files.WorkbookBytes(("vInfo", [["VM", "CPUs", "Memory", "vInfoOS"], ["a", 1, 1, "x"]]));
        for (var length = 1; length < whole.Length; length += 7)
            Assert.StartsWith("Import.", Files.Refused(whole[..length]).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workbook_that_lacks_a_sheets_part_is_refused() => Assert.Equal("Import.FileCorrupt", Files.Refused(
        Files.Zip(("xl/workbook.xml", Files.Book), ("xl/_rels/workbook.xml.rels", Files.BookRelations))).Code);

    [Fact]
    public void A_machine_with_thousands_of_disks_is_refused()
    {
        var disks = Enumerable.Range(0, 3_000).Select(i => new object?[] { "a", "Hard disk " + i, 1 });

        Assert.Equal("Import.FileTooLarge", Files.Refused(Files.WorkbookBytes(
            ("vInfo", [["VM", "CPUs", "Memory", "vInfoOS"], ["a", 1, 1, "x"]]),
            ("vDisk", [["VM", "Disk", "Capacity MiB"], .. disks]))).Code);
    }

    [Fact]
    public void More_machines_than_an_estate_has_are_refused()
    {
        var csv = new StringBuilder("Server name,Cores,Memory,OS name\n");
        for (var i = 0; i <= 75_000; i++)
            csv.Append(i).Append(",1,1,x\n");

        Assert.Equal("Import.FileTooLarge", Files.Refused(Encoding.UTF8.GetBytes(csv.ToString())).Code);
    }

    [Fact]
    public void Texts_of_many_megabytes_are_refused()
    {
        var csv = new StringBuilder("Server name,Cores,Memory,OS name\n");
        for (var i = 0; i < 1_100; i++)
            csv.Append(i).Append('n', 32_000).Append(",1,1,x\n");

        Assert.Equal("Import.FileTooLarge", Files.Refused(Encoding.UTF8.GetBytes(csv.ToString())).Code);
    }

    [Fact]
    public void Problems_are_listed_up_to_a_limit_and_then_counted()
    {
        var result = Files.Csv(
            "Server name,Cores,Memory,OS name"
            + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"\nm{i},?,1,x")));

        Assert.Equal(50_000, result.Problems.Count);
        Assert.Equal("Import.MoreProblems", result.Problems[^1].Code);
        Assert.Contains("10,001", result.Problems[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,\"1,1,x")]
    [InlineData("\"")]
    public void A_quote_that_does_not_close_is_refused(string row)
    {
        var refused = Files.Refused(Encoding.UTF8.GetBytes("Server name,Cores,Memory,OS name\n" + row));

        Assert.Equal("Import.FileCorrupt", refused.Code);
        Assert.Contains("row 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_too_many_columns_is_refused() => Assert.Equal("Import.FileTooLarge", Files.Refused(
        Encoding.UTF8.GetBytes("Server name,Cores,Memory,OS name\n" + new string(',', 20_000))).Code);

    [Fact]
    public void A_value_is_quoted_on_one_line_and_cut()
    {
        var result = Files.Csv("Server name,Cores,Memory,OS name\na,\"1\n2" + new string('z', 5_000) + "\",1,x");

        var message = Assert.Single(result.Problems).Message;
        Assert.True(message.Length < 200);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Five_hundred_machines_stay_within_a_small_part_of_the_budget()
    {
        var stream = new MemoryStream();
        RVToolsWorkbook.Write(stream, LargeEstate.Machines(500));

        var machines = 0;
        var allocated = Allocated(() => machines = Files.Read(stream.ToArray()).RowsRead);

        Assert.Equal(500, machines);
        Assert.True(allocated < 50 * MiB, $"{allocated / MiB} MiB");
    }
}
