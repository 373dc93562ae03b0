using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's groups.</summary>
/// <example>
/// <code>Get-MigrateGroup</code>
/// <para>Lists all groups with their number of machines.</para>
/// </example>
/// <example>
/// <code>Get-MigrateGroup a* | Invoke-MigrateAssessment -Location northeurope</code>
/// <para>Assesses each group whose name begins with a.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateGroup")]
[OutputType(typeof(MigrateGroup))]
public sealed class GetMigrateGroupCommand : ProjectReadCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => WriteAll(FindGroups(Name));
}
