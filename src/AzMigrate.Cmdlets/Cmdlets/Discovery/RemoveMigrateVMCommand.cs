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
    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var project = RequireProject();
        var ids = InputIds().Where(id => Approve(id, "Remove machine", Force)).ToList();
        if (ids.Count > 0)
            project.Machines.Remove(ids);
    }
}
