using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Reporting;

namespace AzMigrate.Cmdlets;

/// <summary>Writes assessments to Excel, CSV or JSON files.</summary>
/// <remarks>
/// The workbook has the sheets and headings of Azure Migrate's own export, with a summary, charts and the reasons.
/// Text from the inventory stays text: no name becomes a formula. An existing file is replaced.
/// </remarks>
/// <example>
/// <code>Get-MigrateAssessment -Group all -Latest | Export-MigrateAssessment ./assessment.xlsx</code>
/// <para>Writes a workbook.</para>
/// </example>
/// <example>
/// <code>
/// Invoke-MigrateAssessment -Group all -Location westeurope, northeurope |
///     Export-MigrateAssessment './{name}.json'
/// </code>
/// <para>Writes one file for each assessment; {name} stands for its name.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MigrateAssessment", SupportsShouldProcess = true,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(FileInfo))]
public sealed class ExportMigrateAssessmentCommand : AssessmentInputCommand
{
    private readonly List<MigrateAssessment> _assessments = [];

    /// <summary>
    /// The file to write. {name} in it stands for the assessment's name and is needed for several assessments.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format; told by the file's ending when left out: .xlsx, .csv or .json.</summary>
    [Parameter]
    public ExportFormat? Format { get; set; }

    /// <summary>Fails when the file exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _assessments.AddRange(InputAssessments());

    /// <inheritdoc/>
    protected override void End()
    {
        // All paths are checked before the first file is written.
        var files = PlannedExport.Of(_assessments, ResolveOutputPath(Path), Format, NoClobber);
        for (var i = 0; i < _assessments.Count; i++)
        {
            var assessment = _assessments[i];
            var (file, format) = files[i];
            if (!ShouldProcess(file, $"Export assessment {assessment.Name} as {format}"))
                continue;
            var written = Run((progress, token) => AssessmentExport.Write(
                assessment, () => assessment.Project.Assessments.GetMachines(assessment.Id, token), file, format,
                progress, token));
            WriteAll(written.Select(path => new FileInfo(path)));
        }
    }
}
