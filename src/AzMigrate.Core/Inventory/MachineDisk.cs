namespace AzMigrate.Inventory;

/// <summary>One disk of a machine.</summary>
public sealed record MachineDisk
{
    /// <summary>
    /// Name that is stable and unique in its machine, such as <c>scsi0:0</c>; also the performance instance.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Capacity in bytes; more than 0.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>The source's label, such as <c>Hard disk 1</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Controller type, such as <c>VMware paravirtual SCSI</c>.</summary>
    public string? Controller { get; init; }

    /// <summary>True when thin-provisioned; null when unknown.</summary>
    public bool? ThinProvisioned { get; init; }

    /// <summary>Backing file or device in the source.</summary>
    public string? BackingPath { get; init; }

    /// <summary>File that a differencing disk is based on; null for others.</summary>
    public string? ParentPath { get; init; }

    /// <summary>Disk mode, such as <c>persistent</c> or <c>independent_persistent</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>True when other machines can open it; null when unknown.</summary>
    public bool? Shared { get; init; }

    /// <summary>True for a raw device mapping; null when unknown.</summary>
    public bool? RawDevice { get; init; }

    /// <summary>
    /// How much a raw device mapping hides, <c>physicalMode</c> or <c>virtualMode</c>; null for other disks.
    /// </summary>
    public string? RawDeviceMode { get; init; }

    /// <summary>Number of the controller on its bus; null when unknown.</summary>
    public int? BusNumber { get; init; }

    /// <summary>Number of the disk on its controller; null when unknown.</summary>
    public int? UnitNumber { get; init; }

    /// <summary>The source's key of the device, such as <c>2000</c>; null when not told.</summary>
    public int? DeviceKey { get; init; }

    /// <summary>UUID of the disk, where the source tells one.</summary>
    public string? Uuid { get; init; }

    /// <summary>Utilisation that the source states (rule U5); null when it states none.</summary>
    public DiskUtilization? Utilization { get; init; }
}
