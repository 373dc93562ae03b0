using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.Linux;

/// <summary>Block devices of a server, read over OpenSSH's own server on loopback.</summary>
public sealed class LinuxReplicationTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly ImageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SshdFact]
    public async Task Disks_that_nobody_writes_to_become_their_copies()
    {
        var image = _folder.Raw("disk.img", 35 * MiB + 512, (0, 2 * MiB), (9 * MiB + 512, 4096),
            (12 * MiB, 23 * MiB + 512));
        using var server = new LinuxServer("127.0.9.1");
        server.Attach(image, "S1");
        await using var source = server.Open();
        var machine = await source.DescribeAsync();
        Assert.Empty(machine.Problems);
        var disk = Assert.Single(machine.Disks);
        Assert.Equal((35L * MiB + 512, "SSH", true, false),
            (disk.CapacityBytes, disk.ReadBy, disk.IsOperatingSystemDisk, disk.TellsChanges));
        Assert.Null(disk.InUse);
        Assert.Empty(disk.Problems);

        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using (var opened = await point.OpenDiskAsync(disk.Key))
        using (var target = FixedVhdTarget.Create(_folder.File("copy.vhd"), opened.CapacityBytes))
        {
            await DiskCopy.RunAsync(opened, target);
            await target.SealAsync();

            // Odd ones between, and going on elsewhere.
            var content = File.ReadAllBytes(image);
            foreach (var (offset, length) in new[] { (9 * MiB, 1536), (9 * MiB + 100, 3), (16 * MiB, 4 * MiB),
                (20 * MiB, 4 * MiB), (8 * MiB, 4 * MiB), (35 * MiB, 512) })
            {
                var odd = new byte[length];
                await opened.ReadAsync(offset, odd);
                Assert.True(content.AsSpan(offset, length).SequenceEqual(odd), $"{length} bytes at {offset} differ.");
            }
        }

        await point.ReleaseAsync();
        Assert.True(File.ReadAllBytes(image).AsSpan()
            .SequenceEqual(File.ReadAllBytes(_folder.File("copy.vhd")).AsSpan(0, 35 * MiB + 512)));
        Assert.Equal("Replication.PowerNotSupported", (await Assert.ThrowsAsync<MigrateException>(
            () => source.StopMachineAsync(TimeSpan.Zero))).Code);
    }

    [SshdFact]
    public async Task What_the_login_prints_is_not_taken_for_the_disks_bytes()
    {
        var image = _folder.Raw("disk.img", 12 * MiB, (0, 12 * MiB));
        using var server = new LinuxServer(
            "127.0.9.2", "ForceCommand echo Welcome, be good.; echo @@x begin; eval \"$SSH_ORIGINAL_COMMAND\"");
        server.Attach(image, "S1");
        await using var source = server.Open();
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync(Assert.Single((await source.DescribeAsync()).Disks).Key);

        var read = new byte[12 * MiB];
        for (var at = 0; at < read.Length; at += 4 * MiB)
            await disk.ReadAsync(at, read.AsMemory(at, 4 * MiB));

        Assert.True(File.ReadAllBytes(image).AsSpan().SequenceEqual(read));
    }

    [SshdFact]
    public async Task A_read_whose_command_is_through_at_once_has_its_bytes()
    {
        var image = _folder.Raw("disk.img", MiB, (0, MiB));
        using var server = new LinuxServer("127.0.9.12");
        server.Attach(image, "S1");
        await using var source = server.Open();
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync(Assert.Single((await source.DescribeAsync()).Disks).Key);
        var content = File.ReadAllBytes(image);

        // The command may have ended before it was asked for its output, or not.
        for (var at = 0; at < 200 * 512; at += 512)
        {
            var piece = new byte[16];
            await disk.ReadAsync(at, piece);
            Assert.True(content.AsSpan(at, piece.Length).SequenceEqual(piece), $"The bytes at {at} differ.");
        }
    }

    [SshdFact]
    public async Task A_disk_that_the_user_cannot_read_is_a_problem_and_one_that_ends_early_an_error()
    {
        var image = _folder.Raw("disk.img", 16 * MiB, (0, 4096));
        using var server = new LinuxServer("127.0.9.1");
        var device = server.Attach(image, "S1", readable: false);
        await using var source = server.Open();
        var refused = Assert.Single((await source.DescribeAsync()).Disks);
        Assert.Equal("Replication.DiskNotReadable", Assert.Single(refused.Problems).Code);

        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync(refused.Key);
        var error = await Assert.ThrowsAsync<MigrateException>(() => disk.ReadAsync(0, new byte[512]));
        Assert.Equal("Disk.Unreadable", error.Code);
        Assert.Contains("byte 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("denied", error.Message, StringComparison.Ordinal);
        Assert.Equal("Replication.DiskGone",
            (await Assert.ThrowsAsync<MigrateException>(() => point.OpenDiskAsync("sdz"))).Code);

        // Both blocks of a run are told, the second one by the one command of all that follow.
        var blocks = new[] { disk.ReadAsync(4 * MiB, new byte[4 * MiB]), disk.ReadAsync(8 * MiB, new byte[4 * MiB]) };
        foreach (var block in blocks)
            Assert.Contains("denied", (await Assert.ThrowsAsync<MigrateException>(() => block)).Message,
                StringComparison.Ordinal);
        Sshd.Run("chown", server.Sshd.User, device);
        await disk.ReadAsync(12 * MiB, new byte[4 * MiB]);
    }

    [SshdFact]
    public async Task A_server_digests_its_blocks_and_one_that_cannot_tells_none()
    {
        var image = _folder.Raw("disk.img", 17 * MiB + 1536, (5 * MiB, 12 * MiB + 1536));
        using var server = new LinuxServer("127.0.9.7");
        server.Attach(image, "S1");
        await using var source = server.Open();
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = (IDigestedDisk)await point.OpenDiskAsync(
            Assert.Single((await source.DescribeAsync()).Disks).Key);
        var blocks = File.ReadAllBytes(image).Chunk(4 * MiB).Select(block => BlockDigest.Of(block, block.Length))
            .ToList();

        Assert.Equal(blocks, await disk.DigestsAsync(0).ToListAsync());
        Assert.Equal(blocks.Skip(3), await disk.DigestsAsync(3).ToListAsync());
        server.Shadow("sha256sum", "exit 1");
        Assert.Empty(await disk.DigestsAsync(0).ToListAsync());
        server.Shadow("sha256sum", "echo no digest");
        Assert.Empty(await disk.DigestsAsync(0).ToListAsync());
    }

    [SshdFact]
    public async Task A_read_that_is_cancelled_ends_and_the_next_one_reads()
    {
        var image = _folder.Raw("disk.img", 16 * MiB, (0, 16 * MiB));
        using var server = new LinuxServer("127.0.9.1");
        server.Attach(image, "S1");
        await using var source = server.Open();
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync(Assert.Single((await source.DescribeAsync()).Disks).Key);
        await disk.ReadAsync(0, new byte[4 * MiB]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => disk.ReadAsync(4 * MiB, new byte[4 * MiB], new CancellationToken(canceled: true)));

        var read = new byte[4 * MiB];
        await disk.ReadAsync(8 * MiB, read);
        Assert.True(File.ReadAllBytes(image).AsSpan(8 * MiB, 4 * MiB).SequenceEqual(read));
    }

    [SshdFact]
    public async Task Who_writes_to_a_disk_is_told_and_that_anything_did_also_where_nobody_seems_to()
    {
        using var server = new LinuxServer("127.0.9.3");
        var device = server.Attach(_folder.Raw("disk.img", 16 * MiB), "S1");
        var other = server.Attach(_folder.Raw("other.img", 8 * MiB), "S2");
        var place = server.Mount(device);
        await using var source = server.Open();
        var before = await source.DescribeAsync();
        Assert.Equal("mounted for writing at " + place.Replace(" ", "\\040", StringComparison.Ordinal),
            before.Disks.Single(disk => disk.Name == device).InUse);
        Assert.Equal("Replication.DiskInUse",
            Assert.Single(before.Disks.Single(disk => disk.Name == device).Problems).Code);
        Assert.Null(before.Disks.Single(disk => disk.Name == other).InUse);

        Sshd.Run("mount", "-o", "remount,ro", place);
        var quiet = await source.DescribeAsync();
        Assert.All(quiet.Disks, disk => Assert.Null(disk.InUse));
        Assert.Equal(Stamps(quiet), Stamps(await source.DescribeAsync()));

        using (var raw = new FileStream(other, FileMode.Open, FileAccess.Write))
        {
            raw.Write(Noise.Bytes(1, 4096));
            raw.Flush(flushToDisk: true);
        }

        var after = await source.DescribeAsync();
        Assert.Equal(quiet.Disks.Single(disk => disk.Name == device).WriteStamp,
            after.Disks.Single(disk => disk.Name == device).WriteStamp);
        Assert.NotEqual(quiet.Disks.Single(disk => disk.Name == other).WriteStamp,
            after.Disks.Single(disk => disk.Name == other).WriteStamp);

        static IEnumerable<string?> Stamps(SourceMachine machine) => machine.Disks.Select(disk => disk.WriteStamp);
    }

    [SshdFact]
    public async Task What_was_read_once_is_not_read_again_from_the_servers_memory()
    {
        using var server = new LinuxServer("127.0.9.4");
        var device = server.Attach(_folder.Raw("disk.img", 64 * MiB), "S1");
        var place = server.Mount(device);
        File.WriteAllBytes(Path.Combine(place, "file"), Noise.Bytes(1, 8 * MiB));
        Sshd.Run("sync", "-f", place);

        // Somebody's reading fills the device's own pages, which the file system's writes do not change.
        Assert.NotEmpty(File.ReadAllBytes(device));
        using (var file = new FileStream(Path.Combine(place, "file"), FileMode.Open, FileAccess.Write))
            file.Write(Noise.Bytes(2, 8 * MiB));
        Sshd.Run("mount", "-o", "remount,ro", place);

        await using var source = server.Open();
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        using var disk = await point.OpenDiskAsync(Assert.Single((await source.DescribeAsync()).Disks).Key);
        var read = new byte[64 * MiB];
        for (var at = 0; at < read.Length; at += 4 * MiB)
            await disk.ReadAsync(at, read.AsMemory(at, 4 * MiB));
        Assert.True(read.AsSpan().IndexOf(Noise.Bytes(2, 8 * MiB).AsSpan(0, 4096)) >= 0);
        Assert.True(read.AsSpan().IndexOf(Noise.Bytes(1, 8 * MiB).AsSpan(0, 4096)) < 0);
    }

    [SshdFact]
    public async Task Disks_are_known_again_when_a_rescue_system_calls_them_otherwise()
    {
        var (first, second) =
            (_folder.Raw("1.img", 8 * MiB, (0, 8 * MiB)), _folder.Raw("2.img", 8 * MiB, (0, 8 * MiB)));
        using var server = new LinuxServer("127.0.9.5");
        server.Attach(first, "WD-1", "7d1b8a3e-0001");
        server.Attach(second, "WD-2", "7d1b8a3e-0002");
        await using var before = server.Open();
        string[] keys = [.. (await before.DescribeAsync()).Disks.Select(disk => disk.Key)];

        server.Detach();
        using var rescue = new LinuxServer("127.0.9.6");
        var spare = rescue.Attach(_folder.Raw("stick.img", 8 * MiB), "USB");
        rescue.Attach(second, "0002", "7d1b8a3e-0002");
        rescue.Attach(first, "WD-1", "7d1b8a3e-0001");
        await using var source = rescue.Open(keys);
        var machine = await source.DescribeAsync();
        Assert.Empty(machine.Problems);
        Assert.Equal(keys.Order(), machine.Disks.Where(disk => disk.Name != spare).Select(disk => disk.Key).Order());
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        foreach (var (key, image) in keys.Zip([first, second]))
        {
            using var disk = await point.OpenDiskAsync(key);
            var read = new byte[4 * MiB];
            await disk.ReadAsync(4 * MiB, read);
            Assert.True(File.ReadAllBytes(image).AsSpan(4 * MiB).SequenceEqual(read), key);
        }
    }
}
