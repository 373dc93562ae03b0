using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.HyperV.Hosts;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>
/// Makes machines of a host's rows. Without processors or memory there is none; anything else that lacks is said.
/// </summary>
internal sealed class MachineReader(
    HostRows rows, HostNode node, DiskFiles files, DiscoveryRequest request, XmlWords words)
{
    private const string CheckpointType = "Microsoft:Hyper-V:Snapshot:Realized";
    private const string RealizedType = "Microsoft:Hyper-V:System:Realized";
    private const string GenerationTwo = "Microsoft:Hyper-V:SubType:2";
    private const string GenerationOne = "Microsoft:Hyper-V:SubType:1";

    public async Task<FoundMachine> ReadAsync(string vm, CancellationToken cancellation)
    {
        var system = rows.Systems[vm];
        var name = system.GetString("ElementName") ?? vm;
        var settings = rows.Settings[vm].FirstOrDefault(row => row.GetString("VirtualSystemType") == RealizedType);
        var cores = rows.Processors[vm].Select(row => row.GetInt64("VirtualQuantity")).FirstOrDefault();
        if (settings is null || cores is not > 0 || ConfiguredMemory.Of(rows.Memory[vm]) is not { } memory)
            return new FoundMachine(vm, null, [Unreadable(name)]);
        var problems = new List<MigrateProblem>();
        var guest = GuestFacts.Read(rows.Exchange[vm], words);
        var firmware = FirmwareOf(settings);
        var machine = new Machine
        {
            Id = $"{request.SourceName}/{vm}",
            Source = request.SourceName,
            SourceKind = SourceKind.HyperV,
            Name = name,
            HostName = guest.HostName,
            Kind = MachineKind.Virtual,
            Hypervisor = "Microsoft Hyper-V",
            PowerState = VmStates.Power(system),
            IsPlaceholder = VmStates.IsReplica(system),
            Cores = (int)Math.Min(cores.Value, int.MaxValue),
            ProcessorName = rows.ProcessorName,
            MemoryMiB = memory.MiB,
            OperatingSystem = guest.OperatingSystem,
            Firmware = firmware,
            SecureBoot = firmware == Firmware.Bios ? false : settings.GetBoolean("SecureBootEnabled"),
            Disks = await DisksAsync(vm, name, problems, cancellation).ConfigureAwait(false),
            NetworkAdapters = VirtualAdapters.Of(rows, vm),
            Placement = new Placement { Host = node.Name, Cluster = node.Cluster },
            SmbiosUuid = Guid.TryParse(settings.GetString("BIOSGUID"), out var uuid) && uuid != Guid.Empty
                ? uuid.ToString("D") : null,
            Manufacturer = "Microsoft Corporation",
            Model = "Virtual Machine",
            SerialNumber = settings.GetString("BIOSSerialNumber") is { Length: > 0 } serial ? serial : null,
            CreatedAt = Created(settings.GetTime("CreationTime")) ?? Created(system.GetTime("InstallDate")),
            HardwareVersion = settings.GetString("Version"),
            ToolsVersion = guest.ServicesVersion,
            SnapshotCount = rows.Settings[vm].Count(row => row.GetString("VirtualSystemType") == CheckpointType),
            HypervisorReplication = VmStates.Replication(system),
            PrimaryIPAddress = guest.FirstAddress,
            Notes = request.IncludeNotes ? Notes(settings) : null,
        };
        return new FoundMachine(vm, machine, problems);
    }

    private async Task<IReadOnlyList<MachineDisk>> DisksAsync(
        string vm, string name, List<MigrateProblem> problems, CancellationToken cancellation)
    {
        var disks = new List<MachineDisk>();
        foreach (var disk in VirtualDisks.Of(rows.Resources[vm], rows.Media[vm]))
        {
            var (file, why) = disk.Path is null ? Physical(disk)
                : await files.ReadAsync(disk.Path, cancellation).ConfigureAwait(false);
            if (file is null)
            {
                problems.Add(HostProblems.Warning(
                    "HyperV.DiskUnreadable",
                    $"The size of disk {disk.Name} of {name} is not known, so it is left out: "
                    + $"{disk.Path ?? "a physical disk of the host"}: {why}.",
                    "Check that the host can open the disk, then run the discovery again.", name));
                continue;
            }

            disks.Add(new MachineDisk
            {
                Name = disk.Name,
                CapacityBytes = file.CapacityBytes,
                Controller = disk.IsScsi ? "Hyper-V SCSI" : "Hyper-V IDE",
                ThinProvisioned = file.GrowsOnUse,
                BackingPath = disk.Path ?? disk.PhysicalDevice,
                ParentPath = file.ParentPath,
                Shared = disk.IsShared,
                RawDevice = disk.Path is null,
                BusNumber = disk.Controller,
                UnitNumber = disk.Unit,
                Uuid = file.Uuid,
            });
        }

        return disks;
    }

    private (DiskFile? File, string? Why) Physical(VirtualDisk disk) =>
        rows.PhysicalDisks.TryGetValue(disk.PhysicalDevice!, out var number)
            && rows.HostDiskBytes.TryGetValue(number, out var bytes)
            ? (new DiskFile(bytes, false, null, null), null) : (null, "the host does not show it");

    // WMI writes 1601, the beginning of its time, where it does not know.
    private static DateTimeOffset? Created(DateTimeOffset? time) => time is { Year: > 1970 } ? time : null;

    // Windows Server 2012 has no subtypes, and first generation only.
    private static Firmware FirmwareOf(CimRow settings) => settings.GetString("VirtualSystemSubType") switch
    {
        GenerationTwo => Firmware.Uefi,
        GenerationOne or null => Firmware.Bios,
        _ => Firmware.Unknown,
    };

    private static string? Notes(CimRow settings) =>
        string.Join("\n", settings.GetStrings("Notes") ?? []) is { Length: > 0 } notes ? notes : null;

    private MigrateProblem Unreadable(string name) => HostProblems.Warning(
        "HyperV.MachineUnreadable", $"{node.Name} does not tell processors or memory of the VM {name}; it is left out.",
        "Its configuration may be damaged or being made: look at it in Hyper-V Manager, then run the discovery again.",
        name);
}
