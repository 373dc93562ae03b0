using System.Diagnostics;
using AzMigrate.Projects;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Replication;

/// <summary>
/// Keeps copies of machines' disks in step with their sources. All it does is noted in the project, so that it can be
/// broken off anywhere and run again.
/// </summary>
public sealed class ReplicationRun
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private readonly ReplicationAccess _access;
    private readonly IReplicationPeers _peers;
    private readonly CycleSettings _settings;

    /// <summary>Prepares a run.</summary>
    /// <param name="access">What it is given from outside.</param>
    public ReplicationRun(ReplicationAccess access)
        : this(access, new AzureDoor(access))
    {
    }

    internal ReplicationRun(ReplicationAccess access, AzureDoor door)
        : this(access, new ReplicationPeers(access, door))
    {
    }

    internal ReplicationRun(ReplicationAccess access, IReplicationPeers peers)
    {
        _access = access;
        _peers = peers;
        _settings = new CycleSettings
        {
            Slots = new DiskSlots(access.Limits),
            SlotsOf = SlotsOf,
            Bandwidth = access.Bandwidth is { } schedule ? new BandwidthCap(schedule) : null,
            Warn = access.Warn,
        };
    }

    /// <summary>Looks at a machine's disks before its first copy; null for nobody.</summary>
    internal FirstLook? FirstLook
    {
        init => _settings = _settings with { FirstLook = value };
    }

    /// <summary>Runs one cycle now, or the rest of the one that broke off.</summary>
    /// <returns>The replication as it is afterwards.</returns>
    /// <exception cref="MigrateException">
    /// What stands against it or broke it off; it is noted in the replication too.
    /// </exception>
    public Task<MigrateReplication> SyncAsync(
        MigrateReplication replication, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default) => ReplicationWork.DoAsync(
        replication, ReplicationVerb.Sync, now => now.Settings.ReplicaKind == ReplicaKind.ManagedDisk
            ? throw new MigrateException(
                "Replication.NoSync", $"{now.Name} is copied in one pass at its cutover, with the source off.",
                "Move it with Start-MigrateCutover, or replicate it to page blobs to keep copies in step.", now.Name)
            : WarnedAsync(CycleAsync(now, now.SyncedTo is null ? 1 : 2, progress, cancellationToken)));

    /// <summary>Runs one cycle of each of several side by side.</summary>
    /// <param name="replications">The replications.</param>
    /// <param name="onDone">Told of each that is through, or failed, from any thread.</param>
    /// <param name="progress">Told of disks that are copied.</param>
    /// <param name="cancellationToken">Ends it within a second; what was copied is kept.</param>
    public async Task SyncAllAsync(
        IReadOnlyList<MigrateReplication> replications, Action<SyncOutcome> onDone,
        IProgress<MigrateProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var machines = new SemaphoreSlim(Math.Max(1, _access.Limits.Machines));
        await Task.WhenAll(replications.Select(each => OneAsync(each, machines, onDone, progress, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Runs cycles of all of a project's replications whenever they are due, those that are started later too, until it
    /// is cancelled. One that fails is tried again after 30 seconds, then after twice as long each time, up to an hour.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="onDone">Told of each cycle that is through, or failed, from any thread.</param>
    /// <param name="onLook">Done each time it looks what is due, every half minute; null for nothing.</param>
    /// <param name="progress">Told of disks that are copied.</param>
    /// <param name="cancellationToken">Ends it within a second; what was copied is kept.</param>
    public async Task KeepInStepAsync(
        MigrateProject project, Action<SyncOutcome> onDone, Func<CancellationToken, Task>? onLook = null,
        IProgress<MigrateProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var machines = new SemaphoreSlim(Math.Max(1, _access.Limits.Machines));
        var clock = Stopwatch.StartNew();
        var turns = new Dictionary<string, SyncTurn>(StringComparer.Ordinal);
        while (true)
        {
            if (onLook is not null)
                await onLook(cancellationToken).ConfigureAwait(false);
            foreach (var each in project.Replications.Get())
            {
                if (!turns.TryGetValue(each.Id, out var turn))
                    turns.Add(each.Id, turn = new SyncTurn());
                if (turn.IsRunning || turn.NotBefore > clock.Elapsed || each.NextSync is not { } due
                    || due > DateTimeOffset.UtcNow)
                    continue;
                turn.Running = OneAsync(each, machines, outcome =>
                {
                    turn.Note(clock.Elapsed, outcome.Failure is null);
                    onDone(outcome);
                }, progress, cancellationToken);
            }

            var busy = turns.Values.Where(turn => turn.IsRunning).Select(turn => turn.Running!).ToList();
            var wait = Task.Delay(Look, cancellationToken);
            await (busy.Count == 0 ? wait : Task.WhenAny([.. busy, wait])).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested)
                continue;
            await Task.WhenAll(busy).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Pauses a replication: no cycle runs, and nothing of it is left at the source.</summary>
    public Task<MigrateReplication> SuspendAsync(
        MigrateReplication replication, CancellationToken cancellationToken = default) =>
        ReplicationWork.DoAsync(replication, ReplicationVerb.Suspend, async now =>
        {
            await RemovePointsAsync(now, cancellationToken).ConfigureAwait(false);
            return now.Project.Replications.Change(
                now.Id, each => each with { Point = null, CycleStartedAt = null, Problem = null },
                "Replication.Suspended",
                $"{now.Name} is paused; nothing of it is left at its source.");
        });

    /// <summary>Ends a pause.</summary>
    public static Task<MigrateReplication> ResumeAsync(MigrateReplication replication) =>
        ReplicationWork.DoAsync(
            replication, ReplicationVerb.Resume, now => Task.FromResult(now.Project.Replications.Change(
                now.Id,
                each => each with { State = each.SyncedTo is null ? ReplicationState.Copying : ReplicationState.Ready },
                "Replication.Resumed", $"{now.Name} is kept in step again.")));

    /// <summary>Ends a replication: its points in time and its copies are removed, and it is forgotten.</summary>
    /// <param name="replication">The replication.</param>
    /// <param name="keepCopies">True to leave the copies of the disks where they are.</param>
    /// <param name="cancellationToken">Ends it; the same again goes on.</param>
    public async Task StopAsync(
        MigrateReplication replication, bool keepCopies = false, CancellationToken cancellationToken = default)
    {
        await ReplicationWork.DoAsync(replication, ReplicationVerb.Stop, async now =>
        {
            // Once a move was accepted nothing is left at its source, which may be gone for good; its copies are gone
            // too, and uploaded disks are the new machine's.
            if (now.Launch is null)
            {
                await RemovePointsAsync(now, cancellationToken).ConfigureAwait(false);
                if (!keepCopies)
                    await RemoveCopiesAsync(now, cancellationToken).ConfigureAwait(false);
            }

            now.Project.Replications.Remove(now, keepCopies
                ? $"{now.Name} is not replicated any more; the copies of its disks stay."
                : $"{now.Name} is not replicated any more.");
            return now;
        }).ConfigureAwait(false);
        TryDelete(ReplicationLock.PathOf(replication));
    }

    /// <summary>The cycle before a cutover or a test: it comes first. The caller holds the replication.</summary>
    internal Task<MigrateReplication> CycleAsync(
        MigrateReplication now, int urgency, IProgress<MigrateProgress>? progress, CancellationToken cancellation) =>
        WithSourceAsync(now, async source =>
        {
            using var store = await _peers.OpenStoreAsync(now, cancellation).ConfigureAwait(false);
            return await new ReplicationCycle(now, source, store, _settings with { Urgency = urgency })
                .RunAsync(progress, cancellation).ConfigureAwait(false);
        });

    internal async Task<T> WithSourceAsync<T>(MigrateReplication now, Func<IReplicationSource, Task<T>> work)
    {
        var source = _peers.OpenSource(now);
        await using (source.ConfigureAwait(false))
            return await work(source).ConfigureAwait(false);
    }

    internal Task RemovePointsAsync(MigrateReplication now, CancellationToken cancellation) =>
        WithSourceAsync(now, async source =>
        {
            await source.RemovePointsAsync(now.PointPrefix, null, cancellation).ConfigureAwait(false);
            return true;
        });

    internal async Task RemoveCopiesAsync(MigrateReplication now, CancellationToken cancellation)
    {
        using var store = await _peers.OpenStoreAsync(now, cancellation).ConfigureAwait(false);
        foreach (var disk in now.Disks)
            await store.RemoveAsync(new ReplicaDisk(now.Id, disk.Key, disk.Name, disk.CapacityBytes), cancellation)
                .ConfigureAwait(false);
    }

    private async Task<MigrateReplication> WarnedAsync(Task<MigrateReplication> cycle)
    {
        var now = await cycle.ConfigureAwait(false);
        if (now.DisksInUse.Length > 0)
            _access.Warn?.Invoke(ReadInUse(now));
        return now;
    }

    private static MigrateProblem ReadInUse(MigrateReplication now) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Replication.ReadInUse",
        Message = $"{now.Name} was copied while its disks were in use, so the copies are of no one moment: "
            + $"{now.DisksInUse}.",
        Remedy = "It may go on so, and each cycle shortens the cutover's. The cutover needs the disks quiet: the "
            + "server in a rescue system, or the disks mounted read-only (docs/linux.md).",
        Target = now.Name,
    };

    private async Task OneAsync(
        MigrateReplication replication, SemaphoreSlim machines, Action<SyncOutcome> onDone,
        IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            await machines.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            onDone(new SyncOutcome(await SyncAsync(replication, progress, cancellation).ConfigureAwait(false), null));
        }
        catch (MigrateException failure)
        {
            onDone(new SyncOutcome(replication.Project.Replications.Find(replication.Id) ?? replication, failure));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What was copied is noted; the next run goes on.
        }
        catch (Exception defect)
        {
            // One machine's must not end the others', nor be tried again and again without a word.
            onDone(new SyncOutcome(
                replication.Project.Replications.Find(replication.Id) ?? replication, Unexpected(replication, defect)));
        }
        finally
        {
            machines.Release();
        }
    }

    private static MigrateException Unexpected(MigrateReplication replication, Exception defect) => new(
        "Replication.Unexpected", $"{replication.Name}: {defect.GetType().Name}: {defect.Message}",
        "Run the same command again: it goes on where it was. If it stays so, report it with what -Verbose tells.",
        replication.Name, defect);

    private static List<SlotKey> SlotsOf(MigrateReplication replication)
    {
        var keys = new List<SlotKey>
        {
            new("all", limits => limits.Disks),
            new("machine:" + replication.Id, limits => limits.DisksPerMachine),
        };
        var placement = replication.Project.Machines
            .Get(new MachineQuery { Id = [replication.MachineId], AllRecords = true }).FirstOrDefault()?.Placement;
        if (placement?.Host is { } host)
            keys.Add(new SlotKey("host:" + host, limits => limits.DisksPerHost));
        keys.AddRange((placement?.Datastores ?? []).Select(name =>
            new SlotKey("datastore:" + name, limits => limits.DisksPerDatastore)));
        return keys;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // An empty file that says nothing.
        }
    }
}

/// <summary>How a cycle ended.</summary>
/// <param name="Replication">The replication as it is now.</param>
/// <param name="Failure">What broke it off; null when it went well.</param>
public sealed record SyncOutcome(MigrateReplication Replication, MigrateException? Failure);
