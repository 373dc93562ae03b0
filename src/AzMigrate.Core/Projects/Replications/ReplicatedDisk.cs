namespace AzMigrate.Projects;

/// <summary>One disk of a replication.</summary>
public sealed record ReplicatedDisk
{
    /// <summary>By which the source knows the disk.</summary>
    public required string Key { get; init; }

    /// <summary>Name of its copy.</summary>
    public required string Name { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>The cycle that it was in last.</summary>
    public int Cycle { get; init; }

    /// <summary>True when it is through with that cycle.</summary>
    public bool IsDone { get; init; }

    /// <summary>What that cycle does with it.</summary>
    public DiskCopyKind Kind { get; init; }

    /// <summary>All before this byte is done in that cycle.</summary>
    public long PositionBytes { get; init; }

    /// <summary>Bytes sent in that cycle.</summary>
    public long SentBytes { get; init; }

    /// <summary>What binds the speed of its copying.</summary>
    public ReplicationLimit LimitedBy { get; init; }

    /// <summary>
    /// What wrote to the disk while its last pass read it, in words that follow "is", such as <c>mounted for writing at
    /// /</c>: its copy is of no one moment then. Null when nothing did.
    /// </summary>
    public string? InUse { get; init; }

    /// <summary>True when its copy was made.</summary>
    internal bool IsMade { get; init; }

    /// <summary>What holds its content in the source, of the last time.</summary>
    internal string? BaseFile { get; init; }

    /// <summary>The source's name of the content that the copy holds since the last complete cycle.</summary>
    internal string? Mark { get; init; }

    /// <summary>The source's name of the content that is being copied.</summary>
    internal string? NextMark { get; init; }

    /// <summary>Nothing behind this byte was written in the cycle.</summary>
    internal long ClaimedBytes { get; init; }
}

/// <summary>What a cycle does with a disk.</summary>
public enum DiskCopyKind
{
    /// <summary>All of it is copied to a new copy.</summary>
    Full,

    /// <summary>What changed since the last cycle is copied.</summary>
    Changes,

    /// <summary>All of it is read, and sent where its checksum is another one.</summary>
    Resync,
}

/// <summary>What a cycle's speed is bound by.</summary>
public enum ReplicationLimit
{
    /// <summary>Nothing was copied yet.</summary>
    None,

    /// <summary>Reading from the source.</summary>
    Source,

    /// <summary>Writing to the target.</summary>
    Target,

    /// <summary>The bandwidth cap that the user gave.</summary>
    BandwidthCap,

    /// <summary>The service asked for fewer calls.</summary>
    Throttling,
}
