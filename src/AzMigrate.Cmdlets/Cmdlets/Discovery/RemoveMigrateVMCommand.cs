using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Removes machines from the project, with their history and group memberships.</summary>
/// <remarks>
/// The servers themselves are not touched. Finished assessments keep their results. A machine from Get-MigrateVM goes
/// with all its records; -Id takes just the record of that identity, and other records of the same server stay.
/// </remarks>
/// <example>
/// <code>Get-MigrateVM *test* | Remove-MigrateVM -WhatIf</code>
/// <para>Says which machines would be removed.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -PowerState Off | Remove-MigrateVM -Force</code>
/// <para>Removes the machines that are powered off, without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateVM", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(void))]
public sealed class RemoveMigrateVMCommand : MachineInputCommand
{
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Identities of all records of a machine; machines from Get-MigrateVM bring theirs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [Alias("RecordIds")]
    public string[] RecordId { get; set; } = [];

    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RequireOnlyProject();
        _ids.UnionWith(RecordId.Length > 0 ? RecordId : InputRecords());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        var approved = FindRecords(_ids)
            .Where(machine => Approve($"{machine.Name} ({machine.Id})", "Remove machine", Force))
            .Select(machine => machine.Id)
            .ToList();
        if (approved.Count > 0)
            RequireProject().Machines.Remove(approved);
    }
}
