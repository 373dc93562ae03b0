using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import.AzureMigrate;

/// <summary>Machines of a table in the layout of the Azure Migrate import template.</summary>
internal sealed class TemplateParser
{
    private const double GiB = 1L << 30;

    /// <summary>8 PiB: far above any disk, and exact in a double.</summary>
    private const double MaxGiB = 1L << 23;

    private readonly FieldReader _row;
    private readonly KeptText _kept;
    private readonly string _file;
    private readonly string _source;
    private readonly MachineIdentities _identities = new();
    private readonly List<Machine> _machines = [];
    private readonly bool _hasOSColumn;
    private readonly int _diskColumns;
    private int _parts;

    public TemplateParser(FieldReader row, KeptText kept, string file, string? sourceName)
    {
        _row = row;
        _kept = kept;
        _file = file;
        _source = sourceName ?? "csv";
        _hasOSColumn = row.Map.Has(TemplateField.OSName);
        _diskColumns = TemplateField.Disks(row.Map.Fields);
    }

    public IReadOnlyList<Machine> Machines => _machines;

    public int RowsRead { get; private set; }

    /// <summary>Reads the next row; false at the end.</summary>
    public bool ReadNext()
    {
        if (!_row.Next())
            return false;
        RowsRead++;
        if (Read() is Machine machine)
        {
            if (_machines.Count == ImportLimits.Machines)
                throw ImportFailure.TooLarge(_file,
                    FormattableString.Invariant($"it has more than {ImportLimits.Machines} machines"));
            _machines.Add(machine);
        }
        return true;
    }

    private Machine? Read()
    {
        var name = _kept.Keep(_row.Text(TemplateField.Name));
        _row.Target = name;
        if (!TryMandatory(name, out var cores, out var memoryMiB))
            return null;
        var id = _source + "/" + name!.ToLowerInvariant();
        if (!_identities.Add(id, TemplateField.Name, _row))
            return null;
        var announced = _row.Whole(TemplateField.NetworkAdapters, 0, 4096);
        var hypervisor = _kept.Keep(_row.Text(TemplateField.Hypervisor));
        return new Machine
        {
            Id = _kept.Keep(id)!,
            Source = _source,
            SourceKind = SourceKind.Csv,
            Name = name,
            Kind = Kind(hypervisor),
            Hypervisor = hypervisor,
            Cores = cores,
            MemoryMiB = memoryMiB,
            OperatingSystem = OperatingSystem(),
            Firmware = RowRules.Firmware(_row, TemplateField.BootType),
            Disks = Disks(),
            DiskTotals = Totals(),
            NetworkAdapters = Adapters(announced),
            AnnouncedNetworkAdapters = (int?)announced,
            Utilization = Utilization(),
            InstanceUuid = Uuid(TemplateField.VirtualMachineId),
            SmbiosUuid = Uuid(TemplateField.BiosUuid),
        };
    }

    /// <summary>Rule I1: a row without a usable name, cores, memory or OS column is left out.</summary>
    private bool TryMandatory(string? name, out int cores, out long memoryMiB)
    {
        var usable = RowRules.Name(_row, TemplateField.Name, name);
        usable &= RowRules.Cores(_row, TemplateField.Cores, out cores);
        usable &= RowRules.Memory(_row, TemplateField.Memory, out memoryMiB);
        if (!_hasOSColumn)
        {
            _row.Error("Import.OSColumnMissing", TemplateField.OSName,
                "The file has no column OS name; the row is left out.",
                "Add the column OS name; its cells may be empty.");
            usable = false;
        }
        return usable;
    }

    private MachineKind Kind(string? hypervisor)
    {
        switch (_row.Text(TemplateField.ServerType)?.ToUpperInvariant())
        {
            case "PHYSICAL":
                return MachineKind.Physical;
            case "VIRTUAL":
                return MachineKind.Virtual;
            case null:
                break;
            default:
                _row.Ignored(TemplateField.ServerType, _row.Text(TemplateField.ServerType)!, "Physical or Virtual");
                break;
        }
        return hypervisor is null ? MachineKind.Unknown : MachineKind.Virtual;
    }

    private Inventory.OperatingSystem OperatingSystem()
    {
        var name = _kept.Keep(_row.Text(TemplateField.OSName));
        if (name is null)
            RowRules.OSNameMissing(_row, TemplateField.OSName);
        return new Inventory.OperatingSystem
        {
            Name = name,
            Version = _kept.Keep(_row.Text(TemplateField.OSVersion)),
            Architecture = Architecture(),
        };
    }

