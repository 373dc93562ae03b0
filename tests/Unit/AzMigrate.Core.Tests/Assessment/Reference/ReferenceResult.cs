using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>What the reference says of a machine, and what the engine said, in one comparable text form.</summary>
internal sealed record ReferenceResult
{
    public required Readiness Readiness { get; init; }

    public required List<(string Rule, string Code, Readiness Readiness)> Findings { get; init; }

    public required List<(string Rule, string Code)> Notes { get; init; }

    public required MachineEnvironmentText Environment { get; init; }

    public required ObservedUse Observed { get; init; }

    public ComputeNeed? Need { get; init; }

    public string? Size { get; init; }

    public required List<ReferenceDisk> Disks { get; init; }

    public decimal? Compute { get; init; }

    public decimal? Storage { get; init; }

    public decimal? Security { get; init; }

    public decimal? Savings { get; init; }

    public bool ComputeIsEstimated { get; init; }

    public decimal? Coverage { get; init; }

    public int? Stars { get; init; }

    public int[]? Steps { get; init; }

    public List<(string Size, decimal? Extra, string? Missed)> Alternatives { get; init; } = [];

    public (string Limit, string Size, decimal? Savings)? Relaxation { get; init; }

    public List<string> Unknown { get; init; } = [];

    public string? EnoughAdapters { get; init; }

    /// <summary>What the engine said, in the same shape.</summary>
    public static ReferenceResult Of(AssessedMachine machine) => new()
    {
        Readiness = machine.Readiness,
        Findings = [.. machine.Findings.Select(finding => (finding.Rule, finding.Code, finding.Readiness))],
        Notes = [.. machine.Notes.Select(note => (note.Rule, note.Code))],
        Environment = new MachineEnvironmentText(machine.Environment.ToString()),
        Observed = machine.Observed,
        Need = machine.Need,
        Size = machine.RecommendedSize,
        Disks = [.. machine.Disks.Select(disk => new ReferenceDisk(
            disk.Name, disk.IsOSDisk, disk.SourceSizeGiB, disk.RequiredIops, disk.RequiredMBps, disk.Readiness,
            disk.Findings.Select(finding => finding.Code).SingleOrDefault(),
            string.Join(" ", disk.Notes.Select(note => note.Code)), disk.Type, disk.Sku, disk.TargetSizeGiB,
            disk.ProvisionedIops, disk.ProvisionedMBps, disk.MonthlyCost, disk.CostIsEstimated))],
        Compute = machine.Cost.Compute,
        Storage = machine.Cost.Storage,
        Security = machine.Cost.Security,
        Savings = machine.Cost.WindowsHybridBenefitSavings,
        ComputeIsEstimated = machine.Cost.ComputeIsEstimated,
        Coverage = (decimal?)machine.CoveragePercent,
        Stars = machine.ConfidenceStars,
        Steps = machine.Explanation is null ? null : [.. machine.Explanation.Steps.Select(step => step.Candidates)],
        Alternatives = [.. (machine.Explanation?.Alternatives ?? [])
            .Select(other => (other.Size, other.MonthlyExtra, other.MissedRule))],
        Relaxation = machine.Explanation?.CheapestRelaxation is { } relaxed
        ? (relaxed.Limit, relaxed.Size, relaxed.MonthlySavings) : null,
        Unknown = [.. machine.Explanation?.SizesWithUnknownLimits ?? []],
        EnoughAdapters = machine.Explanation?.CheapestWithEnoughAdapters,
    };

    /// <summary>One line a figure, so that a difference is read at once.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"readiness {Readiness} environment {Environment.Text}";
        yield return "findings " + string.Join("; ", Findings);
        yield return "notes " + string.Join("; ", Notes);
        yield return FormattableString.Invariant($"observed {Observed}");
        yield return FormattableString.Invariant($"need {Need}");
        yield return FormattableString.Invariant($"size {Size} compute {Compute:0.00} estimated {ComputeIsEstimated} storage {Storage:0.00} security {Security:0.00} savings {Savings:0.00}");
        foreach (var disk in Disks)
            yield return FormattableString.Invariant($"{disk with { Cost = null }} costs {disk.Cost:0.00}");
        yield return FormattableString.Invariant($"coverage {Coverage:0.####} {Stars}");
        yield return "steps " + (Steps is null ? "none" : string.Join(" ", Steps));
        yield return "alternatives "
            + string.Join("; ", Alternatives.Select(
                other => FormattableString.Invariant($"{other.Size} {other.Extra:0.00} {other.Missed}")));
        yield return FormattableString.Invariant(
            $"relaxation {Relaxation?.Limit} {Relaxation?.Size} {Relaxation?.Savings:0.00}");
        yield return "unknown " + string.Join(" ", Unknown.OrderBy(name => name, StringComparer.Ordinal));
        yield return $"adapters {EnoughAdapters}";
    }
}

internal sealed record MachineEnvironmentText(string Text);

internal sealed record ReferenceDisk(
    string Name, bool IsOSDisk, double GiB, double Iops, double MBps, Readiness Readiness, string? Issue, string Notes,
    ManagedDiskType? Type, string? Sku, int? TargetGiB, int? ProvisionedIops, int? ProvisionedMBps, decimal? Cost,
    bool Estimated);
