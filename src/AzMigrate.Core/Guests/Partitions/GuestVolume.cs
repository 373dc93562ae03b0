using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions;

/// <summary>What a volume's first bytes say it is.</summary>
internal enum VolumeKind
{
    Unknown,
    Ntfs,
    Fat,
    Ext,
    Xfs,
    Btrfs,
    Refs,
    Swap,
    BitLocker,
    Luks,
    LvmPhysical,
    RaidMember,
}

/// <summary>What a partition is for, as its table says.</summary>
internal enum PartitionRole
{
    Data,
    EfiSystem,
    BiosBoot,
    Dynamic,
    StorageSpaces,
}

/// <summary>A partition, a logical volume, or a disk without partitions.</summary>
internal sealed record GuestVolume
{
    /// <summary>In the words of messages, such as <c>partition 2 of disk 1</c>.</summary>
    public string Name => Bytes.Name;

    /// <summary>Its content.</summary>
    public required GuestBytes Bytes { get; init; }

    /// <summary>What its first bytes say it is.</summary>
    public required VolumeKind Kind { get; init; }

    /// <summary>Position of its disk in the list that is checked; of a logical volume the first of them.</summary>
    public required int Disk { get; init; }

    /// <summary>As Linux numbers it, from 1; null where it is no partition.</summary>
    public int? Number { get; init; }

    /// <summary>First byte on the disk.</summary>
    public long Offset { get; init; }

    /// <summary>What it is for.</summary>
    public PartitionRole Role { get; init; }

    /// <summary>The partition's own id in a GPT.</summary>
    public Guid? PartitionId { get; init; }

    /// <summary>The partition's name in a GPT.</summary>
    public string? PartitionLabel { get; init; }

    /// <summary>The signature of the disk's MBR.</summary>
    public uint? DiskSignature { get; init; }

    /// <summary>Group and name of a logical volume.</summary>
    public (string Group, string Name)? Logical { get; init; }
}
