using AzMigrate.Inventory;
using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Replication.Engine;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Migration;

public sealed class MigrationTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly ReplicatedEstate _estate = new(12 * MiB, 6 * MiB);
    private readonly SimulatedTarget _target;

    public MigrationTests()
    {
        _estate.Machine.Write(0, 0, Noise.Bytes(1, 9 * MiB));
        _estate.Machine.Write(1, MiB, Noise.Bytes(2, 3 * MiB));
        _target = new SimulatedTarget(_estate.Store, _estate.Machine.Faults);
    }

    private MigrationRun Run => new(_estate.Run(), _target);

    public void Dispose() => _estate.Dispose();

    public static TheoryData<ReplicationState, ReplicationVerb> IllegalPairs()
    {
        var pairs = new TheoryData<ReplicationState, ReplicationVerb>();
        foreach (var state in Enum.GetValues<ReplicationState>())
        {
            foreach (var verb in Enum.GetValues<ReplicationVerb>().Except(ReplicationVerbs.In(state)))
                pairs.Add(state, verb);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(IllegalPairs))]
    public void A_verb_that_is_not_in_the_table_is_refused_with_those_that_are(
        ReplicationState state, ReplicationVerb verb)
    {
        var refused = Assert.Throws<MigrateException>(() => ReplicationVerbs.Of(state, verb, "web01"));
        Assert.Equal("Replication.VerbIllegal", refused.Code);
        Assert.All(ReplicationVerbs.In(state),
            legal => Assert.Contains(ReplicationVerbs.CmdletOf(legal), refused.Remedy));
    }

    [Fact]
    public void Each_state_can_be_left_and_each_state_under_way_can_be_gone_on_with()
    {
        foreach (var row in ReplicationVerbs.Table)
        {
            Assert.Contains(ReplicationVerbs.Table, next => next.State == row.During);
            if (row.After is { } after)
                Assert.NotEmpty(ReplicationVerbs.In(after));
            if (row.During != row.State && row.Verb is not (ReplicationVerb.Suspend or ReplicationVerb.Resume))
                Assert.Contains(row.Verb, ReplicationVerbs.In(row.During));
        }
    }

    [Fact]
    public async Task A_test_is_made_of_the_copies_and_removed_and_the_source_runs_on()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());

        var tested = await Run.StartTestAsync(replication, "/subscriptions/x/subnets/test");

        Assert.Equal(ReplicationState.Testing, tested.State);
        Assert.Equal("web01-test", tested.Launch!.MachineName);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
        Assert.Single(_target.Machines);
        Assert.Equal("VM running", (await Run.GetMachineAsync(tested))!.State);

        // The copies are kept in step meanwhile.
        _estate.Machine.Write(0, 0, Noise.Bytes(3, 512));
        await _estate.Run().SyncAsync(tested);
        Assert.Equal(ReplicationState.Testing, _estate.Now.State);

        var stopped = await Run.StopTestAsync(tested);
        Assert.Equal(ReplicationState.Ready, stopped.State);
        Assert.Null(stopped.Launch);
        Assert.Empty(_target.Machines);
        Assert.Empty(_target.Disks);
    }

    [Fact]
    public async Task A_cutover_stops_the_source_copies_the_rest_and_is_completed()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _estate.Machine.Write(0, 2 * MiB, Noise.Bytes(4, 4096));

        var moved = await Run.StartCutoverAsync(replication);

        Assert.Equal(ReplicationState.CutOver, moved.State);
        Assert.Equal(PowerState.Off, _estate.Machine.Power);
        Assert.True(moved.Launch!.SourceWasOn);
        Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{moved.Id}/Cutover/web01-disk0"]);
        Assert.Equal(moved.SyncedTo, moved.Launch.PointAt);

        var completed = await Run.CompleteAsync(moved);
        Assert.Equal(ReplicationState.Completed, completed.State);
        Assert.True(_target.LeftoversRemoved);
        Assert.Empty(_estate.Store.Copies);
        Assert.Empty(_estate.Machine.Points);
        var machine = _estate.Project.Machines.Get(MachineQuery.All).Single();
        Assert.Equal(moved.Launch.MachineId, machine.Tags["MigratedTo"]);
        Assert.Equal(
            ["Check", "StopSource", "Sync", "CopyDisks", "PrepareGuest", "CreateMachine"],
            _estate.Project.Events.Get().Where(entry => entry.Kind.StartsWith("Cutover.", StringComparison.Ordinal))
                .Select(entry => entry.Kind["Cutover.".Length..]).SkipLast(1));
    }

    [Fact]
    public async Task Disks_that_are_uploaded_at_the_cutover_are_not_synced_before_and_stay_when_the_move_is_forgotten()
    {
        _estate.Store.CanReopen = false;
        var replication = _estate.Start(ReplicaKind.ManagedDisk);
        _estate.Project.Replications.Change(replication.Id, now => now with { State = ReplicationState.Ready });
        Assert.Null(_estate.Now.NextSync);
        Assert.Equal("Replication.NoSync",
            (await Assert.ThrowsAsync<MigrateException>(() => _estate.Run().SyncAsync(_estate.Now))).Code);
        Assert.Equal("Migration.NoTest",
            (await Assert.ThrowsAsync<MigrateException>(() => Run.StartTestAsync(_estate.Now))).Code);
        Assert.Equal(ReplicationState.Ready, _estate.Now.State);

        var moved = await Run.StartCutoverAsync(_estate.Now);
        Assert.Equal(PowerState.Off, _estate.Machine.Power);
        Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{moved.Id}/Cutover/web01-disk0"]);
        await Run.CompleteAsync(moved);
        await _estate.Run().StopAsync(moved);

        Assert.Empty(_estate.Project.Replications.Get());
        Assert.Equal(2, _estate.Store.Copies.Count);
    }

    [Fact]
    public async Task A_cycle_that_broke_off_while_the_source_ran_is_not_the_last_one_of_a_cutover()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _estate.Machine.Write(0, 0, Noise.Bytes(5, 9 * MiB));
        _estate.Machine.Faults.DieAfter(12);
        await Assert.ThrowsAsync<KilledException>(() => _estate.Run().SyncAsync(replication));
        _estate.Machine.Faults.Spare();
        Assert.Single(_estate.Machine.Points);
        _estate.Machine.Write(0, MiB, Noise.Bytes(6, 512));

        var moved = await Run.StartCutoverAsync(_estate.Now);

        Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{moved.Id}/Cutover/web01-disk0"]);
        Assert.Equal(3, moved.Cycle);
        Assert.Empty(_estate.Machine.Points);
    }

    [Fact]
    public async Task Undoing_gives_up_a_cycle_that_broke_off_and_compares_all_afterwards()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _estate.Machine.Write(0, 0, Noise.Bytes(5, 9 * MiB));
        _estate.Machine.Faults.DieAfter(18);
        await Assert.ThrowsAsync<KilledException>(() => Run.StartCutoverAsync(replication));
        _estate.Machine.Faults.Spare();

        var undone = await Run.UndoAsync(_estate.Now);

        Assert.Null(undone.CycleStartedAt);
        Assert.Empty(_estate.Machine.Points);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
        var next = await _estate.Run().SyncAsync(undone);
        Assert.All(next.Disks, disk => Assert.Equal(DiskCopyKind.Resync, disk.Kind));
        _estate.AssertCopiesHold(_estate.Machine.LastReleased);
    }

    [Theory]
    [InlineData(PowerState.On)]
    [InlineData(PowerState.Off)]
    public async Task Undoing_leaves_the_source_as_it_was_and_compares_all_at_the_next_cycle(PowerState before)
    {
        _estate.Machine.Power = before;
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        var moved = await Run.StartCutoverAsync(replication);

        var undone = await Run.UndoAsync(moved);

        Assert.Equal(ReplicationState.Ready, undone.State);
        Assert.Equal(before, _estate.Machine.Power);
        Assert.Empty(_target.Machines);
        Assert.Empty(_target.Disks);
        var next = await _estate.Run().SyncAsync(undone);
        Assert.All(next.Disks, disk => Assert.Equal(DiskCopyKind.Resync, disk.Kind));
        Assert.Equal(0, next.SentBytes);
    }

    [Fact]
    public async Task A_source_that_cannot_be_shut_down_from_here_has_to_be_off_or_left_on_knowingly()
    {
        _estate.Machine.HasPower = false;
        var replication = await _estate.Run().SyncAsync(_estate.Start());

        var refused = await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(replication));
        Assert.Equal("Migration.SourceRuns", refused.Code);

        // What is said when it is run again holds, as the remedy says.
        var moved = await Run.StartCutoverAsync(_estate.Now, new CutoverOptions { KeepSourceOn = true });
        Assert.Equal(ReplicationState.CutOver, moved.State);
        Assert.True(moved.Launch!.KeepSourceOn);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
    }

    [Fact]
    public async Task Copies_of_disks_in_use_make_no_machine_and_a_quiet_last_cycle_does()
    {
        Unheld("mounted for writing at /");
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        Assert.Equal(ReplicationState.Ready, replication.State);
        Assert.False(replication.IsCrashConsistent);
        Assert.Equal(["mounted for writing at /", null], replication.Disks.Select(disk => disk.InUse));

        foreach (var launch in new Func<Task>[]
        {
            () => Run.StartTestAsync(_estate.Now), () => Run.StartCutoverAsync(_estate.Now),
            () => Run.StartCutoverAsync(_estate.Now, new CutoverOptions { KeepSourceOn = true }),
        })
        {
            var refused = await Assert.ThrowsAsync<MigrateException>(launch);
            Assert.Equal("Migration.DiskInUse", refused.Code);
            Assert.Contains("rescue", refused.Remedy, StringComparison.Ordinal);
            Assert.Equal((ReplicationState.Ready, null, 1), (_estate.Now.State, _estate.Now.Launch, _estate.Now.Cycle));
            Assert.Equal("Migration.DiskInUse", _estate.Now.Problem!.Code);
            Assert.NotNull(_estate.Now.NextSync);
            Assert.Empty(_target.Disks);
            Assert.Empty(_target.Machines);
        }

        _estate.Machine.Write(0, 3 * MiB, Noise.Bytes(4, 4096));
        _estate.Machine.InUse = null;
        var moved = await Run.StartCutoverAsync(_estate.Now);
        Assert.Equal(ReplicationState.CutOver, moved.State);
        Assert.True(moved.IsCrashConsistent);
        Assert.Equal(4 * MiB, moved.SentBytes);
        Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{moved.Id}/Cutover/web01-disk0"]);
    }

    [Fact]
    public async Task What_is_written_while_a_last_cycle_reads_stops_it_before_anything_is_made()
    {
        Unheld(null);
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        Assert.True(replication.IsCrashConsistent);
        _estate.Machine.WhenRead = () =>
        {
            _estate.Machine.WhenRead = null;
            _estate.Machine.Write(1, 0, Noise.Bytes(5, 512));
        };

        var refused = await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(replication));

        Assert.Equal("Migration.DiskInUse", refused.Code);
        Assert.Contains("web01-disk1 was written to while it was read", refused.Message, StringComparison.Ordinal);
        Assert.Equal((ReplicationState.Ready, null, 2), (_estate.Now.State, _estate.Now.Launch, _estate.Now.Cycle));
        Assert.Empty(_target.Disks);
        await Assert.ThrowsAsync<MigrateException>(() => Run.StartTestAsync(_estate.Now));

        // Quiet again, it may be tried and moved.
        await _estate.Run().SyncAsync(_estate.Now);
        var tested = await Run.StartTestAsync(_estate.Now);
        Assert.Equal(_estate.Machine.Disks[1].Bytes, _target.Disks[$"{tested.Id}/Test/web01-disk1"]);
        await Run.StopTestAsync(tested);
        Assert.Equal(ReplicationState.CutOver, (await Run.StartCutoverAsync(_estate.Now)).State);
    }

    [Fact]
    public async Task A_test_after_a_cycle_that_was_given_up_is_of_one_moment()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _estate.Machine.Write(0, 0, Noise.Bytes(5, 9 * MiB));
        _estate.Machine.Write(1, 0, Noise.Bytes(6, 4 * MiB));
        _estate.Machine.Faults.DieAfter(12);
        await Assert.ThrowsAsync<KilledException>(() => _estate.Run().SyncAsync(replication));
        _estate.Machine.Faults.Spare();
        await ReplicationRun.ResumeAsync(await _estate.Run().SuspendAsync(_estate.Now));

        var tested = await Run.StartTestAsync(_estate.Now);

        for (var i = 0; i < 2; i++)
            Assert.Equal(_estate.Machine.LastReleased[i], _target.Disks[$"{tested.Id}/Test/web01-disk{i}"]);
    }

    private void Unheld(string? use) => (_estate.Machine.HasPower, _estate.Machine.Power, _estate.Machine.HoldsStill,
        _estate.Machine.TellsChanges, _estate.Machine.InUse) = (false, PowerState.Unknown, false, false, use);

    [Fact]
    public async Task What_stands_against_the_machine_stops_a_cutover_before_the_source_is_touched()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _target.Problems.Add(new MigrateProblem
        {
            Severity = ProblemSeverity.Error, Code = "Azure.QuotaExceeded", Message = "No cores.",
            Remedy = "Ask for more.",
        });

        var refused = await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(replication));

        Assert.Equal("Azure.QuotaExceeded", refused.Code);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
        Assert.Equal("Azure.QuotaExceeded", _estate.Now.Problem!.Code);

        // It goes on being kept in step, and is not stuck in a move that has not begun; nor is a test.
        Assert.Equal((ReplicationState.Ready, null), (_estate.Now.State, _estate.Now.Launch));
        Assert.NotNull(_estate.Now.NextSync);
        await Assert.ThrowsAsync<MigrateException>(() => Run.StartTestAsync(_estate.Now, "/subscriptions/x/wrong"));
        Assert.Equal((ReplicationState.Ready, null), (_estate.Now.State, _estate.Now.Launch));
        _target.Problems.Clear();
        var tested = await Run.StartTestAsync(_estate.Now, "/subscriptions/x/right");
        Assert.Equal("/subscriptions/x/right", tested.Launch!.SubnetId);
        await Run.StopTestAsync(tested);
        Assert.Equal(ReplicationState.CutOver, (await Run.StartCutoverAsync(_estate.Now)).State);
    }

    [Fact]
    public async Task A_move_whose_time_has_run_out_is_undone()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        await Run.StartCutoverAsync(replication, new CutoverOptions { UndoAfter = TimeSpan.FromMilliseconds(1) });
        await Task.Delay(5);
        var outcomes = new List<SyncOutcome>();

        await Run.UndoOverdueAsync(_estate.Project.Replications.Get(), outcomes.Add);

        Assert.Null(Assert.Single(outcomes).Failure);
        Assert.Equal(ReplicationState.Ready, _estate.Now.State);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
    }

    [Fact]
    public async Task The_time_until_a_move_is_undone_begins_when_the_machine_is_there()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _target.WhenMade = () => throw new MigrateException("Azure.NoCapacity", "No room.", "Try again.");
        await Assert.ThrowsAsync<MigrateException>(() =>
            Run.StartCutoverAsync(replication, new CutoverOptions { UndoAfter = TimeSpan.FromMinutes(1) }));
        _target.WhenMade = () => Thread.Sleep(20);

        var moved = await Run.StartCutoverAsync(
            _estate.Now, new CutoverOptions { UndoAfter = TimeSpan.FromHours(2) });

        Assert.Equal(TimeSpan.FromHours(2), moved.Launch!.UndoAt - moved.Launch.FinishedAt);
    }

    [Fact]
    public async Task A_move_that_broke_off_begins_again_when_the_source_was_started_meanwhile()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _target.WhenMade = () => throw new MigrateException("Azure.NoCapacity", "No room.", "Try again.");
        await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(replication));
        await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(_estate.Now));
        Assert.Equal((LaunchStep.CreateMachine, 2), (_estate.Now.Launch!.Step, _estate.Now.Cycle));

        // Work has to go on until the next weekend.
        _estate.Machine.Power = PowerState.On;
        _estate.Machine.Write(0, 2 * MiB, Noise.Bytes(7, 4096));
        _target.WhenMade = null;
        var moved = await Run.StartCutoverAsync(_estate.Now);

        Assert.Equal((ReplicationState.CutOver, PowerState.Off, 3), (moved.State, _estate.Machine.Power, moved.Cycle));
        Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{moved.Id}/Cutover/web01-disk0"]);
        Assert.Contains(_estate.Project.Events.Get(), entry => entry.Kind == "Cutover.Restarted");
        await Run.UndoAsync(moved);
        Assert.Equal(PowerState.On, _estate.Machine.Power);
    }

    [Fact]
    public async Task A_move_of_disks_that_are_in_use_again_since_it_broke_off_is_given_up_with_all_that_was_made()
    {
        Unheld(null);
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        _target.WhenMade = () => throw new MigrateException("Azure.NoCapacity", "No room.", "Try again.");
        await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(replication));
        _estate.Machine.InUse = "mounted for writing at /";
        _target.WhenMade = null;

        var refused = await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(_estate.Now));

        Assert.Equal("Migration.DiskInUse", refused.Code);
        Assert.Equal((ReplicationState.Ready, null), (_estate.Now.State, _estate.Now.Launch));
        Assert.Empty(_target.Disks);
    }

    [Fact]
    public async Task A_move_that_was_accepted_is_forgotten_without_its_source()
    {
        var replication = await _estate.Run().SyncAsync(_estate.Start());
        var moved = await Run.CompleteAsync(await Run.StartCutoverAsync(replication));
        _estate.IsThere = false;

        await _estate.Run().StopAsync(moved);

        Assert.Empty(_estate.Project.Replications.Get());
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Killed_anywhere_a_test_a_cutover_and_an_undo_end_as_if_nothing_had_happened(int seed)
    {
        var random = new Random(seed);
        var faults = _estate.Machine.Faults;
        var replication = _estate.Start();
        while (faults.Count < 100)
        {
            await Insist(() => _estate.Run().SyncAsync(replication));
            await Insist(() => Run.StartTestAsync(_estate.Now));
            Assert.Equal(2, _target.Disks.Count);
            await Insist(() => Run.StopTestAsync(_estate.Now));
            Assert.Empty(_target.Disks);
            _estate.Machine.Write(0, random.Next(0, 100) * 4096, Noise.Bytes(random.Next(), 8192));
            await Insist(() => Run.StartCutoverAsync(_estate.Now));
            Assert.Equal(PowerState.Off, _estate.Machine.Power);
            Assert.Equal(_estate.Machine.Disks[0].Bytes, _target.Disks[$"{replication.Id}/Cutover/web01-disk0"]);
            Assert.Equal(_estate.Machine.Disks[1].Bytes, _target.Disks[$"{replication.Id}/Cutover/web01-disk1"]);
            Assert.Single(_target.Machines);
            await Insist(() => Run.UndoAsync(_estate.Now));
            Assert.Equal(PowerState.On, _estate.Machine.Power);
            Assert.Empty(_target.Machines);
            Assert.Empty(_target.Disks);
            Assert.Empty(_estate.Machine.Points);
        }

        Assert.All(_estate.Project.Events.Get(), entry => Assert.True(entry.IsIntact));

        // Until it is through; what was through when it died is refused as done, which is as good.
        async Task Insist(Func<Task<MigrateReplication>> work)
        {
            while (true)
            {
                faults.DieAfter(random.Next(1, 25));
                try
                {
                    await work();
                    faults.Spare();
                    return;
                }
                catch (KilledException)
                {
                    faults.Spare();
                }
            }
        }
    }

    [Fact]
    public async Task A_rehearsal_in_a_folder_makes_disks_that_are_the_sources()
    {
        using var folder = new ImageFolder();
        var replication = _estate.Start(folder: folder.Path);
        var peers = new FolderPeers(_estate);
        var run = new ReplicationRun(new ReplicationAccess(), peers);
        var migration = new MigrationRun(run, peers);
        replication = await run.SyncAsync(replication);

        var tested = await migration.StartTestAsync(replication);
        var machine = await migration.GetMachineAsync(tested);
        Assert.Equal("VHD files", machine!.State);
        Assert.Equal(_estate.Machine.Disks[0].Bytes, Content(Path.Combine(machine.Id, "web01-disk0.vhd"), 12 * MiB));
        tested = await migration.StopTestAsync(tested);
        Assert.False(Directory.Exists(machine.Id));

        _estate.Machine.Write(1, 0, Noise.Bytes(8, 512));
        var moved = await migration.StartCutoverAsync(tested);
        Assert.Equal(_estate.Machine.Disks[1].Bytes,
            Content(Path.Combine(moved.Launch!.MachineId!, "web01-disk1.vhd"), 6 * MiB));
        await migration.CompleteAsync(moved);
        Assert.True(File.Exists(Path.Combine(moved.Launch.MachineId!, "machine.json")));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "azmigrate-" + replication.Id)));
    }

    private static byte[] Content(string vhd, int bytes) => File.ReadAllBytes(vhd)[..bytes];

    private sealed class FolderPeers(ReplicatedEstate estate) : AzMigrate.Replication.Engine.IReplicationPeers,
    IMigrationPeers
    {
        public IReplicationSource OpenSource(MigrateReplication replication) => estate.OpenSource(replication);

        public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation) =>
            Task.FromResult<IReplicaStore>(new AzMigrate.Replication.Targets.FolderStore(replication.Settings.Folder!));

        public Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation) =>
            Task.FromResult<IMachineTarget>(new FolderMachineTarget(settings.Folder!));
    }
}
