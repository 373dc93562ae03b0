using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Removes machines from the project, with their history and group memberships.</summary>
/// <remarks>The servers themselves are not touched. Finished assessments keep their results.</remarks>
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

    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RequireOnlyProject();
        _ids.UnionWith(InputIds());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        var approved = FindMachines(_ids)
            .Where(machine => Approve($"{machine.Name} ({machine.Id})", "Remove machine", Force))
            .Select(machine => machine.Id)
            .ToList();
        if (approved.Count > 0)
            RequireProject().Machines.Remove(approved);
    }
}
