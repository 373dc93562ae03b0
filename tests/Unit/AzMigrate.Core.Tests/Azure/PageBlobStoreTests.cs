using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Azure;

public sealed class PageBlobStoreTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    private const int MiB = 1 << 20;
    private static readonly ReplicaDisk Disk = new("r-1", "2000 ä", "web01-disk0", 6 * MiB + 700);

    private static FakeSource Source() =>
        new((int)Disk.CapacityBytes, new DiskExtent(4096, MiB), new DiskExtent(5 * MiB, MiB + 700));

    [StorageFact]
    public async Task A_copy_is_a_fixed_VHD_that_QEMU_finds_the_same()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using var source = Source();
        using var folder = new ImageFolder();
        using (var target = await store.CreateAsync(Disk))
        {
            Assert.True(target.IsBlank);
            Assert.Equal(7 * MiB, target.CapacityBytes);
            await DiskCopy.RunAsync(source, target);
            await target.SealAsync();
        }

        var vhd = await BlobStorage.ContentAsync(container, "web01-disk0.vhd");
        Assert.Equal(7 * MiB + 512, vhd.Length);
        Assert.Equal([.. source.Bytes, .. new byte[MiB - 700]], vhd[..(7 * MiB)]);
        if (DiskPeers.AreThere)
        {
            DiskPeers.AssertSame(folder.Write("copy.vhd", vhd), "vpc",
                folder.Write("source.raw", [.. source.Bytes, .. new byte[MiB - 700]]), "raw");
        }
    }

    [StorageFact]
    public async Task A_delta_is_written_on_and_while_it_is_the_blob_is_no_disk()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using var source = Source();
        using (var target = await store.CreateAsync(Disk))
        {
            await DiskCopy.RunAsync(source, target);
            await target.SealAsync();
        }
        Noise.Bytes(7, 9000).CopyTo(source.Bytes, 3 * MiB);
        Array.Clear(source.Bytes, 5 * MiB, 64 << 10);
        using var changed = new FakeSource(
            (int)Disk.CapacityBytes) { Changed = [new(3 * MiB, 9216), new(5 * MiB, 64 << 10)] };
        source.Bytes.CopyTo(changed.Bytes, 0);

        using (var again = await store.OpenAsync(Disk))
        {
            Assert.False(again.IsBlank);
            var open = await BlobStorage.ContentAsync(container, "web01-disk0.vhd");
            Assert.All(open[(7 * MiB)..], value => Assert.Equal(0, value));
            await DiskCopy.RunAsync(changed, again, new DiskCopyOptions { Since = "mark" });
            await again.SealAsync();
        }

        var vhd = await BlobStorage.ContentAsync(container, "web01-disk0.vhd");
        Assert.Equal(source.Bytes, vhd[..source.Bytes.Length]);
        Assert.Equal("conectix"u8.ToArray(), vhd[(7 * MiB)..(7 * MiB + 8)]);
    }

    [StorageFact]
    public async Task Making_a_copy_again_makes_it_blank()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using var source = Source();
        using (var target = await store.CreateAsync(Disk))
            await DiskCopy.RunAsync(source, target);

        using (var target = await store.CreateAsync(Disk with { CapacityBytes = MiB }))
            Assert.True(target.IsBlank);

        Assert.All(await BlobStorage.ContentAsync(container, "web01-disk0.vhd"), value => Assert.Equal(0, value));
    }

    [StorageFact]
    public async Task What_is_not_of_the_replication_is_not_touched()
    {
        var container = storage.Container();
        await container.CreateAsync();
        var foreign = container.GetPageBlobClient("web01-disk0.vhd");
        await foreign.CreateAsync(1024);
        using var store = BlobStorage.Store(container);

        Assert.Equal("Disk.TargetExists",
            (await Assert.ThrowsAsync<MigrateException>(() => store.CreateAsync(Disk))).Code);
        Assert.Equal("Disk.TargetExists",
            (await Assert.ThrowsAsync<MigrateException>(() => store.OpenAsync(Disk))).Code);
        await store.RemoveAsync(Disk);
        Assert.True(await foreign.ExistsAsync());
        Assert.Equal("Disk.TargetGone",
            (await Assert.ThrowsAsync<MigrateException>(() => store.OpenAsync(Disk with { Name = "web02" }))).Code);
    }

    [StorageFact]
    public async Task Removal_takes_snapshots_along_and_may_be_done_twice()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using (await store.CreateAsync(Disk))
        {
        }
        await container.GetPageBlobClient("web01-disk0.vhd").CreateSnapshotAsync();

        await store.RemoveAsync(Disk);
        await store.RemoveAsync(Disk);

        Assert.Empty(await container.GetBlobsAsync(BlobTraits.None, BlobStates.Snapshots, null, default).ToListAsync());
    }

    [StorageFact]
    public async Task Disks_larger_than_a_page_blob_are_refused_before_anything_is_sent()
    {
        using var store = BlobStorage.Store(storage.Container());
        var error = await Assert.ThrowsAsync<MigrateException>(
            () => store.CreateAsync(Disk with { CapacityBytes = 8L << 40 }));
        Assert.Equal("Disk.TooLarge", error.Code);
        using var largest = await store.CreateAsync(Disk with { CapacityBytes = PageBlobStore.MaxCapacityBytes });
        Assert.Equal(PageBlobStore.MaxCapacityBytes, largest.CapacityBytes);
    }

    [StorageFact]
    public async Task No_request_has_more_than_4_MiB_and_each_has_its_CRC_64_alone()
    {
        var container = storage.Container();
        var puts = new List<(long Bytes, string Sum)>();
        using var store = BlobStorage.Store(BlobStorage.Again(container, new BlobClientOptions
        {
            Transport = new FaultyTransport(request =>
            {
                if (IsPageWrite(request))
                {
                    request.Content!.TryComputeLength(out var length);
                    Assert.False(request.Headers.Contains("Content-MD5"));
                    puts.Add((length, request.Headers.TryGetValue("x-ms-content-crc64", out var sum) ? sum : ""));
                }
                return Fault.None;
            }),
        }));
        using var target = await store.CreateAsync(Disk with { CapacityBytes = 16 * MiB });
        var data = Noise.Bytes(1, 9 * MiB + 512);

        await target.WriteAsync(512, data, Crc64.Of(data));

        Assert.Equal([4 * MiB, 4 * MiB, MiB + 512], puts.Select(put => put.Bytes));
        Assert.Equal(
            [StorageCrc64(data.AsSpan(0, 4 * MiB)), StorageCrc64(data.AsSpan(4 * MiB, 4 * MiB)),
                StorageCrc64(data.AsSpan(8 * MiB))],
            puts.Select(put => put.Sum));
        Assert.Equal(data, (await BlobStorage.ContentAsync(container, "web01-disk0.vhd"))[512..(512 + data.Length)]);
    }

    [StorageFact]
    public async Task Bytes_that_are_damaged_on_the_way_are_refused_and_sent_again()
    {
        var container = storage.Container();
        var writes = 0;
        var limits = new ConcurrentQueue<StorageLimit>();
        using var store = BlobStorage.Store(BlobStorage.Again(container, new BlobClientOptions
        {
            Transport = new FaultyTransport(request =>
                IsPageWrite(request) && Interlocked.Increment(ref writes) is 1 or 3 ? Fault.Damaged : Fault.None),
        }), onLimit: limits.Enqueue);
        using var target = await store.CreateAsync(Disk);
        var data = Noise.Bytes(1, 5 * MiB);

        await target.WriteAsync(0, data);

        Assert.Equal(4, writes);
        Assert.Equal(["Crc64Mismatch", "Crc64Mismatch"], limits.Select(limit => limit.Reason));
        Assert.Equal(data, (await BlobStorage.ContentAsync(container, "web01-disk0.vhd"))[..data.Length]);
    }

    [StorageFact]
    public async Task Bytes_that_the_service_took_otherwise_are_sent_again()
    {
        var container = storage.Container();
        var writes = 0;
        using var store = BlobStorage.Store(BlobStorage.Again(container, new BlobClientOptions
        {
            Transport = new FaultyTransport(request =>
                IsPageWrite(request) && Interlocked.Increment(ref writes) == 1 ? Fault.TakenOtherwise : Fault.None),
        }));
        using var target = await store.CreateAsync(Disk);
        var data = Noise.Bytes(1, MiB);

        await target.WriteAsync(0, data);

        Assert.Equal(2, writes);
        Assert.Equal(data, (await BlobStorage.ContentAsync(container, "web01-disk0.vhd"))[..data.Length]);
    }

    [StorageFact]
    public async Task Bytes_that_are_damaged_after_their_sum_was_made_are_never_taken()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using var target = await store.CreateAsync(Disk);
        var data = Noise.Bytes(1, MiB);
        var sum = Crc64.Of(data);
        data[MiB / 2] ^= 0x10;

        var error = await Assert.ThrowsAsync<MigrateException>(() => target.WriteAsync(0, data, sum).AsTask());

        Assert.Equal("Azure.DataDamaged", error.Code);
        Assert.All(await BlobStorage.ContentAsync(container, "web01-disk0.vhd"), value => Assert.Equal(0, value));
    }

    [StorageFact]
    public async Task A_way_that_damages_all_is_an_error_that_says_so()
    {
        using var store = BlobStorage.Store(BlobStorage.Again(storage.Container(), new BlobClientOptions
        {
            Transport = new FaultyTransport(request => IsPageWrite(request) ? Fault.Damaged : Fault.None),
        }));
        using var target = await store.CreateAsync(Disk);

        var error = await Assert.ThrowsAsync<MigrateException>(
            () => target.WriteAsync(0, Noise.Bytes(1, 512)).AsTask());

        Assert.Equal("Azure.DataDamaged", error.Code);
    }

    [StorageTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Faults_of_the_service_and_the_network_change_nothing_but_the_time(int seed)
    {
        var container = storage.Container();
        var chance = new Random(seed);
        var limits = new ConcurrentQueue<StorageLimit>();
        using var store = BlobStorage.Store(BlobStorage.Again(container, new BlobClientOptions
        {
            Transport = new FaultyTransport(_ => chance.Next(3) > 0 ? Fault.None : (Fault)chance.Next(1, 5)),
        }), onLimit: limits.Enqueue);
        using var source = new FakeSource(24 * MiB, new DiskExtent(0, 3 * MiB), new DiskExtent(9 * MiB, 12 * MiB));

        for (var cycle = 0; cycle < 3; cycle++)
        {
            using var target = cycle == 0 ? await store.CreateAsync(Disk with { CapacityBytes = 24 * MiB })
                : await store.OpenAsync(Disk with { CapacityBytes = 24 * MiB });
            await DiskCopy.RunAsync(source, target);
            await target.SealAsync();
            Assert.Equal(source.Bytes, (await BlobStorage.ContentAsync(container, "web01-disk0.vhd"))[..(24 * MiB)]);
        }
        Assert.Contains(limits,
            limit => limit.Reason is "ServerBusy" or "OperationTimedOut" && limit.Pause > TimeSpan.Zero);
        await store.RemoveAsync(Disk);
        Assert.Empty(await container.GetBlobsAsync().ToListAsync());
    }

    [StorageFact]
    public async Task A_service_that_stays_away_is_an_error_that_says_so()
    {
        using var store = BlobStorage.Store(BlobStorage.Again(storage.Container(), new BlobClientOptions
        {
            Transport = new FaultyTransport(_ => Fault.ServerBusy),
        }));
        var error = await Assert.ThrowsAsync<MigrateException>(() => store.CreateAsync(Disk));
        Assert.Equal("Azure.Unavailable", error.Code);
        Assert.Contains("ServerBusy", error.Message, StringComparison.Ordinal);
    }

    private static bool IsPageWrite(Request request) =>
        request.Headers.TryGetValue("x-ms-page-write", out var write) && write == "update";

    // As Azure's own package has it.
    private static string StorageCrc64(ReadOnlySpan<byte> data)
    {
        var crc = StorageCrc64HashAlgorithm.Create();
        crc.Append(data);
        return Convert.ToBase64String(crc.GetCurrentHash());
    }
}
