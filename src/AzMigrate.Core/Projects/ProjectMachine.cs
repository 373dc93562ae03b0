using System.Diagnostics.CodeAnalysis;
using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>Whether a machine's source still has it.</summary>
public enum MachineState
{
    /// <summary>It was there when its source was asked last.</summary>
    Present,

    /// <summary>
    /// A complete discovery did not find it. It keeps its history and groups, and comes back when it is found.
    /// </summary>
    Gone,
}

/// <summary>A machine as a project holds it: what its source says, with what the project's user added.</summary>
public sealed record ProjectMachine : Machine
{
    private readonly Lazy<IReadOnlyList<FactSource>> _facts;

    [SetsRequiredMembers]
    internal ProjectMachine(
        Machine machine, MigrateProject project, IReadOnlyList<string> groups, Lazy<IReadOnlyList<FactSource>> facts)
        : base(machine)
    {
        Project = project;
        Groups = groups;
        _facts = facts;
    }

    /// <summary>The project that holds it.</summary>
    public MigrateProject Project { get; }

    /// <summary>Names of the groups that it belongs to, in the order of their names.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Ids of the records that describe it; the first is its own <see cref="Machine.Id"/>.</summary>
    public IReadOnlyList<string> RecordIds { get; internal init; } = [];

    /// <summary>Names of the sources that describe it, that of its own id first.</summary>
    public IReadOnlyList<string> Sources { get; internal init; } = [];

    /// <summary>
    /// Which record each known fact comes from, when that was observed, and by which rule it was taken.
    /// </summary>
    public IReadOnlyList<FactSource> Facts => _facts.Value;

    /// <summary>When it was first saved, in UTC.</summary>
    public DateTimeOffset FirstSeen { get; internal init; }

    /// <summary>When a source described it last, in UTC.</summary>
    public DateTimeOffset LastSeen { get; internal init; }

    /// <summary>
    /// Since when no source has it, in UTC: the first complete discovery without it; null while one has it.
    /// </summary>
    public DateTimeOffset? GoneSince { get; internal init; }

    /// <summary>Whether its source still has it.</summary>
    public MachineState State => GoneSince is null ? MachineState.Present : MachineState.Gone;
}
