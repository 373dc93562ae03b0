using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// One cycle of one machine: a point in time is taken, each disk is brought to it, the point is given up. Every step is
/// noted before it is taken, so that a cycle that broke off anywhere goes on where it was, on the same point if it is
/// still there.
/// </summary>
internal sealed class ReplicationCycle(
    MigrateReplication replication, IReplicationSource source, IReplicaStore store, CycleSettings settings)
{
    private readonly ProjectReplications _stored = replication.Project.Replications;
    private MigrateReplication _now = replication;
    private string _others = "";

    /// <summary>Runs the cycle, or the rest of the one that broke off.</summary>
    /// <exception cref="MigrateException">What stands against it, or broke it off; the next run goes on.</exception>
    public async Task<MigrateReplication> RunAsync(IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        var started = settings.Clock.Elapsed;
        _now = _stored.Change(_now.Id, Begin);
        await source.RemovePointsAsync(_now.PointPrefix, _now.Point, cancellation).ConfigureAwait(false);
        var machine = await source.DescribeAsync(cancellation).ConfigureAwait(false);
        CheckMachine(machine);
        var point = await source.TakePointAsync(_now.Point!, _now.Settings.Reading.Quiesce, cancellation)
            .ConfigureAwait(false);
        await using (point.ConfigureAwait(false))
        {
            // What a point brings along (a snapshot's file in the chain) is seen after it only.
            machine = await source.DescribeAsync(cancellation).ConfigureAwait(false);
            CheckDisks(machine);
            NoteOthers(machine);
            if (_now.SyncedTo is null && _now.GuestFindings is null && settings.FirstLook is { } look)
                await LookAsync(point, look, cancellation).ConfigureAwait(false);
            await CopyAllAsync(point, machine, progress, cancellation).ConfigureAwait(false);
            await NoteUseAsync(machine, cancellation).ConfigureAwait(false);
            await point.ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        return _now = _stored.Change(
            _now.Id, now => End(now, settings.Clock.Elapsed - started), "Cycle.Completed", Said());
    }

    private static MigrateReplication Begin(MigrateReplication now) =>
        now.Point is not null ? now with { Problem = null } : now with
    {
        Cycle = now.Cycle + 1,
        Point = FormattableString.Invariant($"{now.PointPrefix}{now.Cycle + 1}"),
        CycleStartedAt = DateTimeOffset.UtcNow,
        Problem = null,
    };

    private static MigrateReplication End(MigrateReplication now, TimeSpan took) => now with
    {
        Point = null,
        SyncedTo = now.CycleStartedAt,
        CycleStartedAt = null,
        LastCycleTime = took,
        State = now.State == ReplicationState.Copying ? ReplicationState.Ready : now.State,
    };

    private string Said()
    {
        var now = _stored.Existing(_now.Id);
        return FormattableString.Invariant(
            $"Cycle {now.Cycle} of {now.Name}: {now.SentBytes} bytes sent, as of {now.CycleStartedAt:u}.")
            + (now.DisksInUse.Length > 0 ? $" The copies are of no one moment: {now.DisksInUse}." : "")
            + (_others.Length > 0 ? $" Not replicated: {_others}." : "");
    }

    private void CheckMachine(SourceMachine machine)
    {
        var problems = machine.Problems.Concat(machine.Disks
            .Where(there => _now.Disks.Any(disk => disk.Key == there.Key)).SelectMany(there => there.Problems));
        if (problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem)
            throw new MigrateException(problem.Code, problem.Message, problem.Remedy, _now.Name);
        CheckDisks(machine);
    }

    private void CheckDisks(SourceMachine machine)
    {
        foreach (var disk in _now.Disks.Where(disk => !machine.Disks.Any(there => there.Key == disk.Key)))
        {
            throw new MigrateException(
                "Replication.DiskGone", $"The disk {disk.Key} of {_now.Name} is not in its source any more.",
                "Stop-MigrateReplication, then start the replication again with the disks that are there.", _now.Name);
        }
    }

    // Who adds a disk to a machine expects it to move along.
    private void NoteOthers(SourceMachine machine)
    {
        if (_now.Settings.ExcludedDisks is not { } excluded)
            return;
        _others = string.Join(", ", machine.Disks.Where(there => !excluded.Contains(there.Key)
            && _now.Disks.All(disk => disk.Key != there.Key)).Select(there => there.Name));
        if (_others.Length == 0)
            return;
        settings.Warn?.Invoke(new MigrateProblem
        {
            Severity = ProblemSeverity.Warning,
            Code = "Replication.DiskNotReplicated",
            Message = $"{_now.Name} has disks that were not there when its replication was started: {_others}. "
                + "The new machine will not have them.",
            Remedy = "To take them along, Stop-MigrateReplication and start it again; what is not needed can stay as it is.",
            Target = _now.Name,
        });
    }

    // Where no point holds the disks still, only a look afterwards tells whether they were.
    private async Task NoteUseAsync(SourceMachine before, CancellationToken cancellation)
    {
        var after = before.Disks.All(disk => disk.WriteStamp is null) ? before
            : await source.DescribeAsync(cancellation).ConfigureAwait(false);
        foreach (var disk in _stored.Existing(_now.Id).Disks)
        {
            var first = before.Disks.First(there => there.Key == disk.Key);
            var last = after.Disks.FirstOrDefault(there => there.Key == disk.Key);
            var use = first.InUse ?? last?.InUse
                ?? (first.WriteStamp == last?.WriteStamp ? null : "written to while it was read");
            if (use != disk.InUse)
                await _stored.WriteAsync(new DiskEntry(_now.Id, disk with { InUse = use }, [])).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(ISourcePoint point, FirstLook look, CancellationToken cancellation)
    {
        var disks = new List<IDiskSource>();
        try
        {
            foreach (var disk in _now.Disks)
                disks.Add(await point.OpenDiskAsync(disk.Key, cancellation).ConfigureAwait(false));
            await look(_now, disks, cancellation).ConfigureAwait(false);
        }
        finally
        {
            disks.ForEach(disk => disk.Dispose());
        }
    }

    private async Task CopyAllAsync(
        ISourcePoint point, SourceMachine machine, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var slots = settings.SlotsOf(_now);
        var copies = _now.Disks.Select(disk => CopyInSlotAsync(
            point, machine.Disks.First(there => there.Key == disk.Key), disk, slots, progress, stop)).ToList();
        try
        {
            await Task.WhenAll(copies).ConfigureAwait(false);
        }
        catch (Exception)
        {
            cancellation.ThrowIfCancellationRequested();

            // The first real failure, not the cancellations that followed it.
            foreach (var copy in copies.Where(copy => copy.IsFaulted))
                await copy.ConfigureAwait(false);
            throw;
        }
    }

    private async Task CopyInSlotAsync(
        ISourcePoint point, SourceDisk there, ReplicatedDisk disk, IReadOnlyList<SlotKey> slots,
        IProgress<MigrateProgress>? progress, CancellationTokenSource stop)
    {
        try
        {
            using (await settings.Slots.EnterAsync(slots, settings.Urgency, stop.Token).ConfigureAwait(false))
            using (var content = await point.OpenDiskAsync(disk.Key, stop.Token).ConfigureAwait(false))
                await new DiskStep(_now, there, content, store, settings).RunAsync(disk, progress, stop.Token)
                    .ConfigureAwait(false);
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }
}
