using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's live sources.</summary>
/// <example>
/// <code>Get-MigrateSource</code>
/// <para>Lists all sources, and when each was discovered last.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource vc* | Start-MigrateDiscovery -WhatIf</code>
/// <para>Says which sources would be discovered.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateSource")]
[OutputType(typeof(MigrateSource))]
public sealed class GetMigrateSourceCommand : LiveSourceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => WriteAll(FindSources(Name));
}
