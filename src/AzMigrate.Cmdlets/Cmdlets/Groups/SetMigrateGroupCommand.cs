using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Renames a group or changes its description.</summary>
/// <example>
/// <code>Set-MigrateGroup all -Description 'The whole estate'</code>
/// <para>Describes a group.</para>
/// </example>
/// <example>
/// <code>Get-MigrateGroup all | Set-MigrateGroup -NewName estate -PassThru</code>
/// <para>Renames a group and shows it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "MigrateGroup", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(MigrateGroup))]
public sealed class SetMigrateGroupCommand : GroupInputCommand
{
    /// <summary>The new name; no other group may have it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The new description; an empty text takes it away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Returns the group as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var group in InputGroups())
        {
            if (!ShouldProcess(group.Name, "Set group"))
                continue;
            Try(() =>
            {
                var groups = RequireProject().Groups;
                var changed = Description is null
                    ? group : groups.SetDescription(group.Name, Description.Length == 0 ? null : Description);
                if (NewName is not null)
                    changed = groups.Rename(group.Name, NewName);
                if (PassThru)
                    WriteObject(changed);
            });
        }
    }
}
