using System.Globalization;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>One virtual disk of a machine or of a snapshot.</summary>
internal sealed partial record VirtualDisk
{
    private const string SuffixPattern = @"-[0-9]{6}(?=\.vmdk$)";

    /// <summary>The device's key, such as 2000.</summary>
    public required int Key { get; init; }

    /// <summary>Such as <c>Hard disk 1</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>Where it is plugged in, such as <c>ParaVirtualSCSIController0:1</c>; null when not told.</summary>
    public string? Place { get; init; }

    /// <summary>The kind of backing, such as <c>VirtualDiskFlatVer2BackingInfo</c>.</summary>
    public required string Backing { get; init; }

    /// <summary>
    /// File that is written to, or was when the snapshot was taken, such as <c>[ds] web01/web01-000001.vmdk</c>.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// File that all the others of the chain are based on; <see cref="File"/> where there is no other.
    /// </summary>
    public string? RootFile { get; init; }

    /// <summary>The datastore of <see cref="RootFile"/>.</summary>
    public MoRef? Datastore { get; init; }

    /// <summary>True when it lies over the disk of an older snapshot.</summary>
    public bool HasParent { get; init; }

    /// <summary>Such as <c>independent_persistent</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>True when other machines may write to it.</summary>
    public bool IsShared { get; init; }

    /// <summary>True when its content is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary><c>physicalMode</c> or <c>virtualMode</c> of a raw device mapping; null for others.</summary>
    public string? RawMode { get; init; }

    /// <summary>
    /// State of its content that changes are told since, <c>UUID/number</c>; null where they are not tracked.
    /// </summary>
    public string? ChangeId { get; init; }

    /// <summary>What the content is known by from cycle to cycle: the root file, without a snapshot's suffix.</summary>
    public string? BaseFile => RootFile is null ? null : Suffix().Replace(RootFile, "");

    /// <summary>Reads the disks among devices, that of the operating system first.</summary>
    public static IReadOnlyList<VirtualDisk> Read(VimValue hardware, VimValue? bootOptions)
    {
        var devices = hardware.Items.ToList();
        var disks = new List<VirtualDisk>();
        foreach (var known in DiskDevices.Read(devices, bootOptions, new TextPool(), _ => { }))
        {
            var device = devices.Find(each => each.Type == "VirtualDisk" && each.LongOf("key") == known.DeviceKey);
            if (device?["backing"] is not { } backing || known.DeviceKey is not int key)
                continue;
            var controller = devices.Find(each => each.LongOf("key") == device.LongOf("controllerKey"))?.Type;
            var place = controller is null || known.BusNumber is not int bus || known.UnitNumber is not int unit
                ? null : FormattableString.Invariant($"{controller}{bus}:{unit}");
            disks.Add(Of(key, known, backing) with { Place = place });
        }
        return disks;
    }

    private static VirtualDisk Of(int key, MachineDisk known, VimValue backing)
    {
        var root = backing;
        while (root["parent"] is { } parent)
            root = parent;
        return new VirtualDisk
        {
            Key = key,
            Label = known.Label ?? key.ToString(CultureInfo.InvariantCulture),
            CapacityBytes = known.CapacityBytes,
            // A parent is of the same kind where it does not say another.
            Backing = root.Type ?? backing.Type ?? "",
            File = backing.TextOf("fileName"),
            RootFile = root.TextOf("fileName"),
            Datastore = root.ReferenceOf("datastore"),
            HasParent = backing["parent"] is not null,
            Mode = known.Mode,
            IsShared = known.Shared == true,
            IsEncrypted = backing["keyId"] is not null,
            RawMode = known.RawDeviceMode,
            ChangeId = backing.TextOf("changeId"),
        };
    }

#if NET8_0_OR_GREATER
    [GeneratedRegex(SuffixPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
#else
    private static readonly Regex SuffixOfSnapshot = new(SuffixPattern, RegexOptions.CultureInvariant);

    private static Regex Suffix() => SuffixOfSnapshot;
#endif
}
