namespace AzMigrate.Replication.DiskFormats;

/// <summary>What a disk can have at most; a file that says more is damaged.</summary>
internal static class DiskLimits
{
    public const int SectorBytes = 512;

    /// <summary>The largest disk of any format that is read: VHDX.</summary>
    public const long MaxCapacityBytes = 64L << 40;

    /// <summary>Images of a chain. VMware allows 32, Hyper-V about 50.</summary>
    public const int MaxChain = 64;

    public static void CheckCapacity(string path, long capacityBytes)
    {
        if (capacityBytes is <= 0 or > MaxCapacityBytes)
            throw DiskErrors.TooLarge(path, FormattableString.Invariant($"{capacityBytes} bytes, of 1 to 64 TiB"));
    }
}
