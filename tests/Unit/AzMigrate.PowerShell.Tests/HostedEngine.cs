using System.Management.Automation.Runspaces;

namespace AzMigrate.Tests.PowerShell;

/// <summary>Runspaces of the hosted engine, bare or with the built module.</summary>
internal static class HostedEngine
{
    static HostedEngine() => Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The module as it ships.</summary>
    public static string Module { get; } = Path.Combine(Repository, "out", "module", "AzMigrate");

    public static Runspace Open() => Open(InitialSessionState.CreateDefault2());

    public static Runspace OpenWithModule()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Path.Combine(Module, "AzMigrate.psd1"));
        return Open(state);
    }

    private static Runspace Open(InitialSessionState state)
    {
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AzMigrate.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No AzMigrate.sln above {AppContext.BaseDirectory}.");
    }
}
