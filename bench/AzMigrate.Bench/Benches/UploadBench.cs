using Azure.Storage;
using Azure.Storage.Blobs;
using AzMigrate.Bench.Measuring;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;
using AzMigrate.Replication.Sources.Files;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Bench.Benches;

/// <summary>The first copy of a disk to a page blob, with its journal, beside the same bytes sent plainly.</summary>
internal static class UploadBench
{
    public static void Measure()
    {
        var raw = DiskBench.Raw();
        using var sink = new PageSink();
        var port = $"{sink.Port}";
        Comparison.Print(
            "17. A first cycle of a disk, 1 GiB of data in 2 GiB, to a sink that throws pages away (goal: 90 % of a plain copy, "
            + "0.7 CPU-s a GiB, 8 MiB a stream); count: bytes", 3,
            Subject.Of("ReplicationRun: journal, CRC-32C and CRC-64 of each block", nameof(Replicate), port, raw),
            Subject.Of("floor: HttpClient, the same bytes in blocks of 4 MiB", nameof(PlainPut), port, raw));
    }

    public static void Replicate(string port, string raw)
    {
        using var folder = new ScratchFolder();
        using var project = MigrateProject.Create(Path.Combine(folder.Path, "project"));
        var machine = new Machine { Id = "csv/a", Source = "csv", SourceKind = SourceKind.Csv, Name = "a", Cores = 1, MemoryMiB = 1024 };
        project.Machines.Save([machine]);
        var replication = project.Replications.Add(
            "csv/a", "a",
            new ReplicationSettings { ReplicaKind = ReplicaKind.PageBlob, Disks = [new ReplicatedDiskSettings { Key = "1", Name = "a" }] },
            [new ReplicatedDisk { Key = "1", Name = "a", CapacityBytes = new FileInfo(raw).Length }], ReplicationState.Copying);
        var run = new ReplicationRun(new ReplicationAccess(), new Peers(machine, raw, port));
        Work.Measure(() => run.SyncAsync(replication).GetAwaiter().GetResult().SentBytes);
    }

    public static void PlainPut(string port, string raw)
    {
        using var client = new HttpClient();
        Work.Measure(() => DiskBench.Blocks(raw, (offset, bytes) =>
        {
            using var content = new ByteArrayContent(bytes.ToArray());
            using var request = new HttpRequestMessage(HttpMethod.Put, $"http://127.0.0.1:{port}/account/c/a.vhd?comp=page") { Content = content };
            using var answer = client.Send(request);
            answer.EnsureSuccessStatusCode();
        }));
    }

    private sealed class Peers(Machine machine, string raw, string port) : IReplicationPeers
    {
        public IReplicationSource OpenSource(MigrateReplication replication) => new FilesReplicationSource(machine, [raw]);

        public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation)
        {
            var key = new StorageSharedKeyCredential("account", Convert.ToBase64String(new byte[32]));
            var options = new BlobClientOptions();
            options.Retry.MaxRetries = 0;
            return Task.FromResult<IReplicaStore>(new PageBlobStore(
                new BlobContainerClient(new Uri($"http://127.0.0.1:{port}/account/c"), key, options), TimeSpan.FromSeconds(1)));
        }
    }
}
