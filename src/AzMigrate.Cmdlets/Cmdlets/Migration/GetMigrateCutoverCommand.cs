using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the machines that are being moved, wait for being accepted, or have moved.</summary>
/// <remarks>The step that is next is in Launch.Step; the journal of all steps is read with Get-MigrateEvent.</remarks>
/// <example>
/// <code>Get-MigrateCutover</code>
/// <para>All moves of the project.</para>
/// </example>
/// <example>
/// <code>Get-MigrateCutover -State CutOver | Complete-MigrateCutover -WhatIf</code>
/// <para>Says which moves wait for being accepted.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateCutover")]
[OutputType(typeof(MigrateReplication))]
public sealed class GetMigrateCutoverCommand : ProjectReadCommand
{
    private static readonly ReplicationState[] Moves =
    [
        ReplicationState.CuttingOver, ReplicationState.CutOver, ReplicationState.Undoing, ReplicationState.Completing,
        ReplicationState.Completed,
    ];

    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReplicationCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Only those in these states.</summary>
    [Parameter]
    [ValidateSet("CuttingOver", "CutOver", "Undoing", "Completing", "Completed")]
    public ReplicationState[] State { get; set; } = Moves;

    /// <inheritdoc/>
    protected override void Process() =>
        WriteAll(RequireProject().Replications.Get(Name).Where(each => State.Contains(each.State)).ToList());
}
