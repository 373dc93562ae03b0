using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>A file of Pester tests, listed and run by tests/Pester/Runner in the hosted engine.</summary>
internal static class PesterFile
{
    public static string Folder { get; } = Path.Combine(Built.Repository, "tests", "Pester");

    public static string RunnerFile { get; } = Path.Combine(Folder, "Runner", "Runner.ps1");

    /// <summary>The tests of the file, none of them run.</summary>
    /// <exception cref="RuntimeException">The file itself breaks.</exception>
    public static IReadOnlyList<PesterResult> Find(string path) => Call("Find-PesterTest", path, "");

    /// <summary>The tests of the file, run in a session of their own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="more">More arguments of Invoke-PesterTest.</param>
    public static IReadOnlyList<PesterResult> Run(string path, string more = "") =>
        Call("Invoke-PesterTest", path, more);

    private static IReadOnlyList<PesterResult> Call(string command, string path, string more)
    {
        using var engine = Engine.WithModule();
        var outcome = engine.Invoke($". '{RunnerFile}'; {command} -Path '{path}' {more}");
        // An error that a test leaves unhandled without ending is no failure, as in Pester.
        return outcome.Terminating is { } error
            ? throw new RuntimeException(error.ToString(), error.Exception)
            : [.. outcome.Output.Select(PesterResult.From)];
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
