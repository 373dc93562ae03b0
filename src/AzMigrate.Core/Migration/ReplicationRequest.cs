using AzMigrate.Assessment;
using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>
/// What a user asks for when a machine is to be replicated; what is left out is taken from what is known.
/// </summary>
public sealed record ReplicationRequest
{
    /// <summary>The project that has the machine.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>The machine's identity.</summary>
    public required string MachineId { get; init; }

    /// <summary>What an assessment recommends for the machine; null without one.</summary>
    public AssessedMachine? Recommendation { get; init; }

    /// <summary>What the disks are copied to.</summary>
    public required ReplicaKind ReplicaKind { get; init; }

    /// <summary>Full path of the folder for the copies; null unless they are files.</summary>
    public string? Folder { get; init; }

    /// <summary>Resource group of the new machine; null to replicate to a folder alone.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Subscription's id; null for that of the subnet.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Region of the new machine.</summary>
    public string? Location { get; init; }

    /// <summary>Resource id of the subnet.</summary>
    public string? SubnetId { get; init; }

    /// <summary>
    /// Resource id of the storage account for page blobs; null for the only one of the resource group in the region.
    /// </summary>
    public string? StorageAccountId { get; init; }

    /// <summary>The account's blob endpoint; null for <c>https://ACCOUNT.blob.core.windows.net/</c>.</summary>
    public Uri? BlobEndpoint { get; init; }

    /// <summary>Container of the page blobs; null for <c>azmigrate</c>.</summary>
    public string? Container { get; init; }

    /// <summary>Name of the new machine; null for the machine's own.</summary>
    public string? VMName { get; init; }

    /// <summary>Its size; null for the recommended one.</summary>
    public string? VMSize { get; init; }

    /// <summary>SKU of all its disks, such as <c>Premium_LRS</c>; null for the recommended ones.</summary>
    public string? DiskSku { get; init; }

    /// <summary>Availability zone; null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>Resource id of an availability set; null for none.</summary>
    public string? AvailabilitySetId { get; init; }

    /// <summary>Licence that is brought along; null for none.</summary>
    public string? LicenseType { get; init; }

    /// <summary>True for trusted launch (generation 2).</summary>
    public bool TrustedLaunch { get; init; }

    /// <summary>Keys or names of disks that are left out.</summary>
    public IReadOnlyList<string> ExcludeDisk { get; init; } = [];

    /// <summary>How the bytes are read.</summary>
    public SourceReading Reading { get; init; } = new();

    /// <summary>True to allow remote desktop in the new machine.</summary>
    public bool EnableRemoteDesktop { get; init; }

    /// <summary>True to leave VMware Tools as they are in the new machine.</summary>
    public bool KeepVMwareTools { get; init; }

    /// <summary>Least time between two cycles; null for the rule.</summary>
    public TimeSpan? SyncInterval { get; init; }

    /// <summary>Tags of all that is made.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Rate at which the plan's time is estimated, in bytes a second; 0 for no estimate.</summary>
    public long EstimateBytesPerSecond { get; init; }
}
