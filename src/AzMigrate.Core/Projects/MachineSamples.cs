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
}
