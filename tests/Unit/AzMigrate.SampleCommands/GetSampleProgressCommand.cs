using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Writes the progress records of 1,000 steps that take 10 ms each by a clock of its own.</summary>
[Cmdlet(VerbsCommon.Get, "SampleProgress")]
public sealed class GetSampleProgressCommand : MigrateCommand
{
    protected override void Process()
    {
        var now = TimeSpan.Zero;
        var writer = new ProgressWriter("Sample", record => WriteObject(record), () => now);
        for (var i = 1; i <= 1000; i++)
        {
            now = TimeSpan.FromMilliseconds(10 * i);
            writer.Report(new MigrateProgress("Importing", "rows", i, 1000));
        }

        writer.Complete();
        writer.Complete();
    }
}
