using System.Globalization;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>The file systems of a host that lie on its disks, from <c>df</c>.</summary>
internal static class HostVolumes
{
    private static readonly Regex Row = new(
        @"\A(?<device>\S.*?)\s+((?<type>[A-Za-z][A-Za-z0-9_.\-]*)\s+)?(?<size>[0-9]+)\s+(?<used>[0-9]+|-)\s+([0-9]+|-)\s+([0-9]+%|-)\s+(?<mount>/.*)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public static IReadOnlyList<MachineVolume>? Read(
        VisitText text, BlockDevices devices, Dictionary<string, Dictionary<string, string>> lsblk)
    {
        var lines = text["df"];
        if (lines.Count == 0)
            return null;
        // "1-blocks" or "1B-blocks" of GNU, "1024-blocks" of POSIX and busybox.
        var unit = lines[0].Contains("1024-blocks") || lines[0].Contains("1K-blocks") ? 1024 : 1;
        var volumes = new SortedDictionary<string, MachineVolume>(StringComparer.Ordinal);
        foreach (var match in lines.Skip(1).Select(line => Row.Match(line)).Where(match => match.Success))
        {
            var device = match.Groups["device"].Value;
            var (disks, layer) = devices.Below(device);
            if (disks.Count == 0 || Bytes(match.Groups["size"].Value, unit) is not { } size)
                continue;
            var mount = match.Groups["mount"].Value;
            lsblk.TryGetValue(KernelName(device, lsblk), out var row);
            volumes[mount] = new MachineVolume
            {
                MountPoint = mount,
                CapacityBytes = size,
                UsedBytes = Bytes(match.Groups["used"].Value, unit),
                FileSystem = match.Groups["type"].Success ? match.Groups["type"].Value : Value(row, "FSTYPE"),
                Label = Value(row, "LABEL"),
                Device = device,
                Layer = layer,
                DiskNames = disks,
            };
        }

        return volumes.Values.ToList();
    }

    private static string KernelName(string device, Dictionary<string, Dictionary<string, string>> lsblk)
    {
        var name = device.Substring(device.LastIndexOf('/') + 1);
        return lsblk.ContainsKey(name) ? name : "";
    }

    private static string? Value(Dictionary<string, string>? row, string column) =>
        row is not null && row.TryGetValue(column, out var value) && value.Length > 0 ? value : null;

    private static long? Bytes(string text, int unit) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < long.MaxValue / unit
            ? number * unit : null;
}
