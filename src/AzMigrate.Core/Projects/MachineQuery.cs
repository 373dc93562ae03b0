using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>
/// Which machines are meant. A machine has to meet every condition that is given; of several values of one condition
/// it has to meet one. Names and texts may have the wildcards * and ?, and their case does not matter. Of a server that
/// several records describe any record may meet the names, ids, groups and sources; the rest asks what they make
/// together.
/// </summary>
public sealed record MachineQuery
{
    /// <summary>All machines.</summary>
    public static MachineQuery All { get; } = new();

    /// <summary>Names.</summary>
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <summary>Ids, exactly.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    /// <summary>Groups; one without wildcards has to exist.</summary>
    public IReadOnlyList<string> Group { get; init; } = [];

    /// <summary>Tags: every one of these has to be there; the values may have wildcards, the keys may not.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Power states.</summary>
    public IReadOnlyList<PowerState> PowerState { get; init; } = [];

    /// <summary>Names of operating systems.</summary>
    public IReadOnlyList<string> OperatingSystem { get; init; } = [];

    /// <summary>Sources, as in the first part of an id.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>True for machines that their source lost, false for those that are there, null for both.</summary>
    public bool? IsGone { get; init; }

    /// <summary>True for every record on its own; false for each server once, whatever describes it.</summary>
    public bool AllRecords { get; init; }
}
