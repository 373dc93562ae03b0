using System.Globalization;

namespace AzMigrate.Samples;

/// <summary>A workbook with the tabs and the headings of RVTools 4.4 that an import reads.</summary>
internal static class RVToolsWorkbook
{
    private const string VCenter = "vcenter01.contoso.example";
    private const string VCenterUuid = "6c1f0000-aaaa-4bbb-8ccc-0123456789ab";

    private static readonly string[] Start = ["VM", "Powerstate", "Template", "SRM Placeholder"];

    private static readonly string[] End =
    [
        "Annotation", "Backup status", "ClusterInvariantVMMId", "Last backup", "Datacenter", "Cluster", "Host",
        "Folder",
        "OS according to the configuration file", "OS according to the VMware Tools", "VM ID", "VM UUID",
        "VI SDK Server", "VI SDK UUID",
    ];

    private static readonly string[] Info =
    [
        .. Start, "Config status", "DNS Name", "Connection state", "Guest state", "Heartbeat", "Consolidation Needed",
        "PowerOn", "Creation date", "Change Version", "CPUs", "Overall Cpu Readiness", "Memory", "Active Memory",
        "NICs", "Disks", "Total disk capacity MiB", "Fixed Passthru HotPlug", "min Required EVC Mode Key",
        "Latency Sensitivity", "EnableUUID", "CBT", "Primary IP Address", "Network #1", "Network #2", "Num Monitors",
        "Video Ram KiB", "Resource pool", "Folder ID", "DAS protection", "FT State", "Provisioned MiB", "In Use MiB",
        "Unshared MiB", "HA Restart Priority", "HA Isolation Response", "HA VM Monitoring", "Boot Required",
        "Boot delay", "Boot retry delay", "Boot retry enabled", "Boot BIOS setup", "Reboot PowerOff", "EFI Secure boot",
        "Firmware", "HW version", "HW upgrade status", "HW upgrade policy", "Path", "Log directory",
        "Snapshot directory", "Suspend directory", .. End, "SMBIOS UUID", "VI SDK Server type", "VI SDK API Version",
    ];

    private static readonly string[] Cpu =
    [
        .. Start, "CPUs", "Sockets", "Cores p/s", "Max", "Overall", "Level", "Shares", "Reservation", "Entitlement",
        "DRS Entitlement", "Limit", "Hot Add", "Hot Remove", "Numa Hotadd Exposed", .. End,
    ];

    private static readonly string[] Memory =
    [
        .. Start, "Size MiB", "Memory Reservation Locked To Max", "Overhead", "Max", "Consumed", "Consumed Overhead",
        "Private", "Shared", "Swapped", "Ballooned", "Active", "Entitlement", "DRS Entitlement", "Level", "Shares",
        "Reservation", "Limit", "Hot Add", .. End,
    ];

    private static readonly string[] Disk =
    [
        .. Start, "Disk", "Disk Key", "Disk UUID", "Disk Path", "Capacity MiB", "Raw", "Disk Mode", "Sharing mode",
        "Thin", "Eagerly Scrub", "Split", "Write Through", "Level", "Shares", "Reservation", "Limit", "Controller",
        "Label", "SCSI Unit #", "Unit #", "Shared Bus", "Path", "Raw LUN ID", "Raw Comp. Mode", "Internal Sort Column",
        .. End,
    ];

    private static readonly string[] Partition =
    [
        .. Start, "Disk Key", "Disk", "Capacity MiB", "Consumed MiB", "Free MiB", "Free %", "Internal Sort Column",
        .. End,
    ];

    private static readonly string[] Network =
    [
        .. Start, "NIC label", "Adapter", "Network", "Switch", "Connected", "Starts Connected", "Mac Address", "Type",
        "IPv4 Address", "IPv6 Address", "Direct Path IO", "Internal Sort Column", .. End,
    ];

    public static void Write(Stream stream, IEnumerable<SampleMachine> machines)
    {
        using var workbook = new XlsxWriter(stream);
        workbook.Sheet("vInfo", Info, machines.Select(m => Row(m, Info, InfoCells(m))));
        workbook.Sheet("vCPU", Cpu,
            machines.Where(m => m.Cpus.All(char.IsDigit)).Select(m => Row(m, Cpu, CpuCells(m))));
        workbook.Sheet("vMemory", Memory, machines.Select(m => Row(m, Memory, MemoryCells(m))));
        workbook.Sheet("vDisk", Disk, machines.SelectMany(
            m => m.DiskGiB.Select((gib, i) => Row(m, Disk, DiskCells(m, i, gib)))));
        workbook.Sheet("vPartition", Partition, machines.Where(m => m.PowerState == "poweredOn").SelectMany(
            m => m.DiskGiB.Select((gib, i) => Row(m, Partition, PartitionCells(m, i, gib)))));
        workbook.Sheet("vNetwork", Network, machines.SelectMany(
            m => Enumerable.Range(0, m.Nics).Select(i => Row(m, Network, NetworkCells(m, i)))));
        workbook.Sheet("vMetaData",
            ["RVTools major version", "RVTools version", "xlsx creation datetime", "Server"],
            [["4.4", "4.4.5.0", "2026-01-01 00:00:00", VCenter]]);
    }

