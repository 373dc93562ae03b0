using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Inventory;
using static AzMigrate.Discovery.Import.RVTools.SheetLayout;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Rows of vInfo: one a machine.</summary>
internal sealed class InfoTab
{
    private readonly FieldReader _row;
    private readonly KeptText _kept;
    private readonly InventoryFileOptions _options;
    private readonly string _file;
    private readonly bool _datesFrom1904;
    private readonly MachineIdentities _identities = new();
    private readonly bool _hasOSColumn;

    public InfoTab(
        FieldReader row, KeptText kept, InventoryFileOptions options, string file, bool datesFrom1904)
    {
        _row = row;
        _kept = kept;
        _options = options;
        _file = file;
        _datesFrom1904 = datesFrom1904;
        _hasOSColumn = row.Map.Has(InfoField.OSConfiguration) || row.Map.Has(InfoField.OSTools);
    }

    public MachineIndex Index { get; } = new();

    /// <summary>The rows that are taken, in their order.</summary>
    public Queue<VirtualMachineRow> Rows { get; } = new();

    public int RowsRead { get; private set; }

    public int TemplatesLeftOut { get; private set; }

    public int PlaceholdersLeftOut { get; private set; }

    /// <summary>Reads the next row; false at the end.</summary>
    public bool ReadNext()
    {
        if (!_row.Next())
            return false;
        if (++RowsRead > ImportLimits.Machines)
            throw ImportFailure.TooLarge(_file,
                FormattableString.Invariant($"it has more than {ImportLimits.Machines} machines"));
        var machine = new VirtualMachineRow { Row = _row.Row.Number };
        var isRepeat = !Read(machine);
        machine.IsLeftOut = machine.Machine is null;
        // A repeated machine's disks belong to the row that stays.
        if (!isRepeat)
            Index.Add(machine, _row);
        if (!machine.IsLeftOut)
            Rows.Enqueue(machine);
        return true;
    }

    /// <summary>Reads the row; false when it repeats a machine.</summary>
    private bool Read(VirtualMachineRow row)
    {
        var name = _kept.Keep(_row.Text(VM));
        _row.Target = name;
        var isTemplate = _row.Flag(InfoField.Template) ?? false;
        var isPlaceholder = _row.Flag(InfoField.Placeholder) ?? false;
        if (isTemplate && !_options.IncludeTemplates)
        {
            TemplatesLeftOut++;
            return true;
        }
        if (isPlaceholder && !_options.IncludePlaceholders)
        {
            PlaceholdersLeftOut++;
            return true;
        }
        if (!TryMandatory(name, out var cores, out var memoryMiB))
            return true;
        var (source, native) = Identity(name!);
        var id = _kept.Keep(source + "/" + native)!;
        if (!_identities.Add(id, IdentityField(), _row))
            return false;
        row.Machine = Machine(id, _kept.Keep(source)!, name!, cores, memoryMiB) with
        {
            IsTemplate = isTemplate,
            IsPlaceholder = isPlaceholder,
        };
        return true;
    }

    /// <summary>
    /// Rule I1. Cores and memory that vInfo leaves blank are 0 for now: vCPU and vMemory may tell them.
    /// </summary>
    private bool TryMandatory(string? name, out int cores, out long memoryMiB)
    {
        cores = 0;
        memoryMiB = 0;
        var usable = RowRules.Name(_row, VM, name);
        if (_row.Text(InfoField.Cpus) is not null)
            usable &= RowRules.Cores(_row, InfoField.Cpus, out cores);
        if (_row.Text(InfoField.Memory) is not null)
            usable &= RowRules.Memory(_row, InfoField.Memory, out memoryMiB);
        if (!_hasOSColumn)
        {
            _row.Error("Import.OSColumnMissing", InfoField.OSConfiguration,
                "vInfo has no column 'OS according to the configuration file'; the row is left out.",
                "Export vInfo with all its columns; the column's cells may be empty.");
            usable = false;
        }
        return usable;
    }

