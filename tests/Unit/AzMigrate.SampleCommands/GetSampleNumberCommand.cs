using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Counts on another thread and writes everything that can be written from there.</summary>
[Cmdlet(VerbsCommon.Get, "SampleNumber"), OutputType(typeof(int))]
public sealed class GetSampleNumberCommand : MigrateCommand
{
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    protected override void Process()
    {
        var pipeline = Environment.CurrentManagedThreadId;
        var last = Await(async token =>
        {
            await Task.Yield();
            if (Environment.CurrentManagedThreadId == pipeline)
                throw new InvalidOperationException("The work runs on the pipeline's thread.");
            for (var i = 1; i <= Count; i++)
            {
                token.ThrowIfCancellationRequested();
                Progress.Report(new MigrateProgress("Counting", "", i, Count));
                WriteObject(i);
                await Task.Yield();
            }

            WriteVerbose("verbose");
            WriteWarning("warning");
            WriteError(new MigrateException("Sample.NumberInvalid", "error"));
            return Count;
        });
        WriteObject(new[] { last, -1 }, enumerateCollection: true);
    }
}
