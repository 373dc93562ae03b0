using System.Globalization;
using AzMigrate.Bench.Measuring;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;
using AzMigrate.Inventory;
using AzMigrate.Peers;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// A server's disk over SSH, beside the OpenSSH client that has dd send it. The server's own processor time is in no
/// row, and all share the machine.
/// </summary>
internal static class SshDiskBench
{
    private const string Address = "127.0.3.250";
    private const int DiskMiB = 1024;

    public static void Run()
    {
        using var folder = new ScratchFolder();
        var image = folder.File("disk.img");
        using (var file = new FileStream(image, FileMode.Create))
        {
            var noise = new byte[1 << 20];
            var random = new Random(1);
            for (var i = 0; i < DiskMiB; i++)
            {
                random.NextBytes(noise);
                file.Write(noise);
            }
        }

        using var server = new LinuxServer(Address);
        var device = server.Attach(image, "BENCH");
        var sshd = server.Sshd;
        string[] arguments = [sshd.Port.ToString(CultureInfo.InvariantCulture), sshd.User, sshd.Folder];
        Comparison.Print(
            $"19. A server's disk over SSH, {DiskMiB} MiB, whole process",
            3,
            Subject.Of("its blocks in a row", [nameof(ReadInARow), .. arguments]),
            Subject.Of("the same, a dd a block", [nameof(ReadApart), .. arguments]),
            Subject.Of("its blocks' digests", [nameof(Digest), .. arguments]),
            Subject.OfProgram(
                "peer: OpenSSH's client, one dd", "/bin/sh", "-c",
                $"exec ssh -p {sshd.Port} -i {sshd.Key} -o UserKnownHostsFile={sshd.KnownHosts} -o BatchMode=yes "
                + $"{sshd.User}@{Address} 'dd if={device} bs=4M iflag=direct 2>/dev/null' >/dev/null"));
    }

    public static void ReadInARow(string port, string user, string folder) => WithDisk(port, user, folder, disk =>
        ReadAsync(disk, [.. Enumerable.Range(0, DiskMiB / 4)])).GetAwaiter().GetResult();

    // Backwards no block follows the one before.
    public static void ReadApart(string port, string user, string folder) => WithDisk(port, user, folder, disk =>
        ReadAsync(disk, [.. Enumerable.Range(0, DiskMiB / 4).Reverse()])).GetAwaiter().GetResult();

    public static void Digest(string port, string user, string folder) => WithDisk(port, user, folder, async disk =>
    {
        var digests = 0;
        await foreach (var _ in ((IDigestedDisk)disk).DigestsAsync(0))
            digests++;
        if (digests != DiskMiB / 4)
            throw new InvalidOperationException($"There were {digests} digests.");
    }).GetAwaiter().GetResult();

    private static async Task ReadAsync(IDiskSource disk, IReadOnlyList<int> blocks)
    {
        var reads = new Queue<Task>();
        var buffers = new[] { new byte[DiskBlocks.Bytes], new byte[DiskBlocks.Bytes] };
        for (var i = 0; i < blocks.Count; i++)
        {
            if (reads.Count == buffers.Length)
                await reads.Dequeue();
            reads.Enqueue(disk.ReadAsync((long)blocks[i] * DiskBlocks.Bytes, buffers[i % buffers.Length]));
        }

        await Task.WhenAll(reads);
    }

    private static async Task WithDisk(string port, string user, string folder, Func<IDiskSource, Task> work)
    {
        var connection = new LinuxConnection
        {
            Hosts = [Address], Port = int.Parse(port, CultureInfo.InvariantCulture), UserName = user,
            KeyFile = Path.Combine(folder, "key"), KnownHosts = Path.Combine(folder, "known_hosts"),
        };
        var machine = new Machine
        {
            Id = "lin/db1", Source = "lin", SourceKind = SourceKind.Linux, Name = "db1", Cores = 1, MemoryMiB = 1024,
        };
        await using var source = ReplicationSources.Open(
            machine, new SourceReading(), connection, new SourceOpening(), $"{Address}:{port}");
        await using var point = await source.TakePointAsync("azmigrate-1-1", quiesce: false);
        var key = (await source.DescribeAsync()).Disks.Single().Key;
        using var disk = await point.OpenDiskAsync(key);
        await work(disk);
    }
}
