using System.Globalization;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>A block device as <c>/sys/block</c> has it.</summary>
/// <param name="Name">The kernel's name, such as <c>sda</c> or <c>dm-3</c>.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="IsRemovable">True for a medium that can be taken out.</param>
/// <param name="Model">The disk's model; null when not told.</param>
/// <param name="Serial">The disk's serial number; null when not told.</param>
/// <param name="MapName">Name of a mapped device, such as <c>vg0-root</c> or <c>mpatha</c>; null for others.</param>
/// <param name="MapUuid">UUID of a mapped device, whose beginning is its kind; null for others.</param>
/// <param name="RaidLevel">Level of a software RAID, such as <c>raid1</c>; null for others.</param>
/// <param name="Under">Names of the devices that it is made of.</param>
/// <param name="Partitions">Names of its partitions.</param>
internal sealed record BlockDevice(
    string Name, long SizeBytes, bool IsRemovable, string? Model, string? Serial, string? MapName, string? MapUuid,
    string? RaidLevel, IReadOnlyList<string> Under, IReadOnlyList<string> Partitions)
{
    public bool IsMultipath => MapUuid?.StartsWith("mpath-", StringComparison.Ordinal) == true;

    /// <summary>What the device is to those that lie on it, in the words of lsblk.</summary>
    public string Layer => RaidLevel ?? MapUuid?.Split('-')[0] switch
    {
        "LVM" => "lvm",
        "CRYPT" => "crypt",
        "mpath" => "mpath",
        null => "disk",
        _ => "dm",
    };
}

/// <summary>
/// The block devices of a host, and which of them are its disks: what a migration would have to copy. A disk that is
/// reached by several paths counts once; what is made of disks (LVM, RAID, encryption), memory and loops do not count.
/// </summary>
internal sealed class BlockDevices
{
    private const int SectorBytes = 512;
    private const long MostBytes = 1L << 60;

