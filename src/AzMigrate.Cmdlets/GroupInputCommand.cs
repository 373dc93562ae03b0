using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes groups: objects off the pipeline, or names.</summary>
public abstract class GroupInputCommand : ProjectCommand
{
    /// <summary>Groups from Get-MigrateGroup or New-MigrateGroup.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateGroup[] InputObject { get; set; } = [];

    /// <summary>Names of groups; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The groups that this record brings.</summary>
    private protected IReadOnlyList<MigrateGroup> InputGroups() =>
        ParameterSetName == "InputObject" ? InputObject : FindGroups(Name);
}
