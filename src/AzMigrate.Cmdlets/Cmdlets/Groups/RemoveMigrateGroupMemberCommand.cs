using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Takes machines out of a group. The machines stay in the project.</summary>
/// <example>
/// <code>Get-MigrateVM -PowerState Off | Remove-MigrateGroupMember -Group all</code>
/// <para>Takes the machines that are powered off out of the group.</para>
/// </example>
/// <example>
/// <code>Remove-MigrateGroupMember -Group all -VMName *test* -WhatIf</code>
/// <para>Says what would be taken out.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MigrateGroupMember", SupportsShouldProcess = true,
    DefaultParameterSetName = "Id")]
[OutputType(typeof(Projects.MigrateGroup))]
public sealed class RemoveMigrateGroupMemberCommand : GroupMemberCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Take machines out";

    /// <inheritdoc/>
    private protected override void Change(IReadOnlyCollection<string> ids) =>
        RequireProject().Groups.RemoveMembers(Group, ids);
}
