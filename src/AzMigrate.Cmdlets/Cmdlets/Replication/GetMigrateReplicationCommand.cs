using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's replications: state, per cent, lag, what limits them.</summary>
/// <remarks>
/// What is shown is what is stored; it is up to date also while another session copies. A cycle that broke off and that
/// nobody goes on with is warned of: its snapshot is kept at the source meanwhile, and grows.
/// </remarks>
/// <example>
/// <code>Get-MigrateReplication</code>
/// <para>All replications in a table.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication -Group all -State Ready, Testing</code>
/// <para>Those of a group that can be moved or are being tried.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateReplication")]
[OutputType(typeof(MigrateReplication))]
public sealed class GetMigrateReplicationCommand : ProjectReadCommand
{
    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReplicationCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids of replications.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Id { get; set; } = [];

    /// <summary>Groups; a machine of any of them is shown. Wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Only those in these states.</summary>
    [Parameter]
    public ReplicationState[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        var project = RequireProject();
        var found = project.Replications.Get([.. Name, .. Id])
            .Where(each => State.Length == 0 || State.Contains(each.State));
        if (Group.Length > 0)
        {
            var members = new HashSet<string>(
                project.Machines.Get(new MachineQuery { Group = Group }, Cancellation)
                    .SelectMany(machine => machine.RecordIds),
                StringComparer.Ordinal);
            found = found.Where(each => members.Contains(each.MachineId));
        }

        var shown = found.ToList();
        WriteAll(shown);
        foreach (var each in shown.Select(ReplicationMeasure.Of).Where(each => each.BrokenOffSince is not null))
            WriteWarning(FormattableString.Invariant($"{each.Name}, since {each.BrokenOffSince:u}: {each.Advice}"));
    }
}
