using System.Text;
using AzMigrate.Projects;
using AzMigrate.Reporting.Bicep;

namespace AzMigrate.Reporting;

/// <summary>Writes machines as a Bicep template. The same machines give the same bytes.</summary>
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
        return Problem("Template.MachineNotSized", row.Name, row.RecommendedSize is null
                ? $"There is no size for {row.Name}, whose readiness is {row.Readiness}; it is left out."
                : $"No disk of {row.Name} is known; it is left out.",
            row.Remedy ?? "Look at its findings with Get-MigrateRecommendation -Explain.");
    }

    /// <summary>Why a replication cannot be in a template; null when it can.</summary>
    /// <param name="replication">The replication.</param>
    public static MigrateProblem? WhyNot(MigrateReplication replication)
    {
        if (replication is null)
            throw new ArgumentNullException(nameof(replication));
        return replication.Settings.Azure is not null && replication.Settings.ReplicaKind != ReplicaKind.Folder ? null
            : Problem("Template.NoTarget", replication.Name,
                $"{replication.Name} is copied to a folder; it is left out.",
                "Replicate it to Azure, or write the template of its recommendation.");
    }

    /// <summary>Writes the template of recommended machines beside its place and renames it into it.</summary>
    /// <param name="rows">
    /// Machines for which <see cref="WhyNot(MigrateRecommendation)"/> is null, of one region.
    /// </param>
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
        CheckOnce(rows.Select(row => (row.Id, row.Name)));
        var settings = rows.GroupBy(row => (row.Project, row.AssessmentId))
            .ToDictionary(group => group.Key,
                group => group.Key.Project.Assessments.Require(group.Key.AssessmentId).Settings);
        var names = new TemplateNames();
        var machines = rows.Select(row =>
        {
            cancellation.ThrowIfCancellationRequested();
            var name = names.Next(row.Name, TemplateMachine.IsWindowsKind(row.Details.Machine));
            return TemplateMachine.Of(row.Details, settings[(row.Project, row.AssessmentId)], name);
        }).ToList();
        return Place(path, new TemplateDefaults(RegionOf(settings.Values.SelectMany(its => its.Location))), machines);
    }

    /// <summary>Writes the template of replicated machines: as their cutover would make them.</summary>
    /// <param name="replications">
    /// Those for which <see cref="WhyNot(MigrateReplication)"/> is null, of one region.
    /// </param>
    /// <param name="path">The file to write; its folder must exist. A file that is there is replaced.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="MigrateException">
    /// As of the other; two VMs of one name are a machine that came twice.
    /// </exception>
    public static string Write(IReadOnlyList<MigrateReplication> replications, string path)
    {
        if (replications is null)
            throw new ArgumentNullException(nameof(replications));
        CheckOnce(replications.Select(each => (each.Settings.Azure!.VMName.ToLowerInvariant(), each.Name)));
        var targets = replications.Select(each => each.Settings.Azure!).ToList();
        var blobs = replications.Where(each => each.Settings.ReplicaKind == ReplicaKind.PageBlob)
            .Select(each => each.Settings.Azure!).ToList();
        var defaults = new TemplateDefaults(
            RegionOf(targets.Select(target => target.Location)),
            OfAll(targets.Select(target => target.SubnetId)),
            OfAll(blobs.Select(target => target.StorageAccountId)),
            OfAll(blobs.Select(target => target.BlobEndpoint is Uri endpoint
                ? $"{endpoint.AbsoluteUri.TrimEnd('/')}/{target.Container}" : null)));
        return Place(path, defaults, replications.Select(TemplateMachine.Of).ToList());
    }

    private static void CheckOnce(IEnumerable<(string Key, string Name)> machines)
    {
        var all = machines.ToList();
        if (all.Count == 0)
        {
            throw new MigrateException("Template.Empty", "No machine is left for the template.",
                "Look at the machines' findings with Get-MigrateRecommendation -Explain.");
        }
        if (all.GroupBy(machine => machine.Key, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new MigrateException("Template.MachineTwice", $"{twice.First().Name} came more than once.",
                "Pipe the rows of one assessment, or replications whose VMs have different names.", twice.First().Name);
        }
    }

    private static string RegionOf(IEnumerable<string> locations)
    {
        var regions = locations.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return regions.Count == 1 ? regions[0] : throw new MigrateException(
            "Template.SeveralRegions", $"The machines are for several regions: {string.Join(", ", regions)}.",
            "Write a template for each region.");
    }

    // What is the same everywhere is the parameter's default; what is not has to be given.
    private static string? OfAll(IEnumerable<string?> values) =>
        values.Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList() is [var one] ? one : null;

    private static MigrateProblem Problem(string code, string name, string message, string remedy) => new()
    {
        Severity = ProblemSeverity.Error, Code = code, Message = message, Remedy = remedy, Target = name,
    };

    private static string Place(string path, TemplateDefaults defaults, IReadOnlyList<TemplateMachine> machines)
    {
        var target = Path.GetFullPath(path);
        try
        {
            using var file = new ReplacedFile(target);
            using (var writer = new StreamWriter(file.Stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true))
                BicepTemplate.Write(writer, defaults, machines);
            return file.Place();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Export.WriteFailed", $"The template could not be written to '{target}': {cause.Message}",
                "Check that the folder exists, can be written to and has room.", target, cause);
        }
    }
}
