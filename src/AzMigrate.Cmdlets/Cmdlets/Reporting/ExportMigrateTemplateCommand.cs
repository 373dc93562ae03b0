using System.Management.Automation;
using AzMigrate.Projects;
using AzMigrate.Reporting;

namespace AzMigrate.Cmdlets;

/// <summary>Writes recommended machines as a Bicep template: disks, network interfaces and VMs.</summary>
/// <remarks>
/// Subnet, storage account, container and tags are parameters of the template; the region is that of the assessment
/// and can be changed. Each disk is imported from the page blob that has its name. Machines without a size are errors
/// of their own, and the others go on. An existing file is replaced.
/// </remarks>
/// <example>
/// <code>Get-MigrateRecommendation -Group all | Where-Object Readiness -eq Ready | Export-MigrateTemplate ./main.bicep</code>
/// <para>Writes the machines of a group that can go as they are.</para>
/// </example>
/// <example>
/// <code>Get-MigrateRecommendation -Group all -Readiness Ready -Name *web* | Export-MigrateTemplate ./web.bicep -WhatIf</code>
/// <para>Shows how many machines would go into the template.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MigrateTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMigrateTemplateCommand : MigrateCommand
{
    private readonly List<MigrateRecommendation> _machines = [];

    /// <summary>Rows from Get-MigrateRecommendation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public MigrateRecommendation[] InputObject { get; set; } = [];

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
        foreach (var row in InputObject)
        {
            if (TemplateExport.WhyNot(row) is MigrateProblem problem)
                WriteProblem(problem);
            else
                _machines.Add(row);
        }
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
        if (ShouldProcess(file, $"Write a template of {_machines.Count} machines"))
            WriteObject(new FileInfo(Run((_, token) => TemplateExport.Write(_machines, file, token))));
    }
}
