namespace AzMigrate.PowerShell.Tests;

/// <summary>Every script that we ship or show runs on the hosted engine.</summary>
public class ScriptLintTests
{
    private static readonly Lazy<ScriptLint> Scripts = new(ScriptLint.ForScripts);
    private static readonly Lazy<ScriptLint> Tests = new(ScriptLint.ForTests);

    public static TheoryData<string> Files()
    {
        var samples = Path.Combine(Built.Repository, "samples");
        return [.. Directory.GetFiles(PesterFile.Folder, "*.Tests.ps1", SearchOption.AllDirectories)
            .Concat(Directory.Exists(samples) ? Directory.GetFiles(samples, "*.ps1", SearchOption.AllDirectories) : [])
            .Select(file => Path.GetRelativePath(Built.Repository, file)).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_script_uses_only_commands_of_the_hosted_engine(string file)
    {
        var path = Path.Combine(Built.Repository, file);
        var lint = path.StartsWith(PesterFile.Folder, StringComparison.Ordinal) ? Tests.Value : Scripts.Value;
        Assert.Empty(lint.Faults(File.ReadAllText(path)));
    }

    [Fact]
    public void A_help_example_uses_only_commands_of_the_hosted_engine() =>
        Assert.Empty(HelpFile.Examples().SelectMany(example =>
            Scripts.Value.Faults(example.Code).Select(fault => $"{example.Cmdlet}, {example.Title}: {fault}")));

    [Theory]
    [InlineData("Get-Item .", "Get-Item")]
    [InlineData("1..3 | ForEach-Object { $_ | Sort-Object }", "Sort-Object")]
    [InlineData("if ($true) { select -First 1 }", "select")]
    [InlineData("function Get-Own { Get-Content x }; Get-Own", "Get-Content")]
    [InlineData("$x = { Describe 'a' { } }", "Describe")]
    [InlineData("Get-Item . # needs pwsh, says this comment", "Get-Item")]
    public void A_missing_command_is_a_fault(string script, string command) =>
        Assert.Equal([$"line 1: the hosted engine has no command '{command}'"], Scripts.Value.Faults(script));

    [Theory]
    [InlineData("Get-Command | Where-Object Name -like Get-* | % { $_.Name }")]
    [InlineData("function Get-Own { 1 }; Get-Own")]
    [InlineData("function global:Get-Own { 1 }; Get-Own")]
    [InlineData("& $command; . \"$PSScriptRoot/x.ps1\"; & ./x.ps1")]
    [InlineData("Get-Item . # needs pwsh\n1")]
    [InlineData("1 # needs pwsh\r\nGet-Command # needs pwsh  \r\n")]
    public void Anything_else_is_not(string script) => Assert.Empty(Scripts.Value.Faults(script));

    [Fact]
    public void Test_files_may_use_the_runner()
    {
        Assert.Empty(Tests.Value.Faults("Describe 'a' { BeforeAll { }; It 'b' { 1 | Should -Be 1 } }"));
        Assert.Equal(["line 2: the hosted engine has no command 'Mock'"],
            Tests.Value.Faults("Describe 'a' {\n Mock Get-Item { } }"));
    }

    [Fact]
    public void A_script_that_does_not_parse_is_a_fault() =>
        Assert.StartsWith("line 2: ", Assert.Single(Scripts.Value.Faults("1\n'abc")), StringComparison.Ordinal);
}
