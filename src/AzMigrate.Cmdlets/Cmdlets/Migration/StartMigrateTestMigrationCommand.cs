using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Makes a machine of the copies, to try it; the source runs on and is kept in step.</summary>
/// <remarks>
/// The machine is named after the target with -test, and is put into the subnet of -Subnet: give one that reaches
/// nothing that the source talks to, since both run. Broken off, the same command goes on. Stop-MigrateTestMigration
/// removes all of it.
/// </remarks>
/// <example>
/// <code>Get-MigrateReplication web01 | Start-MigrateTestMigration | Stop-MigrateTestMigration</code>
/// <para>Tries a machine and removes the try; in a folder, its disks are what one can look at in between.</para>
/// </example>
/// <example>
/// <code>Start-MigrateTestMigration -Name web01 -WhatIf</code>
/// <para>Says what would be made.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "MigrateTestMigration", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication))]
public sealed class StartMigrateTestMigrationCommand : ReplicationRunCommand
{
    /// <summary>Resource id of a subnet apart from the others; that of the cutover when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Subnet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications().Where(each => ShouldProcess(each.Name, "Make a machine to test")))
        {
            Try(() =>
            {
                var (run, progress) = (new MigrationRun(AccessFor([each], Bandwidth())), Progress);
                WriteObject(Await(token => run.StartTestAsync(each, Subnet, progress, token)));
            });
        }
    }
}
