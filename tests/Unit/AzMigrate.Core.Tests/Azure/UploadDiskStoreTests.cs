using AzMigrate.Migration;
using AzMigrate.Migration.AzureMachines;
using AzMigrate.Peers.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Azure;

/// <summary>Disks that are uploaded in one pass.</summary>
public sealed class UploadDiskStoreTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    private const int MiB = 1 << 20;

    private static FakeSource Source() => new(21 * MiB + 700, new DiskExtent(4096, MiB), new DiskExtent(21 * MiB, 700));

    [StorageTheory]
    [InlineData(0)]
    [InlineData(0.25)]
    public async Task An_upload_becomes_a_machines_disk(double faults)
    {
        await using var cloud = await Cloud.StartAsync(storage, new ArmFaults(5, faults, 4));
        var settings = cloud.Settings(disks: 1, ReplicaKind.ManagedDisk);
        using var store = new UploadDiskStore(cloud.Azure, settings);
        await using var target = new AzureMachineTarget(cloud.Azure);
        using var source = Source();
        var launch = cloud.Launch(LaunchPurpose.Cutover, settings, source.CapacityBytes);

        using (var disk = await store.CreateAsync(launch.Disks[0]))
        {
            Assert.True(disk.IsBlank);
            await DiskCopy.RunAsync(source, disk);
            await disk.SealAsync();
        }
        Assert.Empty(await target.CheckAsync(launch));
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);

        Assert.Equal([.. source.Bytes, .. new byte[MiB - 700]], cloud.Estate.ContentOf("web01-disk0")!);
        Assert.True((await target.GetMachineAsync(launch))!.IsRunning);
        await target.RemoveMachineAsync(launch, null);
        Assert.Equal(["web01-disk0"], cloud.Estate.Names("Microsoft.Compute/disks"));
        await store.RemoveAsync(launch.Disks[0]);
        Assert.Empty(cloud.Estate.Names("Microsoft.Compute/disks"));
        Assert.Empty(cloud.Server.Rejections);
    }

    [StorageFact]
    public async Task An_upload_that_broke_off_is_gone_on_with_and_one_that_was_ended_is_not()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var disk = new ReplicaDisk("r-1", "2000", "web01-disk0", 21 * MiB + 700);
        using var store = new UploadDiskStore(cloud.Azure, cloud.Settings(kind: ReplicaKind.ManagedDisk));
        using var source = Source();
        using (var broken = await store.CreateAsync(disk))
            await broken.WriteAsync(4096, source.Bytes.AsMemory(4096, MiB));

        using (var again = await store.OpenAsync(disk))
        {
            Assert.False(again.IsBlank);
            await again.WriteAsync(21 * MiB, source.Bytes.AsMemory(21 * MiB));
            await again.SealAsync();
        }

        Assert.Equal(source.Bytes, cloud.Estate.ContentOf("web01-disk0")![..source.Bytes.Length]);
        Assert.Equal("Disk.TargetGone", (await Assert.ThrowsAsync<MigrateException>(() => store.OpenAsync(disk))).Code);
        Assert.Equal("Disk.TargetGone",
            (await Assert.ThrowsAsync<MigrateException>(() => store.OpenAsync(disk with { Name = "other" }))).Code);
        using var anew = await store.CreateAsync(disk);
        Assert.True(anew.IsBlank);
    }

    [StorageFact]
    public async Task What_a_broken_write_left_becomes_zeros_without_a_clear()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var azure = cloud.Breaking(request => request.Headers.TryGetValue("x-ms-page-write", out var how)
            && how == "clear" ? Fault.UnsupportedHeader : Fault.None);
        var disk = new ReplicaDisk("r-1", "2000", "web01-disk0", 20 * MiB);
        using var store = new UploadDiskStore(azure, cloud.Settings(kind: ReplicaKind.ManagedDisk));
        var content = Noise.Bytes(1, 20 * MiB);
        using (var broken = await store.CreateAsync(disk))
            await broken.WriteAsync(0, content);

        using (var again = await store.OpenAsync(disk))
        {
            await again.ClearAsync(new DiskExtent(MiB, 9 * MiB + 512));
            await again.SealAsync();
        }

        content.AsSpan(MiB, 9 * MiB + 512).Clear();
        Assert.Equal(content, cloud.Estate.ContentOf("web01-disk0")!);
    }

    [StorageFact]
    public async Task A_permission_is_renewed_before_it_ends()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var clock = new FakeClock();
        using var store = new UploadDiskStore(cloud.Azure, cloud.Settings(kind: ReplicaKind.ManagedDisk), clock: clock);
        using var target = await store.CreateAsync(new ReplicaDisk("r-1", "2000", "web01-disk0", 20 * MiB));
        await target.WriteAsync(0, Noise.Bytes(1, 512));
        clock.Advance(TimeSpan.FromHours(23.9));
        await target.WriteAsync(512, Noise.Bytes(2, 512));
        await target.SealAsync();

        Assert.Equal(2, cloud.Server.Requests.Count(
            request => request.EndsWith("beginGetAccess", StringComparison.Ordinal)));
        Assert.Equal([.. Noise.Bytes(1, 512), .. Noise.Bytes(2, 512)], cloud.Estate.ContentOf("web01-disk0")![..1024]);
    }

    [StorageFact]
    public async Task An_upload_that_takes_no_CRC_64_gets_an_MD5_from_then_on()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var sums = new List<string>();
        var azure = cloud.Breaking(request =>
        {
            if (!request.Headers.TryGetValue("x-ms-page-write", out _))
                return Fault.None;
            sums.Add(request.Headers.Contains("x-ms-content-crc64") ? "CRC-64"
                : request.Headers.Contains("Content-MD5") ? "MD5" : "");
            return sums[^1] == "CRC-64" ? Fault.UnsupportedHeader : Fault.None;
        });
        using var store = new UploadDiskStore(azure, cloud.Settings(kind: ReplicaKind.ManagedDisk));
        using var target = await store.CreateAsync(new ReplicaDisk("r-1", "2000", "web01-disk0", 20 * MiB));

        await target.WriteAsync(0, Noise.Bytes(1, 512));
        await target.WriteAsync(512, Noise.Bytes(2, 512));
        await target.SealAsync();

        Assert.Equal(["CRC-64", "MD5", "MD5", "MD5"], sums);
        Assert.Equal([.. Noise.Bytes(1, 512), .. Noise.Bytes(2, 512)], cloud.Estate.ContentOf("web01-disk0")![..1024]);
    }

    [StorageFact]
    public async Task A_test_of_uploads_and_a_disk_of_somebody_else_are_refused()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var settings = cloud.Settings(disks: 1, ReplicaKind.ManagedDisk);
        var launch = cloud.Launch(LaunchPurpose.Test, settings);
        Assert.Contains(
            await new AzureMachineTarget(cloud.Azure).CheckAsync(launch),
            problem => problem.Code == "Azure.TestNotSupported");
        cloud.Estate.AddForeign("Microsoft.Compute/disks", "web01-disk0");
        using var store = new UploadDiskStore(cloud.Azure, settings);
        Assert.Equal("Disk.TargetExists",
            (await Assert.ThrowsAsync<MigrateException>(() => store.CreateAsync(launch.Disks[0]))).Code);
        await store.RemoveAsync(launch.Disks[0]);
        Assert.NotNull(cloud.Estate.Find("Microsoft.Compute/disks", "web01-disk0"));
    }
}
