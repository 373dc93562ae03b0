using System.Globalization;
using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>
/// Disks that would go along to Azure: not the removable ones, and each once however many paths lead to it.
/// </summary>
internal static class ServerDisks
{
    /// <summary>The disks, the one that the firmware starts from first.</summary>
    /// <param name="drives">Win32_DiskDrive.</param>
    /// <param name="storage">MSFT_Disk, which knows the exact size; empty where it cannot be read.</param>
    /// <param name="partitions">Win32_DiskPartition.</param>
    /// <param name="note">Told what of them is left out.</param>
    public static IReadOnlyList<MachineDisk> Read(
        IReadOnlyList<CimRow> drives, IReadOnlyList<CimRow> storage, IReadOnlyList<CimRow> partitions,
        Action<string> note)
    {
        var exact = storage.Where(disk => disk.GetUInt64("Number") is not null)
            .GroupBy(disk => disk.GetUInt64("Number")!.Value).ToDictionary(same => same.Key, same => same.First());
        var boot = BootDisks(partitions);
        var paths = new Dictionary<(string Serial, ulong Size, ulong Unit), ulong>();
        var disks = new List<(ulong Index, MachineDisk Disk)>();
        foreach (var drive in drives.OrderBy(drive => drive.GetUInt64("Index")))
        {
            if (drive.GetUInt64("Index") is not ulong index || IsRemovable(drive))
                continue;
            exact.TryGetValue(index, out var more);
            var size = more?.GetUInt64("Size") ?? drive.GetUInt64("Size") ?? 0;
            if (size is 0 or > long.MaxValue)
            {
                note($"The disk {NameOf(index)} tells no size; it is left out. A disk of a cluster does so on the node that "
                    + "does not own it.");
                continue;
            }
            if (OtherPath(paths, drive, index, size) is ulong first)
            {
                note($"The disk {NameOf(index)} is {NameOf(first)} by another path; it is taken once.");
                continue;
            }
            disks.Add((index, Disk(index, (long)size, drive, more)));
        }
        return disks.OrderBy(disk => boot.Contains(disk.Index) ? 0 : 1).Select(disk => disk.Disk).ToList();
    }

    /// <summary>The name of a disk by its number: stable while its drive letters come and go.</summary>
    public static string NameOf(ulong index) => "PhysicalDrive" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numbers of the disks that are no removable ones.</summary>
    public static IEnumerable<ulong> Indexes(IEnumerable<CimRow> drives) =>
        drives.Where(drive => !IsRemovable(drive)).Select(drive => drive.GetUInt64("Index")).OfType<ulong>();

    /// <summary>The firmware, by the partition that it starts from.</summary>
    public static Firmware Firmware(IReadOnlyList<CimRow> partitions)
    {
        if (partitions.Any(partition => TypeOf(partition) == "GPT: System" || (IsBoot(partition) && IsGpt(partition))))
            return Inventory.Firmware.Uefi;
        return partitions.Any(IsBoot) ? Inventory.Firmware.Bios : Inventory.Firmware.Unknown;
    }

    private static MachineDisk Disk(ulong index, long size, CimRow drive, CimRow? more) => new()
    {
        Name = NameOf(index),
        CapacityBytes = size,
        Label = Text(drive, "Model"),
        Controller = Text(drive, "InterfaceType"),
        BackingPath = Text(drive, "DeviceID"),
        Shared = more?.GetBoolean("IsClustered"),
        BusNumber = Number(drive, "SCSIBus"),
        UnitNumber = Number(drive, "SCSITargetId"),
        Uuid = (more is null ? null : Text(more, "UniqueId")) ?? Text(drive, "SerialNumber"),
    };

    private static HashSet<ulong> BootDisks(IReadOnlyList<CimRow> partitions) =>
        [.. partitions.Where(IsBoot).Select(partition => partition.GetUInt64("DiskIndex")).OfType<ulong>()];

    // The words are those of Windows' language but for the first ones.
    private static bool IsRemovable(CimRow drive) =>
        Text(drive, "InterfaceType")?.Equals("USB", StringComparison.OrdinalIgnoreCase) == true
        || Text(drive, "MediaType")?.StartsWith("Removable", StringComparison.OrdinalIgnoreCase) == true;

    // Without a driver for multipath each path shows a disk of its own. Serial, size and unit number alike are one disk
    // seen from two ports; some controllers give all their disks one serial number, but not one unit number.
    private static ulong? OtherPath(
        Dictionary<(string Serial, ulong Size, ulong Unit), ulong> paths, CimRow drive, ulong index, ulong size)
    {
        if (Text(drive, "SerialNumber") is not string serial || drive.GetUInt64("SCSILogicalUnit") is not ulong unit
            || drive.GetUInt64("SCSIPort") is null)
            return null;
        if (paths.TryGetValue((serial, size, unit), out var first))
            return first;
        paths.Add((serial, size, unit), index);
        return null;
    }

    private static bool IsBoot(CimRow partition) => partition.GetBoolean("BootPartition") == true;

    private static bool IsGpt(CimRow partition) =>
        TypeOf(partition)?.StartsWith("GPT", StringComparison.Ordinal) == true;

    private static string? TypeOf(CimRow partition) => partition.GetString("Type");

    private static int? Number(CimRow row, string name) =>
        row.GetUInt64(name) is <= int.MaxValue and var number ? (int)number : null;

    private static string? Text(CimRow row, string name) =>
        row.GetString(name)?.Trim() is { Length: > 0 } text ? text : null;
}
