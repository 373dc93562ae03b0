using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AzMigrate.Tests.PowerShell;

/// <summary>A file of Pester tests, listed and run by tests/Pester/Runner in the hosted engine.</summary>
internal static class PesterFile
{
    public static string Folder { get; } = Path.Combine(HostedEngine.Repository, "tests", "Pester");

    public static string RunnerFile { get; } = Path.Combine(Folder, "Runner", "Runner.ps1");

    /// <summary>The tests of the file, none of them run.</summary>
    public static IReadOnlyList<PesterResult> Find(string path)
    {
        using var runspace = HostedEngine.Open();
        return Call(runspace, "Find-PesterTest", ("Path", path));
    }

    /// <summary>The tests of the file, run in a runspace of their own.</summary>
    public static IReadOnlyList<PesterResult> Run(string path, bool withModule, params (string Name, object Value)[] arguments)
    {
        using var runspace = withModule ? HostedEngine.OpenWithModule() : HostedEngine.Open();
        return Call(runspace, "Invoke-PesterTest", [("Path", path), .. arguments]);
    }

    private static IReadOnlyList<PesterResult> Call(Runspace runspace, string command, params (string Name, object Value)[] arguments)
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript($". '{RunnerFile.Replace("'", "''", StringComparison.Ordinal)}'", useLocalScope: false).Invoke();
        shell.Commands.Clear();
        shell.AddCommand(command);
        foreach (var (name, value) in arguments) shell.AddParameter(name, value);
        return [.. shell.Invoke().Select(PesterResult.From)];
    }
}

/// <summary>One test as the runner reports it.</summary>
internal sealed record PesterResult(int Index, string Name, string Result, string? Error)
{
    public static PesterResult From(PSObject value) => new(
        (int)value.Properties["Index"].Value,
        (string)value.Properties["Name"].Value,
        (string)value.Properties["Result"].Value,
        (string?)value.Properties["Error"].Value);
}
