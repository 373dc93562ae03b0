namespace AzMigrate.Projects;

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

/// <summary>The replication of one machine, as it is now.</summary>
public sealed record MigrateReplication
{
    /// <summary>The project that holds it.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>Its id; names and tags of what is made for it carry it.</summary>
    public required string Id { get; init; }

    /// <summary>The machine's identity.</summary>
    public required string MachineId { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReplicationState State { get; init; }

    /// <summary>What the user decided.</summary>
    public required ReplicationSettings Settings { get; init; }

    /// <summary>Its disks, in the order of the settings.</summary>
    public required IReadOnlyList<ReplicatedDisk> Disks { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number of the last cycle, from 1; 0 before the first.</summary>
    public int Cycle { get; init; }

    /// <summary>Since when a cycle is in work, in UTC; null when none is.</summary>
    public DateTimeOffset? CycleStartedAt { get; init; }

    /// <summary>The point in time, in UTC, that the copies hold since the last complete cycle; null before.</summary>
    public DateTimeOffset? SyncedTo { get; init; }

    /// <summary>How long the last complete cycle took.</summary>
    public TimeSpan? LastCycleTime { get; init; }

    /// <summary>What binds the speed of the cycle in work or, between cycles, bound that of the last one.</summary>
    public ReplicationLimit LimitedBy => Disks.Where(disk => disk.Cycle == Cycle).OrderBy(disk => disk.IsDone)
        .ThenByDescending(disk => disk.SentBytes).Select(disk => disk.LimitedBy).FirstOrDefault();

    /// <summary>What broke the last cycle or step off; null when it went well. The next try clears it.</summary>
    public MigrateProblem? Problem { get; init; }

    /// <summary>
    /// What its disks say against its start in Azure, of the last check: before the first byte is copied, and on the copy
    /// of each test and cutover. Null while it was not checked; what the preparation mends is not in it.
    /// </summary>
    public IReadOnlyList<MigrateProblem>? GuestFindings { get; init; }

    /// <summary>The machine that is made of it; null while there is none.</summary>
    public ReplicationLaunch? Launch { get; init; }

    /// <summary>Per cent of the disks that the cycle in work has gone through, 0 to 100; 100 between cycles.</summary>
    public double PercentComplete => CycleStartedAt is null ? SyncedTo is null ? 0 : 100
        : Disks.Sum(disk => (double)disk.CapacityBytes) is > 0 and var all ? PassedBytes / all * 100 : 100;

    /// <summary>Bytes that the cycle in work has sent, or the last one.</summary>
    public long SentBytes => Disks.Where(disk => disk.Cycle == Cycle).Sum(disk => disk.SentBytes);

    /// <summary>MB/s (10^6 bytes) that the cycle in work sends, or the last one sent; null while nothing can be said.</summary>
    public double? SentMBps => CycleTime is { TotalSeconds: > 0 } time ? SentBytes / 1e6 / time.TotalSeconds : null;

    /// <summary>Bytes of the disks that the cycle in work has not gone through; 0 between cycles.</summary>
    public long RemainingBytes => CycleStartedAt is null ? 0 : Disks.Sum(disk => disk.CapacityBytes) - PassedBytes;

    /// <summary>Time until the cycle in work is through, at its speed so far; null while unknown and between cycles.</summary>
    public TimeSpan? RemainingTime => CycleStartedAt is not null && PassedBytes > 0 && CycleTime is { } time
        ? TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds * RemainingBytes / PassedBytes)) : null;

    /// <summary>How old the copies are: time since <see cref="SyncedTo"/>; null before the first complete cycle.</summary>
    public TimeSpan? Lag => SyncedTo is { } point ? DateTimeOffset.UtcNow - point : null;

    /// <summary>
    /// When the next cycle is due, in UTC: after the first copy at once, then min(max(1 h, half of the last cycle), 12 h)
    /// after the last one ended, or after <see cref="ReplicationSettings.SyncInterval"/>; null when none is.
    /// </summary>
    public DateTimeOffset? NextSync
    {
        get
        {
            if (!ReplicationVerbs.In(State).Contains(ReplicationVerb.Sync))
                return null;
            if (SyncedTo is not { } point || LastCycleTime is not { } took || CycleStartedAt is not null)
                return CycleStartedAt ?? CreatedAt;
            return point + took + (Cycle == 1 ? TimeSpan.Zero : Settings.SyncInterval ?? Pause(took));
        }
    }

    /// <summary>The name of the machine, by which remoting hands it over.</summary>
    public override string ToString() => Name;

    /// <summary>Name that the points in time of its cycles begin with.</summary>
    internal string PointPrefix => $"azmigrate-{Id}-";

    /// <summary>Name of the point that the cycle in work reads; null between cycles.</summary>
    internal string? Point { get; init; }

    private TimeSpan? CycleTime => CycleStartedAt is { } started ? DateTimeOffset.UtcNow - started : LastCycleTime;

    private long PassedBytes => Disks.Where(disk => disk.Cycle == Cycle).Sum(disk => disk.PositionBytes);

    private static TimeSpan Pause(TimeSpan took) => TimeSpan.FromTicks(
        Math.Min(Math.Max(TimeSpan.TicksPerHour, took.Ticks / 2), 12 * TimeSpan.TicksPerHour));
}

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

/// <summary>A machine that is being made, or was made, of a replication.</summary>
public sealed record ReplicationLaunch
{
    /// <summary>True for a test, false for the cutover.</summary>
    public required bool IsTest { get; init; }

    /// <summary>Name of the machine.</summary>
    public required string MachineName { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Subnet of the machine; null in a folder.</summary>
    public string? SubnetId { get; init; }

    /// <summary>The step that is next; broken off, the same command goes on there.</summary>
    public LaunchStep Step { get; init; }

    /// <summary>Number of the cycle that begins after the source was stopped; null until then, and for a test.</summary>
    public int? FinalCycle { get; init; }

    /// <summary>Point in time of what the machine was made of, in UTC; null until it is known.</summary>
    public DateTimeOffset? PointAt { get; init; }

    /// <summary>Resource id of the machine, or its folder; null until it is made.</summary>
    public string? MachineId { get; init; }

    /// <summary>True when the source is left running: the copy is of a crash-consistent point.</summary>
    public bool KeepSourceOn { get; init; }

    /// <summary>True when the source ran before; undoing starts it then.</summary>
    public bool? SourceWasOn { get; init; }

    /// <summary>When it is undone unless it was completed before, in UTC; null for never.</summary>
    public DateTimeOffset? UndoAt { get; init; }

    /// <summary>When the machine was there, in UTC; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>The steps of making a machine, in order.</summary>
public enum LaunchStep
{
    /// <summary>The target is asked once more what stands against the machine.</summary>
    Check,

    /// <summary>The source is shut down.</summary>
    StopSource,

    /// <summary>What changed is copied.</summary>
    Sync,

    /// <summary>The replicas are copied for the machine.</summary>
    CopyDisks,

    /// <summary>The guest is prepared on those copies.</summary>
    PrepareGuest,

    /// <summary>The machine is made.</summary>
    CreateMachine,

    /// <summary>It is there.</summary>
    Done,
}
