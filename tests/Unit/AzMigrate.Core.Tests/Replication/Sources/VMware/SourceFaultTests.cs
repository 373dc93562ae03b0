using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>Servers that drop, lose, forget and refuse; administrators who come between.</summary>
public sealed class SourceFaultTests
{
    private const int MiB = 1 << 20;

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (var method in new[]
            {
                "FindByUuid", "RetrievePropertiesEx", "ReconfigVM_Task", "CreateSnapshot_Task", "RemoveSnapshot_Task",
                "QueryChangedDiskAreas", "GET",
            })
            {
                foreach (var how in new[] { "drop", "lose", "expire" })
                    calls.Add(method, how);
            }
            return calls;
        }
    }

    [PeerTheory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_breaks_once_costs_nothing(string method, string how)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Vcsim.FailAsync(method, how);
        await machine.CycleAsync("azmigrate-1-1");
        await machine.WriteAsync(new Random(3), 5);
        await machine.Vcsim.FailAsync(method, how);

        await machine.CycleAsync("azmigrate-1-2");

        Assert.Empty(machine.Snapshots());
        await machine.AssertSameAsync();
    }

    [PeerTheory]
    [InlineData("CreateSnapshot_Task", "TaskInProgress")]
    [InlineData("RemoveSnapshot_Task", "TaskInProgress")]
    [InlineData("RemoveSnapshot_Task", "ManagedObjectNotFound")]
    public async Task A_machine_that_is_busy_is_asked_again(string method, string fault)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Vcsim.FailAsync(method, fault);

        await machine.CycleAsync("azmigrate-1-1");

        Assert.Empty(machine.Snapshots());
        await machine.AssertSameAsync();
    }

    [PeerTheory]
    [InlineData("FilesystemQuiesceFault", "Replication.QuiesceFailed")]
    [InlineData("NoDiskSpace", "Replication.DatastoreFull")]
    [InlineData("SystemError", "Replication.TaskFailed")]
    public async Task A_task_that_fails_says_what_to_do(string fault, string code)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Vcsim.FailAsync("CreateSnapshot_Task", fault);

        var error = await Assert.ThrowsAsync<MigrateException>(
            () => machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false));

        Assert.Equal((code, machine.Guest.Name), (error.Code, error.Target));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Remedy);
    }

    [PeerFact]
    public async Task A_snapshot_that_is_removed_while_it_is_read_spoils_the_copy()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        var disk = (await machine.Source.DescribeAsync()).Disks[0];
        using var opened = await point.OpenDiskAsync("2000");
        await using (var other = machine.Open(new()))
            await other.RemovePointsAsync("azmigrate-", except: null);

        var copied = await Assert.ThrowsAsync<MigrateException>(() => machine.CopyAsync(point, disk));
        var changed = await Assert.ThrowsAsync<MigrateException>(
            async () => await opened.ChangedAsync(opened.Mark!).ToListAsync());

        Assert.Equal(("Replication.PointGone", "Replication.PointGone"), (copied.Code, changed.Code));
    }

    [PeerFact]
    public async Task Tracking_that_began_anew_knows_no_changes()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.CycleAsync("azmigrate-1-1");
        await machine.Guest.SetAsync("resets", "true");

        var error = await Assert.ThrowsAsync<MigrateException>(() => machine.CycleAsync("azmigrate-1-2"));

        Assert.Equal("Disk.ChangesUnknown", error.Code);
    }

    [PeerFact]
    public async Task Marks_that_the_server_does_not_know_are_told_as_such()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync("2000");
        var tracking = disk.Mark!.Split('/')[0];

        foreach (var mark in new[] { tracking + "/99", tracking + "/x", "no mark", "" })
        {
            Assert.Equal("Disk.ChangesUnknown", (await Assert.ThrowsAsync<MigrateException>(
                async () => await disk.ChangedAsync(mark).ToListAsync())).Code);
        }
        Assert.Contains("reverted", (await Assert.ThrowsAsync<MigrateException>(
            async () => await disk.ChangedAsync(tracking + "/99").ToListAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(await disk.ChangedAsync(disk.Mark).ToListAsync());
    }

    [PeerFact]
    public async Task A_disk_that_has_grown_or_moved_is_told_with_its_new_size_and_place()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        var before = await machine.Source.DescribeAsync();
        await machine.Guest.GrowAsync(2001, 6 * MiB);
        await machine.Guest.SetAsync("moved", "other.vmdk");

        var after = await machine.Source.DescribeAsync();

        Assert.Equal(6L * MiB, after.Disks[1].CapacityBytes);
        Assert.Equal(before.Disks[1].BaseFile, after.Disks[1].BaseFile);
        Assert.EndsWith("/other.vmdk", after.Disks[0].BaseFile, StringComparison.Ordinal);
    }

    [PeerFact]
    public async Task A_machine_that_is_switched_on_meanwhile_is_not_read_any_more()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync("2000");
        await machine.Guest.SetAsync("power", "poweredOn");

        Assert.Equal("Disk.Unreadable",
            (await Assert.ThrowsAsync<MigrateException>(() => disk.ReadAsync(0, new byte[512]))).Code);
        // From then on it is exported.
        using var other = await point.OpenDiskAsync("2001");
        await other.ReadAsync(0, new byte[512]);
    }

    [PeerFact]
    public async Task A_missing_privilege_is_named()
    {
        await using var machine = await ReplicatedMachine.StartAsync(
            null, "-deny", "VirtualMachine.Provisioning.DiskRandomRead");
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync("2000");

        var error = await Assert.ThrowsAnyAsync<MigrateException>(
            async () => await disk.AllocatedAsync().ToListAsync());

        Assert.Equal("Source.PermissionMissing", error.Code);
        Assert.Contains("VirtualMachine.Provisioning.DiskRandomRead", error.Message, StringComparison.Ordinal);
    }

    [PeerFact]
    public async Task A_machine_that_is_gone_is_told_and_has_no_points()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Source.DescribeAsync();
        new Tests.Discovery.VMware.Peer.Govc(machine.Vcsim.Direct).Run("vm.destroy", machine.Guest.Name);

        Assert.Equal("Replication.MachineGone",
            (await Assert.ThrowsAsync<MigrateException>(() => machine.Source.DescribeAsync())).Code);
        await machine.Source.RemovePointsAsync("azmigrate-", except: null);
    }
}
