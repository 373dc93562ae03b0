using System.Globalization;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>Finds volumes by the names that Linux has for them: ids, labels, paths of devices.</summary>
internal sealed class VolumeNames
{
    private readonly GuestVolumes _volumes;
    private readonly Dictionary<GuestVolume, (string? Uuid, string? Label)> _identities = [];

    public VolumeNames(GuestVolumes volumes, GuestNotes notes)
    {
        _volumes = volumes;
        foreach (var volume in volumes.All)
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () => _identities[volume] = Identity(volume));
    }

    /// <summary>
    /// The volume with a name as fstab has it, such as <c>UUID=…</c> or <c>/dev/mapper/system-root</c>; or null.
    /// </summary>
    public GuestVolume? Find(string name)
    {
        var (kind, value) = Split(name);
        return kind switch
        {
            "UUID" => First(volume => Is(_identities[volume].Uuid, value)),
            "LABEL" => First(volume => _identities[volume].Label == value),
            "PARTUUID" => First(volume => Is(PartitionUuid(volume), value)),
            "PARTLABEL" => First(volume => volume.PartitionLabel == value),
            _ => First(volume => LogicalPaths(volume).Contains(name)) ?? ByDevice(name),
        };
    }

    /// <summary>A name that is the same whatever the order of disks: <c>UUID=…</c>; null where it has none.</summary>
    public string? Lasting(GuestVolume volume) => _identities[volume].Uuid is string uuid ? $"UUID={uuid}" : null;

    // UUID=x, UUID="x" and /dev/disk/by-uuid/x are one.
    private static (string Kind, string Value) Split(string name)
    {
        const string Folder = "/dev/disk/by-";
        if (name.StartsWith(Folder, StringComparison.Ordinal) && name.IndexOf('/', Folder.Length) is > 0 and var slash)
            return (name.Substring(Folder.Length, slash - Folder.Length).ToUpperInvariant(), name.Substring(slash + 1));
        var equals = name.IndexOf('=');
        return equals > 0 ? (name.Substring(0, equals).ToUpperInvariant(), name.Substring(equals + 1).Trim('"'))
            : ("", name);
    }

    private GuestVolume? First(Func<GuestVolume, bool> isOne) =>
        _volumes.All.FirstOrDefault(volume => _identities.ContainsKey(volume) && isOne(volume));

    private static bool Is(string? id, string value) => string.Equals(id, value, StringComparison.OrdinalIgnoreCase);

    private static string? PartitionUuid(GuestVolume volume) =>
        volume.PartitionId?.ToString() ?? (volume is { DiskSignature: uint signature, Number: int number }
            ? string.Format(CultureInfo.InvariantCulture, "{0:x8}-{1:x2}", signature, number) : null);

    private static IEnumerable<string> LogicalPaths(GuestVolume volume) => volume.Logical is (string group, string name)
        ? [$"/dev/{group}/{name}", $"/dev/mapper/{group.Replace("-", "--")}-{name.Replace("-", "--")}"] : [];

    // sda1 is the first partition of the first disk, as the machine has it now.
    private GuestVolume? ByDevice(string name)
    {
        var device = name.StartsWith("/dev/", StringComparison.Ordinal) ? name.Substring(5) : "";
        var prefix = new[] { "xvd", "sd", "hd", "vd" }.FirstOrDefault(
            kind => device.StartsWith(kind, StringComparison.Ordinal));
        if (prefix is null || device.Length == prefix.Length)
            return null;
        var disk = device[prefix.Length] - 'a';
        var number = device.Substring(prefix.Length + 1);
        return First(volume => volume.Disk == disk && (number.Length == 0 ? volume.Number is null
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            && volume.Number == wanted));
    }

    private (string? Uuid, string? Label) Identity(GuestVolume volume)
    {
        if (_volumes.Readable.FirstOrDefault(readable => readable.Volume == volume) is { Files: var files })
            return (files.Uuid, files.Label.Length > 0 ? files.Label : null);
        // What is not read has an id all the same, so that fstab's lines are not said to lead nowhere.
        return volume.Kind switch
        {
            VolumeKind.Swap when volume.Bytes.BlockWithin(1024, 64) is Block swap => (swap.Uuid(12), swap.Text(28, 16)),
            VolumeKind.Btrfs when volume.Bytes.BlockWithin(0x10000, 1024) is Block btrfs =>
                (btrfs.Uuid(0x20), btrfs.Text(0x12B, 256)),
            VolumeKind.Luks when volume.Bytes.BlockWithin(0, 512) is Block luks => (luks.Text(168, 40), null),
            _ => (null, null),
        };
    }
}
