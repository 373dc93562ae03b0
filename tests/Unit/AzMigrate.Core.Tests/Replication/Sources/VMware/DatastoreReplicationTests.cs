using AzMigrate.Inventory;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// Machines that are off, read through their datastore: everything, then deltas, until the copies are the disks.
/// </summary>
public sealed class DatastoreReplicationTests
{
    private const int MiB = 1 << 20;

    [PeerFact]
    public async Task Copies_of_a_machine_that_is_off_become_its_disks()
    {
        await using var machine = await ReplicatedMachine.StartAsync();

        var described = await machine.Source.DescribeAsync();
        var first = await machine.CycleAsync("azmigrate-1-1");

        Assert.Empty(described.Problems);
        Assert.Equal((machine.Guest.Name, PowerState.Off, true), (described.Name, described.Power, described.HasPower));
        Assert.Equal(
            [("2000", "Hard disk 1", 9L * MiB, true), ("2001", "Hard disk 2", 3L * MiB + 512, false)],
            described.Disks.Select(disk => (disk.Key, disk.Name, disk.CapacityBytes, disk.IsOperatingSystemDisk)));
        Assert.All(described.Disks, disk =>
        {
            Assert.Equal(("datastore", true), (disk.ReadBy, disk.TellsChanges));
            Assert.EndsWith($"/disk_{disk.Key[3]}.vmdk", disk.BaseFile, StringComparison.Ordinal);
        });
        // Allocated areas only, and no snapshot is left.
        Assert.InRange(first, MiB, 2 * MiB);
        Assert.Empty(machine.Snapshots());
        await machine.AssertSameAsync();
    }

    [PeerTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Deltas_bring_what_was_written_since(int seed)
    {
        var random = new Random(seed);
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.CycleAsync("azmigrate-1-1");

        var last = 0L;
        for (var cycle = 2; cycle < 6; cycle++)
        {
            await machine.WriteAsync(random, writes: 8);
            // What is written while the copy runs is not in this point and must be in the next.
            last = await machine.CycleAsync($"azmigrate-1-{cycle}", () => machine.WriteAsync(random, writes: 3));
        }
        last = await machine.CycleAsync("azmigrate-1-final");

        Assert.InRange(last, 1, 4 * MiB);
        Assert.Empty(machine.Snapshots());
        await machine.AssertSameAsync();
        Assert.Equal(0, (await machine.Vcsim.CallsAsync()).GetValueOrDefault("rejected"));
    }

    [PeerFact]
    public async Task A_point_is_what_the_disks_were_when_it_was_taken()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        var then = await machine.Guest.ReadAsync(2000);
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        await machine.Guest.WriteAsync(2000, 0, new byte[4096]);
        using var disk = await point.OpenDiskAsync("2000");

        var read = new byte[then.Length];
        await disk.ReadAsync(0, read);

        Assert.Equal(then, read);
        Assert.NotEqual(then, await machine.Guest.ReadAsync(2000));
    }

