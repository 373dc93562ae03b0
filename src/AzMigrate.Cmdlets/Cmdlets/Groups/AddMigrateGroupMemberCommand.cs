using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Adds machines to a group.</summary>
/// <example>
/// <code>Get-MigrateVM *sql* | Add-MigrateGroupMember -Group all</code>
/// <para>Adds machines; those that are members already stay so.</para>
/// </example>
/// <example>
/// <code>Add-MigrateGroupMember -Group all -VMName *web* -PassThru</code>
/// <para>Adds machines by name and shows the group.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "MigrateGroupMember", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(Projects.MigrateGroup))]
public sealed class AddMigrateGroupMemberCommand : GroupMemberCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Add machines";

    /// <inheritdoc/>
    private protected override void Change(IReadOnlyCollection<string> ids) =>
        RequireProject().Groups.AddMembers(Group, ids);
}
