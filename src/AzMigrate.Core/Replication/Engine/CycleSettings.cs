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

    /// <summary>Times cycles.</summary>
    public CopyClock Clock { get; init; } = new();
}
