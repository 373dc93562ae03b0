namespace AzMigrate.Guests;

/// <summary>What the machine is to be in Azure: what its disks are checked for.</summary>
internal sealed record GuestQuestions
{
    /// <summary>True for generation 2 (UEFI), false for generation 1 (BIOS), null when it is not decided.</summary>
    public bool? IsUefi { get; init; }

    /// <summary>True when the size has NVMe disks only, as those of version 6 and later have.</summary>
    public bool IsNvmeOnly { get; init; }

    /// <summary>True when the size has a temporary disk, which Windows shows as D:.</summary>
    public bool HasTemporaryDisk { get; init; }

    /// <summary>
    /// True to let the preparation allow remote desktop connections: it opens a way in, so only when asked.
    /// </summary>
    public bool EnableRemoteDesktop { get; init; }

    /// <summary>True to leave the services of VMware Tools as they are, such as for a way back.</summary>
    public bool KeepVMwareTools { get; init; }
}
