using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AzMigrate.PowerShell.Tests;

/// <summary>The host as a process: what it writes where, and what it returns.</summary>
public sealed partial class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("exit", 0)]
    [InlineData("'done'", 0)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("if (", 1)]
    public void The_exit_code_is_the_scripts(string script, int code) => Assert.Equal(code, RunScript(script).ExitCode);

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("'x'", 0)]
    [InlineData("Get-MigrateNothing", 1)]
    [InlineData("throw 'boom'", 1)]
    public void A_commands_exit_code_tells_whether_it_succeeded(string command, int code) =>
        Assert.Equal(code, Run("-Command", command).ExitCode);

    [Fact]
    public void The_module_is_there_and_tables_are_laid_out_without_colors()
    {
        var run = RunScript("Get-Module AzMigrate");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Contains("ModuleType Version", run.Output, StringComparison.Ordinal);
        Assert.Contains("Binary     " + Built.ModuleVersion, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void What_does_not_need_Azure_loads_nothing_of_it()
    {
        var run = RunScript("""
            $null = Get-MigrateVMSize Standard_D2s_v5
            [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name }) -match '^(Azure|AzMigrate|Microsoft.Identity)'
            """);
        Assert.Equal(
            ["AzMigrate.Boot", "AzMigrate.Cmdlets", "AzMigrate.Core", "AzMigrate.Host"],
            run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Arguments_bind_as_in_PowerShell()
    {
        const string Script = """
            param([string] $Name, [switch] $On, [int] $Count, [Parameter(ValueFromRemainingArguments)] $Rest)
            "$Name|$On|$Count|$Rest|$PWD"
            """;
        var run = RunScript(Script, "-Name", "it's; exit 9 $HOME", "-On", "-Count:5", "a b", "-1");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"it's; exit 9 $HOME|True|5|a b -1|{_folder}", run.Output.Trim());
        Assert.Equal("|False|0||" + _folder, RunScript(Script, "-On:$false").Output.Trim());
    }

    [Fact]
    public void An_error_says_what_where_and_what_to_do()
    {
        var run = RunScript($"Import-Module '{Built.SampleCommands}'\nWrite-SampleProblem\n'after'");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("after", run.Output.Trim());
        var lines = run.Error.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("Write-SampleProblem: estate.xlsx, vInfo, row 7, column CPUs: 'x' is not a number.", lines[0]);
        Assert.Contains(lines, line => line.Contains("script.ps1:2 char:1", StringComparison.Ordinal));
        Assert.Contains("  What to do: Give a number.", lines);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    [Fact]
    public void A_command_of_the_missing_modules_answers_with_one_line_that_names_pwsh()
    {
        var run = RunScript("1 | Select-Object -First 1");
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("Select-Object (line 1):", line, StringComparison.Ordinal);
        Assert.EndsWith("pwsh script.ps1", line.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_and_verbose_lines_stay_out_of_the_data()
    {
        var run = RunScript($"Import-Module '{Built.SampleCommands}'\nGet-SampleNumber -Count 2 -Verbose");
        Assert.Equal(["1", "2", "2", "-1"],
            run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("WARNING: warning", run.Error, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: verbose", run.Error, StringComparison.Ordinal);
        // Progress is for a terminal.
        Assert.DoesNotContain("Counting", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$Host.UI.ReadLine()", "no prompt")]
    [InlineData("$Host.UI.PromptForChoice('c', 'm', @('&Yes', '&No'), 0)", "no prompt")]
    [InlineData("$Host.UI.PromptForCredential('c', 'm', 'u', 't')", "no prompt")]
    [InlineData("function f { param([Parameter(Mandatory)] $Needed) }; f", "missing mandatory parameters: Needed")]
    public void A_question_that_nobody_can_answer_is_an_error(string script, string message)
    {
        var run = RunScript($"$ErrorActionPreference = 'Stop'\n{script}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void High_impact_fails_at_once_here_too()
    {
        var run = RunScript($"Import-Module '{Built.SampleCommands}'\nRemove-Sample");
        Assert.Contains("Confirmation.Unavailable", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("-Command")]
    [InlineData("-Nonsense")]
    [InlineData("none.ps1")]
    public void A_command_line_without_sense_is_refused(params string[] args)
    {
        var run = Run(args);
        Assert.Equal(64, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void Ctrl_C_stops_the_pipeline_and_cleans_up()
    {
        if (OperatingSystem.IsWindows())
            return;
        var script = Write("try { 'ready'; while ($true) { [System.Threading.Thread]::Sleep(10) } } finally { [System.Console]::WriteLine('cleaned') }");
        using var process = Start([script]);
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        Assert.Equal(0, Kill(process.Id, 2));
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("cleaned", process.StandardOutput.ReadToEnd().Trim());
    }

    private Result RunScript(string script, params string[] args) => Run([Write(script), .. args]);

    private string Write(string script)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, script);
        return path;
    }

    private Result Run(params string[] args)
    {
        using var process = Start(args);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Result(process.ExitCode, output, error.Result);
    }

    private Process Start(IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [Built.Host, .. args])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private sealed record Result(int ExitCode, string Output, string Error);
}
