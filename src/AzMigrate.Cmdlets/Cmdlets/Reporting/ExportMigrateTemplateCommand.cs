using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Reporting;

namespace AzMigrate.Cmdlets;

/// <summary>Writes recommended or replicated machines as a Bicep template: disks, network interfaces and VMs.</summary>
/// <remarks>
/// Region, subnet, storage account, container and tags are parameters of the template; what the assessment or the
/// replications say of them are their defaults. Each disk is imported from the page blob that has its name. Machines
/// without a size are errors of their own, and the others go on. An existing file is replaced.
/// </remarks>
/// <example>
/// <code>
/// Get-MigrateRecommendation -Group all |
///     Where-Object Readiness -eq Ready |
///     Export-MigrateTemplate ./main.bicep
/// </code>
/// <para>Writes the machines of a group that can go as they are.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateRecommendation -Group all -Readiness Ready -Name *web* |
///     Export-MigrateTemplate ./web.bicep -WhatIf
/// </code>
/// <para>Shows how many machines would go into the template.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateReplication |
///     Where-Object { $_.Settings.Azure } |
///     Export-MigrateTemplate ./replicated.bicep -WhatIf
/// </code>
/// <para>The machines that are replicated, as their cutover would make them.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MigrateTemplate", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(FileInfo))]
public sealed class ExportMigrateTemplateCommand : MigrateCommand
{
    private readonly List<MigrateRecommendation> _machines = [];
    private readonly List<MigrateReplication> _replications = [];

    /// <summary>Rows from Get-MigrateRecommendation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateRecommendation[] InputObject { get; set; } = [];

    /// <summary>Replications from Get-MigrateReplication.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Replication")]
    [ValidateNotNull]
    public MigrateReplication[] Replication { get; set; } = [];

    /// <summary>The file to write, such as main.bicep.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Fails when the file exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Replication")
            _replications.AddRange(Replication.Where(each => IsIn(TemplateExport.WhyNot(each))));
        else
            _machines.AddRange(InputObject.Where(row => IsIn(TemplateExport.WhyNot(row))));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        var file = ResolveOutputPath(Path);
        if (NoClobber && File.Exists(file))
        {
            throw new MigrateException("Export.FileExists", $"The file '{file}' is there already.",
                "Name another file, or leave -NoClobber out to replace it.", file);
        }
        if (_machines.Count > 0 && _replications.Count > 0)
        {
            throw new MigrateException("Template.InputMixed", "Recommendations and replications came together.",
                "Pipe one kind only: a machine that is replicated is described by its replication.");
        }
        if (ShouldProcess(file, $"Write a template of {_machines.Count + _replications.Count} machines"))
        {
            WriteObject(new FileInfo(Run((_, token) => _replications.Count > 0
                ? TemplateExport.Write(_replications, file) : TemplateExport.Write(_machines, file, token))));
        }
    }

    private bool IsIn(MigrateProblem? problem)
    {
        if (problem is not null)
            WriteProblem(problem);
        return problem is null;
    }
}
