using AzMigrate.Assessment;

namespace AzMigrate.Projects;

/// <summary>One machine's row of an assessment, flat, so that the next step binds its properties by name.</summary>
public record MigrateRecommendation
{
    private protected MigrateRecommendation(MigrateAssessment assessment, AssessedMachine machine)
    {
        Project = assessment.Project;
        AssessmentId = assessment.Id;
        Currency = assessment.Settings.Currency;
        Location = assessment.Settings.Location[0];
        Details = machine;
    }

    /// <summary>The project that holds the assessment.</summary>
    public MigrateProject Project { get; }

    /// <summary>The assessment's id.</summary>
    public string AssessmentId { get; }

    /// <summary>The machine's identity.</summary>
    public string Id => Details.Machine.Id;

    /// <summary>The machine's name.</summary>
    public string Name => Details.Machine.Name;

    /// <summary>Readiness.</summary>
    public Readiness Readiness => Details.Readiness;

    /// <summary>Code of the first finding of the highest severity; null when the machine is Ready.</summary>
    public string? Issue => Details.Headline?.Code;

    /// <summary>What to do about <see cref="Issue"/>.</summary>
    public string? Remedy => Details.Headline?.Remedy;

    /// <summary>The recommended size; null when there is none.</summary>
    public string? RecommendedSize => Details.RecommendedSize;

    /// <summary>vCPUs of the recommended size.</summary>
    public int? VCpus => Details.RecommendedVCpus;

    /// <summary>Memory of the recommended size, in GiB.</summary>
    public double? MemoryGiB => Details.RecommendedMemoryGiB;

    /// <summary>SKUs of the recommended disks, in the order of the machine's disks.</summary>
    public IReadOnlyList<string> DiskSkus =>
        Details.Disks.Select(disk => disk.Sku).OfType<string>().ToList();

    /// <summary>The region that the machine was assessed for.</summary>
    public string Location { get; }

    /// <summary>ISO code of the currency of the costs.</summary>
    public string Currency { get; }

    /// <summary>Compute a month.</summary>
    public decimal? MonthlyComputeCost => Details.Cost.Compute;

    /// <summary>Storage a month.</summary>
    public decimal? MonthlyStorageCost => Details.Cost.Storage;

    /// <summary>Security a month; null when not priced.</summary>
    public decimal? MonthlySecurityCost => Details.Cost.Security;

    /// <summary>Sum of the costs that are there; null when none is.</summary>
    public decimal? MonthlyTotalCost => Details.Cost.Total;

    /// <summary>True when a cost is estimated (rules C4, C5).</summary>
    public bool CostIsEstimated => Details.Cost.ComputeIsEstimated || Details.Cost.StorageIsEstimated;

    /// <summary>Confidence in stars, 1 to 5; null unless it is sized on collected history.</summary>
    public int? ConfidenceStars => Details.ConfidenceStars;

    /// <summary>All of the result: findings, notes, need, disks, explanation.</summary>
    public AssessedMachine Details { get; }

    internal static MigrateRecommendation Of(MigrateAssessment assessment, AssessedMachine machine, bool explain) =>
        explain ? new ExplainedRecommendation(assessment, machine) : new MigrateRecommendation(assessment, machine);
}

/// <summary>A machine's row with the reasons in words (rule S7).</summary>
public sealed record ExplainedRecommendation : MigrateRecommendation
{
    internal ExplainedRecommendation(MigrateAssessment assessment, AssessedMachine machine)
        : base(assessment, machine)
    {
    }

    /// <summary>
    /// The findings, the notes, the need, what each filter left, the nearest alternatives: one line each.
    /// </summary>
    public IReadOnlyList<string> Reasons => Reason.Of(Details).Select(reason => reason.ToSentence(Currency)).ToList();
}
