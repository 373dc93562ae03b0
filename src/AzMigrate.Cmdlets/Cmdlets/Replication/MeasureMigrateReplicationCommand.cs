using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Measures replications: how fast they are, when they end, what limits them and what would help.</summary>
/// <remarks>
/// The end is reckoned from the speed of the cycle so far; zeros and unchanged blocks go faster than others.
/// </remarks>
/// <example>
/// <code>Measure-MigrateReplication</code>
/// <para>Measures all replications of the project.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication -State Copying | Measure-MigrateReplication | Where-Object LimitedBy -eq Source</code>
/// <para>First copies that wait for their source.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "MigrateReplication", DefaultParameterSetName = "Id")]
[OutputType(typeof(ReplicationMeasure))]
public sealed class MeasureMigrateReplicationCommand : ProjectCommand
{
    /// <summary>Replications from Get-MigrateReplication.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateReplication[] InputObject { get; set; } = [];

    /// <summary>Ids of replications; all of the project when left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    public string[] Id { get; set; } = [];

    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReplicationCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        var asked = ParameterSetName == "InputObject"
            ? InputObject.Select(each => each.Project.Replications.Find(each.Id)).OfType<MigrateReplication>()
            : RequireProject().Replications.Get([.. Id, .. Name]);
        WriteAll(asked.Select(ReplicationMeasure.Of).ToList());
    }
}
