using System.Management.Automation;
using AzMigrate.Discovery;

namespace AzMigrate.Cmdlets;

/// <summary>Checks live sources: credential, reach, certificate, login, and each missing privilege by name.</summary>
/// <remarks>
/// A row for each check, with what to do where it did not pass. A check that fails is a result, not an error. Nothing
/// is changed, in the project or on the server.
/// </remarks>
/// <example>
/// <code>Test-MigrateSource vc1</code>
/// <para>Shows all checks of a source.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource | Test-MigrateSource | Where-Object Passed -eq $false</code>
/// <para>Shows what is not in order, of all sources.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "MigrateSource", DefaultParameterSetName = "Name")]
[OutputType(typeof(SourceCheck))]
public sealed class TestMigrateSourceCommand : SourceInputCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var source in InputSources())
        {
            foreach (var check in Check(source))
            {
                var row = PSObject.AsPSObject(check);
                row.Properties.Add(new PSNoteProperty("Source", source.Name));
                WriteObject(row);
            }
        }
    }
}
