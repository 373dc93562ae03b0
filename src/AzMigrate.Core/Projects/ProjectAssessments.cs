using AzMigrate.Assessment;
using AzMigrate.Projects.Storage;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The finished assessments of a project.</summary>
public sealed class ProjectAssessments
{
    private readonly MigrateProject _project;
    private readonly SqliteFile _file;

    internal ProjectAssessments(MigrateProject project, SqliteFile file)
    {
        _project = project;
        _file = file;
    }

    /// <summary>How many there are.</summary>
    public int Count => (int)_file.Read(AssessmentTable.Count);

    /// <summary>Saves an assessment whole or not at all; the same one of the same group is replaced.</summary>
    /// <param name="header">Its head.</param>
    /// <param name="machines">Its machines in the order in which they are to be read.</param>
    /// <param name="cancellationToken">Breaks off; nothing is saved then.</param>
    public MigrateAssessment Save(
        AssessmentHeader header, IEnumerable<AssessedMachine> machines, CancellationToken cancellationToken = default)
    {
        using var writer = BeginSave();
        foreach (var machine in machines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Add(machine);
        }

        return writer.Complete(header, DateTimeOffset.UtcNow);
    }

    /// <summary>Begins an assessment whose head is known only at its end.</summary>
    internal AssessmentWriter BeginSave() => new(
        AssessmentStaging.Create(_project.Path),
        (header, createdAt, machines, staging) => ToAssessment(_file.Write(session =>
            AssessmentTable.Save(session, header, createdAt, machines, staging.ReadAll()))));

    /// <summary>Assessments in the order in which they were made.</summary>
    public IReadOnlyList<MigrateAssessment> Get(AssessmentQuery query)
    {
        var found = _file.Read(AssessmentTable.All).Where(row =>
            NamePattern.MatchesAny(query.Id, row.Header.Id)
            && NamePattern.MatchesAny(query.Name, row.Header.Name)
            && (query.Group.Count == 0
                || (row.Header.GroupName is { } group && NamePattern.MatchesAny(query.Group, group))));
        if (query.Newest)
        {
            found = found.GroupBy(row => row.Header.GroupName?.ToUpperInvariant())
                .SelectMany(group => group.Where(row => row.CreatedAt == group.Max(other => other.CreatedAt)))
                .OrderBy(row => row.Key);
        }

        return found.Select(ToAssessment).ToList();
    }

    /// <summary>The assessment whose id begins so.</summary>
    /// <param name="id">The id, or enough of its first characters to tell it.</param>
    /// <exception cref="MigrateException"><c>Assessment.NotFound</c>, <c>Assessment.IdAmbiguous</c>.</exception>
    public MigrateAssessment Require(string id)
    {
        if (string.IsNullOrEmpty(id))
            throw ProjectErrors.AssessmentNotFound(id ?? "");
        var found = Get(AssessmentQuery.All)
            .Where(assessment => assessment.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Select(assessment => assessment.Id).Distinct(StringComparer.Ordinal).Count() switch
        {
            0 => throw ProjectErrors.AssessmentNotFound(id),
            1 => found[found.Count - 1],
            _ => throw new MigrateException(
                "Assessment.IdAmbiguous", $"Several assessments have an id that begins with '{id}'.",
                "Give more characters of the id; Get-MigrateAssessment lists them.", id),
        };
    }

    /// <summary>A group's newest assessment.</summary>
    /// <param name="group">The group's name.</param>
    /// <exception cref="MigrateException">
    /// <c>Assessment.NoneOfGroup</c>; <c>Assessment.SeveralNewest</c>: its newest run made several, which are listed.
    /// </exception>
    public MigrateAssessment RequireNewest(string group)
    {
        var newest = Get(new AssessmentQuery { Newest = true })
            .Where(assessment => string.Equals(assessment.GroupName, group, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return newest.Count switch
        {
            0 => throw new MigrateException(
                "Assessment.NoneOfGroup", $"The group '{group}' has not been assessed.",
                "Assess it with Invoke-MigrateAssessment first.", group),
            1 => newest[0],
            _ => throw new MigrateException(
                "Assessment.SeveralNewest",
                $"The newest run on the group '{group}' made {newest.Count} assessments: "
                    + string.Join(", ", newest.Select(assessment => assessment.Name)) + ".",
                "Choose one with Get-MigrateAssessment and pipe it on.", group),
        };
    }

    /// <summary>
    /// An assessment's machines in their order. They are read batch by batch; nothing is open while one is handed out.
    /// </summary>
    /// <exception cref="MigrateException">
    /// <c>Assessment.NotFound</c>: it is not there, or was removed or replaced while it was read.
    /// </exception>
    public IEnumerable<AssessedMachine> GetMachines(string id, CancellationToken cancellationToken = default)
    {
        var row = _file.Read(session => AssessmentTable.Find(session, id))
            ?? throw ProjectErrors.AssessmentNotFound(id);
        return Machines(row.Key, id, cancellationToken);
    }

    /// <summary>Removes an assessment of its group alone.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(MigrateAssessment assessment)
    {
        if (assessment is null)
            throw new ArgumentNullException(nameof(assessment));
        return _file.Write(session => AssessmentTable.Remove(session, assessment.Id, assessment.GroupName)) > 0;
    }

    /// <summary>Removes assessments by id, of whichever group.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(params string[] ids) =>
        _file.Write(session => ids.Sum(id => AssessmentTable.Remove(session, id)));

    private IEnumerable<AssessedMachine> Machines(long key, string id, CancellationToken cancellationToken)
    {
        for (var seq = 0; ; seq++)
        {
            var (data, exists) = _file.Read(session =>
                (AssessmentTable.Data(session, key, seq), AssessmentTable.Exists(session, key)));
            if (!exists)
                throw ProjectErrors.AssessmentNotFound(id);
            if (data is null)
                yield break;
            foreach (var machine in Unpack(data, id))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return machine;
            }
        }
    }

    private List<AssessedMachine> Unpack(byte[] data, string id)
    {
        try
        {
            return AssessmentRows.Unpack(data);
        }
        catch (InvalidDataException cause)
        {
            throw ProjectErrors.Damaged(_file.Path, $"a row of the assessment '{id}'", cause);
        }
    }

    private MigrateAssessment ToAssessment(AssessmentRow row) => new(row.Header, _project, row.CreatedAt);
}
