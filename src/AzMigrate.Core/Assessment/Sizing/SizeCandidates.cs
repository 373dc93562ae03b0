using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>A size that a machine could get, with its price a month.</summary>
internal sealed class SizeCandidate
{
    public SizeCandidate(VmSize size, SizeLimits fixedMisses, decimal monthly, bool isEstimated)
    {
        Size = size;
        FixedMisses = fixedMisses;
        Monthly = monthly;
        IsEstimated = isEstimated;
        Shown = Money.Shown(monthly);
    }

    public VmSize Size { get; }

    /// <summary>Limits that it misses whatever the machine: series, constrained, no price.</summary>
    public SizeLimits FixedMisses { get; }

    /// <summary>Cost a month, not rounded; 0 where there is no price.</summary>
    public decimal Monthly { get; }

    /// <summary>The cost as shown.</summary>
    public decimal Shown { get; }

    public bool IsEstimated { get; }
}

/// <summary>
/// The candidates of a region for one settings object, in the order of rule S6, made once for all machines: one list
/// for each generation, architecture, NVMe readiness and billing (rules S1, S5).
/// </summary>
internal sealed class SizeCandidates
{
    private readonly Dictionary<(VmGenerations, CpuArchitecture, bool, OSBilling), SizeCandidate[]> _lists = [];

    public SizeCandidates(AssessmentSettings settings, Catalogue catalogue, string region, SizePrices prices)
    {
        var series = new SeriesFilter(settings.VMSeries);
        var sizes = catalogue.GetVmSizes(region).Where(size => !IsRetired(size, catalogue.Date)).ToList();
        foreach (var billing in new[] { OSBilling.Linux, OSBilling.Windows })
        {
            var sorted = sizes.Select(size => Candidate(size, series, prices.Of(size, billing))).OrderBy(One, S6)
                .ToList();
            foreach (var generation in new[] { VmGenerations.V1, VmGenerations.V2 })
            {
                foreach (var architecture in new[] { CpuArchitecture.X64, CpuArchitecture.Arm64 })
                {
                    _lists[(generation, architecture, true, billing)] = Fitting(sorted, generation, architecture, true);
                    _lists[(generation, architecture, false, billing)] =
                        Fitting(sorted, generation, architecture, false);
                }
            }
        }

        WithoutCommittedPrice = prices.IsCommitted
            ? catalogue.GetVmSizes(region).Count(size => prices.Of(size, OSBilling.Linux) is null) : 0;
    }

    /// <summary>Sizes sold pay-as-you-go in the region that the savings option can't price (rule C4).</summary>
    public int WithoutCommittedPrice { get; }

    /// <summary>The candidates of rule S1, cheapest first; those without a price last.</summary>
    public SizeCandidate[] For(VmGenerations generation, CpuArchitecture architecture, bool nvmeReady,
        OSBilling billing) =>
        _lists[(generation, architecture, nvmeReady, billing)];

    // A size is past from the first day of the month that the catalogue names.
    private static bool IsRetired(VmSize size, DateTime bookDate) =>
        size.Retirement is { } month && month.Date <= bookDate.Date;

    private static SizeCandidate Candidate(VmSize size, SeriesFilter series,
        (decimal Monthly, bool IsEstimated)? price) =>
        new(
            size,
            (series.Admits(size) ? SizeLimits.None : SizeLimits.Series)
                | (size.IsConstrained ? SizeLimits.Constrained : SizeLimits.None)
                | (price is null ? SizeLimits.Price : SizeLimits.None),
            price?.Monthly ?? 0, price?.IsEstimated ?? false);

    private static SizeCandidate[] Fitting(
        List<SizeCandidate> sorted, VmGenerations generation, CpuArchitecture architecture, bool nvmeReady) =>
        [.. sorted.Where(candidate => (candidate.Size.Generations & generation) != 0
            && candidate.Size.Architecture == architecture && (nvmeReady || !candidate.Size.NvmeOnly))];

    private static SizeCandidate One(SizeCandidate candidate) => candidate;

    // S6: equal price, then premium support, SCSI, fewer cores, less memory, higher version, name.
    private static readonly Comparer<SizeCandidate> S6 = Comparer<SizeCandidate>.Create((a, b) =>
    {
        var order = ((a.FixedMisses & SizeLimits.Price) != 0).CompareTo((b.FixedMisses & SizeLimits.Price) != 0);
        if (order == 0)
            order = a.Monthly.CompareTo(b.Monthly);
        if (order == 0)
            order = (b.Size.PremiumStorage == true).CompareTo(a.Size.PremiumStorage == true);
        if (order == 0)
            order = a.Size.NvmeOnly.CompareTo(b.Size.NvmeOnly);
        if (order == 0)
            order = a.Size.VCpus.CompareTo(b.Size.VCpus);
        if (order == 0)
            order = a.Size.MemoryGiB.CompareTo(b.Size.MemoryGiB);
        if (order == 0)
            order = b.Size.Version.CompareTo(a.Size.Version);
        return order == 0 ? string.CompareOrdinal(a.Size.Name, b.Size.Name) : order;
    });
}
