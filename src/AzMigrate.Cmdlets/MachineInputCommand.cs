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

    /// <summary>The identities that this record brings; a name that no machine has is an error of its own.</summary>
    private protected IEnumerable<string> InputIds() => ParameterSetName switch
    {
        "Id" => Id,
        "InputObject" => InputObject.Select(machine => machine.Id),
        _ => FindMachines(VMName).Select(machine => machine.Id),
    };

    /// <summary>As <see cref="InputIds"/>, but of a machine that several records describe all of them.</summary>
    private protected IEnumerable<string> InputRecords() => ParameterSetName switch
    {
        "Id" => Id,
        "InputObject" => InputObject
            .SelectMany(machine => machine is ProjectMachine known ? known.RecordIds : [machine.Id]),
        _ => FindMachines(VMName).SelectMany(machine => machine.RecordIds),
    };

    /// <summary>Records of the project by identity; one that it does not have is an error of its own.</summary>
    private protected IReadOnlyList<ProjectMachine> FindRecords(IReadOnlyCollection<string> ids)
    {
        var query = new MachineQuery { Id = ids.ToList(), AllRecords = true };
        var found = RequireProject().Machines.Get(query, Cancellation).ToList();
        foreach (var id in ids.Except(found.Select(machine => machine.Id), StringComparer.Ordinal))
            WriteError(MachineNotFound(id));
        return found;
    }
}
