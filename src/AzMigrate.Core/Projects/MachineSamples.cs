using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>Newly collected points of one machine.</summary>
public sealed record MachineSamples
{
    /// <summary>The machine's id.</summary>
    public required string MachineId { get; init; }

    /// <summary>
    /// Points by counter and instance; each block's interval is a whole number of seconds that divides a day.
    /// </summary>
    public required IReadOnlyList<MetricSeries> Series { get; init; }

    /// <summary>
    /// Until when the source was asked, be there points or not, so that a machine that is off is not asked for the same
    /// history again; null where that is not known.
    /// </summary>
    public DateTimeOffset? AskedUntil { get; init; }

    /// <summary>
    /// From when on the source was asked, over all collections, so that a later one may reach further back; null where
    /// that is not known.
    /// </summary>
    public DateTimeOffset? AskedFrom { get; init; }
}
