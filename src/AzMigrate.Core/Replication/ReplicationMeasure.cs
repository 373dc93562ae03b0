using AzMigrate.Projects;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Replication;

/// <summary>How fast a replication is, when it ends, and what limits it.</summary>
public sealed record ReplicationMeasure
{
    /// <summary>The project that holds the replication.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The replication's id.</summary>
    public required string Id { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReplicationState State { get; init; }

    /// <summary>True while a command works on it, in this process or another on this machine.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>
    /// Since when a cycle that broke off waits to be gone on with, in UTC; null when none does. Its point in time (a
    /// snapshot, which grows) is kept at the source meanwhile.
    /// </summary>
    public DateTimeOffset? BrokenOffSince { get; init; }

    /// <summary>Bytes of the disks that the cycle in work has not gone through yet; 0 between cycles.</summary>
    public required long RemainingBytes { get; init; }

    /// <summary>Bytes that the cycle in work has sent, or the last one.</summary>
    public required long SentBytes { get; init; }

    /// <summary>MB/s (10^6 bytes) sent; null while nothing can be said.</summary>
    public double? SentMBps { get; init; }

    /// <summary>Time until the cycle in work is through, at its speed so far; null while unknown.</summary>
    public TimeSpan? RemainingTime { get; init; }

    /// <summary>When that is, in UTC.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the next cycle is due, in UTC; null when none is.</summary>
    public DateTimeOffset? NextSync { get; init; }

    /// <summary>What binds its speed.</summary>
    public required ReplicationLimit LimitedBy { get; init; }

    /// <summary>What would make it faster, or what it waits for.</summary>
    public required string Advice { get; init; }

    /// <summary>Measures a replication as it is stored.</summary>
    public static ReplicationMeasure Of(MigrateReplication replication)
    {
        var isRunning = ReplicationLock.IsHeld(replication);
        return new ReplicationMeasure
        {
            Project = replication.Project,
            Id = replication.Id,
            Name = replication.Name,
            State = replication.State,
            IsRunning = isRunning,
            BrokenOffSince = isRunning ? null : replication.CycleStartedAt,
            RemainingBytes = replication.RemainingBytes,
            SentBytes = replication.SentBytes,
            SentMBps = replication.SentMBps,
            RemainingTime = replication.RemainingTime,
            EndsAt = DateTimeOffset.UtcNow + replication.RemainingTime,
            NextSync = replication.NextSync,
            LimitedBy = replication.LimitedBy,
            Advice = AdviceOf(replication, isRunning),
        };
    }

    private static string AdviceOf(MigrateReplication replication, bool isRunning) => replication switch
    {
        { Problem: { } problem } => $"It broke off: {problem.Message} {problem.Remedy}",
        { State: ReplicationState.Paused } => "It is paused; go on with Resume-MigrateReplication.",
        { CycleStartedAt: not null } when !isRunning =>
            "A cycle broke off, and no command goes on with it: what it reads (a "
            + "snapshot, which grows) is kept at the source meanwhile. Run one of "
            + string.Join(", ", ReplicationVerbs.In(replication.State).Select(ReplicationVerbs.CmdletOf)) + ".",
        { CycleStartedAt: null, NextSync: { } due } when due <= DateTimeOffset.UtcNow =>
            "A cycle is due: run Sync-MigrateReplication, or have it running with -Continuous.",
        { CycleStartedAt: null } => "Between cycles.",
        { LimitedBy: ReplicationLimit.Source } =>
            "Reading the source is what takes the time: other disks of its host or "
            + "datastore share it; a reader nearer to the disk (VDDK, NBD) or fewer disks at once may help.",
        { LimitedBy: ReplicationLimit.Target } =>
        "Writing to the target is what takes the time. One page blob takes 60 MiB/s "
            + "at most: more disks side by side, or a faster line, bring more.",
        { LimitedBy: ReplicationLimit.BandwidthCap } =>
        "The bandwidth cap is what takes the time: raise -BandwidthMBps or its windows.",
        { LimitedBy: ReplicationLimit.Throttling } =>
            "The storage account asks for fewer requests: spread disks over several accounts.",
        _ => "Just begun: ask again in a minute.",
    };
}
