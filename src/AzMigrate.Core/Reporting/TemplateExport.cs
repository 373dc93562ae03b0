using System.Text;
using AzMigrate.Assessment;
using AzMigrate.Projects;
using AzMigrate.Reporting.Bicep;

namespace AzMigrate.Reporting;

/// <summary>Writes recommended machines as a Bicep template. The same machines give the same bytes.</summary>
public static class TemplateExport
{
    /// <summary>Why a machine cannot be in a template; null when it can.</summary>
    /// <param name="row">The machine's row.</param>
    public static MigrateProblem? WhyNot(MigrateRecommendation row)
    {
        if (row is null)
            throw new ArgumentNullException(nameof(row));
        if (row.RecommendedSize is not null && row.Details.Disks.Count > 0)
            return null;
        return new MigrateProblem
        {
            Severity = ProblemSeverity.Error,
            Code = "Template.MachineNotSized",
            Message = row.RecommendedSize is null
                ? $"There is no size for {row.Name}, whose readiness is {row.Readiness}; it is left out."
                : $"No disk of {row.Name} is known; it is left out.",
            Remedy = row.Remedy ?? "Look at its findings with Get-MigrateRecommendation -Explain.",
            Target = row.Name,
        };
    }

    /// <summary>Writes the template beside its place and renames it into it.</summary>
    /// <param name="rows">Machines for which <see cref="WhyNot"/> is null, of assessments of one region.</param>
    /// <param name="path">The file to write; its folder must exist. A file that is there is replaced.</param>
    /// <param name="cancellation">Stops the work; the old file stays as it was.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="MigrateException">
    /// <c>Template.Empty</c>: no machine is left; <c>Template.SeveralRegions</c>; <c>Template.MachineTwice</c>;
    /// <c>Export.WriteFailed</c>.
    /// </exception>
    public static string Write(
        IReadOnlyList<MigrateRecommendation> rows, string path, CancellationToken cancellation = default)
    {
        if (rows is null)
            throw new ArgumentNullException(nameof(rows));
        if (rows.Count == 0)
        {
            throw new MigrateException("Template.Empty", "No machine is left for the template.",
                "Look at the machines' findings with Get-MigrateRecommendation -Explain.");
        }
        if (rows.GroupBy(row => row.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new MigrateException("Template.MachineTwice", $"{twice.First().Name} came more than once.",
                "Pipe the rows of one assessment.", twice.First().Name);
        }
        var settings = rows.GroupBy(row => (row.Project, row.AssessmentId))
            .ToDictionary(group => group.Key, group => group.Key.Project.Assessments.Require(group.Key.AssessmentId).Settings);
        var names = new TemplateNames();
        var machines = rows.Select(row =>
        {
            cancellation.ThrowIfCancellationRequested();
            var name = names.Next(row.Name, TemplateMachine.IsWindowsKind(row.Details.Machine));
            return TemplateMachine.Of(row.Details, settings[(row.Project, row.AssessmentId)], name);
        }).ToList();
        return Place(Path.GetFullPath(path), RegionOf(settings.Values), machines);
    }

    private static string RegionOf(IEnumerable<AssessmentSettings> settings)
    {
        var regions = settings.SelectMany(its => its.Location).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return regions.Count == 1 ? regions[0] : throw new MigrateException(
            "Template.SeveralRegions", $"The machines were assessed for several regions: {string.Join(", ", regions)}.",
            "Pipe the rows of one assessment, and write a template for each region.");
    }

    private static string Place(string path, string region, IReadOnlyList<TemplateMachine> machines)
    {
        try
        {
            using var file = new ReplacedFile(path);
            using (var writer = new StreamWriter(file.Stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true))
                BicepTemplate.Write(writer, region, machines);
            return file.Place();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Export.WriteFailed", $"The template could not be written to '{path}': {cause.Message}",
                "Check that the folder exists, can be written to and has room.", path, cause);
        }
    }
}
