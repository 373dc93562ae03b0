using Azure.Storage;
using Azure.Storage.Blobs;
using AzMigrate.Bench.Measuring;
using AzMigrate.Inventory;
using AzMigrate.Peers;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;
using AzMigrate.Replication.Sources.Files;
using AzMigrate.Replication.Targets;
using Microsoft.Win32.SafeHandles;

namespace AzMigrate.Bench.Benches;

/// <summary>The first copy of disks to page blobs, with their journal, beside the same bytes sent plainly.</summary>
internal static class UploadBench
{
    public static void Measure()
    {
        var raw = DiskBench.Raw();
        using var sink = new PageSink().Start();
        var port = $"{sink.Port}";
        Comparison.Print(
            "17. A first cycle of a disk, 1 GiB of data in 2 GiB, to a sink that throws pages away (goal: 90 % of a plain copy, "
            + "0.7 CPU-s a GiB, 8 MiB a stream); each a second time in its process, but where it is said; count: bytes", 5,
            Subject.Of("ReplicationRun: journal, CRC-32C and CRC-64 of each block", nameof(Replicate), port, raw,
                "1", "2"),
            Subject.Of("floor: HttpClient, blocks of 4 MiB read and sent, two at once", nameof(PlainPut), port, raw,
                "2", "2"),
            Subject.Of("floor: the same, one after another", nameof(PlainPut), port, raw, "1", "2"),
            Subject.Of("ReplicationRun, the first time in a process", nameof(Replicate), port, raw, "1", "1"),
            Subject.Of("floor: two at once, the first time", nameof(PlainPut), port, raw, "2", "1"));
        Comparison.Print(
            "17b. The same of several disks of a machine at once, 1 GiB of data each, the second time; count: bytes", 3,
            Subject.Of("ReplicationRun: two disks", nameof(Replicate), port, raw, "2", "2"),
            Subject.Of("ReplicationRun: four disks", nameof(Replicate), port, raw, "4", "2"));
        using var azurite = Azurite.Start();
        Comparison.Print(
            "17c. The same of one disk to Azurite, the emulator, whose own time is not counted; count: bytes", 1,
            Subject.Of("ReplicationRun", nameof(ReplicateTo), azurite.BlobEndpoint.AbsoluteUri, Azurite.Key, raw));
    }

    public static void Replicate(string port, string raw, int disks, int times) => Last(times, measure =>
        Replicate(PageSink.Account(port), PageSink.Key, raw, disks, new ReplicationAccess(), measure));

    public static void ReplicateTo(string account, string key, string raw) =>
        Replicate(new Uri(account), key, raw, 1, new ReplicationAccess(), Work.Measure);

    /// <summary>The first copy of disks to page blobs of an account.</summary>
    public static void Replicate(
        Uri account, string key, string raw, int disks, ReplicationAccess access, Action<Func<long>> measure)
    {
        using var folder = new ScratchFolder();
        using var project = MigrateProject.Create(Path.Combine(folder.Path, "project"));
        var machine = new Machine { Id = "csv/a", Source = "csv", SourceKind = SourceKind.Csv, Name = "a", Cores = 1,
            MemoryMiB = 1024 };
        project.Machines.Save([machine]);
        var images = Enumerable.Range(0, disks).Select(i => Path.Combine(folder.Path, $"disk{i}.raw")).ToList();
        images.ForEach(image => File.CreateSymbolicLink(image, raw));
        var replication = project.Replications.Add(
            "csv/a", "a",
            new ReplicationSettings
            {
                ReplicaKind = ReplicaKind.PageBlob,
                Disks = [.. images.Select((_, i) => new ReplicatedDiskSettings { Key = $"{i + 1}", Name = $"a{i}" })],
            },
            [.. images.Select((_, i) =>
                new ReplicatedDisk { Key = $"{i + 1}", Name = $"a{i}", CapacityBytes = new FileInfo(raw).Length })],
            ReplicationState.Copying);
        var run = new ReplicationRun(access, new Peers(machine, images, account, key));
        measure(() => run.SyncAsync(replication).GetAwaiter().GetResult().SentBytes);
    }

    /// <summary>The least that sending takes: each lane has a buffer, reads a block into it and sends it.</summary>
    public static void PlainPut(string port, string raw, int lanes, int times) => Last(times, measure =>
    {
        using var client = new HttpClient();
        using var file = File.OpenHandle(raw);
        measure(() =>
        {
            var blocks = new Queue<long>(DiskBench.DataBlocks());
            var sending = Enumerable.Range(0, lanes).Select(_ => Task.Run(() => SendAsync(client, port, file, blocks)));
            return Task.WhenAll(sending.ToList()).GetAwaiter().GetResult().Sum();
        });
    });

    // All times before the last one warm the process.
    private static void Last(int times, Action<Action<Func<long>>> run)
    {
        for (var i = 1; i < times; i++)
            run(work => work());
        run(Work.Measure);
    }

    private static async Task<long> SendAsync(
        HttpClient client, string port, SafeFileHandle file, Queue<long> blocks)
    {
        var buffer = new byte[DiskBench.BlockBytes];
        long total = 0;
        while (true)
        {
            long offset;
            lock (blocks)
            {
                if (!blocks.TryDequeue(out offset))
                    return total;
            }
            var count = RandomAccess.Read(file, buffer, offset);
            using var content = new ByteArrayContent(buffer, 0, count);
            using var answer = await client.PutAsync($"{PageSink.Account(port)}/copies/a.vhd?comp=page", content);
            answer.EnsureSuccessStatusCode();
            total += count;
        }
    }

    private sealed class Peers(Machine machine, IReadOnlyList<string> images, Uri account, string key)
        : IReplicationPeers
    {
        public IReplicationSource OpenSource(MigrateReplication replication) =>
            new FilesReplicationSource(machine, images);

        public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation)
        {
            var options = new BlobClientOptions();
            options.Retry.MaxRetries = 0;
            var container = new BlobContainerClient(
                new Uri(account.AbsoluteUri + "/copies"), new StorageSharedKeyCredential(account.Segments[^1], key),
                options);
            return Task.FromResult<IReplicaStore>(new PageBlobStore(container, TimeSpan.FromSeconds(1)));
        }
    }
}