    private OSArchitecture Architecture()
    {
        var text = _row.Text(TemplateField.OSArchitecture);
        switch (text is null ? null : FieldMap.Plain(text))
        {
            case null:
                return OSArchitecture.Unknown;
            case "x64" or "amd64" or "64bit" or "x8664" or "64":
                return OSArchitecture.X64;
            case "x86" or "32bit" or "i386" or "i686" or "32":
                return OSArchitecture.X86;
            case "arm64" or "aarch64":
                return OSArchitecture.Arm64;
            default:
                _row.Ignored(TemplateField.OSArchitecture, text!, "x64, x86, amd64, 32-bit, 64-bit or arm64");
                return OSArchitecture.Unknown;
        }
    }

    private MachineDisk[] Disks()
    {
        List<MachineDisk>? disks = null;
        for (var n = 0; n < _diskColumns; n++)
        {
            var size = TemplateField.Disk(n, TemplateField.DiskSize);
            var utilization = DiskFigures(
                TemplateField.Disk(n, TemplateField.DiskReadOps), TemplateField.Disk(n, TemplateField.DiskWriteOps),
                TemplateField.Disk(n, TemplateField.DiskReadThroughput),
                TemplateField.Disk(n, TemplateField.DiskWriteThroughput));
            var gib = _row.Number(size, 0, MaxGiB);
            if (gib is null or 0)
            {
                // Templates are often filled with zeros for disks that do not exist.
                if (utilization is { } figures && !IsZero(figures))
                    DiskWithoutSize(n);
                continue;
            }
            if (++_parts > ImportLimits.DisksAndAdapters)
                throw ImportFailure.TooLarge(_file, "it has more than 400,000 disks");
            (disks ??= []).Add(new MachineDisk
            {
                Name = _kept.Keep(FormattableString.Invariant($"disk{n + 1}"))!,
                Label = _kept.Keep(FormattableString.Invariant($"Disk {n + 1}")),
                CapacityBytes = Math.Max(1, (long)Math.Round(gib.Value * GiB)),
                Utilization = utilization,
            });
        }
        return disks?.ToArray() ?? [];
    }

    private void DiskWithoutSize(int disk)
    {
        var figure = TemplateField.Disk(disk, TemplateField.DiskReadThroughput);
        while (_row.Text(figure) is null)
            figure++;
        _row.Warning("Import.DiskSizeMissing", figure,
            FormattableString.Invariant($"Disk {disk + 1} has figures but no size; it is left out."),
            "Fill in the disk's size in GB and import again.");
    }

    private static bool IsZero(DiskUtilization figures) => figures is
    {
        ReadMBps: null or 0, WriteMBps: null or 0, ReadOpsPerSecond: null or 0, WriteOpsPerSecond: null or 0,
    };

    private DiskUtilization? DiskFigures(int readOps, int writeOps, int readThroughput, int writeThroughput)
    {
        if (_row.Text(readOps) is null && _row.Text(writeOps) is null && _row.Text(readThroughput) is null
            && _row.Text(writeThroughput) is null)
            return null;
        var figures = new DiskUtilization
        {
            ReadOpsPerSecond = Rate(readOps),
            WriteOpsPerSecond = Rate(writeOps),
            ReadMBps = Rate(readThroughput),
            WriteMBps = Rate(writeThroughput),
        };
        return figures == new DiskUtilization() ? null : figures;
    }

    private DiskTotals? Totals()
    {
        var inUse = _row.Number(TemplateField.StorageInUse, 0, MaxGiB);
        var totals = new DiskTotals
        {
            DiskCount = (int?)_row.Whole(TemplateField.DiskCount, 0, 4096),
            InUseBytes = inUse is double gib ? (long)Math.Round(gib * GiB) : null,
            Utilization = DiskFigures(TemplateField.TotalReadOps, TemplateField.TotalWriteOps,
                TemplateField.TotalReadThroughput, TemplateField.TotalWriteThroughput),
        };
        return totals == new DiskTotals() ? null : totals;
    }

    private IReadOnlyList<NetworkAdapter> Adapters(long? announced)
    {
        var cell = _row.Text(TemplateField.IPAddresses);
        var addresses = AdapterList.Addresses(cell, _kept, out var unusable);
        if (unusable is not null)
            _row.Ignored(TemplateField.IPAddresses, unusable, "an IP address");
        return AdapterList.Of(announced, addresses, _kept.Keep(_row.Text(TemplateField.MacAddress)));
    }

    private MachineUtilization? Utilization()
    {
        var figures = new MachineUtilization
        {
            CpuPercent = _row.Number(TemplateField.CpuPercent, 0, 100),
            MemoryPercent = _row.Number(TemplateField.MemoryPercent, 0, 100),
            NetworkInMBps = Rate(TemplateField.NetworkIn),
            NetworkOutMBps = Rate(TemplateField.NetworkOut),
        };
        return figures == new MachineUtilization() ? null : figures;
    }

    private double? Rate(int field) => _row.Number(field, 0, 1e12);

    private string? Uuid(int field) =>
        Guid.TryParse(_row.Text(field), out var uuid) ? _kept.Keep(uuid.ToString("D")) : null;
}
