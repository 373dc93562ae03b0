using System.Globalization;
using System.Runtime.CompilerServices;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>
/// A disk as it is in a snapshot: the server tells what changed, and a reader reads it. Whoever removes the snapshot
/// meanwhile would let the content change under the reader, so the last reads of a copy are not over before the
/// snapshot is confirmed to be there.
/// </summary>
internal sealed class SnapshotDisk : IDiskSource
{
    private readonly IVimClient _client;
    private readonly VirtualMachine _machine;
    private readonly MachineSnapshot _snapshot;
    private readonly VirtualDisk _disk;
    private readonly IDiskReader _reader;
    private readonly ChangedAreas _areas;
    private volatile bool _isAllTold;

    public SnapshotDisk(
        IVimClient client, VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, IDiskReader reader)
    {
        (_client, _machine, _snapshot, _disk, _reader) = (client, machine, snapshot, disk, reader);
        _areas = new ChangedAreas(client, machine, snapshot, disk, ConfirmAsync);
    }

    public long CapacityBytes => _disk.CapacityBytes;

    public string? Mark => _disk.ChangeId;

    public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        long told = 0;
        var isRefused = _disk.ChangeId is null;
        if (!isRefused)
        {
            var areas = _areas.SinceAsync(ChangedAreas.Everything, cancellation).GetAsyncEnumerator(cancellation);
            await using var ofAreas = areas.ConfigureAwait(false);
            while (true)
            {
                try
                {
                    if (!await areas.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (MigrateException error) when (error.Code == "Disk.ChangesUnknown")
                {
                    // Datastores that are no VMFS may not know. Then all that was not told is read.
                    isRefused = true;
                    break;
                }
                told = areas.Current.End;
                yield return areas.Current;
            }
        }
        if (isRefused)
        {
            await foreach (var extent in _reader.AllocatedAsync(cancellation).ConfigureAwait(false))
            {
                if (extent.End > told)
                    yield return extent.Offset >= told ? extent : new DiskExtent(told, extent.End - told);
            }
        }
        _isAllTold = true;
    }

    public async IAsyncEnumerable<DiskExtent> ChangedAsync(
        string mark, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_disk.ChangeId is not string now)
            throw DiskErrors.ChangesUnknown($"the changes of {_disk.Label} of {_machine.Name} are not tracked");
        if (Tracking(mark) != Tracking(now))
            throw DiskErrors.ChangesUnknown($"the tracking of {_disk.Label} of {_machine.Name} began anew since");
        if (Number(mark) > Number(now))
        {
            throw DiskErrors.ChangesUnknown(
                $"{_disk.Label} of {_machine.Name} is of an earlier time than its copy: it was reverted to a snapshot");
        }
        await foreach (var extent in _areas.SinceAsync(mark, cancellation).ConfigureAwait(false))
            yield return extent;
        _isAllTold = true;
    }

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        await _reader.ReadAsync(offset, buffer, cancellation).ConfigureAwait(false);
        if (_isAllTold)
            await ConfirmAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _reader.Dispose();

    // The part of a change id that stays while the tracking goes on.
    private static string Tracking(string changeId) => changeId.Substring(0, Math.Max(0, changeId.IndexOf('/')));

    // It counts points in time. After a disk was reverted the count goes on from the earlier one, and what the copy has
    // of the time between is in no list of changes.
    private static long? Number(string changeId) => long.TryParse(
        changeId.Substring(changeId.IndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    private async Task ConfirmAsync(CancellationToken cancellation)
    {
        var now = await VirtualMachine.ReadAsync(_client, _machine.Reference, cancellation).ConfigureAwait(false);
        if (now?.Snapshots.Any(each => each.Reference == _snapshot.Reference) != true)
            throw VMwareErrors.PointGone(_machine.Name, _snapshot.Name);
    }
}
