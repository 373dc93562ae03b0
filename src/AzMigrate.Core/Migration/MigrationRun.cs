using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Migration;

/// <summary>
/// Makes machines of replications: to try them, and to move to them, with a way back. Each step is noted before it is
/// taken and can be taken twice, so the same call again goes on where another one broke off.
/// </summary>
public sealed class MigrationRun
{
    private readonly ReplicationRun _replication;
    private readonly IMigrationPeers _peers;
    private readonly GuestStep _guest;

    /// <summary>Prepares a run.</summary>
    /// <param name="access">What it is given from outside.</param>
    public MigrationRun(ReplicationAccess access)
        : this(access, new AzureDoor(access))
    {
    }

    private MigrationRun(ReplicationAccess access, AzureDoor door)
        : this(access, door, new GuestStep(access.Warn))
    {
    }

    private MigrationRun(ReplicationAccess access, AzureDoor door, GuestStep guest)
        : this(new ReplicationRun(access, door) { FirstLook = guest.LookAsync }, new MigrationPeers(door), guest)
    {
    }

    internal MigrationRun(ReplicationRun replication, IMigrationPeers peers, GuestStep? guest = null) =>
        (_replication, _peers, _guest) = (replication, peers, guest ?? new GuestStep(null));

    /// <summary>Copies disks; before a machine's first copy its guest is checked.</summary>
    public ReplicationRun Replication => _replication;

