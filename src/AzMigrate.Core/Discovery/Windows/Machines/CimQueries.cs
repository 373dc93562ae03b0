using AzMigrate.Discovery.Cim;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>
/// The queries of a visit. Properties are named one by one: some that nobody needs, such as a processor's load, take a
/// second each to find out.
/// </summary>
internal static class CimQueries
{
    public const string Cim = "root/cimv2";
    public const string Storage = "root/microsoft/windows/storage";

    public const string ComputerSystem = "SELECT Name, DNSHostName, Domain, PartOfDomain, Manufacturer, Model, "
        + "TotalPhysicalMemory, NumberOfLogicalProcessors, NumberOfProcessors FROM Win32_ComputerSystem";

    public const string Product = "SELECT UUID, IdentifyingNumber FROM Win32_ComputerSystemProduct";
    public const string Bios = "SELECT SerialNumber FROM Win32_BIOS";

    public const string OperatingSystem =
        "SELECT Caption, Version, BuildNumber, OSArchitecture, ProductType, CSDVersion, "
        + "LastBootUpTime FROM Win32_OperatingSystem";

    public const string Processors =
        "SELECT DeviceID, Name, NumberOfCores, NumberOfLogicalProcessors FROM Win32_Processor";
    public const string Memory = "SELECT Capacity FROM Win32_PhysicalMemory";

    public const string Disks = "SELECT Index, DeviceID, Model, Size, MediaType, InterfaceType, SerialNumber, SCSIBus, "
        + "SCSIPort, SCSITargetId, SCSILogicalUnit FROM Win32_DiskDrive";

    public const string StorageDisks = "SELECT Number, Size, IsClustered, UniqueId FROM MSFT_Disk";
    public const string Partitions = "SELECT DeviceID, DiskIndex, Type, BootPartition FROM Win32_DiskPartition";

    public const string Volumes = "SELECT DeviceID, Size, FreeSpace, FileSystem, VolumeName FROM Win32_LogicalDisk "
        + "WHERE DriveType = 3";

    public const string VolumePartitions = "SELECT Antecedent, Dependent FROM Win32_LogicalDiskToPartition";

    public const string Adapters =
        "SELECT Description, Index, IPAddress, MACAddress FROM Win32_NetworkAdapterConfiguration "
        + "WHERE IPEnabled = TRUE";

    /// <summary>All rows of a query.</summary>
    public static async Task<List<CimRow>> AllAsync(
        this ICimClient client, string cimNamespace, string wql, CancellationToken cancellation)
    {
        var rows = new List<CimRow>();
        await foreach (var row in client.QueryAsync(cimNamespace, wql, cancellation).ConfigureAwait(false))
            rows.Add(row);
        return rows;
    }
}
