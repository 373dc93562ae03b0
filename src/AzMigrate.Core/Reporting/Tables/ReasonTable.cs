using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Reporting.Tables;

/// <summary>One reason: a finding, a note, or a step of how the size was chosen.</summary>
internal sealed record ReasonRow(AssessedMachine Machine, string Kind, string Explanation)
{
    /// <summary>The rule's id.</summary>
    public string? Rule { get; init; }

    /// <summary>The code, or the size that it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The disk that it is about.</summary>
    public string? Disk { get; init; }

    /// <summary>What it makes of the machine or disk.</summary>
    public Readiness? Effect { get; init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>What it would change a month; negative is saved.</summary>
    public decimal? MonthlyDifference { get; init; }
}

/// <summary>Why each machine came out as it did (rule S7): several rows a machine, from the verdict to the what-ifs.</summary>
internal static class ReasonTable
{
    /// <summary>The sheet's name.</summary>
    public const string Name = "Reasons";

    /// <summary>The columns in reading order.</summary>
    public static IReadOnlyList<Column<ReasonRow>> Columns(AssessmentHeader header) =>
    [
        new("Machine", CellFormat.General, row => row.Machine.Machine.Name),
        new("Azure VM readiness", CellFormat.Readiness, row => Wording.Of(row.Machine.Readiness)),
        new("Kind", CellFormat.General, row => row.Kind),
        new("Rule", CellFormat.General, row => row.Rule),
        new("Code or size", CellFormat.General, row => row.Subject),
        new("Disk", CellFormat.General, row => row.Disk),
        new("Effect", CellFormat.Readiness, row => row.Effect is Readiness effect ? Wording.Of(effect) : null),
        new("Explanation", CellFormat.General, row => row.Explanation),
        new("What to do", CellFormat.General, row => row.Remedy),
        new($"Monthly difference {header.Settings.Currency}", CellFormat.Money, row => row.MonthlyDifference),
        new("Machine id", CellFormat.General, row => row.Machine.Machine.Id),
    ];

    /// <summary>A machine's rows.</summary>
    public static IEnumerable<ReasonRow> Rows(AssessedMachine machine)
    {
        foreach (var finding in machine.Findings)
            yield return Of(machine, finding, disk: null);
        foreach (var note in machine.Notes)
            yield return Of(machine, note, disk: null);
        foreach (var disk in machine.Disks)
        {
            foreach (var finding in disk.Findings)
                yield return Of(machine, finding, disk.Name);
            foreach (var note in disk.Notes)
                yield return Of(machine, note, disk.Name);
        }
        foreach (var reason in machine.CoverageReasons)
            yield return new(machine, "Coverage", reason) { Rule = "Q3" };
        if (machine.Need is { } need)
            yield return new(machine, "Need", Of(need)) { Rule = "U3" };
        if (machine.Explanation is { } explanation)
        {
            foreach (var row in Choice(machine, explanation))
                yield return row;
        }
    }

    private static IEnumerable<ReasonRow> Choice(AssessedMachine machine, SizeExplanation explanation)
    {
        if (explanation.Steps.Count > 0)
            yield return new(machine, "Candidates", Of(explanation.Steps)) { Rule = "S2" };
        if (machine.RecommendedSize is string size)
            yield return new(machine, "Recommended", Pick(machine)) { Rule = "S6", Subject = size };
        if (explanation.SizesWithUnknownLimits.Count > 0)
        {
            yield return new(machine, "Limit unknown", string.Join(", ", explanation.SizesWithUnknownLimits))
            {
                Rule = "S4",
            };
        }
        foreach (var alternative in explanation.Alternatives)
        {
            yield return new(
                machine,
                "Alternative",
                alternative.MissedRule is string missed ? $"Misses: {missed}." : "Fits; comes after the recommended size.")
            {
                Rule = "S7",
                Subject = alternative.Size,
                MonthlyDifference = alternative.MonthlyExtra,
            };
        }
        if (explanation.CheapestRelaxation is { } relaxed)
        {
            yield return new(machine, "Would save most", $"Without the limit '{relaxed.Limit}' this size would be picked.")
            {
                Rule = "S7",
                Subject = relaxed.Size,
                MonthlyDifference = -relaxed.MonthlySavings,
            };
        }
    }

    private static ReasonRow Of(AssessedMachine machine, Finding finding, string? disk) =>
        new(machine, "Finding", finding.Message)
        {
            Rule = finding.Rule,
            Subject = finding.Code,
            Disk = disk,
            Effect = finding.Readiness,
            Remedy = finding.Remedy,
        };

    private static ReasonRow Of(AssessedMachine machine, AssessmentNote note, string? disk) =>
        new(machine, "Note", note.Message) { Rule = note.Rule, Subject = note.Code, Disk = disk };

    private static string Of(ComputeNeed need)
    {
        var text = string.Format(
            CultureInfo.InvariantCulture,
            "{0} cores, {1} MiB memory, {2} data disks, {3} IOPS, {4} MB/s, {5} Mbit/s out, generation {6}",
            Wording.Figure(need.Cores),
            Wording.Figure(need.MemoryMiB),
            need.DataDisks,
            Wording.Figure(need.DiskIops),
            Wording.Figure(need.DiskMBps),
            Wording.Figure(need.NetworkMbps),
            need.Generation == VmGenerations.V2 ? 2 : 1);
        if (need.PremiumStorage)
            text += ", premium disks";
        return need.UltraDisks ? text + ", ultra disks" : text;
    }

    private static string Of(IReadOnlyList<FilterStep> steps) => string.Join(
        "; ",
        steps.Select(step => string.Format(CultureInfo.InvariantCulture, "{0}: {1}", step.Filter, step.Candidates)));

    private static string Pick(AssessedMachine machine) =>
        machine is { RecommendedVCpus: int cores, RecommendedMemoryGiB: double memory }
            ? string.Format(
                CultureInfo.InvariantCulture, "{0} vCPUs, {1} GiB memory: the cheapest that fits.", cores, Wording.Figure(memory))
            : "The cheapest that fits.";
}
