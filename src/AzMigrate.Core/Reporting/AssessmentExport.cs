using AzMigrate.Assessment;
using AzMigrate.Reporting.Csv;
using AzMigrate.Reporting.Excel;
using AzMigrate.Reporting.Json;

namespace AzMigrate.Reporting;

/// <summary>Writes an assessment to files. The same assessment gives the same bytes, in any culture.</summary>
public static class AssessmentExport
{
    private const int ProgressStep = 500;

    /// <summary>
    /// Writes the assessment. Each file is written beside its place and renamed into it: a kill leaves the old file or
    /// the new one, never half of one. The machines are streamed, not held.
    /// </summary>
    /// <param name="assessment">The head: settings and totals.</param>
    /// <param name="machines">Reads the assessed machines in ordinal order of their ids.</param>
    /// <param name="path">The file to write; its folder must exist. A file that is there is replaced.</param>
    /// <param name="format">The format; the path's extension does not matter.</param>
    /// <param name="progress">Told every few hundred machines; null for nobody.</param>
    /// <param name="ct">Stops the work; the old files stay as they were.</param>
    /// <returns>
    /// Full paths of the files written: one, and for CSV a second, <c>&lt;name&gt;.disks.csv</c>, with the disks.
    /// </returns>
    /// <exception cref="MigrateException"><c>Export.WriteFailed</c>: the folder is missing, the file is open in another
    /// program, the disk is full or access is denied.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static IReadOnlyList<string> Write(
        AssessmentHeader assessment,
        Func<IEnumerable<AssessedMachine>> machines,
        string path,
        ExportFormat format,
        IProgress<MigrateProgress>? progress,
        CancellationToken ct)
    {
        if (assessment is null)
            throw new ArgumentNullException(nameof(assessment));
        if (machines is null)
            throw new ArgumentNullException(nameof(machines));
        if (string.IsNullOrEmpty(path))
            throw new ArgumentException("A path is needed.", nameof(path));

        var target = Path.GetFullPath(path);
        var rows = Counted(machines(), assessment.Summary.Machines, target, progress, ct);
        try
        {
            return format switch
            {
                ExportFormat.Xlsx => WorkbookExport.Write(assessment, rows, target),
                ExportFormat.Csv => CsvExport.Write(assessment, rows, target),
                ExportFormat.Json => JsonExport.Write(assessment, rows, target),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
            };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Export.WriteFailed",
                $"The assessment could not be written to '{target}': {cause.Message}",
                "Check that the folder exists, that it can be written to and has room, and that no other program, such "
                    + "as Excel, has the file open.",
                target,
                cause);
        }
    }

    private static IEnumerable<AssessedMachine> Counted(
        IEnumerable<AssessedMachine> machines,
        int total,
        string target,
        IProgress<MigrateProgress>? progress,
        CancellationToken ct)
    {
        var done = 0;
        foreach (var machine in machines)
        {
            ct.ThrowIfCancellationRequested();
            yield return machine;
            if (++done % ProgressStep == 0)
                progress?.Report(new MigrateProgress("Exporting assessment", Path.GetFileName(target), done, total));
        }
    }
}
