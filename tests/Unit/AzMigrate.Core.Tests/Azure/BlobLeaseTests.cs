using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Azure;

/// <summary>Two writers of one copy.</summary>
public sealed class BlobLeaseTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    private static readonly ReplicaDisk Disk = new("r-1", "0", "db01", 1 << 20);
    private static readonly byte[] Page = Noise.Bytes(1, 512);

    [StorageFact]
    public async Task The_same_machine_goes_on_at_once_after_a_crash()
    {
        var container = storage.Container();
        var clock = new FakeClock();
        using var store = BlobStorage.Store(container, clock);
        using var broken = await store.CreateAsync(Disk);
        await broken.WriteAsync(0, Page);

        using var again = await store.OpenAsync(Disk);
        await again.WriteAsync(512, Page);
        await again.SealAsync();

        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
    }

    [StorageFact]
    public async Task Another_writer_waits_for_the_lease_and_gives_up()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using (await store.CreateAsync(Disk))
        {
        }
        var blob = container.GetPageBlobClient("db01.vhd");
        // Another machine's: this one's was released or has run out.
        await blob.GetBlobLeaseClient(BlobOwner.LeaseId(Disk).ToString()).ReleaseAsync();
        await blob.GetBlobLeaseClient(Guid.NewGuid().ToString()).AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
        var clock = new FakeClock();
        using var second = BlobStorage.Store(container, clock);

        var error = await Assert.ThrowsAsync<MigrateException>(() => second.OpenAsync(Disk));

        Assert.Equal("Disk.TargetBusy", error.Code);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
    }

    [StorageFact]
    public async Task A_lease_that_was_broken_is_taken_again_where_nobody_wrote()
    {
        var container = storage.Container();
        var clock = new FakeClock();
        using var store = BlobStorage.Store(container, clock);
        using var target = await store.CreateAsync(Disk);
        await target.WriteAsync(0, Page);
        var blob = container.GetPageBlobClient("db01.vhd");
        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);

        await target.WriteAsync(512, Page);
        clock.Advance(TimeSpan.FromSeconds(30));
        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await target.WriteAsync(1024, Page);

        Assert.Equal(LeaseState.Leased, (await blob.GetPropertiesAsync()).Value.LeaseState);
    }

    [StorageFact]
    public async Task Two_writers_of_one_copy_take_a_broken_lease_again_once_for_both()
    {
        var container = storage.Container();
        var taken = 0;
        using var store = BlobStorage.Store(BlobStorage.Again(container, new BlobClientOptions
        {
            Transport = new FaultyTransport(request =>
            {
                if (request.Headers.TryGetValue("x-ms-lease-action", out var action) && action == "acquire")
                    taken++;
                return Fault.None;
            }),
        }));
        using var target = await store.CreateAsync(Disk);
        var blob = container.GetPageBlobClient("db01.vhd");
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(target.WriteAsync(0, Page).AsTask(), target.WriteAsync(512, Page).AsTask());
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        }
        await Task.WhenAll(target.WriteAsync(1024, Page).AsTask(), target.WriteAsync(1536, Page).AsTask());

        Assert.Equal(21, taken);
        byte[] four = [.. Page, .. Page, .. Page, .. Page];
        Assert.Equal(four, (await BlobStorage.ContentAsync(container, "db01.vhd"))[..2048]);
    }

    [StorageFact]
    public async Task A_blob_that_somebody_else_wrote_to_meanwhile_is_written_no_more()
    {
        var container = storage.Container();
        using var store = BlobStorage.Store(container);
        using var target = await store.CreateAsync(Disk);
        await target.WriteAsync(0, Page);
        var blob = container.GetPageBlobClient("db01.vhd");
        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        using var stream = new MemoryStream(Page);
        await blob.UploadPagesAsync(stream, 4096);

        var error = await Assert.ThrowsAsync<MigrateException>(async () => await target.WriteAsync(512, Page));

        Assert.Equal("Disk.TargetBusy", error.Code);
    }
}
