using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>A project with one machine that is replicated into memory.</summary>
internal sealed class ReplicatedEstate : IReplicationPeers, IDisposable
{
    private readonly TestFolder _folder = new();

    public ReplicatedEstate(params int[] capacities)
    {
        Machine = new SimulatedMachine(capacities);
        Store = new MemoryStore(Machine.Faults);
        Project = MigrateProject.Create(Path.Combine(_folder.Path, "project"));
        Project.Machines.Save([new Machine
        {
            Id = "vc1/web01", Source = "vc1", SourceKind = SourceKind.VMware, Name = "web01", Cores = 2,
            MemoryMiB = 4096,
        }]);
    }

    public SimulatedMachine Machine { get; }

    public MemoryStore Store { get; }

    public MigrateProject Project { get; }

    /// <summary>What runs warned of.</summary>
    public List<MigrateProblem> Warnings { get; } = [];

    public MigrateReplication Now => Project.Replications.Get().Single();

    public MigrateReplication Start(ReplicaKind kind = ReplicaKind.Folder, string? folder = null) =>
        Project.Replications.Add(
        "vc1/web01", "web01",
        new ReplicationSettings
        {
            ReplicaKind = kind,
            Folder = folder ?? Path.Combine(_folder.Path, "copies"),
            Disks = [.. Machine.Disks.Select((disk, i) => new ReplicatedDiskSettings
            {
                Key = disk.Key, Name = $"web01-disk{i}", IsOperatingSystemDisk = i == 0,
            })],
            ExcludedDisks = ["2009"],
        },
        [.. Machine.Disks.Select((disk, i) => new ReplicatedDisk
        {
            Key = disk.Key, Name = $"web01-disk{i}", CapacityBytes = disk.Bytes.Length,
        })],
        ReplicationState.Copying);

    /// <summary>A run of a process that has just been started.</summary>
    public ReplicationRun Run() => new(new ReplicationAccess { Warn = Note }, this);

    // Disks are copied side by side.
    private void Note(MigrateProblem problem)
    {
        lock (Warnings)
            Warnings.Add(problem);
    }

    /// <summary>False when its server cannot be reached any more.</summary>
    public bool IsThere { get; set; } = true;

    public IReplicationSource OpenSource(MigrateReplication replication) => IsThere ? new SimulatedSource(Machine)
        : throw new MigrateException("Source.Unreachable", "vc1 does not answer.", "Bring it back.");

    public Task<IReplicaStore> OpenStoreAsync(MigrateReplication replication, CancellationToken cancellation) =>
        Task.FromResult<IReplicaStore>(Store);

    public void AssertCopiesHold(byte[][] contents)
    {
        for (var i = 0; i < contents.Length; i++)
        {
            var copy = Store.Copies[$"web01-disk{i}"];
            Assert.True(copy.IsSealed);
            Assert.True(contents[i].AsSpan().SequenceEqual(copy.Bytes.AsSpan(0, contents[i].Length)),
                $"Disk {i} differs.");
            Assert.True(Zeros.IsZero(copy.Bytes.AsSpan(contents[i].Length)));
        }
    }

    public void Dispose()
    {
        Project.Dispose();
        _folder.Dispose();
    }
}
