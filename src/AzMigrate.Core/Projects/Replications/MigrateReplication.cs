namespace AzMigrate.Projects;

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

    /// <summary>
    /// True when the copies of the last complete cycle are of one moment, so that a machine can be made of them. False
    /// before it, and when anything wrote to a disk while the cycle read it: <see cref="ReplicatedDisk.InUse"/>.
    /// </summary>
    public bool IsCrashConsistent => SyncedTo is not null && Disks.All(disk => disk.InUse is null);

    /// <summary>How long the last complete cycle took.</summary>
    public TimeSpan? LastCycleTime { get; init; }

    /// <summary>What binds the speed of the cycle in work or, between cycles, bound that of the last one.</summary>
    public ReplicationLimit LimitedBy => Disks.Where(disk => disk.Cycle == Cycle).OrderBy(disk => disk.IsDone)
        .ThenByDescending(disk => disk.SentBytes).Select(disk => disk.LimitedBy).FirstOrDefault();

    /// <summary>What broke the last cycle or step off; null when it went well. The next try clears it.</summary>
    public MigrateProblem? Problem { get; init; }

    /// <summary>
    /// What its disks say against its start in Azure, of the last check: before the first byte is copied, and on the
    /// copy of each test and cutover. Null while it was not checked; what the preparation mends is not in it.
    /// </summary>
    public IReadOnlyList<MigrateProblem>? GuestFindings { get; init; }

    /// <summary>The machine that is made of it; null while there is none.</summary>
    public ReplicationLaunch? Launch { get; init; }

    /// <summary>Per cent of the disks that the cycle in work has gone through, 0 to 100; 100 between cycles.</summary>
    public double PercentComplete => CycleStartedAt is null ? SyncedTo is null ? 0 : 100
        : Disks.Sum(disk => (double)disk.CapacityBytes) is > 0 and var all ? PassedBytes / all * 100 : 100;

    /// <summary>Bytes that the cycle in work has sent, or the last one.</summary>
    public long SentBytes => Disks.Where(disk => disk.Cycle == Cycle).Sum(disk => disk.SentBytes);

    /// <summary>
    /// MB/s (10^6 bytes) that the cycle in work sends, or the last one sent; null while nothing can be said.
    /// </summary>
    public double? SentMBps => CycleTime is { TotalSeconds: > 0 } time ? SentBytes / 1e6 / time.TotalSeconds : null;

    /// <summary>Bytes of the disks that the cycle in work has not gone through; 0 between cycles.</summary>
    public long RemainingBytes => CycleStartedAt is null ? 0 : Disks.Sum(disk => disk.CapacityBytes) - PassedBytes;

    /// <summary>
    /// Time until the cycle in work is through, at its speed so far; null while unknown and between cycles.
    /// </summary>
    public TimeSpan? RemainingTime => CycleStartedAt is not null && PassedBytes > 0 && CycleTime is { } time
        ? TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds * RemainingBytes / PassedBytes)) : null;

    /// <summary>
    /// How old the copies are: time since <see cref="SyncedTo"/>; null before the first complete cycle.
    /// </summary>
    public TimeSpan? Lag => SyncedTo is { } point ? DateTimeOffset.UtcNow - point : null;

    /// <summary>
    /// When the next cycle is due, in UTC: after the first copy at once, then min(max(1 h, half of the last cycle), 12
    /// h) after the last one ended, or after <see cref="ReplicationSettings.SyncInterval"/>; null when none is.
    /// </summary>
    public DateTimeOffset? NextSync
    {
        get
        {
            if (Settings.ReplicaKind == ReplicaKind.ManagedDisk || !ReplicationVerbs.In(State)
                .Contains(ReplicationVerb.Sync))
                return null;
            if (SyncedTo is not { } point || LastCycleTime is not { } took || CycleStartedAt is not null)
                return CycleStartedAt ?? CreatedAt;
            return point + took + (Cycle == 1 ? TimeSpan.Zero : Settings.SyncInterval ?? Pause(took));
        }
    }

    /// <summary>True when nobody completed its cutover in the time that was set for it.</summary>
    public bool IsUndoDue => State is ReplicationState.CutOver or ReplicationState.Undoing
        && Launch?.UndoAt < DateTimeOffset.UtcNow;

    /// <summary>The name of the machine, by which remoting hands it over.</summary>
    public override string ToString() => Name;

    /// <summary>True once its machine has moved: nothing of it is anywhere but in the project.</summary>
    internal bool IsOver => State == ReplicationState.Completed;

    /// <summary>Name that the points in time of its cycles begin with.</summary>
    internal string PointPrefix => $"azmigrate-{Id}-";

    /// <summary>Name of the point that the cycle in work reads; null between cycles.</summary>
    internal string? Point { get; init; }

    /// <summary>True when all copies are of one cycle: none was given up half done since.</summary>
    internal bool IsWhole => Point is null && Disks.All(disk => disk.IsDone && disk.Cycle == Cycle);

    /// <summary>The disks that were in use while the last cycle read them, in words.</summary>
    internal string DisksInUse => string.Join("; ", Disks.Where(disk => disk.InUse is not null)
        .Select(disk => $"{disk.Name} was {disk.InUse}"));

    private TimeSpan? CycleTime => CycleStartedAt is { } started ? DateTimeOffset.UtcNow - started : LastCycleTime;

    private long PassedBytes => Disks.Where(disk => disk.Cycle == Cycle).Sum(disk => disk.PositionBytes);

    private static TimeSpan Pause(TimeSpan took) => TimeSpan.FromTicks(
        Math.Min(Math.Max(TimeSpan.TicksPerHour, took.Ticks / 2), 12 * TimeSpan.TicksPerHour));
}
