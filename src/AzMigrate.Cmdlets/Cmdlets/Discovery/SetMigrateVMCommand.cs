using System.Collections;
using System.Management.Automation;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Sets tags, owner and environment of machines.</summary>
/// <remarks>What is set here is yours: the next import or discovery leaves it as it is.</remarks>
/// <example>
/// <code>Get-MigrateVM *sql* | Set-MigrateVM -Tag @{ App = 'CRM'; Tier = 'data' } -Owner 'DBA team'</code>
/// <para>Tags machines and names their owner.</para>
/// </example>
/// <example>
/// <code>Set-MigrateVM -VMName *test*, *dev* -Environment DevTest -Tag @{ Tier = $null }</code>
/// <para>Marks machines as Dev/Test, which changes their prices and disk types, and takes a tag away.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "MigrateVM", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(ProjectMachine))]
public sealed class SetMigrateVMCommand : MachineInputCommand
{
    /// <summary>Tags to set, as a table of name and value; a value of $null takes the tag away.</summary>
    [Parameter]
    public Hashtable? Tag { get; set; }

    /// <summary>The owner; an empty text takes it away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Owner { get; set; }

    /// <summary>The environment: it wins over the assessment's setting.</summary>
    [Parameter]
    public MachineEnvironment? Environment { get; set; }

    /// <summary>Returns the machines as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var project = RequireProject();
        var change = new MachineChange
        {
            SetTags = TagTable.Read(Tag),
            RemoveTags = TagTable.ReadRemovals(Tag),
            Owner = Owner,
            Environment = Environment,
        };
        foreach (var id in InputIds().ToList())
        {
            if (!ShouldProcess(id, "Set tags, owner or environment"))
                continue;
            Try(() =>
            {
                var machine = project.Machines.Set(id, change);
                if (PassThru)
                    WriteObject(machine);
            });
        }
    }
}
