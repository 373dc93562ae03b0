using System.Buffers.Binary;
using AzMigrate.Replication;

namespace AzMigrate.Guests;

/// <summary>Writes whole sectors of 512 bytes to one of the copied disks.</summary>
/// <param name="disk">Position of the disk in the list that was checked.</param>
/// <param name="offset">A multiple of 512.</param>
/// <param name="data">One sector.</param>
/// <param name="cancellation">Ends it early.</param>
internal delegate Task GuestDiskWrite(int disk, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation);

/// <summary>Makes a report's edits on the copied disks. The source is never written to.</summary>
internal static class GuestPreparation
{
    private const int SectorBytes = 512;

    /// <summary>
    /// Makes the edits a sector at a time; what has its new value already is left. It can be broken off anywhere and
    /// run again.
    /// </summary>
    /// <param name="report">
    /// A check of these disks or of those that they are copies of, with nothing changed between.
    /// </param>
    /// <param name="disks">The copied disks, in the order of the check.</param>
    /// <param name="write">Writes to them.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The edits that were made now.</returns>
    /// <exception cref="MigrateException">
    /// <c>Guest.Changed</c>: a place has neither the old value nor the new one.
    /// </exception>
    public static async Task<IReadOnlyList<GuestEdit>> ApplyAsync(
        GuestReport report, IReadOnlyList<IDiskSource> disks, GuestDiskWrite write,
        CancellationToken cancellation = default)
    {
        var made = new List<GuestEdit>();
        var sectors = report.Edits.GroupBy(edit => (edit.Disk, Sector: edit.OffsetBytes / SectorBytes * SectorBytes))
            .OrderBy(sector => sector.Key);
        foreach (var edits in sectors)
        {
            cancellation.ThrowIfCancellationRequested();
            var (disk, offset) = edits.Key;
            var sector = new byte[SectorBytes];
            await disks[disk].ReadAsync(offset, sector, cancellation).ConfigureAwait(false);
            var needed = edits.Where(edit => Set(sector, edit)).ToList();
            if (needed.Count == 0)
                continue;
            await write(disk, offset, sector, cancellation).ConfigureAwait(false);
            made.AddRange(needed);
        }
        return made;
    }

    // False when the new value is there already.
    private static bool Set(byte[] sector, GuestEdit edit)
    {
        var number = sector.AsSpan((int)(edit.OffsetBytes % SectorBytes), sizeof(uint));
        var value = BinaryPrimitives.ReadUInt32LittleEndian(number);
        if (value == edit.NewValue)
            return false;
        if (value != edit.OldValue)
            throw GuestErrors.Changed(edit.Setting, edit.OffsetBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)edit.NewValue);
        return true;
    }
}
