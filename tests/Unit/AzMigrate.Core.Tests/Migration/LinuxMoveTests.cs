using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Sources.Linux;

namespace AzMigrate.Tests.Migration;

/// <summary>
/// A running Linux server is copied ahead and moved from a rescue system: real mounts, writes while it is read, another
/// address, host key and order of the disks afterwards. Into a folder, since the way to Azure is the same for all
/// sources.
/// </summary>
public sealed class LinuxMoveTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly TestFolder _folder = new();
    private readonly ImageFolder _disks = new();
    private readonly List<MigrateProblem> _warnings = [];
    private readonly MigrateProject _project;

    public LinuxMoveTests() => _project = MigrateProject.Create(Path.Combine(_folder.Path, "project"));

    private MigrationRun Run => new(new ReplicationAccess { Warn = Warn });

    private MigrateReplication Now => _project.Replications.Get().Single();

    public void Dispose()
    {
        _project.Dispose();
        _disks.Dispose();
        _folder.Dispose();
    }

    [SshdFact]
    public async Task A_running_server_is_copied_ahead_and_moved_from_a_rescue_system()
    {
        var (system, data) = (_disks.Raw("system.img", 48 * MiB), _disks.Raw("data.img", 40 * MiB, (0, 40 * MiB)));
        using (var server = new LinuxServer("127.0.9.10"))
        {
            server.Attach(data, "WD-2");
            var place = server.Mount(server.Attach(system, "WD-1", "0a1b2c3d-root"));
            File.WriteAllBytes(Path.Combine(place, "file"), Noise.Bytes(1, 12 * MiB));
            var plan = await PlanAsync(server);
            Assert.Equal("Replication.DiskInUse", Assert.Single(plan.Problems).Code);
            Assert.True(plan.CanStart);
            Assert.All(plan.Disks, disk => Assert.False(disk.TellsChanges));

            // The server goes on writing while it is read.
            ReplicationPlanner.Start(plan);
            using var stop = new CancellationTokenSource();
            var writer = Task.Run(() => WriteOnAsync(place, stop.Token));
            for (var cycle = 1; cycle <= 2; cycle++)
            {
                _warnings.Clear();
                var copied = await Run.Replication.SyncAsync(Now);
                Assert.Equal((ReplicationState.Ready, cycle, false),
                    (copied.State, copied.Cycle, copied.IsCrashConsistent));
                Assert.Single(copied.Disks, disk => disk.InUse is not null);
                Assert.Contains(_warnings, warning => warning.Code == "Replication.ReadInUse");
            }

            Assert.Equal(DiskCopyKind.Resync, Now.Disks[0].Kind);
            Assert.InRange(Now.SentBytes, 4 * MiB, 40 * MiB);
            foreach (var launch in new Func<Task>[] { () => Run.StartTestAsync(Now), () => Run.StartCutoverAsync(Now) })
            {
                Assert.Equal("Migration.DiskInUse", (await Assert.ThrowsAsync<MigrateException>(launch)).Code);
                Assert.Equal((ReplicationState.Ready, null), (Now.State, Now.Launch));
                Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.Path, "copies", "azmigrate-" + Now.Id)));
            }

            stop.Cancel();
            await writer;
        }

        using var rescue = new LinuxServer("127.0.9.11");
        var other = rescue.Attach(_disks.Raw("other.img", 48 * MiB, (0, MiB)), "WD-9", "99999999-root");
        rescue.Attach(data, "WD-2");
        var source = _project.Sources.Find("lin")!;
        _project.Sources.Save(new SourceSettings { Name = source.Name, Connection = rescue.Connection() });

        // Its first disk is not found: the other one of its size is not taken for it.
        Assert.Equal("Replication.DiskGone",
            (await Assert.ThrowsAsync<MigrateException>(() => Run.StartCutoverAsync(Now))).Code);
        await Run.UndoAsync(Now);
        rescue.Attach(system, "WD-1", "0a1b2c3d-root");
        var copies = Path.Combine(_folder.Path, "copies");

        // Broken off in its last cycle, it goes on.
        using (var broken = new CancellationTokenSource())
        {
            var progress = new Reported(report =>
            {
                if (report.Done > 8)
                    broken.Cancel();
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Run.StartCutoverAsync(Now, null, progress, broken.Token));
        }

        Assert.Equal(ReplicationState.CuttingOver, Now.State);
        var moved = await Run.StartCutoverAsync(Now);
        Assert.Equal((ReplicationState.CutOver, true), (moved.State, moved.IsCrashConsistent));
        foreach (var (disk, image) in new[] { ("db1-osdisk", system), ("db1-datadisk00", data) }
            .Select(pair => (moved.Disks.Single(each =>
            each.Key.Contains(pair.Item2 == system ? "WD-1" : "WD-2", StringComparison.Ordinal)).Name, pair.Item2)))
        {
            var expected = File.ReadAllBytes(image);
            var made = File.ReadAllBytes(Path.Combine(moved.Launch!.MachineId!, disk + ".vhd"));
            Assert.True(expected.AsSpan().SequenceEqual(made.AsSpan(0, expected.Length)), $"{disk} differs.");
        }

        await Run.CompleteAsync(moved);
        Assert.Empty(Directory.GetFiles(Path.Combine(copies, "azmigrate-" + moved.Id)));
        Assert.True(File.Exists(other));
        Assert.All(_project.Events.Get(), entry => Assert.True(entry.IsIntact));
    }

    private async Task<MigrateReplicationPlan> PlanAsync(LinuxServer server)
    {
        var source = _project.Sources.Save(
            new SourceSettings { Name = "lin", Connection = server.Connection() }).Source;
        await using (var live = _project.Sources.Open(source, null))
            await new DiscoveryRun(source, live).RunAsync();
        return await new ReplicationPlanner(new ReplicationAccess { Warn = Warn }).PlanAsync(new ReplicationRequest
        {
            Project = _project,
            MachineId = Assert.Single(_project.Machines.Get(MachineQuery.All)).Id,
            ReplicaKind = ReplicaKind.Folder,
            Folder = Path.Combine(_folder.Path, "copies"),
            VMName = "db1",
        });
    }

    private void Warn(MigrateProblem problem)
    {
        lock (_warnings)
            _warnings.Add(problem);
    }

    private static async Task WriteOnAsync(string place, CancellationToken stop)
    {
        for (var seed = 2; !stop.IsCancellationRequested; seed++)
        {
            using (var file = new FileStream(Path.Combine(place, "file"), FileMode.Open, FileAccess.Write))
            {
                file.Position = seed % 12 * MiB;
                file.Write(Noise.Bytes(seed, 64 << 10));
                file.Flush(flushToDisk: true);
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private sealed class Reported(Action<MigrateProgress> report) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => report(value);
    }
}
