using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>Drive letters of local disks.</summary>
internal static class ServerVolumes
{
    /// <param name="volumes">Win32_LogicalDisk.</param>
    /// <param name="links">Win32_LogicalDiskToPartition.</param>
    /// <param name="partitions">Win32_DiskPartition.</param>
    public static IReadOnlyList<MachineVolume> Read(
        IReadOnlyList<CimRow> volumes, IReadOnlyList<CimRow> links, IReadOnlyList<CimRow> partitions)
    {
        var diskOf = partitions.Where(partition => partition.GetString("DeviceID") is not null)
            .GroupBy(partition => partition.GetString("DeviceID")!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().GetUInt64("DiskIndex"),
                StringComparer.OrdinalIgnoreCase);
        var disksOf = links
            .Select(link => (Volume: KeyOf(link, "Dependent"), Partition: KeyOf(link, "Antecedent")))
            .Where(link => link.Volume is not null && link.Partition is not null)
            .ToLookup(link => link.Volume!, link => diskOf.TryGetValue(link.Partition!, out var disk) ? disk : null,
                StringComparer.OrdinalIgnoreCase);
        return volumes.Where(volume => volume.GetString("DeviceID") is { Length: > 0 })
            .OrderBy(volume => volume.GetString("DeviceID"), StringComparer.Ordinal)
            .Select(volume => Volume(volume, disksOf[volume.GetString("DeviceID")!].OfType<ulong>())).ToList();
    }

    private static MachineVolume Volume(CimRow row, IEnumerable<ulong> disks)
    {
        var size = row.GetInt64("Size") ?? 0;
        return new MachineVolume
        {
            MountPoint = row.GetString("DeviceID")!,
            CapacityBytes = size,
            UsedBytes = row.GetInt64("FreeSpace") is long free && free <= size ? size - free : null,
            FileSystem = Text(row, "FileSystem"),
            Label = Text(row, "VolumeName"),
            DiskNames = disks.Distinct().Select(ServerDisks.NameOf).OrderBy(name => name, StringComparer.Ordinal)
                .ToList(),
        };
    }

    // A reference: its keys; in the text of an object path, behind the equals sign.
    private static string? KeyOf(CimRow link, string name)
    {
        if (link.GetRow(name) is { } reference)
            return reference.GetString("DeviceID");
        var path = link.GetString(name);
        var at = path?.IndexOf("DeviceID=\"", StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : path!.Substring(at + "DeviceID=\"".Length).TrimEnd('"');
    }

    private static string? Text(CimRow row, string name) =>
        row.GetString(name)?.Trim() is { Length: > 0 } text ? text : null;
}
