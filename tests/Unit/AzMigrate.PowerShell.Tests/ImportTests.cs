namespace AzMigrate.PowerShell.Tests;

public sealed class ImportTests
{
    [Fact]
    public void Imports_again_by_force_after_removal_and_in_other_runspaces()
    {
        using var first = new Engine(import: false);
        using var second = new Engine(import: false);
        var script = $$"""
            $ErrorActionPreference = 'Stop'
            $expected = (Test-ModuleManifest '{{Built.Manifest}}').ExportedCmdlets.Count
            foreach ($step in 'import', 'force', 'remove', 'import') {
                switch ($step) {
                    'import' { Import-Module '{{Built.Manifest}}' }
                    'force' { Import-Module '{{Built.Manifest}}' -Force }
                    'remove' { Remove-Module AzMigrate }
                }
                $module = @(Get-Module AzMigrate)
                $commands = @(Get-Command -Module AzMigrate -CommandType Cmdlet)
                "$step $($module.Count) $($commands.Count -eq $expected)"
            }
            """;
        foreach (var engine in new[] { first, second, first })
        {
            var steps = engine.Invoke(script).MustSucceed().Values;
            Assert.Equal(["import 1 True", "force 1 True", "remove 0 " + (ExportsNothing ? "True" : "False"),
                "import 1 True"], steps);
            engine.Invoke("Remove-Module AzMigrate").MustSucceed();
        }
    }

    [Fact]
    public void Cmdlets_work_after_force_and_after_removal()
    {
        using var engine = new Engine();
        var script = $$"""
            Import-Module '{{Built.Manifest}}' -Force
            Remove-Module AzMigrate
            Import-Module '{{Built.Manifest}}'
            Write-SampleProblem
            """;
        Assert.StartsWith("Import.CoresInvalid,", engine.Invoke(script).TheError.FullyQualifiedErrorId,
            StringComparison.Ordinal);
    }

    private static bool ExportsNothing => Module.ExportedCmdlets.Count == 0;
}
