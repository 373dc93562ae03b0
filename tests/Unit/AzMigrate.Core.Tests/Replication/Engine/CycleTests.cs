using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Engine;

public sealed class CycleTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task The_first_cycle_copies_all_and_the_next_one_what_changed()
    {
        using var estate = new ReplicatedEstate(24 * MiB, 9 * MiB + 512);
        estate.Machine.Write(0, 5 * MiB, Noise.Bytes(1, 7 * MiB));
        estate.Machine.Write(1, 9 * MiB, Noise.Bytes(2, 512));
        var replication = estate.Start();
        Assert.Equal(ReplicationState.Copying, replication.State);

        var first = await estate.Run().SyncAsync(replication);

        Assert.Equal(ReplicationState.Ready, first.State);
        Assert.All(first.Disks, disk => Assert.Equal(DiskCopyKind.Full, disk.Kind));
        Assert.Equal(7 * MiB + 512, first.SentBytes);
        Assert.Equal(100, first.PercentComplete);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
        Assert.Empty(estate.Machine.Points);

        estate.Machine.Write(0, 6 * MiB + 512, Noise.Bytes(3, 1024));
        estate.Machine.Write(0, 7 * MiB, new byte[MiB]);
        var second = await estate.Run().SyncAsync(first);

        Assert.All(second.Disks, disk => Assert.Equal(DiskCopyKind.Changes, disk.Kind));
        Assert.InRange(second.SentBytes, 1024, 8192);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
        Assert.Equal(2, second.Cycle);
        Assert.Null(second.Point);
    }

    [Fact]
    public async Task After_change_tracking_was_reset_only_blocks_with_other_sums_are_sent()
    {
        using var estate = new ReplicatedEstate(24 * MiB);
        estate.Machine.Write(0, 0, Noise.Bytes(1, 20 * MiB));
        var replication = await estate.Run().SyncAsync(estate.Start());
        estate.Machine.Write(0, 9 * MiB, Noise.Bytes(2, 4096));
        estate.Machine.ResetTracking();

        replication = await estate.Run().SyncAsync(replication);

        Assert.Equal(DiskCopyKind.Resync, replication.Disks[0].Kind);
        Assert.Equal(4 * MiB, replication.SentBytes);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
        Assert.Contains(estate.Project.Events.Get(), entry => entry.Kind == "Cycle.Resync");
    }

    [Fact]
    public async Task A_disk_that_came_after_the_start_is_told_with_each_cycle_and_one_that_was_left_out_is_not()
    {
        using var estate = new ReplicatedEstate(4 * MiB);
        var replication = estate.Start();
        estate.Machine.Disks.Add(new SimulatedDisk("2009", new byte[MiB]));
        replication = await estate.Run().SyncAsync(replication);
        Assert.Empty(estate.Warnings);

        estate.Machine.Disks.Add(new SimulatedDisk("2001", new byte[MiB]));
        await estate.Run().SyncAsync(replication);

        var warning = Assert.Single(estate.Warnings);
        Assert.Equal("Replication.DiskNotReplicated", warning.Code);
        Assert.Contains("Hard disk 3", warning.Message, StringComparison.Ordinal);
        Assert.Contains("Hard disk 3", estate.Project.Events.Get()[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defect_with_one_machine_is_its_outcome_and_no_end_of_the_run()
    {
        using var estate = new ReplicatedEstate(4 * MiB);
        estate.Machine.WhenTaken = () => throw new InvalidOperationException("nobody thought of it");
        var outcomes = new List<SyncOutcome>();

        await estate.Run().SyncAllAsync([estate.Start()], outcomes.Add);

        var failure = Assert.Single(outcomes).Failure!;
        Assert.Equal("Replication.Unexpected", failure.Code);
        Assert.Contains("nobody thought of it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_taken_away_while_the_point_is_taken_is_told_as_such()
    {
        using var estate = new ReplicatedEstate(4 * MiB, MiB);
        estate.Machine.WhenTaken = () => estate.Machine.Disks.RemoveAt(1);

        var gone = await Assert.ThrowsAsync<MigrateException>(() => estate.Run().SyncAsync(estate.Start()));

        Assert.Equal("Replication.DiskGone", gone.Code);
        Assert.Equal("Replication.DiskGone", estate.Now.Problem!.Code);
    }

    [Fact]
    public async Task An_upload_that_broke_off_goes_on_where_it_was_and_one_that_was_ended_begins_again()
    {
        using var estate = new ReplicatedEstate(40 * MiB);
        estate.Store.CanReopen = false;
        estate.Machine.Write(0, 0, Noise.Bytes(1, 40 * MiB));
        var replication = estate.Start();
        estate.Machine.Faults.DieAfter(30);
        await Assert.ThrowsAsync<KilledException>(() => estate.Run().SyncAsync(replication));
        estate.Machine.Faults.Spare();
        var before = estate.Now.Disks[0].PositionBytes;
        var copy = estate.Store.Copies["web01-disk0"];
        Assert.InRange(before, 4 * MiB, 36 * MiB);

        replication = await estate.Run().SyncAsync(estate.Now);

        Assert.Same(copy, estate.Store.Copies["web01-disk0"]);
        Assert.InRange(copy.WrittenBytes, 40 * MiB, 48 * MiB);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
        replication = await estate.Run().SyncAsync(replication);
        Assert.NotSame(copy, estate.Store.Copies["web01-disk0"]);
        Assert.Equal(DiskCopyKind.Full, replication.Disks[0].Kind);
    }

    [Fact]
    public async Task Blocks_that_became_zeros_are_cleared_by_a_resync_and_known_zeros_are_left_alone()
    {
        using var estate = new ReplicatedEstate(40 * MiB);
        estate.Machine.Write(0, 8 * MiB, Noise.Bytes(1, 4 * MiB));
        var replication = await estate.Run().SyncAsync(estate.Start());
        estate.Machine.Write(0, 8 * MiB, new byte[4 * MiB]);
        estate.Machine.ResetTracking();

        replication = await estate.Run().SyncAsync(replication);

        Assert.Equal(0, replication.SentBytes);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task A_source_that_tells_no_changes_is_compared_by_sums_each_time()
    {
        using var estate = new ReplicatedEstate(16 * MiB);
        estate.Machine.TellsChanges = false;
        estate.Machine.Write(0, 0, Noise.Bytes(1, 16 * MiB));
        var replication = await estate.Run().SyncAsync(estate.Start());
        estate.Machine.Write(0, 5 * MiB, Noise.Bytes(2, 512));

        replication = await estate.Run().SyncAsync(replication);

        Assert.Equal(DiskCopyKind.Resync, replication.Disks[0].Kind);
        Assert.Equal(4 * MiB, replication.SentBytes);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task A_source_that_tells_digests_is_read_only_where_they_differ()
    {
        using var estate = new ReplicatedEstate(17 * MiB + 512);
        (estate.Machine.TellsChanges, estate.Machine.TellsDigests) = (false, true);
        estate.Machine.Write(0, 0, Noise.Bytes(1, 12 * MiB));
        estate.Machine.Write(0, 17 * MiB, Noise.Bytes(2, 512));
        var replication = await estate.Run().SyncAsync(estate.Start());
        var reads = 0;
        estate.Machine.WhenRead = () => reads++;

        replication = await estate.Run().SyncAsync(replication);
        Assert.Equal((0, 0L), (reads, replication.SentBytes));
        estate.AssertCopiesHold(estate.Machine.LastReleased);

        estate.Machine.Write(0, 5 * MiB, Noise.Bytes(3, 512));
        estate.Machine.Write(0, 17 * MiB, Noise.Bytes(4, 512));
        replication = await estate.Run().SyncAsync(replication);
        Assert.Equal((2, 4L * MiB + 512), (reads, replication.SentBytes));
        estate.AssertCopiesHold(estate.Machine.LastReleased);
        Assert.Equal(17L * MiB + 512, replication.Disks[0].PositionBytes);
    }

    [Fact]
    public async Task A_block_that_was_written_and_not_noted_is_read_whatever_its_digest_says()
    {
        using var estate = new ReplicatedEstate(12 * MiB);
        (estate.Machine.TellsChanges, estate.Machine.TellsDigests) = (false, true);
        var before = Noise.Bytes(1, 12 * MiB);
        estate.Machine.Write(0, 0, before);
        var replication = await estate.Run().SyncAsync(estate.Start());

        // Each time another one is on its way to the copy when all dies; then the disk is as it was.
        for (var faults = 1; faults < 40; faults++)
        {
            estate.Machine.Write(0, 4 * MiB, Noise.Bytes(faults, 8 * MiB));
            estate.Machine.Faults.DieAfter(faults);
            try
            {
                await estate.Run().SyncAsync(replication);
            }
            catch (KilledException)
            {
                // As it was meant.
            }

            estate.Machine.Faults.Spare();
            estate.Machine.Write(0, 0, before);
            estate.Machine.Points.Clear();
            replication = await estate.Run().SyncAsync(replication);
            estate.AssertCopiesHold([before]);
        }
    }

    [Fact]
    public void Where_digests_are_known_they_decide_and_not_the_checksums()
    {
        var (one, other) = (new BlockDigest(1, 2), new BlockDigest(1, 3));
        var sums = new BlockSums([]);
        sums.Set(1025, 7, one);
        sums = new BlockSums(sums.TakeChanges());
        Assert.Equal(one, sums.DigestOf(1025));
        Assert.Null(sums.DigestOf(1024));
        Assert.Null(sums.DigestOf(1));
        sums.Set(1026, 7, null);
        Assert.Null(sums.DigestOf(1026));
        sums.Forget(1025);
        Assert.Null(sums.DigestOf(1025));

        sums.Set(0, 7, one);
        var disk = new ReplicatedDisk { Key = "k", Name = "n", CapacityBytes = 8 * MiB };
        var journal = new DiskJournal("id", disk, sums, null!, null);
        var block = DiskBlocks.At(0, 8 * MiB);
        Assert.True(journal.Holds(block, 7));
        Assert.True(journal.Holds(block, 7, one));
        Assert.False(journal.Holds(block, 7, other));
        Assert.False(journal.Holds(block, 8, one));
        Assert.False(journal.Holds(DiskBlocks.At(1, 8 * MiB), one));
        sums.Set(1, 7, null);
        Assert.True(journal.Holds(DiskBlocks.At(1, 8 * MiB), 7, one));
    }

    [Fact]
    public void Sums_of_an_earlier_version_say_nothing_of_their_blocks()
    {
        var earlier = new byte[1024 * 5];
        var sums = new BlockSums([new BlockSegment(0, earlier, null)]);

        Assert.False(sums.HoldsZeros(0));
        Assert.False(sums.Holds(1023, 0));
        Assert.True(sums.HoldsZeros(1024));
        sums.Set(1023, ulong.MaxValue, null);
        Assert.True(new BlockSums(sums.TakeChanges()).Holds(1023, ulong.MaxValue));
    }

    [Fact]
    public async Task A_copy_that_somebody_removed_is_made_again()
    {
        using var estate = new ReplicatedEstate(8 * MiB);
        estate.Machine.Write(0, 0, Noise.Bytes(1, 8 * MiB));
        var replication = await estate.Run().SyncAsync(estate.Start());
        estate.Store.Copies.Clear();

        replication = await estate.Run().SyncAsync(replication);

        Assert.Equal(DiskCopyKind.Full, replication.Disks[0].Kind);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task A_disk_that_grew_is_copied_anew()
    {
        using var estate = new ReplicatedEstate(8 * MiB);
        var replication = await estate.Run().SyncAsync(estate.Start());
        estate.Machine.Disks[0] = new SimulatedDisk("2000", Noise.Bytes(4, 12 * MiB));

        replication = await estate.Run().SyncAsync(replication);

        Assert.Equal(DiskCopyKind.Full, replication.Disks[0].Kind);
        Assert.Equal(12 * MiB, replication.Disks[0].CapacityBytes);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_at_the_same_point_with_two_blocks_sent_again_at_most()
    {
        using var estate = new ReplicatedEstate(80 * MiB);
        estate.Machine.Write(0, 0, Noise.Bytes(1, 80 * MiB));
        var replication = estate.Start();
        estate.Machine.Faults.DieAfter(50);
        await Assert.ThrowsAsync<KilledException>(() => estate.Run().SyncAsync(replication));
        Assert.InRange(estate.Now.PercentComplete, 10, 90);

        // The machine goes on; the point does not.
        estate.Machine.Write(0, 0, Noise.Bytes(2, 4 * MiB));
        estate.Machine.Faults.Spare();
        await estate.Run().SyncAsync(replication);

        Assert.Equal(1, estate.Machine.PointsTaken);
        Assert.InRange(estate.Store.Copies["web01-disk0"].WrittenBytes, 80 * MiB, 88 * MiB);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task Pausing_leaves_nothing_at_the_source_and_a_paused_replication_refuses_a_cycle()
    {
        using var estate = new ReplicatedEstate(16 * MiB);
        estate.Machine.Write(0, 0, Noise.Bytes(1, 16 * MiB));
        var replication = estate.Start();
        estate.Machine.Faults.DieAfter(14);
        await Assert.ThrowsAsync<KilledException>(() => estate.Run().SyncAsync(replication));
        estate.Machine.Faults.Spare();
        Assert.Single(estate.Machine.Points);
        var left = ReplicationMeasure.Of(estate.Now);
        Assert.Equal(estate.Now.CycleStartedAt, left.BrokenOffSince);
        Assert.Contains("Run one of Sync-MigrateReplication, Suspend-MigrateReplication", left.Advice);

        await estate.Run().SuspendAsync(replication);

        Assert.Empty(estate.Machine.Points);
        Assert.Null(ReplicationMeasure.Of(estate.Now).BrokenOffSince);
        var refused = await Assert.ThrowsAsync<MigrateException>(() => estate.Run().SyncAsync(replication));
        Assert.Equal("Replication.VerbIllegal", refused.Code);
        Assert.Contains("Resume-MigrateReplication", refused.Remedy);

        var resumed = await ReplicationRun.ResumeAsync(replication);
        Assert.Equal(ReplicationState.Copying, resumed.State);
        await estate.Run().SyncAsync(replication);
        estate.AssertCopiesHold(estate.Machine.LastReleased);
    }

    [Fact]
    public async Task Stopping_removes_points_copies_and_the_replication()
    {
        using var estate = new ReplicatedEstate(8 * MiB);
        var replication = await estate.Run().SyncAsync(estate.Start());

        await estate.Run().StopAsync(replication);

        Assert.Empty(estate.Project.Replications.Get());
        Assert.Empty(estate.Store.Copies);
        Assert.All(estate.Project.Events.Get(), entry => Assert.True(entry.IsIntact));
        Assert.Equal("Replication.Stopped", estate.Project.Events.Get()[^1].Kind);
    }

    [Fact]
    public async Task Two_commands_cannot_work_on_one_replication()
    {
        using var estate = new ReplicatedEstate(8 * MiB);
        var replication = estate.Start();
        Assert.False(ReplicationMeasure.Of(replication).IsRunning);
        using var other = AzMigrate.Replication.Engine.ReplicationLock.Take(replication);
        Assert.True(ReplicationMeasure.Of(replication).IsRunning);

        var refused = await Assert.ThrowsAsync<MigrateException>(() => estate.Run().SyncAsync(replication));

        Assert.Equal("Replication.Busy", refused.Code);
    }

    [Fact]
    public async Task A_failure_is_noted_in_the_replication_and_the_next_cycle_clears_it()
    {
        using var estate = new ReplicatedEstate(8 * MiB, 8 * MiB);
        var replication = estate.Start();
        var gone = estate.Machine.Disks[1];
        estate.Machine.Disks.Remove(gone);
        var failure = await Assert.ThrowsAsync<MigrateException>(() => estate.Run().SyncAsync(replication));
        Assert.Equal("Replication.DiskGone", failure.Code);
        Assert.Equal("Replication.DiskGone", estate.Now.Problem?.Code);

        estate.Machine.Disks.Add(gone);
        Assert.Null((await estate.Run().SyncAsync(replication)).Problem);
    }
}
