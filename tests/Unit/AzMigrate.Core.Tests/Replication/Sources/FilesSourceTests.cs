using AzMigrate.Discovery;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication.Sources;

/// <summary>A machine whose disks are named as image files and NBD exports.</summary>
public sealed class FilesSourceTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly ImageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DiskPeerFact]
    public async Task Images_and_exports_are_the_disks_in_the_order_in_which_they_are_named()
    {
        var raw = _folder.Raw("data.raw", 8 * MiB, (0, 4096), (5 * MiB, MiB));
        DiskPeers.QemuImg("convert", "-O", "vhdx", raw, _folder.File("os.vhdx"));
        using var server = NbdServer.Qemu("-r", "-f", "raw", raw);
        await using var source = Open(Server(8L * MiB, 8L * MiB), _folder.File("os.vhdx"), server.Uri);

        var machine = await source.DescribeAsync();

        Assert.Empty(machine.Problems);
        Assert.False(machine.HasPower);
        Assert.Equal(PowerState.Unknown, machine.Power);
        Assert.Equal(
            [("1", "os.vhdx", true, "VHDX", true), ("2", "", false, "NBD", false)],
            machine.Disks.Select(disk => (
                disk.Key, disk.Key == "1" ? disk.Name : "", disk.IsOperatingSystemDisk, disk.ReadBy,
                disk.TellsChanges)));
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: true);
        foreach (var disk in machine.Disks)
        {
            using var opened = await point.OpenDiskAsync(disk.Key);
            DiskPeers.AssertSame(raw, "raw", await _folder.ToFixedVhdAsync(opened, disk.Key + ".vhd"), "vpc");
        }
        await point.ReleaseAsync();
    }

    [DiskPeerFact]
    public async Task What_does_not_fit_is_said_of_every_disk_at_once()
    {
        var raw = _folder.Raw("one.raw", 2 * MiB, (0, 512));
        var unreadable = _folder.Write("broken.vhdx", new byte[512]);
        await using var source = Open(Server(3L * MiB), raw, _folder.File("absent.vhd"), unreadable, raw);

        var machine = await source.DescribeAsync();

        Assert.Equal(
            [
                ("Replication.DiskSize", ProblemSeverity.Warning), ("Disk.Unreadable", ProblemSeverity.Error),
                ("Disk.FormatUnknown", ProblemSeverity.Error), ("Replication.DiskTwice", ProblemSeverity.Error),
                ("Replication.DiskCount", ProblemSeverity.Warning),
            ],
            machine.Problems.Select(problem => (problem.Code, problem.Severity)));
        Assert.All(machine.Problems, problem => Assert.Equal("web01", problem.Target));
        Assert.Equal(["1", "4"], machine.Disks.Select(disk => disk.Key));
    }

    [Fact]
    public async Task Sectors_that_Azure_does_not_have_are_an_error()
    {
        var image = new VhdxFile { SectorBytes = 4096 };
        await using var source = Open(Server(image.CapacityBytes), _folder.Write("large.vhdx", image.ToArray()));

        var problem = Assert.Single((await source.DescribeAsync()).Problems);

        Assert.Equal(("Replication.SectorSize", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Contains("4096", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_has_the_power_of_a_file()
    {
        await using var source = Open(Server(), _folder.Raw("one.raw", MiB));

        Assert.Equal("Replication.PowerNotSupported", (await Assert.ThrowsAsync<MigrateException>(
            () => source.StopMachineAsync(TimeSpan.Zero))).Code);
        Assert.Equal("Replication.PowerNotSupported", (await Assert.ThrowsAsync<MigrateException>(
            () => source.StartMachineAsync())).Code);
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        Assert.Equal("Replication.DiskGone",
            (await Assert.ThrowsAsync<MigrateException>(() => point.OpenDiskAsync("2"))).Code);
    }

    [Fact]
    public void A_machine_without_images_and_without_a_source_that_reads_disks_is_refused()
    {
        var error = Assert.Throws<MigrateException>(
            () => ReplicationSources.Open(Server(), new SourceReading(), null, new SourceOpening()));

        Assert.Equal("Replication.NoSource", error.Code);
        Assert.NotNull(error.Remedy);
    }

    private static IReplicationSource Open(Machine machine, params string[] disks) =>
        ReplicationSources.Open(machine, new SourceReading { Disks = disks }, null, new SourceOpening());

    private static Machine Server(params long[] diskBytes) => new()
    {
        Id = "csv/web01",
        Source = "csv",
        SourceKind = SourceKind.Csv,
        Name = "web01",
        Cores = 1,
        MemoryMiB = 1024,
        Disks = [.. diskBytes.Select((bytes, i) => new MachineDisk { Name = $"scsi0:{i}", CapacityBytes = bytes })],
    };
}
