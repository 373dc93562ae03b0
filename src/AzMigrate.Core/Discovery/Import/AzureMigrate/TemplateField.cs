using System.Globalization;

namespace AzMigrate.Discovery.Import.AzureMigrate;

/// <summary>The columns of the Azure Migrate import template, today's and the older ones (facts 8.1).</summary>
internal static class TemplateField
{
    public const int Name = 0;
    public const int IPAddresses = 1;
    public const int Cores = 2;
    public const int Memory = 3;
    public const int OSName = 4;
    public const int OSVersion = 5;
    public const int OSArchitecture = 6;
    public const int ServerType = 7;
    public const int Hypervisor = 8;
    public const int CpuPercent = 9;
    public const int MemoryPercent = 10;
    public const int NetworkAdapters = 11;
    public const int NetworkIn = 12;
    public const int NetworkOut = 13;
    public const int BootType = 14;
    public const int DiskCount = 15;
    public const int StorageInUse = 16;
    public const int TotalReadOps = 17;
    public const int TotalWriteOps = 18;
    public const int TotalReadThroughput = 19;
    public const int TotalWriteThroughput = 20;
    public const int MacAddress = 21;
    public const int VirtualMachineId = 22;
    public const int BiosUuid = 23;

    /// <summary>First field of the disks; each disk has <see cref="FieldsPerDisk"/>.</summary>
    public const int FirstDisk = 24;

    public const int FieldsPerDisk = 5;
    public const int DiskSize = 0;
    public const int DiskReadThroughput = 1;
    public const int DiskWriteThroughput = 2;
    public const int DiskReadOps = 3;
    public const int DiskWriteOps = 4;

    /// <summary>The template has 8, later 20; a machine in vSphere has at most 256.</summary>
    public const int MaxDisks = 256;

    public const int Count = FirstDisk + (MaxDisks * FieldsPerDisk);

    private static readonly string[] DiskColumns =
        ["size", "readthroughput", "writethroughput", "readops", "writeops"];

    private static readonly Dictionary<string, int> Headings = new(StringComparer.Ordinal)
    {
        ["servername"] = Name,
        ["machinename"] = Name,
        ["ipaddresses"] = IPAddresses,
        ["ipaddress"] = IPAddresses,
        ["cores"] = Cores,
        ["numberofcores"] = Cores,
        ["memory"] = Memory,
        ["memoryinmb"] = Memory,
        ["memorymb"] = Memory,
        ["osname"] = OSName,
        ["operatingsystem"] = OSName,
        ["osversion"] = OSVersion,
        ["osarchitecture"] = OSArchitecture,
        ["servertype"] = ServerType,
        ["hypervisor"] = Hypervisor,
        ["cpuutilizationpercentage"] = CpuPercent,
        ["cpuutilisationpercentage"] = CpuPercent,
        ["memoryutilizationpercentage"] = MemoryPercent,
        ["memoryutilisationpercentage"] = MemoryPercent,
        ["networkadapters"] = NetworkAdapters,
        ["numberofnetworkadapters"] = NetworkAdapters,
        ["networkinthroughput"] = NetworkIn,
        ["networkoutthroughput"] = NetworkOut,
        ["boottype"] = BootType,
        ["firmwaretype"] = BootType,
        ["numberofdisks"] = DiskCount,
        ["storageinuse"] = StorageInUse,
        ["storageinuseingb"] = StorageInUse,
        ["totaldisksreadops"] = TotalReadOps,
        ["totaldiskswriteops"] = TotalWriteOps,
        ["totaldisksreadthroughput"] = TotalReadThroughput,
        ["totaldiskswritethroughput"] = TotalWriteThroughput,
        ["macaddress"] = MacAddress,
        ["virtualmachineid"] = VirtualMachineId,
        ["biosuuid"] = BiosUuid,
        ["biosguid"] = BiosUuid,
    };

    /// <summary>The field of a plain heading, or -1.</summary>
    public static int Of(string heading)
    {
        heading = WithoutUnit(heading);
        return Headings.TryGetValue(heading, out var field) ? field : OfDisk(heading);
    }

    /// <summary>True where the field holds a number.</summary>
    public static bool IsNumber(int field) => field is Cores or Memory or CpuPercent or MemoryPercent
        or NetworkAdapters or NetworkIn or NetworkOut
        or (>= DiskCount and <= TotalWriteThroughput) or >= FirstDisk;

    /// <summary>A field of the n-th disk, n from 0.</summary>
    public static int Disk(int disk, int part) => FirstDisk + (disk * FieldsPerDisk) + part;

    /// <summary>How many disks the fields below a bound describe.</summary>
    public static int Disks(int fields) => Math.Max(0, (fields - FirstDisk + FieldsPerDisk - 1) / FieldsPerDisk);

    private static string WithoutUnit(string heading)
    {
        foreach (var unit in (string[])["mbpersecond", "inmbpersecond", "operationspersecond", "persecond", "inmbps",
            "mbps"])
        {
            if (heading.EndsWith(unit, StringComparison.Ordinal))
                return heading.Substring(0, heading.Length - unit.Length);
        }
        return heading;
    }

    private static int OfDisk(string heading)
    {
        if (!heading.StartsWith("disk", StringComparison.Ordinal))
            return -1;
        var digits = 4;
        while (digits < heading.Length && heading[digits] is >= '0' and <= '9')
            digits++;
        var digitsText = heading.Substring(4, digits - 4);
        if (!int.TryParse(digitsText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > MaxDisks)
            return -1;
        var part = heading.Substring(digits);
        if (part is "sizeingb" or "sizegb")
            part = "size";
        var index = Array.IndexOf(DiskColumns, part);
        return index < 0 ? -1 : Disk(number - 1, index);
    }
}
