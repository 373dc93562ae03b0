using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Performance;
using AzMigrate.Projects.Storage;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>
/// Assesses a project's machines. They stream through in the order of their ids, each server once, on all cores and
/// in memory that does not grow with the estate; each machine's history is read once for all settings. The same run
/// again gives the same ids and replaces its own assessments.
/// </summary>
public sealed class AssessmentRun
{
    private readonly MigrateProject _project;
    private readonly Catalogue _catalogue;
    private readonly Func<AssessmentSettings, AssessmentEngine> _engineOf;

    /// <summary>Prepares runs on a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="catalogue">The book to assess by.</param>
    public AssessmentRun(MigrateProject project, Catalogue catalogue)
        : this(project, catalogue, settings => AssessmentEngine.Of(settings, catalogue))
    {
    }

    internal AssessmentRun(
        MigrateProject project, Catalogue catalogue, Func<AssessmentSettings, AssessmentEngine> engineOf)
    {
        _project = project;
        _catalogue = catalogue;
        _engineOf = engineOf;
    }

    /// <summary>True to assess machines too that no source has any more (rule G1).</summary>
    public bool IncludeGone { get; init; }

    /// <summary>Told of machines that are left out; null for nobody.</summary>
    public Action<MigrateProblem>? OnProblem { get; init; }

    /// <summary>Assesses a group.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="settings">Each with one location and one savings option; one assessment each.</param>
    /// <param name="progress">Told after each batch of machines.</param>
    /// <param name="cancellationToken">Breaks off; nothing is saved then.</param>
    /// <returns>The saved assessments in the order of the settings.</returns>
    /// <exception cref="MigrateException">
    /// <c>Group.NotFound</c>, <c>Group.Empty</c>, <c>Assessment.AllGone</c>, <c>Assessment.HistoryInvalid</c>.
    /// </exception>
    public IReadOnlyList<MigrateAssessment> AssessGroup(
        string name, IReadOnlyList<AssessmentSettings> settings, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var group = _project.Groups.Find(name) ?? throw ProjectErrors.GroupNotFound(name);
        var machines = _project.Machines.FindServers(new MachineQuery { Group = [group.Name] });
        return machines.Count == 0
            ? throw ProjectErrors.GroupEmpty(group.Name)
            : Assess(Present(machines, $"the group '{group.Name}'"), group.Name, settings, progress, cancellationToken);
    }

    /// <summary>Assesses machines without a group.</summary>
    /// <param name="ids">The machines' ids; at least one.</param>
    /// <param name="settings">Each with one location and one savings option; one assessment each.</param>
    /// <param name="progress">Told after each batch of machines.</param>
    /// <param name="cancellationToken">Breaks off; nothing is saved then.</param>
    /// <returns>The saved assessments in the order of the settings.</returns>
    /// <exception cref="MigrateException">
    /// <c>Machine.NotFound</c>, <c>Assessment.NoMachines</c>, <c>Assessment.AllGone</c>,
    /// <c>Assessment.HistoryInvalid</c>.
    /// </exception>
    public IReadOnlyList<MigrateAssessment> AssessMachines(
        IEnumerable<string> ids, IReadOnlyList<AssessmentSettings> settings,
        IProgress<MigrateProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            throw new MigrateException(
                "Assessment.NoMachines", "There is no machine to assess.",
                "Give machines, for example from Get-MigrateVM, or a group.");
        }

        var machines = _project.Machines.FindServers(new MachineQuery { Id = wanted });
        var found = machines.SelectMany(server => server).Select(row => row.Id);
        var missing = wanted.Except(found, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            throw ProjectErrors.MachineNotFound(missing);
        return Assess(Present(machines, "the given machines"), null, settings, progress, cancellationToken);
    }

    // Rule G1: what is gone stays out.
    private List<IReadOnlyList<MachineRow>> Present(List<IReadOnlyList<MachineRow>> machines, string of)
    {
        var present = IncludeGone ? machines
            : machines.Where(records => !records.All(record => record.IsGone)).ToList();
        var gone = machines.Count - present.Count;
        if (gone > 0 && present.Count == 0)
            throw ProjectErrors.AllGone(of, gone);
        if (gone > 0)
            OnProblem?.Invoke(ProjectErrors.GoneLeftOut(of, gone, machines.Count));
        return present;
    }

    private List<MigrateAssessment> Assess(
        List<IReadOnlyList<MachineRow>> machines, string? group, IReadOnlyList<AssessmentSettings> settings,
        IProgress<MigrateProgress>? progress, CancellationToken cancellationToken)
    {
        var newest = _project.Samples.NewestPoint;
        var parts = new List<AssessmentPart>();
        try
        {
            foreach (var one in settings)
            {
                var engine = _engineOf(one);
                var window = HistoryWindow.Of(engine.Settings, newest);
                parts.Add(new AssessmentPart(window, engine, _project.Assessments.BeginSave()));
            }

            long done = 0;
            var pages = Batching.Of(machines, AssessmentRows.Batch);
            foreach (var batch in OrderedWork.Run(pages, page => AssessPage(page, parts), cancellationToken))
            {
                for (var i = 0; i < parts.Count; i++)
                    parts[i].Add(batch[i]);
                done += batch[0].Machines.Count;
                progress?.Report(new MigrateProgress("Assessing", group ?? "machines", done, machines.Count));
            }

            // One time for all, by which they are told to be of one run.
            var createdAt = DateTimeOffset.UtcNow;
            return parts.Select(part => part.Complete(group, _catalogue, createdAt)).ToList();
        }
        finally
        {
            foreach (var part in parts)
                part.Dispose();
        }
    }

    private AssessedBatch[] AssessPage(List<IReadOnlyList<MachineRow>> page, List<AssessmentPart> parts)
    {
        var stored = _project.Machines.Load(page);
        var assessed = parts.Select(_ => new List<AssessedMachine>(stored.Count)).ToList();
        foreach (var server in stored)
        {
            // One reading for each window, with none for the machine without its history.
            var readings = new Dictionary<TimeWindow, MachineReading>();
            for (var i = 0; i < parts.Count; i++)
            {
                var window = parts[i].Window ?? default;
                if (!readings.TryGetValue(window, out var reading))
                {
                    readings.Add(window, reading = server.Read(_project.Samples, parts[i].Window));
                }

                assessed[i].Add(parts[i].Engine.Assess(reading));
            }
        }

        var batches = new AssessedBatch[parts.Count];
        for (var i = 0; i < parts.Count; i++)
            batches[i] = AssessedBatch.Of(assessed[i], i == 0 ? null : batches[i - 1]);
        return batches;
    }
}
