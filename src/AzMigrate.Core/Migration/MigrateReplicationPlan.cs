using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>What starting a replication would do.</summary>
public sealed record MigrateReplicationPlan
{
    /// <summary>The project that has the machine.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The machine's identity, of the record whose source reads the disks.</summary>
    public required string MachineId { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>What would be stored.</summary>
    public required ReplicationSettings Settings { get; init; }

    /// <summary>The disks.</summary>
    public required IReadOnlyList<PlannedDisk> Disks { get; init; }

    /// <summary>What would be made, now and at the cutover: kind and name of each.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>Errors forbid it; warnings are to be known.</summary>
    public required IReadOnlyList<MigrateProblem> Problems { get; init; }

    /// <summary>Size of the disks together, in bytes. What is zeros is not sent.</summary>
    public long CapacityBytes => Disks.Sum(disk => disk.CapacityBytes);

    /// <summary>The longest that the first copy takes at the rate that was given; null without one.</summary>
    public TimeSpan? FirstCopyTime { get; init; }

    /// <summary>True when nothing forbids it.</summary>
    public bool CanStart => Problems.All(problem => problem.Severity != ProblemSeverity.Error);

    /// <summary>The name of the machine.</summary>
    public override string ToString() => Name;
}

/// <summary>A disk of a plan.</summary>
/// <param name="Key">By which the source knows it.</param>
/// <param name="SourceName">Its name in the source.</param>
/// <param name="Name">Name of its copy.</param>
/// <param name="CapacityBytes">Size in bytes.</param>
/// <param name="Sku">SKU of the managed disk; null in a folder.</param>
/// <param name="ReadBy">How its bytes are read.</param>
/// <param name="TellsChanges">False where each cycle reads all of it.</param>
public sealed record PlannedDisk(
    string Key, string SourceName, string Name, long CapacityBytes, string? Sku, string ReadBy, bool TellsChanges);
