using System.Reflection;
using System.Runtime.CompilerServices;

namespace AzMigrate.PowerShell.Tests;

/// <summary>Where the build put what is tested.</summary>
internal static class Built
{
    public static string ModuleFolder { get; } = Metadata("ModuleFolder").TrimEnd('/', '\\');

    public static string Manifest => Path.Combine(ModuleFolder, "AzMigrate.psd1");

    public static string ModuleVersion => Metadata("ModuleVersion");

    public static string Host => Path.GetFullPath(Metadata("Host"));

    /// <summary>The folder of the solution.</summary>
    public static string Repository => Path.GetFullPath(Metadata("Repository"));

    public static string SampleCommands => Path.GetFullPath(Metadata("SampleCommands"));

    [ModuleInitializer]
    internal static void SilenceTelemetry() => Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

    private static string Metadata(string key) =>
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
