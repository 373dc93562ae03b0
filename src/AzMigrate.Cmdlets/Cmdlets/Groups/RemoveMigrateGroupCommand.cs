using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Removes groups. Their machines and assessments stay.</summary>
/// <example>
/// <code>Remove-MigrateGroup old* -WhatIf</code>
/// <para>Says which groups would be removed.</para>
/// </example>
/// <example>
/// <code>Get-MigrateGroup all | Remove-MigrateGroup -Force</code>
/// <para>Removes a group without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateGroup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Name")]
[OutputType(typeof(void))]
public sealed class RemoveMigrateGroupCommand : GroupInputCommand
{
    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var group in InputGroups())
        {
            if (Approve(group.Name, "Remove group", Force))
                Try(() => RequireProject().Groups.Remove(group.Name));
        }
    }
}
