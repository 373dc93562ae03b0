using System.Management.Automation;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes machines: objects off the pipeline, identities, or names.</summary>
/// <remarks>
/// The default set is Id: PowerShell settles on the default set as soon as the project binds by property name, and
/// identities bind from live objects and from those that remoting hands over alike.
/// </remarks>
public abstract class MachineInputCommand : ProjectCommand
{
    /// <summary>Machines from Get-MigrateVM or Import-MigrateInventory.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public Machine[] InputObject { get; set; } = [];

    /// <summary>Identities, as in the property Id of a machine.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "VMName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] VMName { get; set; } = [];

    /// <summary>The identities that this record brings; an unknown name or identity is an error of its own.</summary>
    private protected IEnumerable<string> InputIds()
    {
        if (ParameterSetName == "InputObject")
            return InputObject.Select(machine => machine.Id);
        var project = RequireProject();
        var query = ParameterSetName == "Id"
            ? new MachineQuery { Id = Id } : new MachineQuery { Name = VMName };
        var found = project.Machines.Get(query, Cancellation).ToList();
        foreach (var asked in ParameterSetName == "Id" ? Id : VMName)
        {
            if (!HasWildcards(asked) && !found.Exists(machine => Matches(machine, asked)))
            {
                WriteError(new MigrateException(
                    "Machine.NotFound", $"The project {project.Name} has no machine '{asked}'.",
                    "List the machines with Get-MigrateVM.", asked));
            }
        }

        return found.Select(machine => machine.Id);
    }

    private bool HasWildcards(string asked) =>
        ParameterSetName != "Id" && WildcardPattern.ContainsWildcardCharacters(asked);

    private bool Matches(Machine machine, string asked) => ParameterSetName == "Id"
        ? machine.Id == asked
        : new WildcardPattern(asked, WildcardOptions.IgnoreCase).IsMatch(machine.Name);
}