    private static readonly Regex NoDisk = new(
        @"\A(loop|ram|zram|sr|fd|md|dm-|zd|bcache|drbd|mtdblock)[0-9]|\Ammcblk[0-9]+(boot[0-9]|rpmb)|\Anvme[0-9]+c[0-9]+n[0-9]+\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private readonly Dictionary<string, BlockDevice> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _diskOfPartition = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nameOfMap = new(StringComparer.Ordinal);

    private BlockDevices(IEnumerable<BlockDevice> devices)
    {
        foreach (var device in devices)
        {
            _byName[device.Name] = device;
            foreach (var partition in device.Partitions)
                _diskOfPartition[partition] = device.Name;
            if (device.MapName is { } map)
                _nameOfMap[map] = device.Name;
        }

        var paths = new HashSet<string>(
            _byName.Values.Where(device => device.IsMultipath).SelectMany(device => device.Under),
            StringComparer.Ordinal);
        Disks = _byName.Values.Where(device => IsDisk(device) && !paths.Contains(device.Name))
            .OrderBy(NameOf, NaturalOrder.Instance).ToList();
    }

    /// <summary>The disks, in the order of their names.</summary>
    public IReadOnlyList<BlockDevice> Disks { get; }

    /// <summary>The disk's name in the machine: of multipath the map's, else the kernel's.</summary>
    public static string NameOf(BlockDevice disk) => disk.IsMultipath ? disk.MapName ?? disk.Name : disk.Name;

    /// <summary>
    /// Reads the devices of a visit, from <c>/sys</c>, or from <c>/proc/partitions</c> where that is not to be seen.
    /// </summary>
    public static BlockDevices Read(VisitText text)
    {
        var devices = text["block"].Select(FromSys).OfType<BlockDevice>().ToList();
        return new BlockDevices(devices.Count > 0 ? devices : FromPartitions(text["partitions"]));
    }

    /// <summary>
    /// Names of the disks below a device that <c>df</c> names, and what lies between; empty where it is none.
    /// </summary>
    /// <param name="device">Such as <c>/dev/sda1</c> or <c>/dev/mapper/vg0-root</c>.</param>
    public (IReadOnlyList<string> Disks, string? Layer) Below(string device)
    {
        if (!device.StartsWith("/dev/", StringComparison.Ordinal))
            return ([], null);
        var name = device.Substring("/dev/".Length);
        if (name.StartsWith("mapper/", StringComparison.Ordinal))
            _nameOfMap.TryGetValue(name.Substring("mapper/".Length), out name!);
        if (name is null)
            return ([], null);
        var disks = new SortedSet<string>(StringComparer.Ordinal);
        Collect(name, disks, new HashSet<string>(StringComparer.Ordinal));
        return disks.Count == 0 ? ([], null)
            : (disks.ToList(), _diskOfPartition.ContainsKey(name) ? "part" : _byName.TryGetValue(name, out var at)
                ? at.Layer : null);
    }

    private void Collect(string name, SortedSet<string> disks, HashSet<string> seen)
    {
        if (!seen.Add(name))
            return;
        if (_diskOfPartition.TryGetValue(name, out var whole))
            Collect(whole, disks, seen);
        if (!_byName.TryGetValue(name, out var device))
            return;
        if (Disks.Contains(device))
        {
            disks.Add(NameOf(device));
            return;
        }

        // The map of a multipath disk stands for its paths.
        foreach (var above in _byName.Values.Where(each => each.IsMultipath && each.Under.Contains(name)))
            Collect(above.Name, disks, seen);
        foreach (var under in device.Under)
            Collect(under, disks, seen);
    }

    private static bool IsDisk(BlockDevice device) =>
        device.SizeBytes > 0
        && (device.IsMultipath || (!device.IsRemovable && device.MapUuid is null && !NoDisk.IsMatch(device.Name)));

    private static BlockDevice? FromSys(string line)
    {
        var fields = line.Split('\t');
        if (fields.Length < 10 || fields[0].Length == 0 || Sectors(fields[1]) is not { } size)
            return null;
        return new BlockDevice(
            fields[0], size, fields[2] == "1", Text(fields[3]), Text(fields[4]), Text(fields[5]), Text(fields[6]),
            Text(fields[7]), Words(fields[8]), Words(fields[9]));
    }

    // major minor #blocks name: partitions stand among the disks and are told by their names.
    private static IEnumerable<BlockDevice> FromPartitions(IReadOnlyList<string> lines)
    {
        var sizes = new List<(string Name, long Bytes)>();
        foreach (var line in lines)
        {
            var words = Words(line);
            if (words.Length == 4
                && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var blocks)
                && blocks is >= 0 and < MostBytes / 1024)
                sizes.Add((words[3], blocks * 1024));
        }

        foreach (var (name, bytes) in sizes.Where(each => !sizes.Any(other => IsPartitionOf(each.Name, other.Name))))
        {
            yield return new BlockDevice(
                name, bytes, false, null, null, null, null, null, [],
                sizes.Where(each => IsPartitionOf(each.Name, name)).Select(each => each.Name).ToList());
        }
    }

    private static bool IsPartitionOf(string name, string disk)
    {
        if (name.Length <= disk.Length || !name.StartsWith(disk, StringComparison.Ordinal))
            return false;
        var rest = name.Substring(disk.Length);
        if (char.IsDigit(disk[disk.Length - 1]))
            return rest[0] == 'p' && rest.Length > 1 && rest.Skip(1).All(char.IsDigit);
        return rest.All(char.IsDigit);
    }

    private static long? Sectors(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sectors)
        && sectors < MostBytes / SectorBytes
            ? sectors * SectorBytes : null;

    private static string? Text(string field) => field.Trim() is { Length: > 0 } text ? text : null;

    private static string[] Words(string field) => field.Split([' '], StringSplitOptions.RemoveEmptyEntries);
}
