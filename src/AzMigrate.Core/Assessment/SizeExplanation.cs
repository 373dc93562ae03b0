namespace AzMigrate.Assessment;

/// <summary>How a size was chosen (rule S7).</summary>
public sealed record SizeExplanation
{
    /// <summary>Candidates after each filter, in the filters' order.</summary>
    public IReadOnlyList<FilterStep> Steps { get; init; } = [];

    /// <summary>The next three sizes in the order of rule S6, or the nearest misses where nothing fitted.</summary>
    public IReadOnlyList<SizeAlternative> Alternatives { get; init; } = [];

    /// <summary>The one limit whose relaxing would save most; null when none would.</summary>
    public RelaxedLimit? CheapestRelaxation { get; init; }

    /// <summary>Sizes that pass all known limits but have an unknown one that matters (rule S4).</summary>
    public IReadOnlyList<string> SizesWithUnknownLimits { get; init; } = [];

    /// <summary>
    /// The cheapest fitting size with enough network adapters where the pick has fewer; else null, also when no
    /// fitting size is known to have enough (rule S2).
    /// </summary>
    public string? CheapestWithEnoughAdapters { get; init; }
}

/// <summary>What one filter left (rule S2).</summary>
/// <param name="Filter">The filter's name, such as <c>Cores and memory</c>.</param>
/// <param name="Candidates">Sizes left after it.</param>
public sealed record FilterStep(string Filter, int Candidates);

/// <summary>A size that was not picked.</summary>
/// <param name="Size">Azure's name.</param>
/// <param name="MonthlyExtra">
/// What it costs more a month than the pick, rounded to cents; null when it has no price or there is no pick.
/// </param>
/// <param name="MissedRule">The limit that it misses; null when it fits and only costs more.</param>
public sealed record SizeAlternative(string Size, decimal? MonthlyExtra, string? MissedRule);

/// <summary>What would be saved if one limit were relaxed.</summary>
/// <param name="Limit">The limit, such as <c>Uncached IOPS</c>.</param>
/// <param name="Size">The size that would be picked then.</param>
/// <param name="MonthlySavings">Saved a month, rounded to cents; null when there is no pick to compare with.</param>
public sealed record RelaxedLimit(string Limit, string Size, decimal? MonthlySavings);
