using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Inventory;
using static AzMigrate.Discovery.Import.RVTools.SheetLayout;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>What vCPU, vMemory, vDisk, vPartition and vNetwork add to the machines.</summary>
internal sealed class MachineTabs
{
    private readonly KeptText _kept;
    private readonly string _file;
    private int _parts;

    public MachineTabs(KeptText kept, string file)
    {
        _kept = kept;
        _file = file;
    }

    public void Add(SheetLayout tab, FieldReader row, VirtualMachineRow machine)
    {
        if (tab == Cpu)
            AddCpu(row, machine);
        else if (tab == Memory)
            AddMemory(row, machine);
        else if (tab == Disk)
            AddDisk(row, machine);
        else if (tab == Partition)
            AddPartition(row, machine);
        else
            AddAdapter(row, machine);
    }

    /// <summary>The machine with what the tabs told.</summary>
    public Machine Complete(VirtualMachineRow row)
    {
        var machine = row.Machine!;
        var disks = DiskRow.InOrder(row.Disks, _kept);
        return machine with
        {
            Sockets = row.Sockets,
            Disks = disks,
            DiskTotals = Totals(machine.DiskTotals, row),
            NetworkAdapters = row.Adapters is null ? machine.NetworkAdapters : Named(row.Adapters),
            MomentaryUsage = Momentary(row),
            Placement = machine.Placement with { Datastores = Datastores(machine.Placement.Datastores, disks) },
        };
    }

    private static void AddCpu(FieldReader row, VirtualMachineRow machine)
    {
        machine.Sockets = (int?)row.Whole(CpuField.Sockets, 1, 10_000) ?? machine.Sockets;
        machine.CpuMHz = (long?)row.Number(CpuField.OverallMHz, 0, 1e9, whole: true) ?? machine.CpuMHz;
        if (machine.Machine!.Cores == 0 && row.Whole(CpuField.Cpus, 1, 10_000) is long cores)
            machine.Machine = machine.Machine with { Cores = (int)cores };
    }

    private static void AddMemory(FieldReader row, VirtualMachineRow machine)
    {
        machine.ActiveMiB = (long?)row.Number(MemoryField.Active, 0, 1e12, whole: true) ?? machine.ActiveMiB;
        machine.ConsumedMiB = (long?)row.Number(MemoryField.Consumed, 0, 1e12, whole: true) ?? machine.ConsumedMiB;
        if (machine.Machine!.MemoryMiB == 0 && row.Whole(MemoryField.Size, 1, 1L << 30) is long size)
            machine.Machine = machine.Machine with { MemoryMiB = size };
    }

    private void AddDisk(FieldReader row, VirtualMachineRow machine)
    {
        var label = _kept.Keep(row.Text(DiskField.Disk));
        var path = _kept.Keep(row.Text(DiskField.DiskPath) ?? row.Text(DiskField.Path));
        if (DiskSize.Bytes(row, DiskField.Capacity) is not (> 0 and var capacity))
        {
            row.Warning("Import.DiskCapacityMissing", DiskField.Capacity,
                $"Disk {ImportProblems.Quote(label ?? path ?? "")} has no usable capacity; it is left out.",
                "Fill in the capacity in MiB and import again.");
            return;
        }
        var key = _kept.Keep(row.Text(DiskField.Key) ?? label + "|" + path)!;
        machine.Disks ??= [];
        // A machine that vInfo lists twice has its disks twice.
        if (machine.Disks.Exists(d => d.Key == key && key != "|"))
            return;
        Count(machine.Disks.Count);
        machine.Disks.Add(new DiskRow(
            new MachineDisk
            {
                Name = "",
                CapacityBytes = capacity,
                Label = label,
                Controller = _kept.Keep(row.Text(DiskField.Controller)),
                ThinProvisioned = row.Flag(DiskField.Thin),
                BackingPath = path,
                Mode = _kept.Keep(row.Text(DiskField.Mode)),
                Shared = IsShared(row.Text(DiskField.SharingMode), row.Text(DiskField.SharedBus)),
                RawDevice = row.Flag(DiskField.Raw),
            },
            DiskAddress.Parse(
                row.Text(DiskField.Controller), row.Text(DiskField.Label), row.Text(DiskField.ScsiUnit),
                row.Text(DiskField.Unit)),
            DiskRow.NumberOf(label), key));
    }

