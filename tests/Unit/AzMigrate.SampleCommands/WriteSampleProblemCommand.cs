using System.Management.Automation;
using AzMigrate.Cmdlets;

namespace AzMigrate.SampleCommands;

/// <summary>Writes a problem of a row.</summary>
[Cmdlet(VerbsCommunications.Write, "SampleProblem")]
public sealed class WriteSampleProblemCommand : MigrateCommand
{
    [Parameter]
    public SwitchParameter AsWarning { get; set; }

    protected override void Process() => WriteProblem(new MigrateProblem
    {
        Severity = AsWarning ? ProblemSeverity.Warning : ProblemSeverity.Error,
        Code = "Import.CoresInvalid",
        Message = "'x' is not a number.",
        Remedy = "Give a number.",
        Target = "web01",
        File = "some/estate.xlsx",
        Sheet = "vInfo",
        Row = 7,
        Column = "CPUs",
    });
}
