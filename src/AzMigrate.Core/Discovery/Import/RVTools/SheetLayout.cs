namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>
/// The columns of RVTools' tabs that are read, under their names of versions 3.x to 4.x (MB, later MiB) and as
/// RVTools writes them for databases (<c>vInfoVMName</c>). Notes (Annotation) are never read: people keep passwords
/// there.
/// </summary>
internal sealed class SheetLayout
{
    /// <summary>Fields that every tab has.</summary>
    public const int VM = 0;
    public const int VmId = 1;
    public const int VmUuid = 2;
    public const int SdkUuid = 3;

    private const int FirstOwn = 4;

    private static readonly (string, int)[] Shared =
    [
        ("vm", VM), ("vmname", VM),
        ("vmid", VmId), ("objectid", VmId),
        ("vmuuid", VmUuid), ("uuid", VmUuid),
        ("visdkuuid", SdkUuid), ("visdkserveruuid", SdkUuid),
    ];

    private readonly Dictionary<string, int> _headings = new(StringComparer.Ordinal);
    private readonly string _prefix;

    private SheetLayout(string name, params (string Heading, int Field)[] headings)
    {
        Name = name;
        _prefix = name.ToLowerInvariant();
        foreach (var (heading, field) in (IEnumerable<(string, int)>)[.. Shared, .. headings])
        {
            _headings.Add(heading, field);
            Count = Math.Max(Count, field + 1);
        }
    }

    public string Name { get; }

    /// <summary>Number of fields.</summary>
    public int Count { get; }

    public static SheetLayout Info { get; } = new("vInfo",
        ("powerstate", InfoField.PowerState), ("template", InfoField.Template),
        ("srmplaceholder", InfoField.Placeholder),
        ("dnsname", InfoField.DnsName), ("guesthostname", InfoField.DnsName),
        ("cpus", InfoField.Cpus), ("numcpu", InfoField.Cpus),
        ("memory", InfoField.Memory), ("memorymb", InfoField.Memory), ("memorymib", InfoField.Memory),
        ("nics", InfoField.Nics), ("disks", InfoField.Disks),
        ("provisioned", InfoField.Provisioned), ("provisionedmb", InfoField.Provisioned),
        ("provisionedmib", InfoField.Provisioned),
        ("inuse", InfoField.InUse), ("inusemb", InfoField.InUse), ("inusemib", InfoField.InUse),
        ("totaldiskcapacity", InfoField.TotalDisk), ("totaldiskcapacitymb", InfoField.TotalDisk),
        ("totaldiskcapacitymib", InfoField.TotalDisk),
        ("firmware", InfoField.Firmware), ("efisecureboot", InfoField.SecureBoot),
        ("datacenter", InfoField.Datacenter), ("cluster", InfoField.Cluster), ("host", InfoField.Host),
        ("folder", InfoField.Folder), ("resourcepool", InfoField.ResourcePool),
        ("osaccordingtotheconfigurationfile", InfoField.OSConfiguration), ("os", InfoField.OSConfiguration),
        ("osaccordingtothevmwaretools", InfoField.OSTools), ("ostools", InfoField.OSTools),
        ("smbiosuuid", InfoField.SmbiosUuid), ("creationdate", InfoField.CreationDate),
        ("primaryipaddress", InfoField.PrimaryIPAddress), ("path", InfoField.Path));

    public static SheetLayout Cpu { get; } = new("vCPU",
        ("cpus", CpuField.Cpus), ("sockets", CpuField.Sockets), ("overall", CpuField.OverallMHz));

    public static SheetLayout Memory { get; } = new("vMemory",
        ("size", MemoryField.Size), ("sizemb", MemoryField.Size), ("sizemib", MemoryField.Size),
        ("active", MemoryField.Active), ("consumed", MemoryField.Consumed));

    public static SheetLayout Disk { get; } = new("vDisk",
        ("disk", DiskField.Disk), ("name", DiskField.Disk), ("diskkey", DiskField.Key), ("key", DiskField.Key),
        ("capacity", DiskField.Capacity), ("capacitymb", DiskField.Capacity), ("capacitymib", DiskField.Capacity),
        ("raw", DiskField.Raw), ("diskmode", DiskField.Mode), ("mode", DiskField.Mode),
        ("sharingmode", DiskField.SharingMode), ("sharedbus", DiskField.SharedBus), ("thin", DiskField.Thin),
        ("controller", DiskField.Controller), ("label", DiskField.Label),
        ("scsiunit#", DiskField.ScsiUnit), ("scsiunit", DiskField.ScsiUnit),
        ("unit#", DiskField.Unit), ("unit", DiskField.Unit), ("unitnumber", DiskField.Unit),
        ("diskpath", DiskField.DiskPath), ("path", DiskField.Path));

