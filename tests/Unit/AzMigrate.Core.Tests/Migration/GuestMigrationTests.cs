using AzMigrate.Guests;
using AzMigrate.Inventory;
using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Migration;

/// <summary>
/// A Windows on a disk is checked before its first copy, and mended on the copy that a machine is made of.
/// </summary>
public sealed class GuestMigrationTests
{
    [GuestPeerFact]
    public async Task Windows_is_mended_on_the_machines_copy_and_nowhere_else()
    {
        using var folder = new ImageFolder();
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\storvsc", "Start", 3)
            .Set(@"ControlSet001\Control\Terminal Server", "fDenyTSConnections", 1);
        var image = windows.Write(folder);
        var before = File.ReadAllBytes(image);
        using var project = MigrateProject.Create(folder.File("project"));
        project.Machines.Save([new Machine
        {
            Id = "csv/app01", Source = "csv", SourceKind = SourceKind.Csv, Name = "app01", Cores = 2, MemoryMiB = 4096,
        }]);
        var access = new ReplicationAccess();
        var plan = await new ReplicationPlanner(access).PlanAsync(new ReplicationRequest
        {
            Project = project, MachineId = "csv/app01", ReplicaKind = ReplicaKind.Folder,
            Folder = folder.File("copies"),
            Reading = new SourceReading { Disks = [image] }, EnableRemoteDesktop = true,
        });
        var run = new MigrationRun(access);
        var replication = await run.Replication.SyncAsync(ReplicationPlanner.Start(plan));
        Assert.NotNull(replication.GuestFindings);
        Assert.Contains(project.Events.Get(),
            entry => entry.Kind == "Guest.Checked" && entry.Message.Contains("Windows", StringComparison.Ordinal));

        var tested = await run.StartTestAsync(replication);

        var edits = project.Events.Get().Where(entry => entry.Kind == "Guest.Edit").Select(entry => entry.Message)
            .ToList();
        Assert.Equal(2, edits.Count);
        Assert.Contains(edits,
            edit => edit.Contains(
                @"ControlSet001\Services\storvsc\Start becomes 0 on the copy, and was 3", StringComparison.Ordinal));
        Assert.Contains(edits, edit => edit.Contains("fDenyTSConnections becomes 0", StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(image));
        var replica = Path.Combine(folder.File("copies"), "azmigrate-" + replication.Id, "app01-osdisk.vhd");
        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(replica).AsSpan(0, before.Length)));
        using var copy = VhdLaunchDisk.Open(Path.Combine(tested.Launch!.MachineId!, "app01-osdisk.vhd"));
        Assert.Empty((await GuestCheck.RunAsync([copy], new GuestQuestions())).Edits);
    }
}
