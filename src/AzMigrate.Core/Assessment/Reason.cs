using System.Globalization;
using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>
/// One reason why a machine came out as it did: a finding, a note, or a step of how the size was chosen (rule S7).
/// </summary>
public sealed record Reason
{
    private Reason(string kind, string rule, string text)
    {
        Kind = kind;
        Rule = rule;
        Text = text;
    }

    /// <summary>
    /// What it is: Finding, Note, Coverage, Need, Candidates, Recommended, Estimated, Limit unknown, Alternative,
    /// Would save most.
    /// </summary>
    public string Kind { get; }

    /// <summary>The rule's id.</summary>
    public string Rule { get; }

    /// <summary>The explanation, without the subject and the remedy.</summary>
    public string Text { get; }

    /// <summary>The issue's or note's code, or the VM size that it is about.</summary>
    public string? Subject { get; private init; }

    /// <summary>The disk that it is about.</summary>
    public string? Disk { get; private init; }

    /// <summary>What it makes of the machine or disk.</summary>
    public Readiness? Effect { get; private init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; private init; }

    /// <summary>What it would change a month, in the assessment's currency; negative is saved.</summary>
    public decimal? MonthlyDifference { get; private init; }

    /// <summary>A machine's reasons, from the verdict to the what-ifs.</summary>
    public static IEnumerable<Reason> Of(AssessedMachine machine)
    {
        if (machine is null)
            throw new ArgumentNullException(nameof(machine));
        return OfData(machine).Concat(OfChoice(machine));
    }

    /// <summary>The reason in one line, for a console.</summary>
    /// <param name="currency">The assessment's currency.</param>
    public string ToSentence(string currency)
    {
        var about = string.Join(", ", new[] { Disk, Subject }.OfType<string>());
        var difference = MonthlyDifference is decimal change
            ? string.Format(CultureInfo.InvariantCulture, " {0:+#,##0.00;-#,##0.00;0.00} {1} a month.", change,
                currency) : "";
        var remedy = Remedy is null ? "" : " " + Remedy;
        return $"{Kind} ({Rule}){(about.Length == 0 ? "" : " " + about)}: {Text}{difference}{remedy}";
    }

    private static IEnumerable<Reason> OfData(AssessedMachine machine)
    {
        foreach (var finding in machine.Findings)
            yield return Of(finding, disk: null);
        foreach (var note in machine.Notes)
            yield return Of(note, disk: null);
        foreach (var disk in machine.Disks)
        {
            foreach (var finding in disk.Findings)
                yield return Of(finding, disk.Name);
            foreach (var note in disk.Notes)
                yield return Of(note, disk.Name);
        }

        foreach (var text in machine.CoverageReasons)
            yield return new Reason("Coverage", "Q3", text);
    }

    private static IEnumerable<Reason> OfChoice(AssessedMachine machine)
    {
        if (machine.Need is { } need)
            yield return new Reason("Need", "U3", Words(need));
        if (machine.Explanation is not { } explanation)
            yield break;
        if (explanation.Steps.Count > 0)
            yield return new Reason("Candidates", "S2", Words(explanation.Steps));
        if (machine is { RecommendedSize: string size, RecommendedVCpus: int cores,
            RecommendedMemoryGiB: double memory })
        {
            var text = string.Format(
                CultureInfo.InvariantCulture, "{0} vCPUs, {1} GiB memory: the cheapest that fits.", cores,
                Figure(memory));
            yield return new Reason("Recommended", "S6", text) { Subject = size };
        }

        if (Estimated(machine) is string estimated)
            yield return new Reason("Estimated", "C5", estimated);
        if (explanation.SizesWithUnknownLimits.Count > 0)
            yield return new Reason("Limit unknown", "S4", string.Join(", ", explanation.SizesWithUnknownLimits));
        foreach (var alternative in explanation.Alternatives)
        {
            var text = alternative.MissedRule is string missed
                ? $"Misses: {missed}." : "Fits; comes after the recommended size.";
            yield return new Reason("Alternative", "S7", text)
            {
                Subject = alternative.Size,
                MonthlyDifference = alternative.MonthlyExtra,
            };
        }

        if (explanation.CheapestRelaxation is { } relaxed)
        {
            yield return new Reason(
                "Would save most", "S7", $"Without the limit '{relaxed.Limit}' this size would be picked.")
            {
                Subject = relaxed.Size,
                MonthlyDifference = -relaxed.MonthlySavings,
            };
        }
    }

    private static Reason Of(Finding finding, string? disk) => new("Finding", finding.Rule, finding.Message)
    {
        Subject = finding.Code,
        Disk = disk,
        Effect = finding.Readiness,
        Remedy = finding.Remedy,
    };

    private static Reason Of(AssessmentNote note, string? disk) =>
        new("Note", note.Rule, note.Message) { Subject = note.Code, Disk = disk };

    // The tables have Azure's columns and no other, so this is where they flag a figure.
    private static string? Estimated(AssessedMachine machine)
    {
        var figures = machine.Disks.Where(disk => disk.CostIsEstimated).Select(disk => $"disk '{disk.Name}'");
        if (machine.Cost.ComputeIsEstimated)
            figures = figures.Prepend("compute");
        var names = string.Join(", ", figures);
        return names.Length == 0 ? null : $"The catalogue has no recorded price here; estimated: {names}.";
    }

    private static string Words(ComputeNeed need) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} cores, {1} MiB memory, {2} data disks, {3} IOPS, {4} MB/s, {5} Mbit/s out, generation {6}{7}{8}.",
        Figure(need.Cores), Figure(need.MemoryMiB), need.DataDisks, Figure(need.DiskIops), Figure(need.DiskMBps),
        Figure(need.NetworkMbps), need.Generation == VmGenerations.V2 ? 2 : 1,
        need.PremiumStorage ? ", premium disks" : "", need.UltraDisks ? ", ultra disks" : "");

    private static string Words(IReadOnlyList<FilterStep> steps) => string.Join(
        "; ", steps.Select(step => string.Format(CultureInfo.InvariantCulture, "{0}: {1}", step.Filter,
            step.Candidates)));

    private static string Figure(double value) => value.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
