namespace AzMigrate.Assessment;

/// <summary>The outcome of choosing a size: a pick, or the issue, and the reasons (rules S2, S4, S6, S7).</summary>
/// <param name="Pick">The size; null when none is left.</param>
/// <param name="Issue">The issue where <paramref name="Pick"/> is null.</param>
/// <param name="Explanation">The reasons.</param>
internal sealed record SizeChoice(SizeCandidate? Pick, string? Issue, SizeExplanation Explanation)
{
    /// <summary>The issue of rule S4.</summary>
    public const string LimitUnknown = "LimitUnknown";

    private const int AlternativesShown = 3;

    /// <summary>One pass over candidates in the order of rule S6.</summary>
    public static SizeChoice Of(SizeCandidate[] candidates, ComputeNeed need, int? networkAdapters)
    {
        var filters = SizeLimitChecks.Filters;
        var left = new int[filters.Count];
        var unknownOnly = new List<string>();
        var next = new List<SizeCandidate>(AlternativesShown);
        SizeCandidate? pick = null, relaxed = null, enoughAdapters = null;
        var relaxedLimits = SizeLimits.None;
        foreach (var candidate in candidates)
        {
            SizeLimitChecks.Check(candidate.Size, need, out var missed, out var unknown);
            missed |= candidate.FixedMisses;
            var all = missed | unknown;
            for (var filter = 0; filter < left.Length && (all & filters[filter].Limits) == 0; filter++)
                left[filter]++;
            if (all == SizeLimits.None)
            {
                if (pick is null)
                    pick = candidate;
                else if (next.Count < AlternativesShown)
                    next.Add(candidate);
                if (enoughAdapters is null && candidate.Size.MaxNetworkAdapters >= networkAdapters)
                    enoughAdapters = candidate;
            }
            else if (missed == SizeLimits.None)
            {
                unknownOnly.Add(candidate.Size.Name);
            }

            if (relaxed is null && pick is null && SizeLimitChecks.IsSingleRelaxable(all))
                (relaxed, relaxedLimits) = (candidate, all);
        }

        var explanation = new SizeExplanation
        {
            Steps = [.. filters.Select((filter, at) => new FilterStep(filter.Name, left[at]))],
            Alternatives = pick is null ? NearestMisses(candidates, need)
                : [.. next.Select(other => new SizeAlternative(other.Size.Name, other.Shown - pick.Shown, null))],
            CheapestRelaxation = Relaxation(relaxed, relaxedLimits, pick),
            SizesWithUnknownLimits = pick is null ? unknownOnly : [],
            CheapestWithEnoughAdapters =
                pick is not null && pick.Size.MaxNetworkAdapters < networkAdapters ? enoughAdapters?.Size.Name : null,
        };
        if (pick is not null)
            return new SizeChoice(pick, null, explanation);
        if (unknownOnly.Count > 0)
            return new SizeChoice(null, LimitUnknown, explanation);
        var emptied = Array.IndexOf(left, 0);
        return new SizeChoice(null, filters[emptied].Issue, explanation);
    }

    private static RelaxedLimit? Relaxation(SizeCandidate? relaxed, SizeLimits limits, SizeCandidate? pick)
    {
        if (relaxed is null)
            return null;
        var savings = pick?.Shown - relaxed.Shown;
        return savings is <= 0 ? null
            : new RelaxedLimit(SizeLimitChecks.Describe(limits, SizeLimits.None), relaxed.Size.Name, savings);
    }

    // Where nothing fitted: those that miss the fewest limits, cheapest first; without a price there is no cheapest.
    private static List<SizeAlternative> NearestMisses(SizeCandidate[] candidates, ComputeNeed need)
    {
        var nearest = new List<(SizeCandidate Candidate, SizeLimits Missed, SizeLimits Unknown, int Count)>();
        foreach (var candidate in candidates)
        {
            SizeLimitChecks.Check(candidate.Size, need, out var missed, out var unknown);
            missed |= candidate.FixedMisses;
            if ((missed & (SizeLimits.Price | SizeLimits.Constrained)) == 0)
                nearest.Add((candidate, missed, unknown, SizeLimitChecks.Count(missed | unknown)));
        }

        return [.. nearest.OrderBy(miss => miss.Count).Take(AlternativesShown).Select(miss => new SizeAlternative(
            miss.Candidate.Size.Name, null, SizeLimitChecks.Describe(miss.Missed, miss.Unknown)))];
    }
}
