using AzMigrate.Catalog;

namespace AzMigrate.Projects;

/// <summary>What a machine's disks are copied to.</summary>
public enum ReplicaKind
{
    /// <summary>
    /// A page blob a disk: changes are copied on and on, and tests are made from its snapshots. Up to 8 TiB.
    /// </summary>
    PageBlob,

    /// <summary>A managed disk by direct upload: one pass with the source off, no changes, no test.</summary>
    ManagedDisk,

    /// <summary>A fixed VHD a disk in a local folder: a rehearsal without Azure.</summary>
    Folder,
}

/// <summary>What the user decided about a machine's replication. It holds no secret.</summary>
public sealed record ReplicationSettings
{
    /// <summary>What the disks are copied to.</summary>
    public required ReplicaKind ReplicaKind { get; init; }

    /// <summary>Full path of the folder of <see cref="ReplicaKind.Folder"/>; null for others.</summary>
    public string? Folder { get; init; }

    /// <summary>The machine to be made in Azure; null for <see cref="ReplicaKind.Folder"/> alone.</summary>
    public AzureTarget? Azure { get; init; }

    /// <summary>The disks that are copied, the operating system's first.</summary>
    public required IReadOnlyList<ReplicatedDiskSettings> Disks { get; init; }

    /// <summary>
    /// Keys of the source's disks that are left out; null when it was not noted. Any other one came after the start.
    /// </summary>
    public IReadOnlyList<string>? ExcludedDisks { get; init; }

    /// <summary>How the source's disks are read.</summary>
    public SourceReading Reading { get; init; } = new();

    /// <summary>True to let the guest's preparation allow remote desktop: it opens a way in.</summary>
    public bool EnableRemoteDesktop { get; init; }

    /// <summary>True to let the guest's preparation leave VMware Tools as they are.</summary>
    public bool KeepVMwareTools { get; init; }

    /// <summary>
    /// Least time between two cycles; null for the rule min(max(1 h, half of the last cycle), 12 h). At least 5
    /// minutes.
    /// </summary>
    public TimeSpan? SyncInterval { get; init; }
}

/// <summary>How the bytes of a source's disks are read.</summary>
public sealed record SourceReading
{
    /// <summary>
    /// Image files or <c>nbd:</c> addresses in the order of the machine's disks; empty to read through the machine's
    /// own source.
    /// </summary>
    public IReadOnlyList<string> Disks { get; init; } = [];

    /// <summary>Folder of VMware's Virtual Disk Development Kit; null where it is not used.</summary>
    public string? VddkFolder { get; init; }

    /// <summary>True to let the guest flush its file systems before each point in time, where it can.</summary>
    public bool Quiesce { get; init; }
}

/// <summary>One disk that is copied.</summary>
public sealed record ReplicatedDiskSettings
{
    /// <summary>By which the source knows the disk again.</summary>
    public required string Key { get; init; }

    /// <summary>Name of its copy and of the disk in Azure.</summary>
    public required string Name { get; init; }

    /// <summary>True for the disk that the machine boots from.</summary>
    public bool IsOperatingSystemDisk { get; init; }

    /// <summary>SKU of the managed disk, such as <c>Premium_LRS</c>; null in a folder.</summary>
    public string? Sku { get; init; }

    /// <summary>True when the disk is in all zones, and takes none: a machine of any zone may have it.</summary>
    internal bool IsOfAllZones => Sku?.EndsWith("_ZRS", StringComparison.Ordinal) == true;
}

/// <summary>The machine that is to be made in Azure.</summary>
public sealed record AzureTarget
{
    /// <summary>Subscription's id, a GUID.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Resource group of the disks, the network interface and the VM; it has to be there.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Region, such as <c>westeurope</c>.</summary>
    public required string Location { get; init; }

    /// <summary>
    /// Resource id of the storage account that holds the page blobs, in the same region; null for
    /// <see cref="ReplicaKind.ManagedDisk"/>.
    /// </summary>
    public string? StorageAccountId { get; init; }

    /// <summary>The account's blob endpoint, such as <c>https://stcontoso.blob.core.windows.net/</c>.</summary>
    public Uri? BlobEndpoint { get; init; }

    /// <summary>Container of the page blobs.</summary>
    public string Container { get; init; } = "azmigrate";

    /// <summary>Name of the VM; for a test <c>-test</c> is added.</summary>
    public required string VMName { get; init; }

    /// <summary>Size, such as <c>Standard_D2s_v5</c>.</summary>
    public required string VMSize { get; init; }

    /// <summary>Resource id of the subnet for the cutover.</summary>
    public required string SubnetId { get; init; }

    /// <summary>1 for BIOS, 2 for UEFI.</summary>
    public required int Generation { get; init; }

    /// <summary>True to switch on secure boot and a TPM; generation 2 only.</summary>
    public bool TrustedLaunch { get; init; }

    /// <summary>True for Windows; false for Linux.</summary>
    public required bool IsWindows { get; init; }

    /// <summary>Availability zone, such as <c>1</c>; null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>Resource id of the availability set; null for none.</summary>
    public string? AvailabilitySetId { get; init; }

    /// <summary>
    /// Licence that is brought along: <c>Windows_Server</c>, <c>RHEL_BYOS</c>, <c>SLES_BYOS</c>; null for none.
    /// </summary>
    public string? LicenseType { get; init; }

    /// <summary>Tags of all that is made.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True when the size shows its disks by NVMe alone: disk and machine have to be asked for so, since Azure takes
    /// what does not say it for SCSI and refuses it.
    /// </summary>
    internal bool IsNvmeOnly => Catalogue.Embedded.FindVmSize(VMSize)?.NvmeOnly ?? false;
}
