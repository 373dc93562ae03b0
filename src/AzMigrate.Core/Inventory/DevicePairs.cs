namespace AzMigrate.Inventory;

/// <summary>
/// Which disk and adapter of one record is which of another record of the same server. Sources name devices in their
/// own ways: <c>scsi0:0</c> for the hypervisor is <c>sda</c> for the guest.
/// </summary>
internal static class DevicePairs
{
    // Windows states a disk's size without its last cylinder.
    private const long CapacityTolerance = 16L << 20;

    /// <summary>
    /// The name in <paramref name="to"/> of each disk of <paramref name="from"/>: by UUID; where not all have one, by
    /// capacity, when both have the same number of disks and the same capacities. Empty when they can't be told.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Disks(Machine from, Machine to)
    {
        if (ReferenceEquals(from.Disks, to.Disks))
            return from.Disks.ToDictionary(disk => disk.Name, disk => disk.Name, StringComparer.Ordinal);
        var byUuid = ByKey(from.Disks, to.Disks, disk => Hex(disk.Uuid), disk => disk.Name);
        if (byUuid.Count == from.Disks.Count || from.Disks.Count != to.Disks.Count)
            return byUuid;
        var ours = from.Disks.OrderBy(disk => disk.CapacityBytes).ToList();
        var theirs = to.Disks.OrderBy(disk => disk.CapacityBytes).ToList();
        var pairs = ours.Zip(theirs, (a, b) => (From: a, To: b)).ToList();
        return pairs.TrueForAll(pair => Math.Abs(pair.From.CapacityBytes - pair.To.CapacityBytes) < CapacityTolerance)
            ? pairs.ToDictionary(pair => pair.From.Name, pair => pair.To.Name, StringComparer.Ordinal)
            : byUuid;
    }

    /// <summary>The name in <paramref name="to"/> of each adapter of <paramref name="from"/>, by MAC address.</summary>
    public static IReadOnlyDictionary<string, string> Adapters(Machine from, Machine to) =>
        ReferenceEquals(from.NetworkAdapters, to.NetworkAdapters)
            ? from.NetworkAdapters.ToDictionary(
                adapter => adapter.Name, adapter => adapter.Name, StringComparer.Ordinal)
            : ByKey(from.NetworkAdapters, to.NetworkAdapters, adapter => Hex(adapter.MacAddress),
                adapter => adapter.Name);

    /// <summary>
    /// The adapters of <paramref name="to"/> with the addresses that <paramref name="from"/> knows of them.
    /// </summary>
    public static IReadOnlyList<NetworkAdapter> WithAddresses(Machine to, Machine from)
    {
        if (ReferenceEquals(from.NetworkAdapters, to.NetworkAdapters))
            return to.NetworkAdapters;
        var addresses = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var nameOf = Adapters(from, to);
        foreach (var adapter in from.NetworkAdapters)
        {
            if (adapter.IPAddresses.Count > 0 && nameOf.TryGetValue(adapter.Name, out var name))
                addresses[name] = adapter.IPAddresses;
        }

        return to.NetworkAdapters.Select(adapter => addresses.TryGetValue(adapter.Name, out var known)
            ? adapter with { IPAddresses = known } : adapter).ToList();
    }

    /// <summary>The volumes of <paramref name="from"/>, on the disks of <paramref name="to"/>.</summary>
    public static IReadOnlyList<MachineVolume> Volumes(Machine from, Machine to)
    {
        var nameOf = Disks(from, to);
        return (from.Volumes ?? []).Select(volume => volume with
        {
            DiskNames = volume.DiskNames.Where(nameOf.ContainsKey).Select(name => nameOf[name])
                .OrderBy(name => name, StringComparer.Ordinal).ToList(),
        }).ToList();
    }

    // A key that one side has twice, such as the MAC address of a bond and of its part, pairs nothing.
    private static Dictionary<string, string> ByKey<T>(
        IEnumerable<T> from, IEnumerable<T> to, Func<T, string?> keyOf, Func<T, string> nameOf)
    {
        var theirs = Unique(to, keyOf);
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in Unique(from, keyOf))
        {
            if (theirs.TryGetValue(one.Key, out var other))
                pairs[nameOf(one.Value)] = nameOf(other);
        }

        return pairs;
    }

    private static Dictionary<string, T> Unique<T>(IEnumerable<T> devices, Func<T, string?> keyOf) => devices
        .Where(device => keyOf(device) is not null).GroupBy(device => keyOf(device)!, StringComparer.Ordinal)
        .Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);

    // What stands before the digits of a disk's world wide name, by the kind of name and by who tells it.
    private static readonly string[] Prefixes = ["0x", "naa.", "eui.", "uuid."];

    // UUIDs and MAC addresses come with hyphens, colons, spaces or nothing between the digits.
    private static string? Hex(string? text)
    {
        var name = text?.Trim() ?? "";
        var prefix = Prefixes.FirstOrDefault(each => name.StartsWith(each, StringComparison.OrdinalIgnoreCase)) ?? "";
        var digits = string.Concat(name.Skip(prefix.Length).Where(Uri.IsHexDigit)).ToLowerInvariant();
        return digits.Length >= 12 && digits.Any(digit => digit != '0') ? digits : null;
    }
}
