using System.Collections;
using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

public sealed class ManifestTests
{
    private static readonly Hashtable Manifest = Read();

    [Fact]
    public void The_manifest_is_valid_and_has_the_builds_version()
    {
        using var engine = new Engine(import: false);
        var info = engine.Invoke($"Test-ModuleManifest '{Built.Manifest}'").MustSucceed().Output.Single();
        Assert.Equal(Built.ModuleVersion, info.Properties["Version"].Value.ToString());
    }

    [Fact]
    public void Both_editions_are_served_from_5_1_and_4_7_2_on()
    {
        Assert.Equal(["Desktop", "Core"], Strings("CompatiblePSEditions"));
        Assert.Equal("5.1", Manifest["PowerShellVersion"]);
        Assert.Equal("4.7.2", Manifest["DotNetFrameworkVersion"]);
    }

    [Fact]
    public void The_boot_assembly_is_loaded_before_the_cmdlets()
    {
        Assert.Equal("AzMigrate.Cmdlets.dll", Manifest["RootModule"]);
        Assert.Equal(["AzMigrate.Boot.dll"], Strings("NestedModules"));
    }

    [Fact]
    public void Exports_are_named_one_by_one()
    {
        Assert.DoesNotContain(Strings("CmdletsToExport"), WildcardPattern.ContainsWildcardCharacters);
        foreach (var kind in new[] { "FunctionsToExport", "AliasesToExport", "VariablesToExport" })
            Assert.Empty(Strings(kind));
    }

    [Fact]
    public void The_gallery_gets_what_it_shows()
    {
        Assert.NotEmpty((string)Manifest["Description"]!);
        var data = (Hashtable)((Hashtable)Manifest["PrivateData"]!)["PSData"]!;
        Assert.Contains("Azure", (object[])data["Tags"]!);
        Assert.DoesNotContain((object[])data["Tags"]!, tag => ((string)tag).Contains(' ', StringComparison.Ordinal));
        Assert.StartsWith("https://", (string)data["LicenseUri"]!, StringComparison.Ordinal);
        Assert.NotEmpty((string)data["ReleaseNotes"]!);
    }

    private static string[] Strings(string key) => [.. ((object[])Manifest[key]!).Cast<string>()];

    private static Hashtable Read()
    {
        using var engine = new Engine(import: false);
        return (Hashtable)engine.Invoke(File.ReadAllText(Built.Manifest)).MustSucceed().Values.Single();
    }
}
