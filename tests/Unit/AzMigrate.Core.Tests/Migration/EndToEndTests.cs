using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Migration;
using AzMigrate.Peers.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Azure;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Peer;
using AzMigrate.Tests.Replication.Sources.VMware;

namespace AzMigrate.Tests.Migration;

/// <summary>
/// From a VM of a vCenter to a VM in Azure without either: the simulator, the storage emulator, and strict stand-ins
/// for changed areas and for Resource Manager.
/// </summary>
public sealed class EndToEndTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    [StorageFact]
    public async Task A_machine_that_is_off_moves_by_reads_of_its_datastore()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await MoveAsync(machine, new SourceReading(), isOn: false, ArmFaults.None);
    }

    [StorageFact]
    public async Task A_running_machine_moves_by_NBD()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        using var first = NbdServer.Qemu("-r", "-f", "raw", machine.Guest.Disks[0].FlatFile);
        using var second = NbdServer.Nbdkit("-r", "file", machine.Guest.Disks[1].FlatFile);
        await MoveAsync(machine, new SourceReading { Disks = [first.Uri, second.Uri] }, isOn: true, ArmFaults.None);
    }

    [StorageFact]
    public async Task A_running_machine_moves_by_VDDK()
    {
        using var kit = new VddkKit();
        await using var machine = await ReplicatedMachine.StartAsync(new SourceReading { VddkFolder = kit.Lay().Path });
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        kit.Serve(machine, (await machine.Source.DescribeAsync()).Disks.Select(disk => disk.BaseFile!));
        await MoveAsync(machine, new SourceReading { VddkFolder = kit.Path }, isOn: true, ArmFaults.None);
        kit.AssertCallsInPairs();
    }

    [StorageFact]
    public async Task A_running_machine_moves_without_any_other_program_by_export()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        await MoveAsync(machine, new SourceReading(), isOn: true, ArmFaults.None, "Replication.ReadByExport");
    }

    [StorageTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_cloud_that_is_busy_breaks_off_and_loses_answers_changes_nothing_of_the_result(int seed)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await MoveAsync(machine, new SourceReading(), isOn: false, new ArmFaults(seed, 0.25, 5));
    }

    private async Task MoveAsync(
        ReplicatedMachine machine, SourceReading reading, bool isOn, ArmFaults faults, params string[] warnings)
    {
        var random = new Random(faults.Seed);
        using var folder = new TestFolder();
        await using var cloud = await Cloud.StartAsync(storage, faults);
        using var project = MigrateProject.Create(folder.Path);
        project.Sources.Save(new SourceSettings
        {
            Name = "vc",
            Connection = new VMwareConnection { Server = machine.Vcsim.Front.AbsoluteUri,
                CertificateThumbprint = machine.Vcsim.Thumbprint },
        });
        project.Machines.Save([machine.Inventory]);
        var access = new ReplicationAccess
        {
            CredentialOf = _ => new SourceCredential(
                Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword),
            OpenAzure = (_, _) => Task.FromResult(cloud.Azure),
        };
        var settings = cloud.Settings();
        var plan = await new ReplicationPlanner(access).PlanAsync(new ReplicationRequest
        {
            Project = project,
            MachineId = machine.Inventory.Id,
            ReplicaKind = ReplicaKind.PageBlob,
            ResourceGroup = ArmEstate.Group,
            Location = ArmEstate.Location,
            SubnetId = cloud.Estate.SubnetId,
            Container = settings.Azure!.Container,
            VMName = "web01",
            VMSize = "Standard_D2s_v5",
            Reading = reading,
            EstimateBytesPerSecond = 1_000_000,
        });
        Assert.Equal(warnings, plan.Problems.Select(problem => problem.Code));
        Assert.True(plan.FirstCopyTime > TimeSpan.FromSeconds(10));

        // Each step by a run of its own, as by commands of their own.
        var replication = ReplicationPlanner.Start(plan);
        replication = await new MigrationRun(access).Replication.SyncAsync(replication);
        Assert.Equal("Guest.NoSystem", Assert.Single(replication.GuestFindings!).Code);
        for (var i = 0; i < 2; i++)
        {
            await machine.WriteAsync(random, 5);
            replication = await new MigrationRun(access).Replication.SyncAsync(replication);
            Assert.All(replication.Disks, disk => Assert.Equal(DiskCopyKind.Changes, disk.Kind));
        }

        replication = await new MigrationRun(access).StartTestAsync(replication);
        Assert.Equal("VM running", (await new MigrationRun(access).GetMachineAsync(replication))!.State);
        await AssertContentAsync("-test");
        await machine.WriteAsync(random, 5);
        replication = await new MigrationRun(access).Replication.SyncAsync(replication);
        replication = await new MigrationRun(access).StopTestAsync(replication);
        Assert.Equal([], cloud.Estate.Names("virtualMachines"));

        await machine.WriteAsync(random, 5);
        replication = await new MigrationRun(access).StartCutoverAsync(replication);
        Assert.Equal(isOn, replication.Launch!.SourceWasOn);
        Assert.Equal(ReplicationState.CutOver, replication.State);
        await AssertContentAsync("");

        if (faults.Seed == 2)
        {
            replication = await new MigrationRun(access).UndoAsync(replication);
            Assert.Empty(cloud.Estate.Names("virtualMachines"));
            Assert.Empty(cloud.Estate.Names("disks"));
            replication = await new MigrationRun(access).Replication.SyncAsync(replication);
            Assert.All(replication.Disks, disk => Assert.Equal(DiskCopyKind.Resync, disk.Kind));
            await new MigrationRun(access).Replication.StopAsync(replication);
            Assert.Empty(project.Replications.Get());
        }
        else
        {
            replication = await new MigrationRun(access).CompleteAsync(replication);
            Assert.Equal(ReplicationState.Completed, replication.State);
            Assert.Equal(["web01"], cloud.Estate.Names("virtualMachines"));
        }

        Assert.Empty(machine.Snapshots());
        Assert.Empty(await BlobsAsync(cloud));
        Assert.Empty(cloud.Server.Rejections);
        Assert.All(project.Events.Get(), entry => Assert.True(entry.IsIntact));

        async Task AssertContentAsync(string suffix)
        {
            foreach (var disk in replication.Disks)
            {
                var expected = await machine.Guest.ReadAsync(
                    int.Parse(disk.Key, System.Globalization.CultureInfo.InvariantCulture));
                var made = cloud.Estate.ContentOf(disk.Name + suffix)!;
                Assert.True(expected.AsSpan().SequenceEqual(made.AsSpan(0, expected.Length)), $"{disk.Name} differs.");
            }
        }
    }

    private static async Task<List<string>> BlobsAsync(Cloud cloud)
    {
        var names = new List<string>();
        await foreach (var blob in cloud.Container.GetBlobsAsync())
            names.Add(blob.Name);
        return names;
    }
}
