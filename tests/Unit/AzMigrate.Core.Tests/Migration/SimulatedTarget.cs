using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Replication.Engine;

namespace AzMigrate.Tests.Migration;

/// <summary>A platform in memory that makes machines of the copies of a store; it lives on while runs die.</summary>
internal sealed class SimulatedTarget(MemoryStore store, Faults faults) : IMachineTarget, IMigrationPeers
{
    /// <summary>What is there: disks and machines by launch and name.</summary>
    public Dictionary<string, byte[]> Disks { get; } = [];

    public HashSet<string> Machines { get; } = [];

    public List<MigrateProblem> Problems { get; } = [];

    public bool LeftoversRemoved { get; private set; }

    /// <summary>Done before a machine is made.</summary>
    public Action? WhenMade { get; set; }

    public Task<IMachineTarget> OpenTargetAsync(ReplicationSettings settings, CancellationToken cancellation) =>
        Task.FromResult<IMachineTarget>(this);

    public Task<IReadOnlyList<MigrateProblem>> CheckAsync(
        MachineLaunch launch, CancellationToken cancellation = default)
    {
        faults.Meet("check");
        return Task.FromResult<IReadOnlyList<MigrateProblem>>(Problems);
    }

    public async Task CopyDisksAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        foreach (var disk in launch.Disks)
        {
            faults.Meet("before copy");
            await Task.Yield();
            var copy = store.Copies[disk.Name];
            Assert.True(copy.IsSealed, "A machine was made of a copy that is no disk.");
            Disks.TryAdd(Name(launch, disk.Name), (byte[])copy.Bytes.Clone());
            faults.Meet("after copy");
        }
    }

    public Task<ILaunchDisk> OpenDiskAsync(
        MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default)
    {
        faults.Meet("open launch disk");
        return Task.FromResult<ILaunchDisk>(new Disk(Disks[Name(launch, disk.Name)]));
    }

    public Task CreateMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        faults.Meet("before machine");
        WhenMade?.Invoke();
        Machines.Add(Name(launch, "vm"));
        faults.Meet("after machine");
        return Task.CompletedTask;
    }

    public Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default)
    {
        faults.Meet("get machine");
        var name = Name(launch, "vm");
        return Task.FromResult(Machines.Contains(name)
            ? new LaunchedMachine(name, name, "VM running", true, ["127.0.0.1"], "Ready") : null);
    }

    public Task RemoveMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        faults.Meet("before remove machine");
        Machines.Remove(Name(launch, "vm"));
        foreach (var disk in launch.Disks)
        {
            faults.Meet("before remove disk");
            Disks.Remove(Name(launch, disk.Name));
        }

        return Task.CompletedTask;
    }

    public Task RemoveLeftoversAsync(MachineLaunch launch, CancellationToken cancellation = default)
    {
        faults.Meet("leftovers");
        LeftoversRemoved = true;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;

    private static string Name(MachineLaunch launch, string what) => $"{launch.ReplicationId}/{launch.Purpose}/{what}";

    private sealed class Disk(byte[] bytes) : ILaunchDisk, IDiskSource
    {
        public IDiskSource Source => this;

        public long CapacityBytes => bytes.Length;

        public string? Mark => null;

        public Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
        {
            data.Span.CopyTo(bytes.AsSpan((int)offset));
            return Task.CompletedTask;
        }

        public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.Yield();
            yield return new DiskExtent(0, bytes.Length);
        }

        public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
        {
            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
