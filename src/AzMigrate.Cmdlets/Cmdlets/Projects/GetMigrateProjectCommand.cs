using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the connected project, or the projects at given paths.</summary>
/// <example>
/// <code>Get-MigrateProject</code>
/// <para>Shows the connected project with its counts.</para>
/// </example>
/// <example>
/// <code>Get-MigrateProject ./contoso | Get-MigrateVM -PowerState On</code>
/// <para>Opens a project without connecting it and lists its running machines.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateProject", DefaultParameterSetName = "Connected")]
[OutputType(typeof(MigrateProject))]
public sealed class GetMigrateProjectCommand : MigrateCommand
{
    /// <summary>Project folders; wildcards are allowed, and folders without a project are passed over then.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Project folders as they are written: no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Connected")
        {
            if (Session.Current.Project is MigrateProject project)
                WriteObject(project);
            return;
        }

        foreach (var folder in ResolvePaths(Path, LiteralPath))
        {
            if (WildcardPattern.ContainsWildcardCharacters(string.Concat(Path)) && !MigrateProject.Exists(folder))
                continue;
            Try(() => WriteObject(MigrateProject.Open(folder)));
        }
    }
}
