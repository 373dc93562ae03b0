using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gathers machines in a group, which can be assessed and migrated as one.</summary>
/// <remarks>
/// The name declares the group: on an existing name the group is set to the given members, and a warning says so;
/// -NoClobber makes that an error. No input is an error, not an empty group.
/// </remarks>
/// <example>
/// <code>Get-MigrateVM *web* | New-MigrateGroup -Name web -Description 'Front ends'</code>
/// <para>Makes a group of the machines on the pipeline.</para>
/// </example>
/// <example>
/// <code>New-MigrateGroup -Name databases -VMName *sql*, *ora*</code>
/// <para>Makes a group by the machines' names.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MigrateGroup", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateGroup))]
public sealed class NewMigrateGroupCommand : MachineInputCommand
{
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);

    /// <summary>The group's name; case does not matter.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What the group is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Fails when the group exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RequireOnlyProject();
        _members.UnionWith(InputIds());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_members.Count == 0)
        {
            throw new MigrateException("Group.Empty", $"No machine came in for the group '{Name}'.",
                "Check with Get-MigrateVM that the filter before New-MigrateGroup finds machines.", Name);
        }

        if (!ShouldProcess(Name, $"Set group to {_members.Count} machines"))
            return;
        var saved = RequireOnlyProject().Groups.Save(Name, Description, _members, NoClobber);
        if (saved.Change == GroupChange.Updated)
            WriteWarning($"The group '{saved.Group.Name}' was there and now has these {_members.Count} machines.");
        WriteObject(saved.Group);
    }
}
