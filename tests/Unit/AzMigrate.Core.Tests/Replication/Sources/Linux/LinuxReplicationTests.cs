using AzMigrate.Discovery;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;
using AzMigrate.Replication.Sources.Linux;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Discovery.Linux.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.Linux;

/// <summary>Block devices of a server, read over OpenSSH's own server on loopback: loop devices that the test fills.</summary>
public sealed class LinuxReplicationTests : IDisposable
{
    private const string Host = "127.0.9.1";
    private const int MiB = 1 << 20;
    private readonly ImageFolder _folder = new();
    private readonly List<string> _devices = [];
    private Sshd? _sshd;

    public void Dispose()
    {
        foreach (var device in _devices)
            Sshd.Run("losetup", "-d", device);
        _sshd?.Dispose();
        _folder.Dispose();
    }

    [SshdFact]
    public async Task Disks_that_nobody_writes_to_become_their_copies()
    {
        var image = _folder.Raw("disk.img", 11 * MiB, (0, 2 * MiB), (9 * MiB + 512, 4096));
        await using var source = Open(readable: true, image);
        var machine = await source.DescribeAsync();
        Assert.Empty(machine.Problems);
        var disk = Assert.Single(machine.Disks);
        Assert.Equal((11L * MiB, "SSH", true, false), (disk.CapacityBytes, disk.ReadBy, disk.IsOperatingSystemDisk, disk.TellsChanges));

        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using (var opened = await point.OpenDiskAsync(disk.Key))
        using (var target = FixedVhdTarget.Create(_folder.File("copy.vhd"), opened.CapacityBytes))
        {
            await DiskCopy.RunAsync(opened, target);
            await target.SealAsync();
            var odd = new byte[1536];
            await opened.ReadAsync(9 * MiB, odd);
            Assert.Equal(File.ReadAllBytes(image)[(9 * MiB)..(9 * MiB + 1536)], odd);
        }

        await point.ReleaseAsync();
        Assert.True(File.ReadAllBytes(image).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File("copy.vhd")).AsSpan(0, 11 * MiB)));
        Assert.Equal("Replication.PowerNotSupported", (await Assert.ThrowsAsync<MigrateException>(
            () => source.StopMachineAsync(TimeSpan.Zero))).Code);
    }

    [SshdFact]
    public async Task A_disk_that_the_user_cannot_read_is_a_problem_and_one_that_ends_early_an_error()
    {
        var image = _folder.Raw("disk.img", 4 * MiB, (0, 4096));
        await using var refused = Open(readable: false, image);
        Assert.Equal("Replication.DiskNotReadable", Assert.Single((await refused.DescribeAsync()).Problems).Code);

        await using var point = await refused.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync((await refused.DescribeAsync()).Disks[0].Key);
        var error = await Assert.ThrowsAsync<MigrateException>(() => disk.ReadAsync(0, new byte[512]));
        Assert.Equal("Disk.Unreadable", error.Code);
        Assert.Contains("byte 0", error.Message, StringComparison.Ordinal);
        Assert.Equal("Replication.DiskGone", (await Assert.ThrowsAsync<MigrateException>(() => point.OpenDiskAsync("sdz"))).Code);
    }

    [Fact]
    public void A_disk_that_is_mounted_for_writing_is_refused_and_the_one_of_the_root_comes_first()
    {
        var read = ServerDisks.Read("""
            disk sdb 1000 yes
            use sdb1 /data
            use sdb /data
            disk sda 2000 yes
            use sda /
            disk sdc;reboot 3000 yes
            disk zram0 4000 yes
            mounts
            /dev/sda1 / ext4 ro,relatime 0 0
            /dev/sdb1 /data xfs rw,relatime 0 0
            """, TestMachine());

        Assert.Equal(["sda", "sdb"], read.Disks.Select(disk => disk.Key));
        var problem = Assert.Single(read.Problems);
        Assert.Equal("Replication.DiskInUse", problem.Code);
        Assert.Contains("/dev/sdb", problem.Message, StringComparison.Ordinal);
        Assert.Contains("/data", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_none_is_an_error_and_no_machine_without_disks() => Assert.Equal(
        "Replication.DisksUnknown", Assert.Throws<MigrateException>(() => ServerDisks.Read("lsblk: not found", TestMachine())).Code);

    // The server's own lsblk would show this machine's disks: one in front of it shows the test's.
    private IReplicationSource Open(bool readable, string image)
    {
        var device = Sshd.Run("losetup", "-f", "--show", image).Trim();
        _devices.Add(device);
        var name = Path.GetFileName(device);
        Directory.CreateDirectory(_folder.File("bin"));
        Sshd.Run("chmod", "755", _folder.Path, _folder.File("bin"));
        File.WriteAllText(_folder.File("bin/lsblk"), $"""
            #!/bin/sh
            case "$*" in *-d*) echo "{name} disk {new FileInfo(image).Length}" ;; *) echo "{name} " ;; esac

            """);
        Sshd.Run("chmod", "755", _folder.File("bin/lsblk"));
        _sshd = Sshd.Start([Host], (Host, $"SetEnv PATH={_folder.File("bin")}:/usr/bin:/bin"));
        Sshd.Run("chown", readable ? _sshd.User : "root", device);
        Sshd.Run("chmod", "600", device);
        return ReplicationSources.Open(
            TestMachine(), new SourceReading(), _sshd.Connection(Host), new SourceOpening(), $"{Host}:{_sshd.Port}");
    }

    private static Machine TestMachine() => new()
    {
        Id = "lin/db1", Source = "lin", SourceKind = SourceKind.Linux, Name = "db1", Cores = 1, MemoryMiB = 1024,
    };
}
