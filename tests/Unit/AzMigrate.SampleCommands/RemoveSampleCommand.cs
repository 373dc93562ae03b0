using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>A change of high impact.</summary>
[Cmdlet(VerbsCommon.Remove, "Sample", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveSampleCommand : MigrateCommand
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        if (Approve("sample", "Remove", Force))
            WriteObject("removed");
    }
}
