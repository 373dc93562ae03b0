using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Reporting.Bicep;

/// <summary>A machine as a template describes it.</summary>
internal sealed record TemplateMachine
{
    /// <summary>The machine's name in the source, for the reader.</summary>
    public required string SourceName { get; init; }

    /// <summary>Name of the VM, as Azure takes it.</summary>
    public required string Name { get; init; }

    public required string Size { get; init; }

    public required bool IsWindows { get; init; }

    /// <summary>1 for BIOS, 2 for UEFI.</summary>
    public required int Generation { get; init; }

    public bool TrustedLaunch { get; init; }

    /// <summary>True when the size shows its disks by NVMe alone.</summary>
    public bool IsNvmeOnly { get; init; }

    public string? LicenseType { get; init; }

    /// <summary>Availability zone; null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>Resource id of the availability set; null for none.</summary>
    public string? AvailabilitySetId { get; init; }

    /// <summary>Tags of its own, beside those of the template.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True when its disks are managed disks that were uploaded; else they are imported from page blobs.
    /// </summary>
    public bool HasUploadedDisks { get; init; }

    /// <summary>The disks, the one that it boots from first.</summary>
    public required IReadOnlyList<TemplateDisk> Disks { get; init; }

    /// <summary>Makes it of an assessed machine with a size.</summary>
    /// <param name="machine">The result.</param>
    /// <param name="settings">The assessment's settings.</param>
    /// <param name="name">Name of the VM.</param>
    public static TemplateMachine Of(AssessedMachine machine, AssessmentSettings settings, string name)
    {
        var system = machine.Machine.OperatingSystem;
        var kind = OperatingSystemTable.Embedded.Find(system.GuestName, system.Name, system.Version)?.Row.Kind;
        return new TemplateMachine
        {
            SourceName = machine.Machine.Name,
            Name = name,
            Size = machine.RecommendedSize!,
            IsWindows = IsWindowsKind(machine.Machine),
            Generation = machine.Machine.Firmware == Firmware.Uefi ? 2 : 1,
            IsNvmeOnly = Catalogue.Embedded.FindVmSize(machine.RecommendedSize!)?.NvmeOnly ?? false,
            TrustedLaunch = machine.Machine.Firmware == Firmware.Uefi && machine.Machine.SecureBoot == true,
            LicenseType = kind == OperatingSystemKind.WindowsServer && settings.WindowsHybridBenefit
                ? "Windows_Server" : null,
            Disks = [.. machine.Disks.OrderByDescending(disk => disk.IsOSDisk)
                .Select((disk, number) => TemplateDisk.Of(disk, $"{name}-disk{number}"))],
        };
    }

    /// <summary>Makes it of a replication with a target in Azure.</summary>
    public static TemplateMachine Of(MigrateReplication replication)
    {
        var target = replication.Settings.Azure!;
        return new TemplateMachine
        {
            SourceName = replication.Name,
            Name = target.VMName,
            Size = target.VMSize,
            IsWindows = target.IsWindows,
            Generation = target.Generation,
            TrustedLaunch = target.TrustedLaunch,
            IsNvmeOnly = target.IsNvmeOnly,
            LicenseType = target.LicenseType,
            Zone = target.Zone,
            AvailabilitySetId = target.AvailabilitySetId,
            Tags = target.Tags,
            HasUploadedDisks = replication.Settings.ReplicaKind == ReplicaKind.ManagedDisk,
            Disks = [.. replication.Settings.Disks.OrderByDescending(disk => disk.IsOperatingSystemDisk)
                .Select(TemplateDisk.Of)],
        };
    }

    /// <summary>True for a Windows of any kind; a system that nobody knows is taken for Linux.</summary>
    public static bool IsWindowsKind(Machine machine)
    {
        var system = machine.OperatingSystem;
        return OperatingSystemTable.Embedded.Find(system.GuestName, system.Name, system.Version)?.Row.Kind
            is OperatingSystemKind.WindowsServer or OperatingSystemKind.WindowsClient;
    }
}

/// <summary>A disk as a template describes it.</summary>
/// <param name="Name">Name of the managed disk, and of its page blob without the suffix.</param>
/// <param name="Sku">SKU that a blob can be imported to.</param>
/// <param name="WantedSku">SKU that was recommended, where it is another one; else null.</param>
internal sealed record TemplateDisk(string Name, string Sku, string? WantedSku)
{
    private const string Premium = "Premium_LRS";

    /// <summary>True when the disk is in all zones, and takes none.</summary>
    public bool IsOfAllZones { get; init; }

    public static TemplateDisk Of(ReplicatedDiskSettings disk) => disk.Sku is "UltraSSD_LRS" or "PremiumV2_LRS"
        ? new TemplateDisk(disk.Name, Premium, disk.Sku)
        : new TemplateDisk(disk.Name, disk.Sku ?? Premium, null) { IsOfAllZones = disk.IsOfAllZones };

    public static TemplateDisk Of(AssessedDisk disk, string name) => disk.Type switch
    {
        ManagedDiskType.StandardHdd => new TemplateDisk(name, "Standard_LRS", null),
        ManagedDiskType.StandardSsd => new TemplateDisk(name, "StandardSSD_LRS", null),
        ManagedDiskType.PremiumV2 => new TemplateDisk(name, Premium, "PremiumV2_LRS"),
        ManagedDiskType.Ultra => new TemplateDisk(name, Premium, "UltraSSD_LRS"),
        _ => new TemplateDisk(name, Premium, null),
    };
}
