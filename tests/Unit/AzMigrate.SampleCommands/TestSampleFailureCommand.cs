using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Fails where it is told to.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SampleFailure")]
public sealed class TestSampleFailureCommand : MigrateCommand
{
    [Parameter]
    public string At { get; set; } = "Process";

    [Parameter]
    public string Kind { get; set; } = "Sample.RowInvalid";

    [Parameter(ValueFromPipeline = true)]
    public int InputObject { get; set; }

    protected override void Begin() => FailAt("Begin");

    protected override void Process()
    {
        if (InputObject % 2 == 1)
            FailAt("Process");
        WriteObject(InputObject);
    }

    protected override void End() => FailAt("End");

    private void FailAt(string place)
    {
        if (At != place)
            return;
        throw Kind switch
        {
            "IO" => new IOException("disk"),
            "Denied" => new UnauthorizedAccessException("no"),
            "Cancelled" => new OperationCanceledException(),
            "Defect" => new InvalidCastException("defect"),
            var code => new MigrateException(code, "It failed.", "Mend it.", InputObject),
        };
    }
}
