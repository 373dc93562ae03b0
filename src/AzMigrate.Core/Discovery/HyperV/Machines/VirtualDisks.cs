using AzMigrate.Discovery.Cim;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>One hard disk of a VM as its settings have it.</summary>
/// <param name="Name">Name by controller and place, such as <c>scsi0:1</c>.</param>
/// <param name="IsScsi">True at a SCSI controller, false at an IDE controller.</param>
/// <param name="Controller">Number of the controller among those of its kind.</param>
/// <param name="Unit">Place at the controller.</param>
/// <param name="Path">The disk file; null for a physical disk.</param>
/// <param name="PhysicalDevice">Device id of a physical disk; null for a disk file.</param>
/// <param name="IsShared">True when several VMs may open it.</param>
internal sealed record VirtualDisk(
    string Name, bool IsScsi, int Controller, int Unit, string? Path, string? PhysicalDevice, bool IsShared);

/// <summary>Puts a VM's controllers, drives and media together: a pure function.</summary>
internal static class VirtualDisks
{
    private const string IdeController = "Microsoft:Hyper-V:Emulated IDE Controller";
    private const string ScsiController = "Microsoft:Hyper-V:Synthetic SCSI Controller";
    private const string DiskDrive = "Microsoft:Hyper-V:Synthetic Disk Drive";
    private const string PhysicalDrive = "Microsoft:Hyper-V:Physical Disk Drive";
    private const string DiskFile = "Microsoft:Hyper-V:Virtual Hard Disk";

    /// <summary>True for the drive of a disk that the VM has of its host.</summary>
    public static bool IsPhysical(CimRow resource) => IsOf(resource, PhysicalDrive);

    /// <summary>
    /// The hard disks in the order of IDE, then SCSI, controller and place: the first one is what the VM starts from
    /// unless somebody changed that. DVD and floppy drives, and drives without a disk, are none.
    /// </summary>
    public static IReadOnlyList<VirtualDisk> Of(IEnumerable<CimRow> resources, IEnumerable<CimRow> media)
    {
        var rows = resources.ToList();
        var controllers = Controllers(rows);
        var files = media.Where(row => IsOf(row, DiskFile)).ToLookup(
            row => InstancePath.KeyOf(row.GetString("Parent"), "InstanceID"), StringComparer.OrdinalIgnoreCase);
        var disks = new List<VirtualDisk>();
        foreach (var drive in rows.Where(row => IsOf(row, DiskDrive) || IsPhysical(row)))
        {
            var file = files[drive.GetString("InstanceID")].FirstOrDefault();
            var path = file?.GetString("HostResource");
            var device = IsPhysical(drive)
                ? InstancePath.KeyOf(drive.GetString("HostResource"), "DeviceID") : null;
            if ((path ?? device) is null
                || InstancePath.KeyOf(drive.GetString("Parent"), "InstanceID") is not { } parent
                || !controllers.TryGetValue(parent, out var controller)
                || drive.GetInt64("AddressOnParent") is not { } unit)
                continue;
            disks.Add(new VirtualDisk(
                FormattableString.Invariant($"{(controller.IsScsi ? "scsi" : "ide")}{controller.Number}:{unit}"),
                controller.IsScsi, controller.Number, (int)unit, path, device, IsShared(path, file)));
        }

        return disks.OrderBy(disk => disk.IsScsi).ThenBy(disk => disk.Controller).ThenBy(disk => disk.Unit)
            .GroupBy(disk => disk.Name, StringComparer.Ordinal).Select(same => same.First()).ToList();
    }

    // IDE controllers have their number; those of SCSI are numbered in the order of their ids.
    private static Dictionary<string, (bool IsScsi, int Number)> Controllers(List<CimRow> rows)
    {
        var controllers = new Dictionary<string, (bool, int)>(StringComparer.OrdinalIgnoreCase);
        foreach (var ide in rows.Where(row => IsOf(row, IdeController) && row.GetString("InstanceID") is not null))
            controllers[ide.GetString("InstanceID")!] = (false, (int)(ide.GetInt64("Address") ?? 0));
        var number = 0;
        foreach (var id in rows.Where(row => IsOf(row, ScsiController)).Select(row => row.GetString("InstanceID"))
            .OfType<string>().OrderBy(id => id, StringComparer.Ordinal))
            controllers[id] = (true, number++);
        return controllers;
    }

    private static bool IsShared(string? path, CimRow? file) =>
        file?.GetBoolean("PersistentReservationsSupported") == true
        || path?.EndsWith(".vhds", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsOf(CimRow row, string subType) =>
        string.Equals(row.GetString("ResourceSubType"), subType, StringComparison.OrdinalIgnoreCase);
}
