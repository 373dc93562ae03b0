using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes replications: objects off the pipeline, ids, or names of machines.</summary>
/// <remarks>The default set is Id for the reason that <see cref="MachineInputCommand"/> names.</remarks>
public abstract class ReplicationInputCommand : AzureSignInCommand
{
    /// <summary>Replications from Get-MigrateReplication.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateReplication[] InputObject { get; set; } = [];

    /// <summary>Ids of replications.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Names of machines that are replicated; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReplicationCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>
    /// The replications that this record brings, as they are now; one that is not there is an error of its own.
    /// </summary>
    private protected IReadOnlyList<MigrateReplication> InputReplications() => ParameterSetName switch
    {
        "InputObject" => InputObject
            .Select(each => each.Project.Replications.Find(each.Id)).OfType<MigrateReplication>().ToList(),
        "Id" => Find(Id),
        _ => Find(Name),
    };

    private protected IReadOnlyList<MigrateReplication> Find(IReadOnlyList<string> asked)
    {
        var project = RequireProject();
        var found = project.Replications.Get([.. asked]);
        foreach (var name in asked.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (!found.Any(each => IsNamed(each, name)))
            {
                WriteError(new MigrateException(
                    "Replication.NotFound", $"The project {project.Name} has no replication of '{name}'.",
                    "List them with Get-MigrateReplication; Start-MigrateReplication starts one.", name));
            }
        }

        return found;
    }

    private static bool IsNamed(MigrateReplication replication, string name) =>
        string.Equals(replication.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(replication.Id, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(replication.MachineId, name, StringComparison.OrdinalIgnoreCase);
}
