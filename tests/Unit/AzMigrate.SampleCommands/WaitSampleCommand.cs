using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Writes one object, then waits until it is stopped; writes to a flag how its work ended.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Sample")]
public sealed class WaitSampleCommand : MigrateCommand
{
    [Parameter]
    public System.Collections.IList Log { get; set; } = new List<string>();

    protected override void Process() => Await(async token =>
    {
        try
        {
            WriteObject("started");
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            Log.Add("work ended");
        }
    });

    protected override void Dispose(bool disposing)
    {
        Log.Add("disposed");
        base.Dispose(disposing);
    }
}
