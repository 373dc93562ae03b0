using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Removes the machine of a test, with its disks and adapters.</summary>
/// <remarks>Only what was made for the test is removed; the copies and the source are not touched.</remarks>
/// <example>
/// <code>Start-MigrateTestMigration -Name web01 | Stop-MigrateTestMigration</code>
/// <para>Tries a machine and removes the try.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication -State Testing | Stop-MigrateTestMigration -WhatIf</code>
/// <para>Says which tests would be removed.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "MigrateTestMigration", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class StopMigrateTestMigrationCommand : ReplicationInputCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications()
            .Where(each => ShouldProcess(each.Name, "Remove the machine of the test")))
        {
            Try(() =>
            {
                var (run, progress) = (new MigrationRun(AccessFor([each])), Progress);
                WriteObject(Await(token => run.StopTestAsync(each, progress, token)));
            });
        }
    }
}