    private static bool? IsShared(string? mode, string? bus)
    {
        if (mode is null && bus is null)
            return null;
        return string.Equals(mode, "sharingMultiWriter", StringComparison.OrdinalIgnoreCase)
            || string.Equals(bus, "virtualSharing", StringComparison.OrdinalIgnoreCase)
            || string.Equals(bus, "physicalSharing", StringComparison.OrdinalIgnoreCase);
    }

    private static void AddPartition(FieldReader row, VirtualMachineRow machine)
    {
        machine.PartitionCapacityMiB += row.Number(PartitionField.Capacity, 0, 1e12, whole: true) ?? 0;
        machine.PartitionConsumedMiB += row.Number(PartitionField.Consumed, 0, 1e12, whole: true) ?? 0;
    }

    private void AddAdapter(FieldReader row, VirtualMachineRow machine)
    {
        var name = _kept.Keep(row.Text(NetworkField.Label)) ?? "nic";
        var macAddress = _kept.Keep(row.Text(NetworkField.MacAddress));
        machine.Adapters ??= [];
        // A machine that vInfo lists twice has its adapters twice.
        if (macAddress is not null && machine.Adapters.Exists(a => a.MacAddress == macAddress && a.Name == name))
            return;
        Count(machine.Adapters.Count);
        var addresses = AdapterList.Addresses(
            row.Text(NetworkField.IPv4) + "," + row.Text(NetworkField.IPv6), _kept, out _);
        machine.Adapters.Add(new NetworkAdapter
        {
            Name = name,
            MacAddress = macAddress,
            Network = _kept.Keep(row.Text(NetworkField.Network)),
            IPAddresses = addresses,
            AdapterType = _kept.Keep(row.Text(NetworkField.Adapter)),
            Connected = row.Flag(NetworkField.Connected),
        });
    }

    private void Count(int ofMachine)
    {
        if (ofMachine >= ImportLimits.PartsPerMachine)
            throw ImportFailure.TooLarge(_file, FormattableString.Invariant(
                $"a machine has more than {ImportLimits.PartsPerMachine} disks or adapters"));
        if (++_parts > ImportLimits.DisksAndAdapters)
            throw ImportFailure.TooLarge(_file, "it has more than 400,000 disks and network adapters");
    }

    /// <summary>vInfo's totals; where it has none, the guests' partitions.</summary>
    private static DiskTotals? Totals(DiskTotals? told, VirtualMachineRow row)
    {
        if (row.PartitionCapacityMiB <= 0)
            return told;
        return (told ?? new DiskTotals()) with
        {
            InUseBytes = told?.InUseBytes ?? (long)(row.PartitionConsumedMiB * (1 << 20)),
            ProvisionedBytes = told?.ProvisionedBytes ?? (long)(row.PartitionCapacityMiB * (1 << 20)),
        };
    }

    private static MomentaryUsage? Momentary(VirtualMachineRow row)
    {
        if (row.CpuMHz is null && row.ActiveMiB is null && row.ConsumedMiB is null)
            return null;
        return new MomentaryUsage
        {
            CpuMHz = row.CpuMHz,
            ActiveMemoryMiB = row.ActiveMiB,
            ConsumedMemoryMiB = row.ConsumedMiB,
        };
    }

    private NetworkAdapter[] Named(List<NetworkAdapter> adapters)
    {
        var names = new UniqueNames();
        return adapters.ConvertAll(a => names.Of(a.Name) is var name && name == a.Name
            ? a : a with { Name = _kept.Keep(name)! }).ToArray();
    }

    private string[] Datastores(IReadOnlyList<string> configured, IReadOnlyList<MachineDisk> disks)
    {
        var datastores = new SortedSet<string>(configured, StringComparer.Ordinal);
        foreach (var disk in disks)
        {
            if (_kept.Keep(DiskSize.Datastore(disk.BackingPath)) is string datastore)
                datastores.Add(datastore);
        }
        return [.. datastores];
    }
}
