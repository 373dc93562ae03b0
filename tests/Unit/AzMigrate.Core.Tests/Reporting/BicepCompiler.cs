using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace AzMigrate.Tests.Reporting;

/// <summary>The makers' compiler of Bicep, of a package.</summary>
internal static class BicepCompiler
{
    public static string? Path { get; } = typeof(
        BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(its => its.Key == "Bicep")?.Value is { } path && File.Exists(path) ? path : null;

    /// <summary>Compiles a file; gives the template and what the compiler says.</summary>
    public static (JsonDocument? Template, string Diagnostics) Compile(string file)
    {
        var output = file + ".json";
        var start = new ProcessStartInfo(Path!, ["build", file, "--outfile", output]) { RedirectStandardError = true,
            RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var rest = process.StandardOutput.ReadToEndAsync();
        var diagnostics = process.StandardError.ReadToEnd() + rest.Result;
        process.WaitForExit();
        return (File.Exists(output) ? JsonDocument.Parse(File.ReadAllBytes(output)) : null, diagnostics);
    }
}

/// <summary>Runs where the compiler is: on Linux, from its package.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (BicepCompiler.Path is null && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "The Bicep compiler's package is for Linux on x64.";
    }
}
