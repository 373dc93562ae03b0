using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>Asks the server which areas of a disk changed up to a snapshot.</summary>
/// <param name="client">The server.</param>
/// <param name="machine">The machine.</param>
/// <param name="snapshot">The snapshot.</param>
/// <param name="disk">The disk as it is in the snapshot.</param>
/// <param name="confirm">Fails when the snapshot is gone, which a refusal may come from.</param>
internal sealed class ChangedAreas(
    IVimClient client, VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk,
    Func<CancellationToken, Task> confirm)
{
    /// <summary>In place of a change id: all areas that are allocated.</summary>
    public const string Everything = "*";

    /// <summary>
    /// The areas, ascending, not touching, within the disk. Some that did not change may be among them.
    /// </summary>
    /// <exception cref="MigrateException">
    /// <c>Disk.ChangesUnknown</c>: the server cannot tell; what was given before is right.
    /// </exception>
    public async IAsyncEnumerable<DiskExtent> SinceAsync(
        string changeId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var merger = new ExtentMerger();
        for (long offset = 0; offset < disk.CapacityBytes;)
        {
            var info = await AskAsync(changeId, offset, cancellation).ConfigureAwait(false);
            // An answer speaks of a part of the disk; the next question begins where it ends.
            var end = Math.Min(disk.CapacityBytes, (info.LongOf("startOffset") ?? -1) + (info.LongOf("length") ?? -1));
            if (end <= offset)
                throw ServerErrors.AnswerInvalid("QueryChangedDiskAreas", "it speaks of no part of the disk");
            foreach (var extent in Within(info, offset, end))
            {
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    yield return whole;
            }
            offset = end;
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    private async Task<VimValue> AskAsync(string changeId, long offset, CancellationToken cancellation)
    {
        var call = client.CallAsync(machine.Reference, "QueryChangedDiskAreas", arguments => arguments
            .Reference("snapshot", snapshot.Reference)
            .Number("deviceKey", disk.Key)
            .Number("startOffset", offset)
            .Text("changeId", changeId), cancellation);
        VimValue? info = null;
        try
        {
            await foreach (var value in call.ConfigureAwait(false))
                info = value;
        }
        catch (VimFaultException fault) when (CannotTell(fault.FaultType))
        {
            await confirm(cancellation).ConfigureAwait(false);
            throw DiskErrors.ChangesUnknown(
                $"the server refused to tell the changes of {disk.Label} of {machine.Name} ({fault.FaultType})");
        }
        return info ?? throw ServerErrors.AnswerInvalid("QueryChangedDiskAreas", "it is empty");
    }

    private static bool CannotTell(string faultType) => faultType is
        "FileFault" or "CannotAccessFile" or "FileNotFound" or "FileLocked" or "SystemError" or "InvalidArgument"
        or "NotSupported" or "NotFound" or "ManagedObjectNotFound";

    private static IEnumerable<DiskExtent> Within(VimValue info, long start, long end) =>
        from area in info.All("changedArea")
        let first = Math.Max(start, area.LongOf("start") ?? start)
        let length = Math.Min(end, (area.LongOf("start") ?? start) + (area.LongOf("length") ?? 0)) - first
        where length > 0
        orderby first
        select new DiskExtent(first, length);
}
