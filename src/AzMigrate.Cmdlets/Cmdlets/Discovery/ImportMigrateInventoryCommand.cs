using System.Management.Automation;
using AzMigrate.Discovery.Import;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Imports servers from RVTools workbooks and Azure Migrate CSV files.</summary>
/// <remarks>
/// The format is told by the content. Importing again updates machines by identity and never doubles them, so next
/// month's export brings the estate up to date. A broken row is an error that names file, row, column and remedy; the
/// other rows are imported. Without a connected project a temporary one is made for the session.
/// Notes and annotations are never read: people keep passwords there. What comes out is what the file says, also of
/// servers that another source describes too; Get-MigrateVM shows what they make together.
/// </remarks>
/// <example>
/// <code>Import-MigrateInventory ./rvtools.xlsx | New-MigrateGroup -Name all</code>
/// <para>Imports an RVTools export and gathers its machines in a group.</para>
/// </example>
/// <example>
/// <code>Import-MigrateInventory ./*.csv -SourceName branch -WhatIf</code>
/// <para>Says for each file how many machines would be new, changed and unchanged.</para>
/// </example>
[Cmdlet(VerbsData.Import, "MigrateInventory", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(ProjectMachine))]
public sealed class ImportMigrateInventoryCommand : ProjectCommand
{
    /// <summary>Files to import; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to import, as they are written: no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The file's format, where it should not be told by the content.</summary>
    [Parameter]
    public InventoryFormat Format { get; set; }

    /// <summary>
    /// The source's name in the machines' identity, instead of rvtools:&lt;vCenter's UUID&gt; or csv. Machines of the
    /// same source and native id are the same machine.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceName { get; set; }

    /// <summary>Imports templates too.</summary>
    [Parameter]
    public SwitchParameter IncludeTemplate { get; set; }

    /// <summary>Imports Site Recovery Manager placeholders too.</summary>
    [Parameter]
    public SwitchParameter IncludePlaceholder { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var file in ResolvePaths(Path, LiteralPath))
            Try(() => Import(file));
    }

    private void Import(string file)
    {
        var options = new InventoryFileOptions
        {
            Format = Format,
            SourceName = SourceName,
            IncludeTemplates = IncludeTemplate,
            IncludePlaceholders = IncludePlaceholder,
        };
        var read = Run((progress, token) => InventoryFile.Read(file, options, progress, token));
        foreach (var problem in read.Problems)
            WriteProblem(problem);
        WriteVerbose($"{file}: {read.Format}, {read.RowsRead} rows, {read.Machines.Count} machines, left out: "
            + $"{read.TemplatesLeftOut} templates, {read.PlaceholdersLeftOut} placeholders.");

        var project = Project ?? Session.Current.ProjectOrTemporary();
        var plan = Run((progress, token) => project.Machines.Save(read.Machines, whatIf: true, progress, token));
        var action = $"Import {read.Machines.Count} machines from {System.IO.Path.GetFileName(file)}: "
            + $"{plan.New.Count} new, {plan.Changed.Count} changed, {plan.Unchanged.Count} unchanged";
        if (!ShouldProcess(project.Name, action))
            return;
        Run((progress, token) => project.Machines.Save(read.Machines, whatIf: false, progress, token));
        var query = new MachineQuery { Id = read.Machines.Select(machine => machine.Id).ToList(), AllRecords = true };
        WriteAll(project.Machines.Get(query, Cancellation));
    }
}
