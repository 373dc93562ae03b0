using System.Globalization;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Replication.Sources.VMware.Reading;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>A snapshot of a machine, whose disks are read.</summary>
internal sealed class SnapshotPoint(
    IVimClient client, VirtualMachines machines, Snapshots snapshots, MachineSnapshot snapshot,
    IReadOnlyList<VirtualDisk> disks,
    IReadWay way) : ISourcePoint
{
    public async Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default)
    {
        var now = await machines.ReadAsync(cancellation).ConfigureAwait(false);
        if (disks.FirstOrDefault(disk => disk.Key.ToString(CultureInfo.InvariantCulture) == key) is not { } disk)
            throw MachineErrors.DiskGone(now.Name, key);
        if (way.ReadsBaseOnly && disk.HasParent)
        {
            throw VMwareErrors.SnapshotsPresent(
                now.Name, [.. now.Snapshots.Where(each => each.Reference != snapshot.Reference)],
                VMwareErrors.ReadsBaseOnly);
        }
        var reader = await way.OpenAsync(now, snapshot, disk, cancellation).ConfigureAwait(false);
        if (reader.CapacityBytes != disk.CapacityBytes)
        {
            var bytes = reader.CapacityBytes;
            reader.Dispose();
            throw VMwareErrors.DiskMismatch(now.Name, disk, $"what is read by {way.NameFor(now)}", bytes);
        }
        return new SnapshotDisk(client, now, snapshot, disk, reader);
    }

    public Task ReleaseAsync(CancellationToken cancellation = default) =>
        snapshots.RemoveAsync(name => name == snapshot.Name, cancellation);

    public ValueTask DisposeAsync() => default;
}
