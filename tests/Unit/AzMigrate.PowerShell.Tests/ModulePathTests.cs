namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// The module path belongs to the process, and each session that begins writes it anew: nothing else runs meanwhile.
/// </summary>
[CollectionDefinition(nameof(ModulePathTests), DisableParallelization = true)]
[Collection(nameof(ModulePathTests))]
public sealed class ModulePathTests
{
    private const string Variable = "PSModulePath";

    [Fact]
    public void Imports_by_name_from_the_module_path()
    {
        using var engine = new Engine(import: false);
        var before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            var parent = Path.GetDirectoryName(Built.ModuleFolder)!;
            Environment.SetEnvironmentVariable(Variable, parent + Path.PathSeparator + before);
            var outcome = engine.Invoke("Import-Module AzMigrate -PassThru").MustSucceed();
            Assert.Equal(Built.ModuleVersion, outcome.Output.Single().Properties["Version"].Value.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }
}
