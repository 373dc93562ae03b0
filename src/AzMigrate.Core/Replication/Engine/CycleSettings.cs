using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>What the cycles of one run share.</summary>
internal sealed record CycleSettings
{
    /// <summary>Places for disks.</summary>
    public required DiskSlots Slots { get; init; }

    /// <summary>The places that a disk of a machine takes.</summary>
    public Func<MigrateReplication, IReadOnlyList<SlotKey>> SlotsOf { get; init; } = _ => [];

    /// <summary>Who comes first when places are few: before a cutover 0, first copies 1, changes 2.</summary>
    public int Urgency { get; init; } = 2;

    /// <summary>Limits what is written; null for no limit.</summary>
    public BandwidthCap? Bandwidth { get; init; }

    /// <summary>Looks at the disks of the first point before anything is copied; null for nobody.</summary>
    public FirstLook? FirstLook { get; init; }

    /// <summary>Told of what is to be known of a cycle; null for nobody.</summary>
    public Action<MigrateProblem>? Warn { get; init; }

    /// <summary>Times cycles.</summary>
    public CopyClock Clock { get; init; } = new();
}

/// <summary>Looks at a machine's disks before its first copy.</summary>
/// <param name="replication">The replication.</param>
/// <param name="disks">Its disks in the order of its settings, at the point that is about to be copied.</param>
/// <param name="cancellation">Ends it.</param>
internal delegate Task FirstLook(
    MigrateReplication replication, IReadOnlyList<IDiskSource> disks, CancellationToken cancellation);
