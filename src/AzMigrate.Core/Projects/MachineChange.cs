using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>What the project's user says of a machine. It stays when the machine is imported again.</summary>
public sealed record MachineChange
{
    /// <summary>Tags to set; they go before the source's own.</summary>
    public IReadOnlyDictionary<string, string> SetTags { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Keys of tags to take away, the source's own too.</summary>
    public IReadOnlyCollection<string> RemoveTags { get; init; } = [];

    /// <summary>Owner to set; an empty text takes the user's owner away, null leaves it.</summary>
    public string? Owner { get; init; }

    /// <summary>Environment to set; null leaves it.</summary>
    public MachineEnvironment? Environment { get; init; }

    /// <summary>True to take the user's environment away.</summary>
    public bool ClearEnvironment { get; init; }
}
