using AzMigrate.Projects;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// A running machine: an NBD server gives the bytes, the vCenter the points in time and what changed.
/// </summary>
public sealed class NbdReplicationTests
{
    [PeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copies_of_a_running_machine_become_its_disks(bool isNbdkit)
    {
        var random = new Random(7);
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        using var first = Serve(machine.Guest.Disks[0].FlatFile, isNbdkit);
        using var second = Serve(machine.Guest.Disks[1].FlatFile, isNbdkit);
        await machine.Source.DisposeAsync();
        machine.Source = machine.Open(new SourceReading { Disks = [first.Uri, second.Uri] });

        var described = await machine.Source.DescribeAsync();
        await machine.CycleAsync("azmigrate-1-1", () => machine.WriteAsync(random, 4));
        for (var cycle = 2; cycle < 5; cycle++)
        {
            await machine.WriteAsync(random, 6);
            await machine.CycleAsync($"azmigrate-1-{cycle}", () => machine.WriteAsync(random, 4));
        }
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(10));
        await machine.CycleAsync("azmigrate-1-final");

        Assert.Empty(described.Problems);
        Assert.All(described.Disks, disk => Assert.Equal(("NBD", true), (disk.ReadBy, disk.TellsChanges)));
        Assert.Empty(machine.Snapshots());
        await machine.AssertSameAsync();
    }

    [PeerFact]
    public async Task An_export_of_another_size_is_another_disk()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        using var server = Serve(machine.Guest.Disks[0].FlatFile, isNbdkit: false);
        await using var source = machine.Open(new SourceReading { Disks = [server.Uri, server.Uri] });
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);

        using (await point.OpenDiskAsync("2000"))
            Assert.Equal("Replication.DiskMismatch",
                (await Assert.ThrowsAsync<MigrateException>(() => point.OpenDiskAsync("2001"))).Code);
    }

    [PeerFact]
    public async Task Each_disk_needs_an_address()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var source = machine.Open(new SourceReading { Disks = ["nbd://127.0.0.1:1/"] });

        Assert.Equal("Replication.DiskCount", Assert.Single((await source.DescribeAsync()).Problems).Code);
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        Assert.Equal("Replication.DiskGone",
            (await Assert.ThrowsAsync<MigrateException>(() => point.OpenDiskAsync("2001"))).Code);
    }

    private static NbdServer Serve(string file, bool isNbdkit) =>
        isNbdkit ? NbdServer.Nbdkit("-r", "file", file) : NbdServer.Qemu("-r", "-f", "raw", file);
}