    /// <summary>Makes a machine of the copies as they are, to try it; the source runs on and is kept in step.</summary>
    /// <param name="replication">The replication; it is Ready.</param>
    /// <param name="subnetId">Resource id of a subnet that is apart from the others; null for the cutover's.</param>
    /// <param name="progress">Told of what is done.</param>
    /// <param name="cancellationToken">Ends it; the same call again goes on.</param>
    /// <exception cref="MigrateException">What stands against it or broke it off.</exception>
    public Task<MigrateReplication> StartTestAsync(
        MigrateReplication replication, string? subnetId = null, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        replication.Settings.ReplicaKind == ReplicaKind.ManagedDisk ? throw MigrationErrors.NoTestOfUploads(replication)
            : ReplicationWork.DoAsync(replication, ReplicationVerb.StartTest, now => LaunchAsync(
                Begin(now, isTest: true, subnetId, new CutoverOptions()), new CutoverOptions(), progress,
                cancellationToken));

    /// <summary>Removes the machine of a test, with its disks and adapters.</summary>
    public Task<MigrateReplication> StopTestAsync(
        MigrateReplication replication, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReplicationWork.DoAsync(replication, ReplicationVerb.StopTest, async now =>
        {
            if (now.Launch is not null)
                await RemoveMachineAsync(now, progress, cancellationToken).ConfigureAwait(false);
            return Change(now, each => each with { State = ReplicationState.Ready, Launch = null, Problem = null },
                "Test.Removed", $"The test machine of {now.Name} and all that was made for it is removed.");
        });

    /// <summary>
    /// Moves the machine: the source is shut down, what changed is copied a last time, and the machine is made anew.
    /// </summary>
    public Task<MigrateReplication> StartCutoverAsync(
        MigrateReplication replication, CutoverOptions? options = null, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReplicationWork.DoAsync(replication, ReplicationVerb.StartCutover, now =>
            LaunchAsync(Begin(now, isTest: false, null, options ?? new CutoverOptions()),
                options ?? new CutoverOptions(),
                progress, cancellationToken));

    /// <summary>
    /// Takes a move back: the new machine is removed with all that changed in it, and the source is started if it ran
    /// before. The next cycle compares all of the disks.
    /// </summary>
    public Task<MigrateReplication> UndoAsync(
        MigrateReplication replication, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReplicationWork.DoAsync(replication, ReplicationVerb.Undo, async now =>
        {
            await RemoveMachineAsync(now, progress, cancellationToken).ConfigureAwait(false);
            if (now.Launch is { SourceWasOn: true })
            {
                await _replication.WithSourceAsync(now, async source =>
                {
                    await source.StartMachineAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }).ConfigureAwait(false);
            }

            await _replication.RemovePointsAsync(now, cancellationToken).ConfigureAwait(false);
            foreach (var disk in now.Disks)
                await now.Project.Replications.WriteAsync(new DiskEntry(now.Id, disk with { Mark = null }, []))
                    .ConfigureAwait(false);
            return Change(now, each => each with
            {
                State = ReplicationState.Ready, Launch = null, Problem = null, Point = null, CycleStartedAt = null,
            }, "Cutover.Undone", now.Launch is { SourceWasOn: true }
                    ? $"The new machine of {now.Name} is removed and the source runs again."
                    : $"The new machine of {now.Name} is removed; the source is left as it is.");
        });

    /// <summary>
    /// Accepts a move: the copies, points in time and leftovers are removed, and the machine is marked as moved.
    /// </summary>
    public Task<MigrateReplication> CompleteAsync(
        MigrateReplication replication, CancellationToken cancellationToken = default) =>
        ReplicationWork.DoAsync(replication, ReplicationVerb.Complete, async now =>
        {
            await WithTargetAsync(now, async (target, launch) =>
            {
                await target.RemoveLeftoversAsync(launch, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            await _replication.RemovePointsAsync(now, cancellationToken).ConfigureAwait(false);
            if (now.Settings.ReplicaKind != ReplicaKind.ManagedDisk)
                await _replication.RemoveCopiesAsync(now, cancellationToken).ConfigureAwait(false);
            now.Project.Machines.Set(now.MachineId, new MachineChange
            {
                SetTags = new Dictionary<string, string>
                {
                    ["MigratedTo"] = now.Launch?.MachineId ?? now.Launch?.MachineName ?? "",
                },
            });
            return Change(now, each => each with
            {
                State = ReplicationState.Completed, Problem = null, Launch = each.Launch! with { UndoAt = null },
            }, "Cutover.Completed", $"{now.Name} has moved to {now.Launch?.MachineId}.");
        });

    /// <summary>Undoes the moves whose time has run out.</summary>
    /// <param name="replications">The replications to look through.</param>
    /// <param name="onDone">Told of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task UndoOverdueAsync(
        IEnumerable<MigrateReplication> replications, Action<SyncOutcome> onDone,
        CancellationToken cancellationToken = default)
    {
        foreach (var each in replications.Where(each => each.IsUndoDue))
        {
            try
            {
                onDone(new SyncOutcome(await UndoAsync(each, null, cancellationToken).ConfigureAwait(false), null));
            }
            catch (MigrateException failure)
            {
                onDone(new SyncOutcome(each, failure));
            }
        }
    }

    /// <summary>Asks the new machine how it is; null while there is none.</summary>
    public async Task<LaunchedMachine?> GetMachineAsync(
        MigrateReplication replication, CancellationToken cancellationToken = default)
    {
        return replication.Launch is null ? null
            : await WithTargetAsync(
                replication, (target, launch) => target.GetMachineAsync(launch, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
    }

    private static MigrateReplication Begin(
        MigrateReplication now, bool isTest, string? subnetId, CutoverOptions options)
    {
        if (now.Launch is { } begun && begun.IsTest == isTest)
            return now.Project.Replications.Change(now.Id, each => each with { Launch = Again(each.Launch!, options) });
        var started = DateTimeOffset.UtcNow;
        return now.Project.Replications.Change(now.Id, each => each with
        {
            Problem = null,
            Launch = new ReplicationLaunch
            {
                IsTest = isTest,
                MachineName = (now.Settings.Azure?.VMName ?? now.Name) + (isTest ? "-test" : ""),
                StartedAt = started,
                SubnetId = subnetId ?? now.Settings.Azure?.SubnetId,
                KeepSourceOn = options.KeepSourceOn,
                UndoAt = options.UndoAfter is { } time ? started + time : null,
            },
        });
    }

    // What is said now holds for what has not been done yet.
    private static ReplicationLaunch Again(ReplicationLaunch begun, CutoverOptions options) => begun with
    {
        KeepSourceOn = begun.Step <= LaunchStep.StopSource ? options.KeepSourceOn : begun.KeepSourceOn,
        UndoAt = options.UndoAfter is { } time ? begun.StartedAt + time : begun.UndoAt,
    };

    private async Task<MigrateReplication> LaunchAsync(
        MigrateReplication now, CutoverOptions options, IProgress<MigrateProgress>? progress,
        CancellationToken cancellation)
    {
        now = Change(now, each => each with { Problem = null });
        now = await WithSourceOffAsync(now, progress, cancellation).ConfigureAwait(false);
        while (now.Launch is { Step: not LaunchStep.Done } launch)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new MigrateProgress(
                $"Making {launch.MachineName}", launch.Step.ToString(), (int)launch.Step, (int)LaunchStep.Done));
            try
            {
                now = await StepAsync(now, launch, options, progress, cancellation).ConfigureAwait(false);
            }
            catch (MigrateException failure) when (launch.Step == LaunchStep.Check
                || failure.Code == MigrationErrors.DiskInUse)
            {
                // Nothing was done yet.
                Change(now, each => each with { State = ReplicationState.Ready, Launch = null }, "State.Ready",
                    $"{now.Name} is replicated as before.");
                throw;
            }

            now = Change(now, each => each with { Launch = each.Launch! with { Step = launch.Step + 1 } },
                (launch.IsTest ? "Test." : "Cutover.") + launch.Step, $"{launch.MachineName}: {launch.Step} is done.");
        }

        var finished = DateTimeOffset.UtcNow;
        return Change(now, each => each with
        {
            State = each.Launch!.IsTest ? ReplicationState.Testing : ReplicationState.CutOver,

            // The time to try the machine is not that which it took to make it.
            Launch = each.Launch with
            {
                FinishedAt = finished, UndoAt = each.Launch.UndoAt + (finished - each.Launch.StartedAt),
            },
        });
    }

    // Who starts the source again after a move broke off works on with it: what is written then is in no copy, and two
    // machines would be one. The move begins again where the source is stopped.
    private async Task<MigrateReplication> WithSourceOffAsync(
        MigrateReplication now, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        if (now.Launch is not { IsTest: false, KeepSourceOn: false, Step: > LaunchStep.StopSource and < LaunchStep.Done }
            || !await _replication.WithSourceAsync(now, RunsAsync).ConfigureAwait(false))
            return now;
        await RemoveMachineAsync(now, progress, cancellation).ConfigureAwait(false);
        return Change(now, each => each with
        {
            Launch = each.Launch! with
            {
                Step = LaunchStep.StopSource, SourceWasOn = null, FinalCycle = null, PointAt = null, MachineId = null,
            },
        }, "Cutover.Restarted", $"The source of {now.Name} runs again since its move broke off: the move begins again.");

        async Task<bool> RunsAsync(IReplicationSource source)
        {
            var machine = await source.DescribeAsync(cancellation).ConfigureAwait(false);
            return machine.Power is PowerState.On or PowerState.Suspended || InUse(now, machine).Any();
        }
    }

    private async Task<MigrateReplication> StepAsync(
        MigrateReplication now, ReplicationLaunch launch, CutoverOptions options, IProgress<MigrateProgress>? progress,
        CancellationToken cancellation)
    {
        switch (launch.Step)
        {
            case LaunchStep.Check:
                await CheckAsync(now, cancellation).ConfigureAwait(false);
                return now;
            case LaunchStep.StopSource when !launch.IsTest:
                return await StopSourceAsync(now, options, cancellation).ConfigureAwait(false);
            case LaunchStep.Sync:
                now = launch.IsTest ? await EndCycleAsync(now, progress, cancellation).ConfigureAwait(false)
                    : await FinalCycleAsync(now, progress, cancellation).ConfigureAwait(false);
                if (now.DisksInUse.Length > 0)
                    throw MigrationErrors.DisksInUse(now, now.DisksInUse);
                return Change(now, each => each with { Launch = each.Launch! with { PointAt = each.SyncedTo } });
            case LaunchStep.CopyDisks:
                await WithTargetAsync(now, async (target, machine) =>
                {
                    await target.CopyDisksAsync(machine, progress, cancellation).ConfigureAwait(false);
                    return true;
                }, cancellation).ConfigureAwait(false);
                return now;
            case LaunchStep.PrepareGuest:
                await WithTargetAsync(now, async (target, machine) =>
                {
                    await _guest.PrepareAsync(now, target, machine, cancellation).ConfigureAwait(false);
                    return true;
                }, cancellation).ConfigureAwait(false);
                return now.Project.Replications.Existing(now.Id);
            case LaunchStep.CreateMachine:
                return await CreateAsync(now, progress, cancellation).ConfigureAwait(false);
            default:
                return now;
        }
    }

    private async Task CheckAsync(MigrateReplication now, CancellationToken cancellation)
    {
        var problems = await WithTargetAsync(
            now, (target, launch) => target.CheckAsync(launch, cancellation), cancellation).ConfigureAwait(false);
        if (problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem)
            throw new MigrateException(problem.Code, problem.Message, problem.Remedy, now.Name);
    }

    // A test takes the copies as they are, once no cycle is half done, or was given up half done.
    private async Task<MigrateReplication> EndCycleAsync(
        MigrateReplication now, IProgress<MigrateProgress>? progress, CancellationToken cancellation) => now.IsWhole
        ? now : await _replication.CycleAsync(now, 0, progress, cancellation).ConfigureAwait(false);

    // A cycle that broke off before reads a point from when the source still ran: it is given up, and not the last one.
    private async Task<MigrateReplication> FinalCycleAsync(
        MigrateReplication now, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        if (now.Launch!.FinalCycle is null)
        {
            await _replication.RemovePointsAsync(now, cancellation).ConfigureAwait(false);
            now = Change(now, each => each with
            {
                Point = null, CycleStartedAt = null, Launch = each.Launch! with { FinalCycle = each.Cycle + 1 },
            });
        }

        while (now.Cycle < now.Launch!.FinalCycle || now.Point is not null)
            now = await _replication.CycleAsync(now, 0, progress, cancellation).ConfigureAwait(false);
        return now;
    }

    // How the source was is noted before it is stopped: undoing has to know. What is in use now is refused now, and not
    // after the hours of a cycle.
    private Task<MigrateReplication> StopSourceAsync(
        MigrateReplication now, CutoverOptions options, CancellationToken cancellation) =>
        _replication.WithSourceAsync(now, async source =>
        {
            var machine = await source.DescribeAsync(cancellation).ConfigureAwait(false);
            var uses = InUse(now, machine).Select(there => $"{there.Name} is {there.InUse}").ToList();
            if (uses.Count > 0)
                throw MigrationErrors.DisksInUse(now, string.Join("; ", uses));
            if (now.Launch!.KeepSourceOn)
                return now;
            if (!machine.HasPower)
                return machine.Power != PowerState.On ? now : throw MigrationErrors.SourceRuns(now);
            if (now.Launch.SourceWasOn is null)
                now = Change(now, each => each with
                {
                    Launch = each.Launch! with { SourceWasOn = machine.Power != PowerState.Off },
                });
            await source.StopMachineAsync(options.ShutdownPatience, cancellation).ConfigureAwait(false);
            return now;
        });

    private static IEnumerable<SourceDisk> InUse(MigrateReplication now, SourceMachine machine) => machine.Disks.Where(
        there => there.InUse is not null && now.Disks.Any(disk => disk.Key == there.Key));

    private async Task<MigrateReplication> CreateAsync(
        MigrateReplication now, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        var made = await WithTargetAsync(now, async (target, launch) =>
        {
            await target.CreateMachineAsync(launch, progress, cancellation).ConfigureAwait(false);
            return await target.GetMachineAsync(launch, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        return Change(now, each => each with
        {
            Launch = each.Launch! with { MachineId = made?.Id ?? throw MigrationErrors.MachineLost(each) },
        });
    }

    private Task<bool> RemoveMachineAsync(
        MigrateReplication now, IProgress<MigrateProgress>? progress, CancellationToken cancellation) =>
        WithTargetAsync(now, async (target, launch) =>
        {
            await target.RemoveMachineAsync(launch, progress, cancellation).ConfigureAwait(false);
            return true;
        }, cancellation);

    private async Task<T> WithTargetAsync<T>(
        MigrateReplication now, Func<IMachineTarget, MachineLaunch, Task<T>> work, CancellationToken cancellation)
    {
        var target = await _peers.OpenTargetAsync(now.Settings, cancellation).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            return await work(target, new MachineLaunch
            {
                ReplicationId = now.Id,
                Purpose = now.Launch is { IsTest: true } ? LaunchPurpose.Test : LaunchPurpose.Cutover,
                Settings = now.Settings,
                Disks = [.. now.Disks.Select(disk => new ReplicaDisk(now.Id, disk.Key, disk.Name, disk.CapacityBytes))],
                SubnetId = now.Launch?.SubnetId,
            }).ConfigureAwait(false);
        }
    }

    private static MigrateReplication Change(
        MigrateReplication now, Func<MigrateReplication, MigrateReplication> change, string? kind = null,
        string message = "") =>
        now.Project.Replications.Change(now.Id, change, kind, message);
}
