namespace AzMigrate.Boot;

/// <summary>Which PowerShell engines the module runs on.</summary>
internal static class EngineSupport
{
    private static readonly Version OldestCore = new(7, 4);

    /// <summary>True on Windows PowerShell, which runs on .NET Framework.</summary>
    public static bool IsDesktop(string frameworkDescription) =>
        frameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <summary>The sentence that refuses this engine, or null when it is supported.</summary>
    /// <param name="frameworkDescription">RuntimeInformation.FrameworkDescription.</param>
    /// <param name="engine">The version of System.Management.Automation, which is PowerShell's own from 6 on.</param>
    public static string? WhyNot(string frameworkDescription, Version engine)
    {
        if (IsDesktop(frameworkDescription) || engine >= OldestCore)
            return null;
        return "AzMigrate needs PowerShell 7.4 or later (or Windows PowerShell 5.1), "
            + $"and this session is PowerShell {engine.Major}.{engine.Minor}.";
    }
}
