using System.Management.Automation;
using AzMigrate.Discovery;

namespace AzMigrate.Cmdlets;

/// <summary>Checks live sources: credential, reach, certificate, login, inventory, privileges, statistics.</summary>
/// <remarks>
/// A row for each check, with what to do where it did not pass. A check that fails is a result, not an error; one whose
/// Result is Warning leaves discovery working, with less. Nothing is changed, in the project or on the server.
/// </remarks>
/// <example>
/// <code>Test-MigrateSource vc1</code>
/// <para>Shows all checks of a source.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource | Test-MigrateSource | Where-Object Result -eq Failed</code>
/// <para>Shows what keeps sources from being discovered.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "MigrateSource", DefaultParameterSetName = "Name")]
[OutputType(typeof(SourceCheck))]
public sealed class TestMigrateSourceCommand : SourceInputCommand
{
    /// <summary>Names of sources; wildcards are allowed. All sources of the project when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("Source")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var source in InputSources())
            WriteAll(Check(source));
    }
}
