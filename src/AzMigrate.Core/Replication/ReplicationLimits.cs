namespace AzMigrate.Replication;

/// <summary>How many disks are copied at once; each holds up to 8 MiB of memory.</summary>
public sealed record ReplicationLimits
{
    /// <summary>
    /// Machines that a cycle is under way of, each with a point in time held at its source; 8 by default.
    /// </summary>
    public int Machines { get; init; } = 8;

    /// <summary>Of all machines together; 16 by default.</summary>
    public int Disks { get; init; } = 16;

    /// <summary>Of one machine; 4 by default.</summary>
    public int DisksPerMachine { get; init; } = 4;

    /// <summary>From one host; 8 by default, as an ESXi host's buffer of 32 MiB has room for.</summary>
    public int DisksPerHost { get; init; } = 8;

    /// <summary>From one datastore; 15 by default.</summary>
    public int DisksPerDatastore { get; init; } = 15;
}
