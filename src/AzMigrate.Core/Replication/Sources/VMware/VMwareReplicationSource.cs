using System.Globalization;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;
using AzMigrate.Replication.Sources.VMware.Reading;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>
/// A machine of a vCenter Server or ESXi host. Its points in time are snapshots, whether it runs or not: they also tell
/// what changed. Their bytes are read in one of several ways.
/// </summary>
/// <param name="client">The server; closed with this object.</param>
/// <param name="machine">The machine, as the inventory has it.</param>
/// <param name="way">How bytes are read; closed with this object.</param>
/// <param name="quiesces">True where the points are to be quiesced; only told of problems by it.</param>
/// <param name="warn">Told of what is no error; null for nobody.</param>
internal sealed class VMwareReplicationSource(
    IVimClient client, Machine machine, IReadWay way, bool quiesces, Action<MigrateProblem>? warn) : IReplicationSource
{
    private readonly VirtualMachines _machines = new(client, machine);

    private Snapshots Snapshots => new(_machines);

    private MachinePower Power => new(client, _machines, warn);

    public async Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default)
    {
        var now = await _machines.ReadAsync(cancellation).ConfigureAwait(false);
        return new SourceMachine
        {
            Name = now.Name,
            Power = now.Power,
            HasPower = true,
            Disks = [.. (now.Disks ?? []).Select((disk, index) => new SourceDisk
            {
                Key = disk.Key.ToString(CultureInfo.InvariantCulture),
                Name = disk.Label,
                CapacityBytes = disk.CapacityBytes,
                BaseFile = disk.BaseFile,
                IsOperatingSystemDisk = index == 0,
                ReadBy = way.NameFor(now),
                TellsChanges = now.CanTrackChanges,
            })],
            Problems = [.. new MachineProblems(now, way.ReadsBaseOnly, quiesces).All(), .. way.ProblemsOf(now)],
        };
    }

    public async Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default)
    {
        var before = await _machines.ReadAsync(cancellation).ConfigureAwait(false);
        var (snapshot, disks) = await TakeAsync(name, quiesce, cancellation).ConfigureAwait(false);
        if (!before.TracksChanges && before.CanTrackChanges && disks.Any(disk => disk.ChangeId is null))
        {
            // Tracking begins when the machine is stunned for the first time, which that snapshot did; the next one
            // tells.
            await Snapshots.RemoveAsync(each => each == name, cancellation).ConfigureAwait(false);
            (snapshot, disks) = await TakeAsync(name, quiesce, cancellation).ConfigureAwait(false);
        }
        return new SnapshotPoint(client, _machines, Snapshots, snapshot, disks, way);
    }

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default) =>
        Snapshots.RemoveAsync(
            name => name.StartsWith(prefix, StringComparison.Ordinal) && name != except, cancellation);

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default) =>
        Power.StopAsync(patience, cancellation);

    public Task StartMachineAsync(CancellationToken cancellation = default) => Power.StartAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await way.DisposeAsync().ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<(MachineSnapshot Snapshot, IReadOnlyList<VirtualDisk> Disks)> TakeAsync(
        string name, bool quiesce, CancellationToken cancellation)
    {
        var others = way.ReadsBaseOnly ? VMwareErrors.ReadsBaseOnly : null;
        var snapshot = await Snapshots.TakeAsync(name, quiesce, others, cancellation).ConfigureAwait(false);
        var properties = new VimPropertySet("VirtualMachineSnapshot", ["config.hardware.device", "config.bootOptions"]);
        var found = client.RetrieveObjectsAsync([snapshot.Reference], [properties], cancellation);
        await foreach (var item in found.ConfigureAwait(false))
        {
            if (item["config.hardware.device"] is { } devices)
                return (snapshot, VirtualDisk.Read(devices, item["config.bootOptions"]));
        }
        throw VMwareErrors.PointGone(machine.Name, name);
    }
}
