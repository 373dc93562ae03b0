using AzMigrate.Assessment;

namespace AzMigrate.Reporting.Tables;

/// <summary>A reason with the machine that it is about.</summary>
internal sealed record ReasonRow(AssessedMachine Machine, Reason Reason);

/// <summary>
/// Why each machine came out as it did (rule S7): several rows a machine, from the verdict to the what-ifs.
/// </summary>
internal static class ReasonTable
{
    /// <summary>The sheet's name.</summary>
    public const string Name = "Reasons";

    /// <summary>The columns in reading order.</summary>
    public static IReadOnlyList<Column<ReasonRow>> Columns(AssessmentHeader header) =>
    [
        new("Machine", CellFormat.General, row => row.Machine.Machine.Name),
        new("Azure VM readiness", CellFormat.Readiness, row => Wording.Of(row.Machine.Readiness)),
        new("Kind", CellFormat.General, row => row.Reason.Kind),
        new("Rule", CellFormat.General, row => row.Reason.Rule),
        new("Code or size", CellFormat.General, row => row.Reason.Subject),
        new("Disk", CellFormat.General, row => row.Reason.Disk),
        new("Effect", CellFormat.Readiness, row => row.Reason.Effect is Readiness effect ? Wording.Of(effect) : null),
        new("Explanation", CellFormat.General, row => row.Reason.Text),
        new("What to do", CellFormat.General, row => row.Reason.Remedy),
        new($"Monthly difference {header.Settings.Currency}", CellFormat.Money, row => row.Reason.MonthlyDifference),
        new("Machine id", CellFormat.General, row => row.Machine.Machine.Id),
    ];

    /// <summary>A machine's rows.</summary>
    public static IEnumerable<ReasonRow> Rows(AssessedMachine machine) =>
        Reason.Of(machine).Select(reason => new ReasonRow(machine, reason));
}
