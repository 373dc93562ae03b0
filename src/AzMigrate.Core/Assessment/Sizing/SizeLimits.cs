using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>The limits that a size may miss (rules S2, S3), in the order of the filters.</summary>
[Flags]
internal enum SizeLimits
{
    None = 0,
    Series = 1,
    Constrained = 2,
    Cores = 4,
    Memory = 8,
    DataDisks = 16,
    PremiumStorage = 32,
    UltraDisks = 64,
    UncachedIops = 128,
    UncachedMBps = 256,
    Network = 512,
    Price = 1024,
}

/// <summary>Compares sizes with needs and names what is missed.</summary>
internal static class SizeLimitChecks
{
    /// <summary>
    /// The filters in order: name, the limits that it checks, and the issue when it empties the list (rule S2).
    /// </summary>
    public static readonly IReadOnlyList<(string Name, SizeLimits Limits, string Issue)> Filters =
    [
        ("Region", SizeLimits.None, "NoVmSizeForSelectedAzureLocation"),
        ("Series", SizeLimits.Series | SizeLimits.Constrained, "NoVmSizeInSelectedFamilyFound"),
        ("Cores and memory", SizeLimits.Cores | SizeLimits.Memory, "NoSuitableVmSizeFound"),
        ("Storage", SizeLimits.DataDisks | SizeLimits.PremiumStorage | SizeLimits.UltraDisks | SizeLimits.UncachedIops
            | SizeLimits.UncachedMBps, "NoVmSizeSupportsStoragePerformance"),
        ("Network", SizeLimits.Network, "NoVmSizeSupportsNetworkPerformance"),
        ("Price", SizeLimits.Price, "NoVmSizeFoundForOfferCurrencyReservedInstance"),
    ];

    private static readonly (SizeLimits Limit, string Name)[] Names =
    [
        (SizeLimits.Series, "VM series"), (SizeLimits.Constrained, "Constrained vCPUs"), (SizeLimits.Cores, "Cores"),
        (SizeLimits.Memory, "Memory"), (SizeLimits.DataDisks, "Data disks"),
        (SizeLimits.PremiumStorage, "Premium storage"), (SizeLimits.UltraDisks, "Ultra disks"),
        (SizeLimits.UncachedIops, "Uncached IOPS"), (SizeLimits.UncachedMBps, "Uncached MB/s"),
        (SizeLimits.Network, "Network bandwidth"), (SizeLimits.Price, "Price"),
    ];

    // A size can't be recommended without a price, nor ever a constrained one: relaxing those says nothing.
    private const SizeLimits NeverRelaxed = SizeLimits.Price | SizeLimits.Constrained;

    /// <summary>The limits that a size misses for sure, and those that matter but are not known (rule S4).</summary>
    public static void Check(VmSize size, ComputeNeed need, out SizeLimits missed, out SizeLimits unknown)
    {
        missed = SizeLimits.None;
        unknown = SizeLimits.None;
        if (size.VCpus < need.Cores)
            missed |= SizeLimits.Cores;
        if (size.MemoryGiB * 1024 < need.MemoryMiB)
            missed |= SizeLimits.Memory;
        AtLeast(size.MaxDataDisks, need.DataDisks, SizeLimits.DataDisks, ref missed, ref unknown);
        Supports(size.PremiumStorage, need.PremiumStorage, SizeLimits.PremiumStorage, ref missed, ref unknown);
        Supports(size.UltraDisks, need.UltraDisks, SizeLimits.UltraDisks, ref missed, ref unknown);
        AtLeast(size.UncachedIops, need.DiskIops, SizeLimits.UncachedIops, ref missed, ref unknown);
        AtLeast(size.UncachedMBps, need.DiskMBps, SizeLimits.UncachedMBps, ref missed, ref unknown);
        AtLeast(size.NetworkMbps, need.NetworkMbps, SizeLimits.Network, ref missed, ref unknown);
    }

    /// <summary>True for exactly one limit, and one that can be relaxed (rule S7).</summary>
    public static bool IsSingleRelaxable(SizeLimits limits) =>
        limits != SizeLimits.None && (limits & (limits - 1)) == 0 && (limits & NeverRelaxed) == 0;

    /// <summary>The number of limits in a set.</summary>
    public static int Count(SizeLimits limits)
    {
        var count = 0;
        for (; limits != SizeLimits.None; limits &= limits - 1)
            count++;
        return count;
    }

    /// <summary>The limits' names in the order of the filters, unknown ones marked.</summary>
    public static string Describe(SizeLimits missed, SizeLimits unknown) => string.Join(", ", Names
        .Where(entry => ((missed | unknown) & entry.Limit) != 0)
        .Select(entry => (unknown & entry.Limit) != 0 ? entry.Name + " (not known)" : entry.Name));

    private static void AtLeast(int? limit, double need, SizeLimits bit, ref SizeLimits missed, ref SizeLimits unknown)
    {
        if (need <= 0)
            return;
        if (limit is not int known)
            unknown |= bit;
        else if (known < need)
            missed |= bit;
    }

    private static void Supports(bool? support, bool needed, SizeLimits bit, ref SizeLimits missed,
        ref SizeLimits unknown)
    {
        if (!needed)
            return;
        if (support is null)
            unknown |= bit;
        else if (support == false)
            missed |= bit;
    }
}
