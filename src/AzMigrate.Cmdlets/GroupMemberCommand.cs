using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that changes a group's members: collected on the way, committed once at the end.</summary>
public abstract class GroupMemberCommand : MachineInputCommand
{
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The group's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string Group { get; set; } = "";

    /// <summary>Returns the group as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, for ShouldProcess.</summary>
    private protected abstract string Action { get; }

    /// <summary>Does it.</summary>
    private protected abstract void Change(IReadOnlyCollection<string> ids);

    /// <inheritdoc/>
    protected override void Process()
    {
        RequireOnlyProject();
        _ids.UnionWith(InputIds());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_ids.Count == 0 || !ShouldProcess(Group, $"{Action}: {_ids.Count}"))
            return;
        Change(_ids);
        if (PassThru)
            WriteAll(FindGroups(Group));
    }
}
