using Azure.Storage.Blobs.Models;
using AzMigrate.Migration;
using AzMigrate.Migration.AzureMachines;
using AzMigrate.Peers.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Azure;

/// <summary>From a local disk to a machine in the stand-in of Azure, and away again.</summary>
public sealed class AzureMachineTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    private const string Disks = "Microsoft.Compute/disks";
    private const string Machines = "Microsoft.Compute/virtualMachines";
    private const string Interfaces = "Microsoft.Network/networkInterfaces";

    [StorageFact]
    public async Task A_test_has_the_disks_content_and_leaves_nothing_behind()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Test, cloud.Settings());
        var contents = await cloud.ReplicateAsync(launch);

        Assert.Empty(await target.CheckAsync(launch));
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);

        foreach (var (disk, content) in contents)
            Assert.Equal(content, cloud.Estate.ContentOf(disk + "-test"));
        var machine = await target.GetMachineAsync(launch);
        Assert.Equal(("web01-test", "VM running", true, "Ready"),
            (machine!.Name, machine.State, machine.IsRunning, machine.AgentState));
        Assert.Equal(["10.0.0.4"], machine.Addresses);
        Assert.Null(await target.GetMachineAsync(launch with { Purpose = LaunchPurpose.Cutover }));

        await target.RemoveMachineAsync(launch, null);
        await target.RemoveMachineAsync(launch, null);

        Assert.Null(await target.GetMachineAsync(launch));
        await AssertNothingIsLeftAsync(cloud);
        Assert.Empty(cloud.Server.Rejections);
    }

    [StorageFact]
    public async Task All_that_is_asked_for_is_asked_of_Azure()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var settings = cloud.Settings(disks: 3);
        settings = settings with
        {
            Azure = settings.Azure! with
            {
                Generation = 2, TrustedLaunch = true, Zone = "2", LicenseType = "Windows_Server",
                Tags = new Dictionary<string, string> { ["App"] = "CRM", [AzureTags.Replication] = "somebody else's" },
            },
            Disks = [settings.Disks[1], settings.Disks[0], settings.Disks[2] with { Sku = "UltraSSD_LRS" }],
        };
        var launch = cloud.Launch(LaunchPurpose.Cutover, settings);
        await cloud.ReplicateAsync(launch);

        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);
        await target.RemoveLeftoversAsync(launch);

        var machine = cloud.Estate.Find(Machines, "web01")!;
        Assert.Equal("Standard_D2s_v5", machine["properties"]!["hardwareProfile"]!["vmSize"]!.ToString());
        Assert.Equal("Windows_Server", machine["properties"]!["licenseType"]!.ToString());
        Assert.Equal("true",
            machine["properties"]!["securityProfile"]!["uefiSettings"]!["vTpmEnabled"]!.ToJsonString());
        Assert.EndsWith("/web01-disk0",
            machine["properties"]!["storageProfile"]!["osDisk"]!["managedDisk"]!["id"]!.ToString(),
            StringComparison.Ordinal);
        Assert.Equal([0, 1], machine["properties"]!["storageProfile"]!["dataDisks"]!.AsArray()
            .Select(disk => disk!["lun"]!.GetValue<int>()));
        foreach (var resource in new[] { machine, cloud.Estate.Find(Interfaces, "web01-nic")!,
            cloud.Estate.Find(Disks, "web01-disk2")! })
        {
            Assert.Equal("CRM", resource["tags"]!["App"]!.ToString());
            Assert.Equal("r-1", resource["tags"]!["azmigrate-replication"]!.ToString());
            Assert.Equal("cutover", resource["tags"]!["azmigrate-launch"]!.ToString());
        }
        Assert.Equal("Premium_LRS", cloud.Estate.Find(Disks, "web01-disk2")!["sku"]!["name"]!.ToString());
        Assert.Equal("2", cloud.Estate.Find(Disks, "web01-disk0")!["zones"]![0]!.ToString());
        Assert.Equal(3, (await BlobsAsync(cloud)).Count);
        Assert.Empty(cloud.Server.Rejections);
    }

    [StorageTheory]
    [InlineData(ReplicaKind.PageBlob)]
    [InlineData(ReplicaKind.ManagedDisk)]
    public async Task A_size_with_NVMe_alone_and_disks_of_all_zones_are_asked_for_as_such(ReplicaKind kind)
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var settings = cloud.Settings(disks: 2, kind);
        settings = settings with
        {
            Azure = settings.Azure! with { Generation = 2, VMSize = "Standard_D2as_v6", Zone = "1" },
            Disks = [settings.Disks[0], settings.Disks[1] with { Sku = "Premium_ZRS" }],
        };
        var launch = cloud.Launch(LaunchPurpose.Cutover, settings);
        if (kind == ReplicaKind.PageBlob)
            await cloud.ReplicateAsync(launch);
        else
            await UploadAsync(cloud, launch);

        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);

        var machine = cloud.Estate.Find(Machines, "web01")!;
        Assert.Equal("NVMe", machine["properties"]!["storageProfile"]!["diskControllerType"]!.ToString());
        Assert.Null(cloud.Estate.Find(Disks, "web01-disk1")!["zones"]);
        Assert.Empty(cloud.Server.Rejections);
    }

    private static async Task UploadAsync(Cloud cloud, MachineLaunch launch)
    {
        using var store = new UploadDiskStore(cloud.Azure, launch.Settings);
        foreach (var disk in launch.Disks)
        {
            using var disks = await store.CreateAsync(disk);
            await disks.SealAsync();
        }
    }

    [StorageFact]
    public async Task The_guest_is_prepared_on_the_copy_and_the_replica_stays_as_it_is()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Test, cloud.Settings(disks: 1));
        var content = (await cloud.ReplicateAsync(launch))["web01-disk0"];
        await target.CopyDisksAsync(launch, null);
        var edit = Noise.Bytes(99, 1024);

        using (var disk = await target.OpenDiskAsync(launch, launch.Settings.Disks[0]))
        {
            var sector = new byte[512];
            await disk.Source.ReadAsync(512, sector);
            Assert.Equal(content[512..1024], sector);
            Assert.Equal(content.Length, disk.Source.CapacityBytes);
            Assert.Equal([new(0, 1 << 20), new(2 << 20, 4096)], await disk.Source.AllocatedAsync().ToListAsync());
            await disk.WriteAsync(4096, edit);
        }
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);

        edit.CopyTo(content, 4096);
        Assert.Equal(content, cloud.Estate.ContentOf("web01-disk0-test"));
        Assert.NotEqual(edit, (await BlobStorage.ContentAsync(cloud.Container, "web01-disk0.vhd"))[4096..5120]);
    }

    [StorageFact]
    public async Task What_was_made_of_an_earlier_state_is_made_again()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);
        var contents = await cloud.ReplicateAsync(launch, seed: 1);

        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);

        foreach (var (disk, content) in contents)
            Assert.Equal(content, cloud.Estate.ContentOf(disk));
        Assert.Empty(cloud.Server.Rejections);
    }

    [StorageFact]
    public async Task A_region_without_room_is_said_and_the_next_try_goes_on()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        await target.CopyDisksAsync(launch, null);
        cloud.Estate.MachinesWithoutRoom = 1;

        Assert.Equal("Azure.NoCapacity",
            (await Assert.ThrowsAsync<MigrateException>(() => target.CreateMachineAsync(launch, null))).Code);
        await target.CreateMachineAsync(launch, null);

        Assert.True((await target.GetMachineAsync(launch))!.IsRunning);
        await target.RemoveMachineAsync(launch, null);
        await AssertNothingIsLeftAsync(cloud);
    }

    [StorageFact]
    public async Task A_machine_that_was_stopped_meanwhile_is_started()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);
        cloud.Estate.Deallocate("web01");
        Assert.Equal("VM deallocated", (await target.GetMachineAsync(launch))!.State);

        await target.CreateMachineAsync(launch, null);

        Assert.True((await target.GetMachineAsync(launch))!.IsRunning);
    }

    [StorageFact]
    public async Task A_replica_that_is_being_written_is_not_copied()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Test, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        using var store = new PageBlobStore(cloud.Container, TimeSpan.FromMilliseconds(1));
        using var open = await store.OpenAsync(launch.Disks[1]);

        Assert.Equal("Disk.TargetOpen",
            (await Assert.ThrowsAsync<MigrateException>(() => target.CopyDisksAsync(launch, null))).Code);
    }

    [StorageTheory]
    [InlineData(Machines, "web01")]
    [InlineData(Interfaces, "web01-nic")]
    [InlineData(Disks, "web01-disk1")]
    public async Task A_name_of_somebody_else_is_said_before_and_nothing_of_theirs_is_touched(string type, string name)
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        cloud.Estate.AddForeign(type, name);

        Assert.Equal("Azure.NameTaken", Assert.Single(await target.CheckAsync(launch)).Code);
        await target.CopyDisksAsync(launch, null);
        Assert.Equal("Azure.NameTaken",
            (await Assert.ThrowsAsync<MigrateException>(() => target.CreateMachineAsync(launch, null))).Code);
        await target.RemoveMachineAsync(launch, null);

        Assert.NotNull(cloud.Estate.Find(type, name));
        Assert.Single(cloud.Estate.Names(Machines).Concat(cloud.Estate.Names(Interfaces))
            .Concat(cloud.Estate.Names(Disks)));
    }

    [StorageTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Busy_slow_and_dropped_answers_change_nothing_but_the_time(int seed)
    {
        await using var cloud = await Cloud.StartAsync(storage, new ArmFaults(seed, 0.25, 6));
        var chance = new Random(seed);
        await using var target = new AzureMachineTarget(cloud.Breaking(request =>
        {
            lock (chance)
                return request.Uri.Port != cloud.BlobEndpoint.Port || chance.Next(4) > 0 ? Fault.None
                    : (Fault)chance.Next(1, 5);
        }));
        var launch = cloud.Launch(LaunchPurpose.Test, cloud.Settings());
        var contents = await cloud.ReplicateAsync(launch);

        Assert.Empty(await target.CheckAsync(launch));
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);
        foreach (var (disk, content) in contents)
            Assert.Equal(content, cloud.Estate.ContentOf(disk + "-test"));
        Assert.True((await target.GetMachineAsync(launch))!.IsRunning);
        await target.RemoveMachineAsync(launch, null);

        await AssertNothingIsLeftAsync(cloud);
        Assert.Empty(cloud.Server.Rejections);
    }

    [StorageTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Runs_that_break_off_anywhere_go_on_and_leave_nothing_behind(int seed)
    {
        await using var cloud = await Cloud.StartAsync(storage, new ArmFaults(seed, 0, 4));
        var chance = new Random(seed);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        var contents = await cloud.ReplicateAsync(launch);

        var breaks = await UntilDoneAsync(async target =>
        {
            await target.CopyDisksAsync(launch, null);
            await target.CreateMachineAsync(launch, null);
        });
        foreach (var (disk, content) in contents)
            Assert.Equal(content, cloud.Estate.ContentOf(disk));
        breaks += await UntilDoneAsync(target => target.RemoveMachineAsync(launch, null));

        Assert.True(breaks > 3);
        await AssertNothingIsLeftAsync(cloud);
        Assert.Empty(cloud.Server.Rejections);

        // A run ends after some requests, the last one sent or not; the next begins with nothing but what is in Azure.
        async Task<int> UntilDoneAsync(Func<AzureMachineTarget, Task> run)
        {
            for (var tries = 0; ; tries++)
            {
                var left = chance.Next(2, 12 + tries);
                await using var target = new AzureMachineTarget(cloud.Breaking(_ =>
                    Interlocked.Decrement(ref left) > 0 ? Fault.None : left == 0 && chance.Next(2) == 0
                    ? Fault.DiesAfter : Fault.Dies));
                try
                {
                    await run(target);
                    return tries;
                }
                catch (DeadException)
                {
                }
            }
        }
    }

    private static async Task<List<string>> BlobsAsync(Cloud cloud) =>
        [.. (await cloud.Container.GetBlobsAsync(BlobTraits.None, BlobStates.Snapshots, null, default).ToListAsync())
            .Select(blob => blob.Name + blob.Snapshot)];

    private static async Task AssertNothingIsLeftAsync(Cloud cloud)
    {
        Assert.Empty(cloud.Estate.Names(Machines).Concat(cloud.Estate.Names(Interfaces))
            .Concat(cloud.Estate.Names(Disks)));
        Assert.Equal(["web01-disk0.vhd", "web01-disk1.vhd"], await BlobsAsync(cloud));
    }
}