    private static object?[] Row(SampleMachine machine, string[] headings, Dictionary<string, object?> cells)
    {
        cells["VM"] = machine.Name;
        cells["Powerstate"] = machine.PowerState;
        cells["Template"] = machine.IsTemplate;
        cells["SRM Placeholder"] = machine.IsPlaceholder;
        cells["Annotation"] = machine.Number % 5 == 0 ? "Ask the owner before a restart" : null;
        cells["ClusterInvariantVMMId"] = VCenterUuid + ":" + machine.VmId;
        cells["Datacenter"] = "Amsterdam";
        cells["Cluster"] = "Cluster-" + (char)('A' + (machine.Number / 200 % 20));
        cells["Host"] = FormattableString.Invariant($"esx{machine.Number / 20 % 1000:000}.contoso.example");
        cells["Folder"] = machine.IsTemplate ? "Templates" : "Production/" + (machine.Number % 7);
        cells["OS according to the configuration file"] = machine.OS;
        cells["OS according to the VMware Tools"] = machine.ToolsOS;
        cells["VM ID"] = machine.VmId;
        cells["VM UUID"] = machine.VmUuid;
        cells["VI SDK Server"] = VCenter;
        cells["VI SDK UUID"] = VCenterUuid;
        return Array.ConvertAll(headings, h => cells.TryGetValue(h, out var cell) ? cell : null);
    }

    private static Dictionary<string, object?> InfoCells(SampleMachine m) => new(StringComparer.Ordinal)
    {
        ["Config status"] = "green",
        ["DNS Name"] = m.PowerState == "poweredOn" ? "host" + m.Identity + ".contoso.example" : null,
        ["Connection state"] = "connected",
        ["Guest state"] = m.PowerState == "poweredOn" ? "running" : "notRunning",
        ["Heartbeat"] = "green",
        ["Consolidation Needed"] = false,
        ["PowerOn"] = m.PowerState == "poweredOn" ? "2025/11/01 06:00:00" : null,
        ["Creation date"] = 43_000.25 + m.Number % 2000,
        ["Change Version"] = "2025-12-31T23:00:00.000000Z",
        ["CPUs"] = Number(m.Cpus),
        ["Memory"] = m.MemoryMiB,
        ["Active Memory"] = m.MemoryMiB / 5,
        ["NICs"] = m.Nics,
        ["Disks"] = m.DiskGiB.Count,
        ["Total disk capacity MiB"] = m.DiskGiB.Sum() * 1024,
        ["Latency Sensitivity"] = "normal",
        ["EnableUUID"] = true,
        ["CBT"] = false,
        ["Primary IP Address"] = m.PowerState == "poweredOn" ? m.Address : null,
        ["Network #1"] = "VLAN-" + (m.Number % 30),
        ["Num Monitors"] = 1,
        ["Video Ram KiB"] = 4096,
        ["Resource pool"] = "/Amsterdam/Resources",
        ["Folder ID"] = "group-v" + (m.Number % 7),
        ["FT State"] = "notConfigured",
        ["Provisioned MiB"] = (m.DiskGiB.Sum() * 1024) + m.MemoryMiB,
        ["In Use MiB"] = m.InUseMiB,
        ["Unshared MiB"] = m.InUseMiB,
        ["Boot delay"] = 0,
        ["Boot retry delay"] = 10_000,
        ["Boot retry enabled"] = false,
        ["Boot BIOS setup"] = false,
        ["EFI Secure boot"] = m.Firmware == "efi" && m.Number % 2 == 0,
        ["Firmware"] = m.Firmware,
        ["HW version"] = 19,
        ["Path"] = Path(m, ".vmx"),
        ["Log directory"] = Path(m, ""),
        ["Snapshot directory"] = Path(m, ""),
        ["SMBIOS UUID"] = m.SmbiosUuid,
        ["VI SDK Server type"] = "VMware vCenter Server 8.0.3",
        ["VI SDK API Version"] = "8.0.3.0",
    };

