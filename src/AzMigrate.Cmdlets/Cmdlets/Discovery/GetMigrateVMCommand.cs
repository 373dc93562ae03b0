using System.Collections;
using System.Management.Automation;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Gets the project's machines: virtual and physical, whatever they run on.</summary>
/// <remarks>
/// All filters must hold. Machines come in the order of their identity. A server that several sources describe is shown
/// once: Sources lists them, Facts says which record each fact comes from, and the identity, name or source of any of
/// them finds it. A machine that no source has any more is shown too: its State is Gone, and GoneSince says since when.
/// It stays in its groups, and assessments leave it out; -Gone:$false leaves it out here.
/// </remarks>
/// <example>
/// <code>Get-MigrateVM web*, sql* -PowerState On</code>
/// <para>Running machines whose names begin with web or sql.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -OS *2012* | New-MigrateGroup -Name old-windows</code>
/// <para>Gathers the Windows Server 2012 machines in a group.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -Group all -Tag @{ App = '*' }</code>
/// <para>Machines of a group that have the tag App.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -Gone | Remove-MigrateVM -WhatIf</code>
/// <para>Says which machines are no more in their source and would be removed from the project.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM web01 | ForEach-Object Facts</code>
/// <para>Says which record each fact of a machine comes from, when it was observed and by which rule it was
/// taken.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -AllRecords -Source csv</code>
/// <para>Shows what a file said, also of servers that a live source describes too.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVM -Gone:$false | New-MigrateGroup -Name present</code>
/// <para>Gathers the machines that are there now. Get-MigrateSource vc1 before it takes those of one source.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateVM")]
[OutputType(typeof(ProjectMachine))]
public sealed class GetMigrateVMCommand : ProjectReadCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Identities, as in the property Id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Id { get; set; } = [];

    /// <summary>Groups; a machine in any of them is shown. Wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Tags that the machine must have, as a table of name and value; * stands for any value.</summary>
    [Parameter]
    public Hashtable? Tag { get; set; }

    /// <summary>Power state when last seen.</summary>
    [Parameter]
    public PowerState[] PowerState { get; set; } = [];

    /// <summary>Operating system's name; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [Alias("OperatingSystem")]
    public string[] OS { get; set; } = [];

    /// <summary>Source, the part of the identity before the slash; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Source { get; set; } = [];

    /// <summary>
    /// Only machines that no source has any more; -Gone:$false only those that are there. Both when left out.
    /// </summary>
    [Parameter]
    public SwitchParameter Gone { get; set; }

    /// <summary>Shows each source's record on its own, also those of one server.</summary>
    [Parameter]
    public SwitchParameter AllRecords { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var query = new MachineQuery
        {
            Name = Name,
            Id = Id,
            Group = Group,
            Tag = TagTable.Read(Tag),
            PowerState = PowerState,
            OperatingSystem = OS,
            Source = Source,
            IsGone = MyInvocation.BoundParameters.ContainsKey(nameof(Gone)) ? Gone.IsPresent : null,
            AllRecords = AllRecords,
        };
        WriteAll(RequireProject().Machines.Get(query, Cancellation));
    }
}