    private (string Source, string Native) Identity(string name)
    {
        var vCenter = _row.Text(SdkUuid)?.ToLowerInvariant();
        if (vCenter is not null && vCenter.IndexOf('/') < 0 && _row.Text(VmId) is string id)
        {
            return _options.SourceName is string source
                ? (source, vCenter + "/" + id)
                : ("rvtools:" + vCenter, id);
        }
        return (_options.SourceName ?? "rvtools", _row.Text(VmUuid)?.ToLowerInvariant() ?? name.ToLowerInvariant());
    }

    /// <summary>The column that a problem of the identity points to.</summary>
    private int IdentityField()
    {
        if (_row.Text(SdkUuid) is not null && _row.Text(VmId) is not null)
            return VmId;
        return _row.Text(VmUuid) is not null ? VmUuid : VM;
    }

    private Machine Machine(string id, string source, string name, int cores, long memoryMiB)
    {
        var nics = _row.Whole(InfoField.Nics, 0, 4096);
        var addresses = AdapterList.Addresses(_row.Text(InfoField.PrimaryIPAddress), _kept, out _);
        return new Machine
        {
            Id = id,
            Source = source,
            SourceKind = SourceKind.RVTools,
            Name = name,
            HostName = Text(InfoField.DnsName),
            Kind = MachineKind.Virtual,
            Hypervisor = "VMware",
            PowerState = PowerState(),
            Cores = cores,
            MemoryMiB = memoryMiB,
            OperatingSystem = OperatingSystem(),
            Firmware = RowRules.Firmware(_row, InfoField.Firmware),
            SecureBoot = _row.Flag(InfoField.SecureBoot),
            DiskTotals = Totals(),
            NetworkAdapters = AdapterList.Of(nics, addresses, null),
            AnnouncedNetworkAdapters = (int?)nics,
            Placement = Placement(),
            SmbiosUuid = Uuid(InfoField.SmbiosUuid),
            InstanceUuid = Uuid(VmUuid),
            CreatedAt = RVToolsDate.Read(_row, InfoField.CreationDate, _datesFrom1904),
        };
    }

    private PowerState PowerState()
    {
        switch (_row.Text(InfoField.PowerState)?.ToUpperInvariant())
        {
            case null:
                return Inventory.PowerState.Unknown;
            case "POWEREDON":
                return Inventory.PowerState.On;
            case "POWEREDOFF":
                return Inventory.PowerState.Off;
            case "SUSPENDED":
                return Inventory.PowerState.Suspended;
            default:
                _row.Ignored(InfoField.PowerState, _row.Text(InfoField.PowerState)!,
                    "poweredOn, poweredOff or suspended");
                return Inventory.PowerState.Unknown;
        }
    }

    private Inventory.OperatingSystem OperatingSystem()
    {
        var names = new Inventory.OperatingSystem
        {
            Name = Text(InfoField.OSConfiguration),
            GuestName = Text(InfoField.OSTools),
        };
        if (names.DisplayName is null)
            RowRules.OSNameMissing(_row, InfoField.OSConfiguration);
        return names;
    }

    private DiskTotals? Totals()
    {
        var provisioned = DiskSize.Bytes(_row, InfoField.TotalDisk) ?? DiskSize.Bytes(_row, InfoField.Provisioned);
        var totals = new DiskTotals
        {
            DiskCount = (int?)_row.Whole(InfoField.Disks, 0, 4096),
            InUseBytes = DiskSize.Bytes(_row, InfoField.InUse),
            ProvisionedBytes = provisioned,
        };
        return totals == new DiskTotals() ? null : totals;
    }

    private Placement Placement()
    {
        var datastore = DiskSize.Datastore(_row.Text(InfoField.Path));
        return new Placement
        {
            Host = Text(InfoField.Host),
            Cluster = Text(InfoField.Cluster),
            Datacenter = Text(InfoField.Datacenter),
            Folder = Text(InfoField.Folder),
            ResourcePool = Text(InfoField.ResourcePool),
            Datastores = datastore is null ? [] : [_kept.Keep(datastore)!],
        };
    }

    private string? Text(int field) => _kept.Keep(_row.Text(field));

    private string? Uuid(int field) =>
        Guid.TryParse(_row.Text(field), out var uuid) ? _kept.Keep(uuid.ToString("D")) : null;
}