    [PeerFact]
    public async Task A_point_that_a_run_left_is_taken_again_by_its_name()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        string? mark;
        await using (var left = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false))
        {
            using var disk = await left.OpenDiskAsync("2000");
            mark = disk.Mark;
        }

        await using var other = machine.Open(new());
        await using var again = await other.TakePointAsync("azmigrate-1-1", quiesce: false);
        using (var disk = await again.OpenDiskAsync("2000"))
            Assert.Equal(mark, disk.Mark);
        Assert.Equal(["azmigrate-1-1"], machine.Snapshots());
        Assert.Equal(1, (await machine.Vcsim.CallsAsync())["CreateSnapshot_Task"]);
        await again.ReleaseAsync();
        await again.ReleaseAsync();
        Assert.Empty(machine.Snapshots());
    }

    [PeerFact]
    public async Task A_point_that_is_just_being_made_is_waited_for()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("tracking", "true");
        await machine.Vcsim.DelayAsync("CreateSnapshot_Task", 60_000);
        using (var impatient = new CancellationTokenSource())
        {
            var left = machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false, impatient.Token);
            await UntilCalledAsync(machine.Vcsim, "CreateSnapshot_Task", 1);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }

        var looks = (await machine.Vcsim.CallsAsync())["RetrievePropertiesEx"];
        var taking = machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        await UntilCalledAsync(machine.Vcsim, "RetrievePropertiesEx", looks + 5);
        Assert.False(taking.IsCompleted);
        await machine.Vcsim.DelayAsync("CreateSnapshot_Task", 0);
        await using var point = await taking;

        Assert.Equal(["azmigrate-1-1"], machine.Snapshots());
        Assert.Equal(1, (await machine.Vcsim.CallsAsync())["CreateSnapshot_Task"]);
    }

    [PeerFact]
    public async Task Orphans_of_ours_are_removed_and_nobody_elses()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("tracking", "true");
        foreach (var name in new[] { "azmigrate-1-1", "azmigrate-1-2", "azmigrate-2-1" })
            await machine.Guest.SnapshotAsync(
                name, AzMigrate.Replication.Sources.VMware.MachineSnapshot.OurDescription);
        await machine.Guest.SnapshotAsync("azmigrate-1-3", "by hand");

        await machine.Source.RemovePointsAsync("azmigrate-1-", except: "azmigrate-1-2");

        Assert.Equal(
            ["azmigrate-1-2", "azmigrate-1-3", "azmigrate-2-1"], machine.Snapshots().Order(StringComparer.Ordinal));
        Assert.Equal("Replication.PointNameTaken", (await Assert.ThrowsAsync<MigrateException>(
            () => machine.Source.TakePointAsync("azmigrate-1-3", quiesce: false))).Code);
    }

    [PeerFact]
    public async Task Disks_that_a_removed_snapshot_leaves_are_consolidated()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("leavesFiles", "true");

        await machine.CycleAsync("azmigrate-1-1", () => machine.WriteAsync(new Random(1), 3));
        await machine.CycleAsync("azmigrate-1-2");

        Assert.Equal(1, (await machine.Vcsim.CallsAsync())["ConsolidateVMDisks_Task"]);
        Assert.Empty((await machine.Source.DescribeAsync()).Problems);
        await machine.AssertSameAsync();
    }

    [PeerFact]
    public async Task Tracking_that_begins_late_is_waited_for_by_another_snapshot()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("tracksLate", "true");

        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync("2000");

        Assert.NotNull(disk.Mark);
        Assert.Equal(["azmigrate-1-1"], machine.Snapshots());
        Assert.Equal(2, (await machine.Vcsim.CallsAsync())["CreateSnapshot_Task"]);
    }

    [PeerFact]
    public async Task A_datastore_that_cannot_tell_what_is_allocated_is_read_whole()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("refusesAll", "true");

        Assert.Equal(12L * MiB + 512, await machine.CycleAsync("azmigrate-1-1"));

        await machine.AssertSameAsync();
    }

    private static async Task UntilCalledAsync(Vcsim vcsim, string method, int times)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await vcsim.CallsAsync()).GetValueOrDefault(method) < times)
            await Task.Delay(20, patience.Token);
    }

    [PeerFact]
    public async Task A_machine_that_cannot_track_changes_is_copied_whole_each_time()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("trackable", "false");
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync("2000");

        Assert.Null(disk.Mark);
        Assert.Equal("Disk.ChangesUnknown", (await Assert.ThrowsAsync<MigrateException>(
            async () => await disk.ChangedAsync("a/1").GetAsyncEnumerator().MoveNextAsync())).Code);
        var machineNow = await machine.Source.DescribeAsync();
        Assert.Equal("Replication.ChangesNotTracked", Assert.Single(machineNow.Problems).Code);
        Assert.All(machineNow.Disks, each => Assert.False(each.TellsChanges));
    }
}
