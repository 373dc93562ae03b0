using System.Management.Automation;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Assesses groups or machines: ready for Azure or not and why, size and disks, cost a month.</summary>
/// <remarks>
/// Each group gives one assessment for each location and savings option. Machines on the pipeline are assessed
/// together. The same machines, settings and catalogue give the same assessment: running it again replaces it with
/// itself. Machines that their source has no more are left out, and a warning says how many.
/// </remarks>
/// <example>
/// <code>Get-MigrateGroup all | Invoke-MigrateAssessment -Location westeurope</code>
/// <para>Assesses a group, performance-based where utilisation is known.</para>
/// </example>
/// <example>
/// <code>
/// Invoke-MigrateAssessment -Group all -Location westeurope, northeurope -SavingsOption None, RI1Year, RI3Year
/// </code>
/// <para>Compares two regions and three ways to pay: six assessments.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM *web* | Invoke-MigrateAssessment -Location uksouth -SizingCriterion AsOnPremises</code>
/// <para>Assesses machines by what is allocated to them, without a group.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "MigrateAssessment", SupportsShouldProcess = true,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(MigrateAssessment))]
public sealed class InvokeMigrateAssessmentCommand : AssessmentSettingCommand
{
    private readonly SortedSet<string> _machineIds = new(StringComparer.Ordinal);
    private IReadOnlyList<AssessmentSettings> _scenarios = [];

    /// <summary>Groups from Get-MigrateGroup or New-MigrateGroup, or machines from Get-MigrateVM.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Names of groups; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Group")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Settings from New-MigrateAssessmentSetting; other parameters override them.</summary>
    [Parameter]
    [ValidateNotNull]
    public AssessmentSettings? Setting { get; set; }

    /// <summary>A JSON settings file; other parameters override it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SettingFile { get; set; }

    /// <summary>
    /// Assesses machines too that their source lost: they are left out otherwise, and a warning counts them.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeGone { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        var given = SettingFile is null ? Setting : AssessmentSettingsFile.Read(ResolveOutputPath(SettingFile));
        var settings = Settings(given);
        if (settings.Location.Count == 0)
        {
            throw new MigrateException("Assessment.LocationMissing", "No target region was given.",
                "Add -Location with an Azure region, such as westeurope; Get-MigrateCatalog lists them.");
        }

        _scenarios = settings.Expand().Select(scenario => scenario.Checked(Catalogue.Embedded)).ToList();
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Group")
        {
            foreach (var group in FindGroups(Group))
                AssessGroup(group.Name);
            return;
        }

        foreach (var input in InputObject)
        {
            if (InputKind.Group.Matches(input))
                AssessGroup(InputKind.Group.Key(input));
            else if (InputKind.Machine.Matches(input))
                Collect(InputKind.Machine.Key(input));
            else
                {
                WriteError(InputKind.Refusal(
                    input, "cannot be assessed", "Pipe groups from Get-MigrateGroup or machines from Get-MigrateVM."));
            }
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_machineIds.Count == 0)
            return;
        var project = RequireOnlyProject();
        Assess($"{_machineIds.Count} machines", (progress, token) => RunOn(project)
            .AssessMachines(_machineIds, _scenarios, progress, token));
    }

    private AssessmentRun RunOn(MigrateProject project) =>
        new(project, Catalogue.Embedded) { IncludeGone = IncludeGone, OnProblem = WriteProblem };

    private void Collect(string id)
    {
        RequireOnlyProject();
        _machineIds.Add(id);
    }

    private void AssessGroup(string group)
    {
        var project = RequireProject();
        Try(() => Assess(group, (progress, token) => RunOn(project)
            .AssessGroup(group, _scenarios, progress, token)));
    }

    private void Assess(
        string target,
        Func<IProgress<MigrateProgress>, CancellationToken, IReadOnlyList<MigrateAssessment>> run)
    {
        var scenarios = string.Join("; ", _scenarios.Select(one => $"{one.Location[0]}, {one.SavingsOption[0]}"));
        if (ShouldProcess(target, $"Assess for {scenarios}"))
            WriteAll(Run(run));
    }
}
