using AzMigrate.Inventory;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The machines of a project.</summary>
public sealed class ProjectMachines
{
    private const int SaveBatch = 500;
    private const int PageSize = 200;

    private readonly MigrateProject _project;
    private readonly SqliteFile _file;

    internal ProjectMachines(MigrateProject project, SqliteFile file)
    {
        _project = project;
        _file = file;
    }

    /// <summary>How many machines the project holds; linked records of one server each count.</summary>
    public int Count => (int)_file.Read(MachineTable.Count);

    /// <summary>
    /// Saves machines by identity: new ones are added, changed ones replaced, and none is doubled. What the project's
    /// user set (<see cref="Set"/>) stays. A batch is saved whole or not at all; when the command is broken off, the
    /// same command again finishes the job.
    /// </summary>
    /// <param name="machines">The machines; of two with one id the later stands.</param>
    /// <param name="whatIf">True to change nothing and only tell what would be done.</param>
    /// <param name="progress">Told after each batch that is safely on the disk.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>Which machines are new, changed and unchanged.</returns>
    /// <exception cref="MigrateException"><c>Project.Locked</c> and other failures of the store.</exception>
    public SaveResult Save(
        IEnumerable<Machine> machines, bool whatIf = false, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var tally = new SaveTally();
        foreach (var batch in Batching.Of(machines, SaveBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (whatIf)
                Compare(batch, tally);
            else
                SaveBatchOf(batch.ConvertAll(machine => (machine, (string?)null)), tally);
            progress?.Report(new MigrateProgress("Saving machines", batch[batch.Count - 1].Name, tally.Done, null));
        }

        return tally.ToResult();
    }

    /// <summary>Saves a batch whole or not at all: machines with the ids by which their live source knows them.</summary>
    internal void SaveBatchOf(IReadOnlyList<(Machine Machine, string? NativeId)> batch, SaveTally tally)
    {
        var facts = batch.Select(item => InventoryJson.Write(item.Machine)).ToList();
        var changes = _file.Write(session => batch.Select((item, i) => MachineTable.Save(
            session, item.Machine, facts[i], item.NativeId, StoredTime.Now())).ToList());
        for (var i = 0; i < batch.Count; i++)
            tally.Add(batch[i].Machine.Id, changes[i]);
    }

    /// <summary>
    /// The machines that meet a query, in the order of their ids (ordinal). They are read page by page; nothing is
    /// open while one is handed out, so the caller may write to the project meanwhile.
    /// </summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>: the query names a group that is not there.</exception>
    public IEnumerable<ProjectMachine> Get(MachineQuery query, CancellationToken cancellationToken = default) =>
        Pages(Find(query).Select(row => row.Key).ToList(), query, cancellationToken);

    /// <summary>Adds what the project's user says of a machine.</summary>
    /// <param name="id">The machine's id.</param>
    /// <param name="change">What to set and take away.</param>
    /// <returns>The machine as it is then.</returns>
    /// <exception cref="MigrateException"><c>Machine.NotFound</c>.</exception>
    public ProjectMachine Set(string id, MachineChange change) => ToMachine(_file.Write(session =>
    {
        var key = MachineTable.KeyOf(session, id) ?? throw ProjectErrors.MachineNotFound([id]);
        MachineTable.Annotate(session, key, change);
        return MachineTable.Load(session, key)!;
    }));

    /// <summary>Removes machines with their samples; finished assessments keep what they say of them.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(IEnumerable<string> ids)
    {
        var removed = 0;
        foreach (var batch in Batching.Of(ids, SaveBatch))
        {
            // Samples first: broken off in between, the machines are still there for the same command again.
            _project.Samples.Remove(batch);
            removed += _file.Write(session => batch.Count(id => MachineTable.Remove(session, id)));
        }

        return removed;
    }

    /// <summary>The rows that meet all of a query but its tags, in the order of their ids.</summary>
    internal List<MachineRow> Find(MachineQuery query)
    {
        var rows = _file.Read(session =>
        {
            var members = query.Group.Count == 0 ? null : GroupTable.MembersOfAny(session, query.Group);
            var candidates = query.Id.Count == 0 ? MachineTable.All(session) : MachineTable.ById(session, query.Id);
            return candidates.Where(row => (members is null || members.Contains(row.Key)) && Meets(row, query))
                .ToList();
        });
        rows.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return rows;
    }

    /// <summary>The machines of one page as they are stored; ones that were removed meanwhile are left out.</summary>
    internal List<StoredMachine> Load(IEnumerable<long> keys) => _file.Read(session =>
        keys.Select(key => MachineTable.Load(session, key)).OfType<StoredMachine>().ToList());

    private IEnumerable<ProjectMachine> Pages(List<long> keys, MachineQuery query, CancellationToken cancellationToken)
    {
        foreach (var page in Batching.Of(keys, PageSize))
        {
            foreach (var stored in Load(page))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (query.Tag.All(tag => stored.Machine.Tags.TryGetValue(tag.Key, out var value)
                    && NamePattern.Matches(tag.Value, value)))
                    yield return ToMachine(stored);
            }
        }
    }

    private void Compare(List<Machine> batch, SaveTally tally)
    {
        var changes = _file.Read(session => batch.ConvertAll(machine => MachineTable.Compare(
            session, machine.Id, InventoryJson.Write(machine))));
        for (var i = 0; i < batch.Count; i++)
            tally.Add(batch[i].Id, changes[i]);
    }

    private ProjectMachine ToMachine(StoredMachine stored) => new(stored.Machine, _project, stored.Groups)
    {
        FirstSeen = stored.FirstSeen, LastSeen = stored.LastSeen, GoneSince = stored.GoneSince,
    };

    private static bool Meets(MachineRow row, MachineQuery query) =>
        NamePattern.MatchesAny(query.Name, row.Name)
        && NamePattern.MatchesAny(query.Source, row.Source)
        && NamePattern.MatchesAny(query.OperatingSystem, row.OperatingSystem)
        && (query.PowerState.Count == 0 || query.PowerState.Contains(row.PowerState))
        && (query.IsGone is not { } gone || gone == row.IsGone);
}
