using AzMigrate.Inventory;
using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>
/// The job that is killed: cycles, tests, cutovers and undos of one machine, into a folder, on and on. Begun again, it
/// goes on with whatever was broken off.
/// </summary>
internal sealed class ReplicationKillJob : IReplicationPeers, IMigrationPeers
{
    private const string MachineId = "files/web01";
    private readonly string _folder;
    private readonly Random _random;

    private ReplicationKillJob(string folder, int seed)
    {
        (_folder, _random) = (folder, new Random(seed));
        Machine = new FileMachine(Path.Combine(folder, "machine"));
    }

    public FileMachine Machine { get; }

    private string Copies => Path.Combine(_folder, "copies");

    /// <summary>Makes the machine and its project.</summary>
    public static void Prepare(string folder, params int[] capacities)
    {
        var machine = FileMachine.Create(Path.Combine(folder, "machine"), capacities);
        using var project = MigrateProject.Create(Path.Combine(folder, "project"));
        project.Machines.Save([new Machine
        {
            Id = MachineId, Source = "files", SourceKind = SourceKind.VMware, Name = "web01", Cores = 1,
            MemoryMiB = 1024,
        }]);
        project.Replications.Add(
            MachineId, "web01",
            new ReplicationSettings
            {
                ReplicaKind = ReplicaKind.Folder,
                Folder = Path.Combine(folder, "copies"),
                Disks = [.. Enumerable.Range(0, machine.DiskCount).Select(i => new ReplicatedDiskSettings
                {
                    Key = $"{i}", Name = $"web01-disk{i}", IsOperatingSystemDisk = i == 0,
                })],
            },
            [.. capacities.Select(
                (bytes, i) => new ReplicatedDisk { Key = $"{i}", Name = $"web01-disk{i}", CapacityBytes = bytes })],
            ReplicationState.Copying);
    }

    /// <summary>Works until it is killed; tells each step that is done.</summary>
    public static async Task RunAsync(string folder, int seed, Action<string> tell)
    {
        var job = new ReplicationKillJob(folder, seed);
        using var project = MigrateProject.Open(Path.Combine(folder, "project"));
        while (true)
            tell(await job.StepAsync(project.Replications.Get().Single()));
    }

    /// <summary>Ends what was broken off, and leaves the machine replicated and nothing else.</summary>
    public static async Task<(FileMachine Machine, MigrateReplication Replication)> SettleAsync(
        string folder, MigrateProject project)
    {
        var job = new ReplicationKillJob(folder, 0);
        var now = project.Replications.Get().Single();
        while (now.State is not (ReplicationState.Ready or ReplicationState.Copying))
        {
            await (now.State is ReplicationState.StartingTest or ReplicationState.Testing or ReplicationState.StoppingTest
                ? job.Migration.StopTestAsync(now) : job.Migration.UndoAsync(now));
            now = project.Replications.Get().Single();
        }

        // The first one may end a cycle whose point is from before the last writes.
        await job.Migration.Replication.SyncAsync(now);
        await job.Migration.Replication.SyncAsync(now);
        return (job.Machine, project.Replications.Get().Single());
    }

    private MigrationRun Migration => new(new ReplicationRun(new ReplicationAccess(), this), this);

    public IReplicationSource OpenSource(MigrateReplication replication) => Machine;

    public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation) =>
        Task.FromResult<IReplicaStore>(new FolderStore(Copies));

    public Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation) =>
        Task.FromResult<IMachineTarget>(new FolderMachineTarget(Copies));

    private async Task<string> StepAsync(MigrateReplication now)
    {
        if (Machine.IsOn)
            Disturb();
        var done = now.State switch
        {
            ReplicationState.Copying => await Migration.Replication.SyncAsync(now),
            ReplicationState.StartingTest => await Migration.StartTestAsync(now),
            ReplicationState.Testing or ReplicationState.StoppingTest => await Migration.StopTestAsync(now),
            ReplicationState.CuttingOver => await Migration.StartCutoverAsync(now),
            ReplicationState.CutOver or ReplicationState.Undoing => await Migration.UndoAsync(now),
            _ => _random.Next(4) switch
            {
                0 => await Migration.StartTestAsync(now),
                1 => await Migration.StartCutoverAsync(now),
                _ => await Migration.Replication.SyncAsync(now),
            },
        };
        return done.State.ToString();
    }

    private void Disturb()
    {
        for (var i = 0; i < 4; i++)
        {
            var disk = _random.Next(Machine.DiskCount);
            var bytes = new byte[_random.Next(1, 3000) * 512];
            _random.NextBytes(bytes);
            var sectors = (int)(Machine.Content(disk).Length / 512);
            Machine.Write(disk, _random.Next(sectors - bytes.Length / 512) * 512L, bytes);
        }
    }
}
