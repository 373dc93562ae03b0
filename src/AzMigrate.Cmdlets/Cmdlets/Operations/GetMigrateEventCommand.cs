using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's journal: what was done with which machine, and when.</summary>
/// <remarks>
/// Entries are only ever added, and each carries a hash over itself and the one before: IsIntact is false from the
/// first entry on that was changed or removed afterwards.
/// </remarks>
/// <example>
/// <code>Get-MigrateEvent</code>
/// <para>The whole journal, oldest first.</para>
/// </example>
/// <example>
/// <code>Get-MigrateReplication web01 | Get-MigrateEvent -Last 20</code>
/// <para>The last entries of a machine.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateEvent")]
[OutputType(typeof(MigrateEvent))]
public sealed class GetMigrateEventCommand : ProjectCommand
{
    /// <summary>Identities of machines; all when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] MachineId { get; set; } = [];

    /// <summary>Kinds, such as Cycle.Completed; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Kind { get; set; } = [];

    /// <summary>Only the last so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void Process()
    {
        var kinds = Kind.Select(kind => WildcardPattern.Get(kind, WildcardOptions.IgnoreCase)).ToList();
        var found = RequireProject().Events.Get(MachineId)
            .Where(entry => kinds.Count == 0 || kinds.Exists(kind => kind.IsMatch(entry.Kind))).ToList();
        WriteAll(found.Skip(Math.Max(0, found.Count - Last)));
    }
}
