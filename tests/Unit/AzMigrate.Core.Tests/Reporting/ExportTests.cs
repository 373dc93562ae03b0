using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Reporting;

namespace AzMigrate.Tests.Reporting;

public sealed class ExportTests : IDisposable
{
    private readonly ExportFolder _folder = new();

    public static TheoryData<ExportFormat> Formats => [ExportFormat.Xlsx, ExportFormat.Csv, ExportFormat.Json];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_assessment_gives_the_same_bytes_in_any_culture(ExportFormat format)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var files = new List<byte[]>();
            foreach (var culture in new[] { "", "de-DE", "ar-SA", "tr-TR", "fa-IR" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                files.Add(File.ReadAllBytes(_folder.Export(format, [.. SampleEstate.Machines(25)])));
            }
            Assert.All(files, file => Assert.Equal(files[0], file));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_breaks_off_leaves_the_old_file_and_nothing_else(ExportFormat format)
    {
        var path = _folder.Export(format, [.. SampleEstate.Machines(5)]);
        var names = _folder.FileNames.ToList();
        var old = File.ReadAllBytes(path);
        using var stop = new CancellationTokenSource();
        IEnumerable<AssessedMachine> Stopped()
        {
            yield return SampleEstate.Machine(7);
            stop.Cancel();
            yield return SampleEstate.Machine(8);
        }

        Assert.ThrowsAny<OperationCanceledException>(() => AssessmentExport.Write(
            SampleEstate.Header(2), Stopped, path, format, null, stop.Token));

        Assert.Equal(names, _folder.FileNames);
        Assert.Equal(old, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_export_replaces_the_file_and_what_a_kill_left(ExportFormat format)
    {
        var path = _folder.Export(format, [.. SampleEstate.Machines(9)]);
        var names = _folder.FileNames.ToList();
        var expected = File.ReadAllBytes(path);
        File.WriteAllText(path, "old");
        File.WriteAllText(path + ".partial", new string('x', 1_000_000));

        _folder.Export(format, [.. SampleEstate.Machines(9)]);

        Assert.Equal(names, _folder.FileNames);
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_folder_that_is_missing_is_named_with_a_remedy(ExportFormat format)
    {
        var path = Path.Combine(_folder.Path, "missing", "assessment.out");

        var error = Assert.Throws<MigrateException>(() => AssessmentExport.Write(
            SampleEstate.Header(0), () => [], path, format, null, CancellationToken.None));

        Assert.Equal("Export.WriteFailed", error.Code);
        Assert.Equal(path, error.Target);
        Assert.Contains("folder", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_counts_the_machines()
    {
        var reports = new List<MigrateProgress>();
        var progress = new Reports(reports);

        AssessmentExport.Write(
            SampleEstate.Header(1200), () => SampleEstate.Machines(1200), _folder.File("a.json"), ExportFormat.Json,
            progress, default);

        Assert.Equal([500L, 1000L], reports.Select(report => report.Done));
        Assert.All(reports, report => Assert.Equal(1200, report.Total));
    }

    // A spreadsheet library once made exports fail on a file that it found in the current directory.
    [Fact]
    public void No_package_that_reads_configuration_files_comes_along() =>
        Assert.DoesNotContain(
            typeof(Machine).Assembly.GetReferencedAssemblies(),
            name => name.Name == "EPPlus"
                || name.Name!.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal));

    private sealed class Reports(List<MigrateProgress> reports) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => reports.Add(value);
    }
}
