using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// One disk's part of a cycle. What it does is decided by what is known: a new copy is filled, a copy whose content is
/// known by a mark gets what changed since, any other is read whole and compared by checksums. A mark advances only
/// when all ranges are written, verified by the target, and noted.
/// </summary>
internal sealed class DiskStep(
    MigrateReplication replication, SourceDisk there, IDiskSource content, IReplicaStore store,
    CycleSettings settings)
{
    private readonly ProjectReplications _stored = replication.Project.Replications;

    /// <summary>Copies the disk, or the rest of it.</summary>
    public async Task RunAsync(
        ReplicatedDisk disk, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        if (IsThrough(disk))
            return;
        var sums = new BlockSums(_stored.Blocks(replication.Id, disk.Key));
        disk = GoesOn(disk) ? disk : Begin(disk, sums);
        try
        {
            await CopyAsync(disk, sums, progress, cancellation).ConfigureAwait(false);
        }
        catch (MigrateException failure) when (failure.Code is "Disk.ChangesUnknown" or "Disk.TargetGone")
        {
            // The disk as it is now: the copy may have gone some way.
            disk = _stored.Existing(replication.Id).Disks.First(each => each.Key == disk.Key);
            sums = new BlockSums(_stored.Blocks(replication.Id, disk.Key));
            replication.Project.Events.Add(
                replication.MachineId, "Cycle.Resync", $"The disk {disk.Name} is read whole: {failure.Message}");
            disk = Begin(disk with { Mark = null, IsMade = disk.IsMade && failure.Code != "Disk.TargetGone" }, sums);
            await CopyAsync(disk, sums, progress, cancellation).ConfigureAwait(false);
        }
    }

    // A point that was lost in between is another one under the same name: then all disks are brought to it.
    private bool IsThrough(ReplicatedDisk disk) => disk.Cycle == replication.Cycle && disk.IsDone
        && content.Mark is not null && disk.Mark == content.Mark && disk.CapacityBytes == content.CapacityBytes;

    // Of one content to the same copy, without a mark nobody knows whether the content is the same.
    private bool GoesOn(ReplicatedDisk disk) =>
        disk.Cycle == replication.Cycle && !disk.IsDone && disk.IsMade
        && content.Mark is not null && disk.NextMark == content.Mark && disk.CapacityBytes == content.CapacityBytes;

    private ReplicatedDisk Begin(ReplicatedDisk disk, BlockSums sums)
    {
        if (!disk.IsDone)
            ForgetHalfWritten(disk, sums);
        var isSame = disk.CapacityBytes == content.CapacityBytes && disk.IsMade && store.CanReopen;
        var mark = isSame && disk.BaseFile == there.BaseFile ? disk.Mark : null;
        return disk with
        {
            Cycle = replication.Cycle,
            IsDone = false,
            Kind = !isSame ? DiskCopyKind.Full : mark is null ? DiskCopyKind.Resync : DiskCopyKind.Changes,
            IsMade = isSame,
            CapacityBytes = content.CapacityBytes,
            BaseFile = there.BaseFile,
            Mark = mark,
            NextMark = content.Mark,
            PositionBytes = 0,
            ClaimedBytes = 0,
            SentBytes = 0,
            LimitedBy = ReplicationLimit.None,
        };
    }

    // Blocks that a cycle which is given up may have been writing.
    private static void ForgetHalfWritten(ReplicatedDisk disk, BlockSums sums)
    {
        var end = Math.Min(disk.ClaimedBytes, disk.CapacityBytes);
        for (var block = disk.PositionBytes / DiskBlocks.Bytes; block * DiskBlocks.Bytes < end; block++)
            sums.Forget(block);
    }

    private async Task CopyAsync(
        ReplicatedDisk disk, BlockSums sums, IProgress<MigrateProgress>? progress, CancellationToken cancellation)
    {
        using var target = disk.IsMade ? await store.OpenAsync(CopyOf(disk), cancellation).ConfigureAwait(false)
            : await MakeAsync(disk, sums, cancellation).ConfigureAwait(false);
        disk = disk with { IsMade = true };
        await _stored.WriteAsync(new DiskEntry(replication.Id, disk, sums.TakeChanges())).ConfigureAwait(false);

        var journal = new DiskJournal(
            replication.Id, disk, sums, _stored, store.WritesAreDurable ? null : target);
        var options = new DiskCopyOptions
        {
            Since = disk.Kind == DiskCopyKind.Changes ? disk.Mark : null,
            StartBytes = disk.PositionBytes,
            Journal = journal,
            Bandwidth = settings.Bandwidth,
            IsThrottled = () => store.IsThrottled,
            Progress = progress is null ? null : new DiskProgress(progress, replication.Name, disk.Name),
        };
        try
        {
            await DiskCopy.RunAsync(content, target, options, cancellation).ConfigureAwait(false);
            await target.SealAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await journal.QuietAsync().ConfigureAwait(false);
        }

        await journal.CompleteAsync(now => now with
        {
            IsDone = true, Mark = now.NextMark, PositionBytes = now.CapacityBytes,
        }).ConfigureAwait(false);
    }

    // What is known of an older copy is forgotten before a new one is in its place.
    private async Task<IDiskTarget> MakeAsync(ReplicatedDisk disk, BlockSums sums, CancellationToken cancellation)
    {
        sums.Clear();
        await _stored.WriteAsync(new DiskEntry(replication.Id, disk, [], ForgetsBlocks: true)).ConfigureAwait(false);
        return await store.CreateAsync(CopyOf(disk), cancellation).ConfigureAwait(false);
    }

    private ReplicaDisk CopyOf(ReplicatedDisk disk) => new(replication.Id, disk.Key, disk.Name, disk.CapacityBytes);

    private sealed class DiskProgress(IProgress<MigrateProgress> progress, string machine, string disk)
        : IProgress<DiskCopyProgress>
    {
        private const long MiB = 1 << 20;

        public void Report(DiskCopyProgress value) => progress.Report(new MigrateProgress(
            "Replicating " + machine, disk, value.PositionBytes / MiB, value.CapacityBytes / MiB));
    }
}
