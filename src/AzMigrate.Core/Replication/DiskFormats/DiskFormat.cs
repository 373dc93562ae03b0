namespace AzMigrate.Replication.DiskFormats;

/// <summary>How an image file is laid out.</summary>
internal enum DiskFormat
{
    /// <summary>The disk's bytes, nothing else.</summary>
    Raw,

    /// <summary>Virtual PC, Hyper-V up to 2 TiB, Azure: fixed, dynamic and differencing.</summary>
    Vhd,

    /// <summary>Hyper-V: fixed, dynamic and differencing.</summary>
    Vhdx,

    /// <summary>VMware: flat, sparse, in one file or several, stream-optimized, and snapshots of them.</summary>
    Vmdk,
}
