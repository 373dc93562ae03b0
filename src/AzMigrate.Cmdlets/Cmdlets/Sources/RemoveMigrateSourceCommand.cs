using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Removes live sources from the project. Their machines stay unless asked otherwise.</summary>
/// <remarks>The servers are not contacted, and nothing is changed there.</remarks>
/// <example>
/// <code>Remove-MigrateSource vc1 -WhatIf</code>
/// <para>Says which source would be removed.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource vc1 | Remove-MigrateSource -IncludeMachine -Force</code>
/// <para>Removes a source with its machines and their history, without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateSource", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Name")]
[OutputType(typeof(void))]
public sealed class RemoveMigrateSourceCommand : SourceInputCommand
{
    /// <summary>Removes the machines that the source described too, with their history and group memberships.</summary>
    [Parameter]
    public SwitchParameter IncludeMachine { get; set; }

    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var source in InputSources())
        {
            if (!Approve(source.Name, IncludeMachine ? "Remove source and its machines" : "Remove source", Force))
                continue;
            Try(() =>
            {
                RequireProject().Sources.Remove(source.Name, IncludeMachine);
                Session.Current.Remember(source, null);
            });
        }
    }
}
