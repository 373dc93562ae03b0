using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Writes the paths that the base class finds.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "SamplePath")]
public sealed class ResolveSamplePathCommand : MigrateCommand
{
    [Parameter(Position = 0)]
    public string[]? Path { get; set; }

    [Parameter]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public string? Output { get; set; }

    protected override void Process()
    {
        WriteObject(ResolvePaths(Path, LiteralPath), enumerateCollection: true);
        if (Output is not null)
            WriteObject(ResolveOutputPath(Output));
    }
}
