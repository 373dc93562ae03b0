namespace AzMigrate.Discovery.Visits;

/// <summary>
/// What a system had counted at an instant, since it started. Reads and writes of a disk, and traffic of an adapter,
/// are by the machine's names of them.
/// </summary>
internal sealed record CounterReading
{
    /// <summary>More than any system has run: a reading that tells more is none.</summary>
    public const double LongestUptimeSeconds = 1e10;

    /// <summary>Seconds since the start of the system.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Ticks of all processors.</summary>
    public required double CpuTicks { get; init; }

    /// <summary>Of them those in which nothing ran.</summary>
    public required double IdleTicks { get; init; }

    /// <summary>Memory in use in percent, which is no count; null when not told.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Reads, bytes read, writes and bytes written of each disk.</summary>
    public required IReadOnlyDictionary<string, double[]> Disks { get; init; }

    /// <summary>Bytes received and sent of each adapter.</summary>
    public required IReadOnlyDictionary<string, double[]> Adapters { get; init; }
}
