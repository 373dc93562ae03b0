using System.Diagnostics;
using System.Globalization;
using AzMigrate.Reporting;

namespace AzMigrate.Tests.Reporting;

/// <summary>What another program reads from the workbook is what we wrote.</summary>
public sealed class LibreOfficeTests : IDisposable
{
    // Comma, quote, UTF-8, cells as they are stored instead of as they look, every sheet to its own file.
    private const string EverySheetAsCsv =
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";

    private readonly ExportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LibreOfficeFact]
    public void Every_sheet_reads_as_it_was_written()
    {
        var path = _folder.Export(
            ExportFormat.Xlsx,
            [.. SampleEstate.Machines(40), .. HostileNames.All.Where(IsShownAsItIs).Select(SampleEstate.Named)]);

        Convert(path);

        var sheets = WorkbookReader.Read(path);
        foreach (var (name, cells) in sheets.Skip(1))
        {
            var rows = CsvText.Read(File.ReadAllText(_folder.File("assessment-" + name + ".csv")));
            Assert.Equal(cells.Count, rows.Count);
            for (var row = 0; row < cells.Count; row++)
                Assert.Equal(cells[row].Select(Text).Reverse().SkipWhile(text => text.Length == 0),
                    Fields(rows[row], cells[row]));
        }
    }

    private static IEnumerable<string> Fields(string[] fields, object?[] cells) => fields
        .Select((field, index) => index < cells.Length && cells[index] is decimal
            ? Text(decimal.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture)) : field)
        .Reverse().SkipWhile(text => text.Length == 0);

    private static string Text(object? cell) => cell is decimal number
        ? number.ToString("0.############", CultureInfo.InvariantCulture) : (string?)cell ?? "";

    // A cell of LibreOffice holds no carriage return, no control character and no half of a pair.
    private static bool IsShownAsItIs(string name) =>
        name.All(character => character >= ' ' && character != '\uFFFF')
        && !name.Contains("lone", StringComparison.Ordinal);

    private void Convert(string path)
    {
        var start = new ProcessStartInfo(LibreOfficeFactAttribute.Program
            ?? throw new InvalidOperationException("soffice is not on the path: install libreoffice-calc."))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[]
        {
            "--headless", "-env:UserInstallation=" + new Uri(_folder.File("profile")).AbsoluteUri,
            "--convert-to", EverySheetAsCsv, "--outdir", _folder.Path, path,
        })
        {
            start.ArgumentList.Add(argument);
        }
        // Numbers as they are written here, wherever the tests run.
        foreach (var variable in new[] { "LC_ALL", "LANG", "LANGUAGE" })
            start.Environment[variable] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(120_000), "soffice does not end.");
        Assert.True(process.ExitCode == 0, output + errors.Result);
    }
}

/// <summary>Runs where LibreOffice is installed, and in CI always: there its absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibreOfficeFactAttribute : FactAttribute
{
    public LibreOfficeFactAttribute()
    {
        if (Program is null && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "soffice is not on the path.";
    }

    /// <summary>The program; null where it is not on the path.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
        Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .SelectMany(folder => new[] { Path.Combine(folder, "soffice"), Path.Combine(folder, "soffice.exe") })
        .FirstOrDefault(File.Exists);
}