    private static Dictionary<string, object?> CpuCells(SampleMachine m)
    {
        var cpus = int.Parse(m.Cpus, CultureInfo.InvariantCulture);
        return new(StringComparer.Ordinal)
        {
            ["CPUs"] = cpus,
            ["Sockets"] = Math.Max(1, cpus / 2),
            ["Cores p/s"] = Math.Min(2, cpus),
            ["Max"] = cpus * 2600,
            ["Overall"] = m.PowerState == "poweredOn" ? cpus * 130 : 0,
            ["Level"] = "normal",
            ["Shares"] = cpus * 1000,
            ["Reservation"] = 0,
            ["Limit"] = -1,
            ["Hot Add"] = true,
        };
    }

    private static Dictionary<string, object?> MemoryCells(SampleMachine m) => new(StringComparer.Ordinal)
    {
        ["Size MiB"] = m.MemoryMiB,
        ["Overhead"] = 60,
        ["Max"] = m.MemoryMiB,
        ["Consumed"] = m.PowerState == "poweredOn" ? m.MemoryMiB * 3 / 4 : 0,
        ["Active"] = m.PowerState == "poweredOn" ? m.MemoryMiB / 5 : 0,
        ["Level"] = "normal",
        ["Shares"] = m.MemoryMiB * 10,
        ["Reservation"] = 0,
        ["Limit"] = -1,
    };

    private static Dictionary<string, object?> DiskCells(SampleMachine m, int index, long gib)
    {
        // Unit 7 of a SCSI controller is the controller itself.
        var unit = index % 15;
        return new(StringComparer.Ordinal)
        {
            ["Disk"] = "Hard disk " + (index + 1),
            ["Disk Key"] = 2000 + index,
            ["Disk UUID"] = SampleMachine.Uuid(0x6000, (m.Identity * 256) + index),
            ["Disk Path"] = Path(m, index == 0 ? ".vmdk" : "_" + index + ".vmdk"),
            ["Capacity MiB"] = gib * 1024,
            ["Raw"] = false,
            ["Disk Mode"] = "persistent",
            ["Sharing mode"] = "sharingNone",
            ["Thin"] = index % 2 == 0,
            ["Level"] = "normal",
            ["Shares"] = 1000,
            ["Controller"] = "VMware paravirtual SCSI",
            ["Label"] = "SCSI controller " + (index / 15),
            ["SCSI Unit #"] = unit < 7 ? unit : unit + 1,
            ["Unit #"] = unit < 7 ? unit : unit + 1,
            ["Shared Bus"] = "noSharing",
            ["Path"] = Path(m, index == 0 ? ".vmdk" : "_" + index + ".vmdk"),
            ["Internal Sort Column"] = m.Name + index,
        };
    }

    private static Dictionary<string, object?> PartitionCells(SampleMachine m, int index, long gib) =>
        new(StringComparer.Ordinal)
        {
            ["Disk Key"] = 2000 + index,
            ["Disk"] = m.OS?.Contains("Windows", StringComparison.Ordinal) == true ? (char)('C' + index) + ":\\"
                : "/data" + index,
            ["Capacity MiB"] = gib * 1024,
            ["Consumed MiB"] = gib * 1024 * 2 / 5,
            ["Free MiB"] = gib * 1024 * 3 / 5,
            ["Free %"] = 60,
        };

    private static Dictionary<string, object?> NetworkCells(SampleMachine m, int index) => new(StringComparer.Ordinal)
    {
        ["NIC label"] = "Network adapter " + (index + 1),
        ["Adapter"] = "Vmxnet3",
        ["Network"] = "VLAN-" + ((m.Number + index) % 30),
        ["Switch"] = "dvSwitch01",
        ["Connected"] = m.PowerState == "poweredOn",
        ["Starts Connected"] = true,
        ["Mac Address"] = FormattableString.Invariant(
            $"00:50:56:{m.Identity >> 8 & 0x3f:x2}:{m.Identity & 0xff:x2}:{index:x2}"),
        ["Type"] = "assigned",
        ["IPv4 Address"] = index == 0 && m.PowerState == "poweredOn" ? m.Address : null,
        ["IPv6 Address"] = index == 0 && m.Number % 4 == 0
            ? FormattableString.Invariant($"2001:db8::{m.Number:x}") : null,
    };

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static string Path(SampleMachine m, string extension) => FormattableString.Invariant(
        $"[datastore{m.Identity / 50 % 100:00}] host{m.Identity}/") + (extension.Length == 0 ? ""
            : "host" + m.Identity + extension);
}
