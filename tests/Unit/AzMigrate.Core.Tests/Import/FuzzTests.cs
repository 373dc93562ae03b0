using System.IO.Compression;
using System.Text;
using AzMigrate.Samples;
using CsCheck;

namespace AzMigrate.Tests.Import;

/// <summary>Whatever the bytes: a result or a <see cref="MigrateException"/>, and nothing else.</summary>
public sealed class FuzzTests
{
    private static readonly byte[] Workbook = SmallWorkbook();

    private static readonly string Csv = TemplateText();

    private static readonly string[] Nasty =
    [
        "\"", ",", ";", "\n", "\0", "<", "&", "]]>", "<!DOCTYPE a>", "<c>", "</c>", "</row>", "<row>", "-1",
        "1e999", "NaN",
        "\uD800", "\uFFFF", "٣", "99999999999999999999", "t=\"s\"", "r=\"A1\"", "<v>", "</v>", "'", "=", " ",
        "<is><t>x</t></is>",
    ];

    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            var result = Files.Read(bytes);
            Assert.All(result.Machines,
                m => Assert.True(m.Cores > 0 && m.MemoryMiB > 0 && m.Name.Length > 0
                && m.Id.StartsWith(m.Source + "/", StringComparison.Ordinal)));
            Assert.Equal(result.Machines.Count,
                result.Machines.Select(m => m.Id).Distinct(StringComparer.Ordinal).Count());
            Assert.All(result.Machines,
                m => Assert.Equal(m.Disks.Count, m.Disks.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count()));
            Assert.All(result.Machines.SelectMany(m => m.Disks), d => Assert.True(d.CapacityBytes > 0));
        }
        catch (MigrateException refused)
        {
            Assert.StartsWith("Import.", refused.Code, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(refused.Remedy));
        }
    }

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 400].Sample(ReadsOrRefuses, iter: 2_000);

    [Fact]
    public void Random_bytes_that_begin_as_a_workbook() =>
        Gen.Byte.Array[0, 400]
        .Sample(b => ReadsOrRefuses([.. "PK\u0003\u0004"u8, .. b, .. "PK\u0005\u0006"u8, .. new byte[18]]),
        iter: 2_000);

    [Fact]
    public void A_workbook_with_bytes_changed() =>
        Gen.Select(Gen.Int[0, Workbook.Length - 1], Gen.Byte).Array[1, 8].Sample(
        changes =>
        {
            var bytes = (byte[])Workbook.Clone();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            ReadsOrRefuses(bytes);
        }, iter: 1_000);

    [Fact]
    public void A_workbook_with_pieces_cut_and_moved() => Gen.Select(
        Gen.Int[0, Workbook.Length - 1], Gen.Int[0, 2_000], Gen.Int[0, Workbook.Length - 1]).Sample(
        (from, length, to) =>
        {
            var bytes = Workbook.ToList();
            length = Math.Min(length, bytes.Count - from);
            var piece = bytes.GetRange(from, length);
            bytes.RemoveRange(from, length);
            bytes.InsertRange(Math.Min(to, bytes.Count), piece);
            ReadsOrRefuses([.. bytes]);
        }, iter: 500);

    [Fact]
    public void A_workbook_with_text_of_its_parts_changed()
    {
        var parts = Unpack(Workbook);
        Gen.Select(Gen.Int[0, parts.Count - 1],
            Gen.Select(Gen.Double[0, 1], Gen.Int[0, 12], Gen.Int[0, Nasty.Length - 1]).Array[1, 5]).Sample(
            (part, changes) =>
            {
                var changed = parts.Select((p, i) => (p.Name, i == part ? Change(p.Text, changes) : p.Text)).ToArray();
                ReadsOrRefuses(Files.Zip(changed));
            }, iter: 400);
    }

    [Fact]
    public void A_CSV_with_text_changed() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 12], Gen.Int[0, Nasty.Length - 1]).Array[1, 8].Sample(
            changes => ReadsOrRefuses(Encoding.UTF8.GetBytes(Change(Csv, changes))), iter: 2_000);

    [Fact]
    public void CSV_cells_of_any_text_come_back_as_they_were() => Gen.String[0, 30].Array[1, 20].Sample(names =>
    {
        static string Quoted(string text) => '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        var csv = "Server name,Cores,Memory,OS name\n" + string.Concat(names.Select(n => Quoted(n) + ",1,1,x\n"));

        var result = Files.Csv(csv);

        // UTF-8 cannot hold a lone surrogate.
        var expected = names.Select(n => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(n)).Trim())
            .Where(n => n.Length > 0)
            .GroupBy(n => n.ToLowerInvariant(), StringComparer.Ordinal).Select(g => g.First());
        Assert.Equal(expected, result.Machines.Select(m => m.Name));
    }, iter: 500);

    private static string Change(string text, (double At, int Length, int Nasty)[] changes)
    {
        var changed = new StringBuilder(text);
        foreach (var (at, length, nasty) in changes)
        {
            var from = (int)(at * (changed.Length - 1));
            changed.Remove(from, Math.Min(length, changed.Length - from)).Insert(from, Nasty[nasty]);
        }
        return changed.ToString();
    }

    private static List<(string Name, string Text)> Unpack(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        return [.. zip.Entries.Select(e =>
        {
            using var reader = new StreamReader(e.Open());
            return (e.FullName, reader.ReadToEnd());
        })];
    }

    private static byte[] SmallWorkbook()
    {
        var stream = new MemoryStream();
        RVToolsWorkbook.Write(stream, SampleEstate.Machines().Take(5));
        return stream.ToArray();
    }

    private static string TemplateText()
    {
        var stream = new MemoryStream();
        TemplateCsv.Write(stream, SampleEstate.Machines().Take(5));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
