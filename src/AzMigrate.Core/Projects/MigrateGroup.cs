namespace AzMigrate.Projects;

/// <summary>A named set of machines of a project.</summary>
public sealed record MigrateGroup
{
    /// <summary>The project that holds it.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>Name; unique in the project whatever its case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, as its maker says.</summary>
    public string? Description { get; init; }

    /// <summary>How many machines it has; one that several of its records describe counts once.</summary>
    public required int MachineCount { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What saving a group did.</summary>
public enum GroupChange
{
    /// <summary>It was not there and has been made.</summary>
    Created,

    /// <summary>It was there and has been set to the given machines or description.</summary>
    Updated,

    /// <summary>It was there just so.</summary>
    Unchanged,
}

/// <summary>A saved group, and what saving it did.</summary>
/// <param name="Group">The group as it is now.</param>
/// <param name="Change">What was done.</param>
/// <param name="Added">How many machines came in.</param>
/// <param name="Removed">How many machines went out.</param>
public sealed record GroupSaveResult(MigrateGroup Group, GroupChange Change, int Added, int Removed);