    public static SheetLayout Partition { get; } = new("vPartition",
        ("capacity", PartitionField.Capacity), ("capacitymb", PartitionField.Capacity),
        ("capacitymib", PartitionField.Capacity),
        ("consumed", PartitionField.Consumed), ("consumedmb", PartitionField.Consumed),
        ("consumedmib", PartitionField.Consumed));

    public static SheetLayout Network { get; } = new("vNetwork",
        ("niclabel", NetworkField.Label), ("networkadapter", NetworkField.Label), ("nic", NetworkField.Label),
        ("adapter", NetworkField.Adapter), ("network", NetworkField.Network), ("name", NetworkField.Network),
        ("connected", NetworkField.Connected), ("macaddress", NetworkField.MacAddress),
        ("ipv4address", NetworkField.IPv4), ("ip4address", NetworkField.IPv4), ("ipaddress", NetworkField.IPv4),
        ("ipv6address", NetworkField.IPv6), ("ip6address", NetworkField.IPv6));

    /// <summary>The field of a plain heading, or -1.</summary>
    public int Of(string heading)
    {
        if (_headings.TryGetValue(heading, out var field))
            return field;
        return heading.StartsWith(_prefix, StringComparison.Ordinal)
            && _headings.TryGetValue(heading.Substring(_prefix.Length), out field) ? field : -1;
    }

    internal static class InfoField
    {
        public const int PowerState = FirstOwn;
        public const int Template = FirstOwn + 1;
        public const int Placeholder = FirstOwn + 2;
        public const int DnsName = FirstOwn + 3;
        public const int Cpus = FirstOwn + 4;
        public const int Memory = FirstOwn + 5;
        public const int Nics = FirstOwn + 6;
        public const int Disks = FirstOwn + 7;
        public const int Provisioned = FirstOwn + 8;
        public const int InUse = FirstOwn + 9;
        public const int TotalDisk = FirstOwn + 10;
        public const int Firmware = FirstOwn + 11;
        public const int SecureBoot = FirstOwn + 12;
        public const int Datacenter = FirstOwn + 13;
        public const int Cluster = FirstOwn + 14;
        public const int Host = FirstOwn + 15;
        public const int Folder = FirstOwn + 16;
        public const int ResourcePool = FirstOwn + 17;
        public const int OSConfiguration = FirstOwn + 18;
        public const int OSTools = FirstOwn + 19;
        public const int SmbiosUuid = FirstOwn + 20;
        public const int CreationDate = FirstOwn + 21;
        public const int PrimaryIPAddress = FirstOwn + 22;
        public const int Path = FirstOwn + 23;

        public static bool IsNumber(int field) => field is >= Cpus and <= TotalDisk;
    }

    internal static class CpuField
    {
        public const int Cpus = FirstOwn;
        public const int Sockets = FirstOwn + 1;
        public const int OverallMHz = FirstOwn + 2;
    }

    internal static class MemoryField
    {
        public const int Size = FirstOwn;
        public const int Active = FirstOwn + 1;
        public const int Consumed = FirstOwn + 2;
    }

    internal static class DiskField
    {
        public const int Disk = FirstOwn;
        public const int Key = FirstOwn + 1;
        public const int Capacity = FirstOwn + 2;
        public const int Raw = FirstOwn + 3;
        public const int Mode = FirstOwn + 4;
        public const int SharingMode = FirstOwn + 5;
        public const int SharedBus = FirstOwn + 6;
        public const int Thin = FirstOwn + 7;
        public const int Controller = FirstOwn + 8;
        public const int Label = FirstOwn + 9;
        public const int ScsiUnit = FirstOwn + 10;
        public const int Unit = FirstOwn + 11;
        public const int DiskPath = FirstOwn + 12;
        public const int Path = FirstOwn + 13;
    }

    internal static class PartitionField
    {
        public const int Capacity = FirstOwn;
        public const int Consumed = FirstOwn + 1;
    }

    internal static class NetworkField
    {
        public const int Label = FirstOwn;
        public const int Adapter = FirstOwn + 1;
        public const int Network = FirstOwn + 2;
        public const int Connected = FirstOwn + 3;
        public const int MacAddress = FirstOwn + 4;
        public const int IPv4 = FirstOwn + 5;
        public const int IPv6 = FirstOwn + 6;
    }
}
