namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>Machines that nothing else can read: exports of their snapshots, downloaded whole.</summary>
public sealed class ExportReplicationTests
{
    [PeerFact]
    public async Task A_running_machine_is_replicated_without_any_other_program()
    {
        var random = new Random(5);
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        var described = await machine.Source.DescribeAsync();

        for (var cycle = 1; cycle < 4; cycle++)
        {
            await machine.CycleAsync($"azmigrate-1-{cycle}", () => machine.WriteAsync(random, 4));
            await machine.WriteAsync(random, 4);
        }
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(10));
        var exports = (await machine.Vcsim.CallsAsync())["NFC"];
        await machine.CycleAsync("azmigrate-1-final");

        Assert.All(described.Disks, disk => Assert.Equal(("export", true), (disk.ReadBy, disk.TellsChanges)));
        // The last of it, with the machine off, by ranges.
        Assert.Equal((6, 6), (exports, (await machine.Vcsim.CallsAsync())["NFC"]));
        Assert.Empty(machine.Snapshots());
        Assert.Empty(Directory.GetFiles(machine.Folder.Path, "export-*"));
        await machine.AssertSameAsync();
    }

    [PeerFact]
    public async Task A_machine_on_others_snapshots_is_exported_with_them()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("tracking", "true");
        await machine.Guest.SnapshotAsync("before the patch", "by hand");
        await machine.WriteAsync(new Random(2), 5);

        await machine.CycleAsync("azmigrate-1-1");
        await machine.WriteAsync(new Random(3), 5);
        await machine.CycleAsync("azmigrate-1-2");

        Assert.Equal(["before the patch"], machine.Snapshots());
        await machine.AssertSameAsync();
    }

    [PeerTheory]
    [InlineData("ExportSnapshot", "drop")]
    [InlineData("ExportSnapshot", "TaskInProgress")]
    [InlineData("NFC", "drop")]
    [InlineData("NFC", "lose")]
    [InlineData("HttpNfcLeaseComplete", "drop")]
    public async Task A_download_that_breaks_begins_again(string method, string how)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Vcsim.FailAsync(method, how);

        await machine.CycleAsync("azmigrate-1-1");

        await machine.AssertSameAsync();
        Assert.Empty(Directory.GetFiles(machine.Folder.Path, "export-*"));
    }

    [PeerFact]
    public async Task A_lease_is_kept_while_a_slow_download_goes_on()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Vcsim.DelayAsync("NFC", 1);
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);

        using var disk = await point.OpenDiskAsync("2000");

        Assert.Equal(1, (await machine.Vcsim.CallsAsync())["NFC"]);
    }

    [PeerFact]
    public async Task An_export_that_stays_refused_says_so_and_leaves_no_file()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Vcsim.FailAsync("ExportSnapshot", "SystemError", times: 9);
        await using var point = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);

        var error = await Assert.ThrowsAnyAsync<MigrateException>(() => point.OpenDiskAsync("2000"));

        Assert.Equal("Source.Refused", error.Code);
        Assert.Contains("ExportSnapshot", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(machine.Folder.Path, "export-*"));
    }
}
