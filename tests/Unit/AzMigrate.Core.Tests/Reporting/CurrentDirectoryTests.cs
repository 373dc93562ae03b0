using AzMigrate.Reporting;

namespace AzMigrate.Tests.Reporting;

/// <summary>The current directory belongs to the process, so nothing else runs while it is another one.</summary>
[CollectionDefinition(nameof(CurrentDirectoryTests), DisableParallelization = true)]
[Collection(nameof(CurrentDirectoryTests))]
public sealed class CurrentDirectoryTests
{
    [Theory]
    [InlineData("{ broken")]
    [InlineData("{ \"EPPlus\": { \"ExcelPackage\": { \"Compatibility\": { \"IsWorksheets1Based\": true } } } }")]
    public void A_configuration_file_in_the_current_directory_changes_nothing(string configuration)
    {
        using var folder = new ExportFolder();
        var expected = File.ReadAllBytes(folder.Export(ExportFormat.Xlsx, [.. SampleEstate.Machines(4)]));
        File.WriteAllText(folder.File("appsettings.json"), configuration);
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Assert.Equal(expected, File.ReadAllBytes(folder.Export(ExportFormat.Xlsx, [.. SampleEstate.Machines(4)])));
            Assert.Equal(Path.GetFileName(folder.Path), Path.GetFileName(Environment.CurrentDirectory));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
