using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>Who writes to a server's block devices: file systems that are mounted for writing, and swapping.</summary>
internal sealed class DiskUses
{
    private readonly List<Mount> _mounts;
    private readonly HashSet<string> _swaps;

    private DiskUses(List<Mount> mounts, HashSet<string> swaps) => (_mounts, _swaps) = (mounts, swaps);

    private sealed record Mount(string Number, string Device, string Place, bool IsWritable);

    /// <summary>Reads the mounts and swaps of an answer.</summary>
    public static DiskUses Read(VisitText text) => new(
        [.. text["mounts"].Select(ReadMount).OfType<Mount>()],
        new HashSet<string>(
            text["swaps"].Select(line => line.Split([' ', '\t'], 2)[0])
                .Where(name => name.StartsWith("/dev/", StringComparison.Ordinal)),
            StringComparer.Ordinal));

    /// <summary>What writes to any of the devices, in words that follow "is"; null when nothing does.</summary>
    /// <param name="tree">Rows of <c>lsblk</c>: a disk and all that lies on it.</param>
    public string? Of(IEnumerable<Dictionary<string, string>> tree)
    {
        var rows = tree.ToList();
        return rows.SelectMany(On).FirstOrDefault(mount => mount.IsWritable) is { } mount
            ? "mounted for writing at " + mount.Place
            : rows.Exists(row => Names(row).Any(_swaps.Contains)) ? "swapped to" : null;
    }

    /// <summary>True when the root is on any of the devices.</summary>
    public bool HoldsRoot(IEnumerable<Dictionary<string, string>> tree) =>
        tree.SelectMany(On).Any(mount => mount.Place == "/");

    // Some file systems (btrfs) mount under numbers of their own: there the device's name tells.
    private IEnumerable<Mount> On(Dictionary<string, string> row)
    {
        var names = Names(row).ToList();
        var isTold = row.TryGetValue("MAJ:MIN", out var number) || row.TryGetValue("MAJ_MIN", out number);
        return _mounts.Where(mount => (isTold && mount.Number == number) || names.Contains(mount.Device));
    }

    private static IEnumerable<string> Names(Dictionary<string, string> row)
    {
        if (row.TryGetValue("KNAME", out var kernel))
            yield return "/dev/" + kernel;
        if (row.TryGetValue("NAME", out var name))
            yield return "/dev/mapper/" + name;
    }

    // proc(5), /proc/pid/mountinfo: number, place and, behind a dash, type, device and the options of the file system
    // as a whole: a read-only view of one that is written to elsewhere is written to.
    private static Mount? ReadMount(string line)
    {
        var fields = line.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var dash = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
        return dash < 0 || fields.Length < dash + 4 ? null
            : new Mount(fields[2], fields[dash + 2], VisitText.Shown(fields[4]),
                fields[dash + 3].Split(',').Contains("rw"));
    }
}
