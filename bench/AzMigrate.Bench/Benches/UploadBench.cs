using Azure.Core.Pipeline;
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
        Comparison.Print(
            "17. A first cycle of a disk, 1 GiB of data in 2 GiB, to a sink that throws pages away (goal: 90 % of a plain copy, "
            + "0.7 CPU-s a GiB, 8 MiB a stream); each the fifth in its process, but where it is said; count: bytes", 5,
            Ours("ReplicationRun: journal, CRC-64 of each block", sink, 1, 5),
            Plain("floor: HttpClient, blocks of 4 MiB read and sent, two at once", sink, 2, 5),
            Plain("floor: the same, one after another", sink, 1, 5),
            Ours("ReplicationRun, the first in a process", sink, 1, 1),
            Plain("floor: two at once, the first in a process", sink, 2, 1));
        Comparison.Print(
            "17b. The same of several disks of a machine at once, 1 GiB of data each, the third; count: bytes", 3,
            Ours("ReplicationRun: two disks", sink, 2, 3), Ours("ReplicationRun: four disks", sink, 4, 3));
        using var tls = new PageSink(isTls: true).Start();
        Comparison.Print(
            "17c. The same of one disk over TLS, as Azure has it, the fifth; count: bytes", 5,
            Ours("ReplicationRun", tls, 1, 5), Plain("floor: HttpClient, two at once", tls, 2, 5),
            Plain("floor: one after another", tls, 1, 5));
        using var azurite = Azurite.Start();
        Comparison.Print(
            "17d. The same of one disk to Azurite, the emulator, whose own time is not counted; count: bytes", 1,
            Of("ReplicationRun, the third in a process", 3), Of("ReplicationRun, the first", 1));

        Subject Of(string name, int times) => Subject.Of(
            name, nameof(Replicate), azurite.BlobEndpoint.AbsoluteUri, Azurite.Key, raw, "1", $"{times}");
        Subject Ours(string name, PageSink to, int disks, int times) =>
            Subject.Of(name, nameof(Replicate), to.Account, PageSink.Key, raw, $"{disks}", $"{times}");
        Subject Plain(string name, PageSink to, int lanes, int times) =>
            Subject.Of(name, nameof(PlainPut), to.Account, raw, $"{lanes}", $"{times}");
    }

    public static void Replicate(string account, string key, string raw, int disks, int times) => Last(times, measure =>
        Replicate(new Uri(account), key, raw, disks, new ReplicationAccess(), measure));

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
    public static void PlainPut(string account, string raw, int lanes, int times) => Last(times, measure =>
    {
        using var client = new HttpClient(Trusting());
        using var file = File.OpenHandle(raw);
        measure(() =>
        {
            var blocks = new Queue<long>(DiskBench.DataBlocks());
            var sending = Enumerable.Range(0, lanes).Select(_ => Task.Run(() => SendAsync(client, account, file, blocks)));
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
        HttpClient client, string account, SafeFileHandle file, Queue<long> blocks)
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
            using var answer = await client.PutAsync($"{account}/copies/a.vhd?comp=page", content);
            answer.EnsureSuccessStatusCode();
            total += count;
        }
    }

    // The sink is on this machine.
    private static HttpClientHandler Trusting() => new()
    {
        ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
    };

    private sealed class Peers(Machine machine, IReadOnlyList<string> images, Uri account, string key)
        : IReplicationPeers
    {
        public IReplicationSource OpenSource(MigrateReplication replication) =>
            new FilesReplicationSource(machine, images);

        public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation)
        {
            var options = new BlobClientOptions();
            options.Retry.MaxRetries = 0;
            if (account.Scheme == Uri.UriSchemeHttps)
                options.Transport = new HttpClientTransport(Trusting());
            var container = new BlobContainerClient(
                new Uri($"{account.AbsoluteUri}/{Guid.NewGuid():N}"), new StorageSharedKeyCredential(account.Segments[^1], key),
                options);
            return Task.FromResult<IReplicaStore>(new PageBlobStore(container, TimeSpan.FromSeconds(1)));
        }
    }
}
