using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that takes sources: objects off the pipeline, or names.</summary>
public abstract class SourceInputCommand : LiveSourceCommand
{
    /// <summary>Sources from Get-MigrateSource or Add-MigrateSource.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateSource[] InputObject { get; set; } = [];

    /// <summary>Names of sources; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("Source")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>The sources that this record brings.</summary>
    private protected IReadOnlyList<MigrateSource> InputSources() =>
        ParameterSetName == "InputObject" ? InputObject : FindSources(Name);
}
