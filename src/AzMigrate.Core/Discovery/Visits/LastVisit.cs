namespace AzMigrate.Discovery.Visits;

/// <summary>What is remembered of a host's last visit, so that the next one knows what was done between.</summary>
internal sealed record LastVisit
{
    /// <summary>What only the running system has: after a new start the counts begin anew.</summary>
    public required string BootId { get; init; }

    /// <summary>The counts at the visit.</summary>
    public required CounterReading Reading { get; init; }

    /// <summary>The highest value of the short samples since then, by <c>counter/instance</c>.</summary>
    public required Dictionary<string, double> Peaks { get; init; }
}
