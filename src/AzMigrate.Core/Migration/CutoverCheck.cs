using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>Whether a machine that was made is as it should be.</summary>
public sealed record CutoverCheck
{
    /// <summary>The project that holds the replication.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The replication's id.</summary>
    public required string Id { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>True when all probes passed.</summary>
    public bool Passed => Probes.All(probe => probe.Passed);

    /// <summary>What was looked at, one by one.</summary>
    public required IReadOnlyList<CutoverProbe> Probes { get; init; }

    /// <summary>The name of the machine.</summary>
    public override string ToString() => Name;
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What, such as <c>State</c> or <c>TCP 3389</c>.</param>
/// <param name="Passed">True when it is as it should be.</param>
/// <param name="Detail">What was found.</param>
public sealed record CutoverProbe(string Name, bool Passed, string Detail);
