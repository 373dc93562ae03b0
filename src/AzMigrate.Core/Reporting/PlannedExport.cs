using AzMigrate.Assessment;

namespace AzMigrate.Reporting;

/// <summary>One file to write.</summary>
/// <param name="Path">Where.</param>
/// <param name="Format">In which format.</param>
public sealed record PlannedExport(string Path, ExportFormat Format)
{
    private const string NamePlaceholder = "{name}";

    // What one of the systems in use refuses in a file's name, or reads as part of a path.
    private const string Unsafe = "<>:\"/\\|?*";

    /// <summary>Plans where assessments go, so that all is refused before the first file is written.</summary>
    /// <param name="assessments">The assessments.</param>
    /// <param name="path">Full path; <c>{name}</c> in it stands for the assessment's name, made safe for files.</param>
    /// <param name="format">The format; null to tell it by the path's ending.</param>
    /// <param name="noClobber">True to refuse a file that exists.</param>
    /// <returns>One plan an assessment, in their order.</returns>
    /// <exception cref="MigrateException">
    /// <c>Export.SeveralAssessments</c>, <c>Export.FormatUnknown</c>, <c>Export.FileExists</c>.
    /// </exception>
    public static IReadOnlyList<PlannedExport> Of(
        IReadOnlyList<AssessmentHeader> assessments, string path, ExportFormat? format, bool noClobber)
    {
        if (assessments is null)
            throw new ArgumentNullException(nameof(assessments));
        if (path is null)
            throw new ArgumentNullException(nameof(path));
        var kind = format ?? FormatOf(path);
        var plans = assessments
            .Select(assessment => new PlannedExport(path.Replace(NamePlaceholder, FileName(assessment.Name)), kind))
            .ToList();
        var twice = plans.GroupBy(plan => plan.Path, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new MigrateException(
                "Export.SeveralAssessments", $"{twice.Count()} assessments would go to the same file '{twice.Key}'.",
                $"Put {NamePlaceholder} into the path, such as './{NamePlaceholder}.xlsx', or export one assessment.",
                path);
        }

        if (noClobber && plans.Find(plan => File.Exists(plan.Path)) is { } there)
        {
            throw new MigrateException(
                "Export.FileExists", $"The file '{there.Path}' is there already.",
                "Name another file, or leave -NoClobber out to replace it.", there.Path);
        }

        return plans;
    }

    private static ExportFormat FormatOf(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".xlsx" => ExportFormat.Xlsx,
        ".csv" => ExportFormat.Csv,
        ".json" => ExportFormat.Json,
        var ending => throw new MigrateException(
            "Export.FormatUnknown", $"The ending '{ending}' does not tell the format.",
            "Use a file name that ends in .xlsx, .csv or .json, or pass -Format.", path),
    };

    private static string FileName(string name)
    {
        var safe = new string(name.Select(c => char.IsControl(c) || Unsafe.Contains(c) ? '_' : c).ToArray())
            .Trim(' ', '.');
        return safe.Length switch { 0 => "assessment", > 100 => safe[..100], _ => safe };
    }
}
