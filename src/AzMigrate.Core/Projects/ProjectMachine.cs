using System.Diagnostics.CodeAnalysis;
using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>A machine as a project holds it: what its source says, with what the project's user added.</summary>
public sealed record ProjectMachine : Machine
{
    [SetsRequiredMembers]
    internal ProjectMachine(Machine machine, MigrateProject project, IReadOnlyList<string> groups)
        : base(machine)
    {
        Project = project;
        Groups = groups;
    }

    /// <summary>The project that holds it.</summary>
    public MigrateProject Project { get; }

    /// <summary>Names of the groups that it belongs to, in the order of their names.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>When it was first saved, in UTC.</summary>
    public DateTimeOffset FirstSeen { get; internal init; }

    /// <summary>When a source described it last, in UTC.</summary>
    public DateTimeOffset LastSeen { get; internal init; }
}
