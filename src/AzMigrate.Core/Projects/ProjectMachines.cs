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

    /// <summary>How many machines the project holds; linked records of one server count once.</summary>
    public int Count => _file.Read(MachineServers.Count);

    /// <summary>How many records the project holds; those of one server each count.</summary>
    public int RecordCount => (int)_file.Read(MachineTable.Count);

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
                SaveBatchOf(batch.ConvertAll(machine => new DiscoveredMachine(machine, null)), tally);
            progress?.Report(new MigrateProgress("Saving machines", batch[batch.Count - 1].Name, tally.Done, null));
        }

        return tally.ToResult();
    }

    /// <summary>Saves a batch whole or not at all.</summary>
    internal void SaveBatchOf(IReadOnlyList<DiscoveredMachine> batch, SaveTally tally)
    {
        var facts = batch.Select(item => item.IsPart ? null : InventoryJson.Write(item.Machine)).ToList();
        var changes = _file.Write(session => batch.Select((item, i) => MachineTable.Save(
            session, item.Machine, facts[i] ?? WithStored(session, item), item.NativeId, StoredTime.Now())).ToList());
        for (var i = 0; i < batch.Count; i++)
            tally.Add(batch[i].Machine.Id, changes[i]);
    }

    /// <summary>
    /// The machines that meet a query, in the order of their ids (ordinal). They are read page by page; nothing is
    /// open while one is handed out, so the caller may write to the project meanwhile.
    /// </summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>: the query names a group that is not there.</exception>
    public IEnumerable<ProjectMachine> Get(MachineQuery query, CancellationToken cancellationToken = default) =>
        GetServers(query, cancellationToken).Select(server => server.ToProjectMachine(_project));

    /// <summary>As <see cref="Get"/>, with the records behind each machine.</summary>
    internal IEnumerable<StoredServer> GetServers(MachineQuery query, CancellationToken cancellationToken) =>
        Pages(FindServers(query), query, cancellationToken);

    /// <summary>Adds what the project's user says of a machine, whichever of its records is named.</summary>
    /// <param name="id">The machine's id, or that of any record of it.</param>
    /// <param name="change">What to set and take away.</param>
    /// <returns>The machine as it is then.</returns>
    /// <exception cref="MigrateException"><c>Machine.NotFound</c>.</exception>
    public ProjectMachine Set(string id, MachineChange change) => _file.Write(session =>
    {
        var named = MachineTable.ById(session, [id]).ToList();
        if (named.Count == 0)
            throw ProjectErrors.MachineNotFound([id]);
        var server = MachineServers.Of(session, named).Single();
        foreach (var row in server)
            MachineTable.Annotate(session, row.Key, change);
        return Load(session, server)!;
    }).ToProjectMachine(_project);

    /// <summary>
    /// Removes records with their samples; finished assessments keep what they say of them. Other records of the same
    /// server stay.
    /// </summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="MigrateException">
    /// <c>Machine.Replicated</c>: one is being replicated; none was removed.
    /// </exception>
    public int Remove(IEnumerable<string> ids)
    {
        var removed = 0;
        ids = ids.ToList();
        var replicated = new HashSet<string>(
            _project.Replications.Get().Select(each => each.MachineId), StringComparer.Ordinal);
        if (ids.FirstOrDefault(replicated.Contains) is { } machine)
            throw new MigrateException(
                "Machine.Replicated", $"The machine {machine} is being replicated, and is not removed meanwhile.",
                "End its replication with Stop-MigrateReplication first.", machine);
        foreach (var batch in Batching.Of(ids, SaveBatch))
        {
            // Samples first: broken off in between, the machines are still there for the same command again.
            _project.Samples.Remove(batch);
            removed += _file.Write(session => batch.Count(id => MachineTable.Remove(session, id)));
        }

        return removed;
    }

    /// <summary>
    /// The servers that may meet a query, in the order of their ids. What needs all of a machine is left to be checked:
    /// tags, and of linked records what they make together.
    /// </summary>
    internal List<IReadOnlyList<MachineRow>> FindServers(MachineQuery query) => _file.Read(session =>
    {
        var members = query.Group.Count == 0 ? null : GroupTable.MembersOfAny(session, query.Group);
        return Candidates(session, query).Where(server =>
            (members is null || server.Any(row => members.Contains(row.Key)))
            && server.Any(row => NamePattern.MatchesAny(query.Name, row.Name))
            && server.Any(row => NamePattern.MatchesAny(query.Source, row.Source))
            && (server.Count > 1 || Meets(server[0].PowerState, server[0].OperatingSystem, server[0].IsGone, query)))
            .ToList();
    });

    /// <summary>
    /// The records of one page of servers as they are stored; ones that were removed meanwhile are left out.
    /// </summary>
    internal List<StoredServer> Load(IEnumerable<IReadOnlyList<MachineRow>> page) => _file.Read(session =>
        page.Select(server => Load(session, server)).OfType<StoredServer>().ToList());

    private static List<IReadOnlyList<MachineRow>> Candidates(SqliteSession session, MachineQuery query)
    {
        var named = query.Id.Count == 0 ? null : MachineTable.ById(session, query.Id).ToList();
        if (!query.AllRecords)
            return named is null ? MachineServers.All(session) : MachineServers.Of(session, named);
        return (named ?? MachineTable.All(session)).OrderBy(row => row.Id, StringComparer.Ordinal)
            .Select(row => (IReadOnlyList<MachineRow>)[row]).ToList();
    }

    private static StoredServer? Load(SqliteSession session, IReadOnlyList<MachineRow> server)
    {
        var records = server.Select(row => MachineTable.Load(session, row.Key)).OfType<StoredMachine>().ToList();
        return records.Count == 0 ? null : new StoredServer(records);
    }

    private IEnumerable<StoredServer> Pages(
        List<IReadOnlyList<MachineRow>> servers, MachineQuery query, CancellationToken cancellationToken)
    {
        foreach (var page in Batching.Of(servers, PageSize))
        {
            foreach (var server in Load(page))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (MeetsTogether(server, query))
                    yield return server;
            }
        }
    }

    private static bool MeetsTogether(StoredServer server, MachineQuery query)
    {
        if (server.Records.Count == 1 && query.Tag.Count == 0)
            return true;
        var machine = server.Machine;
        return query.Tag.All(tag => machine.Tags.TryGetValue(tag.Key, out var value)
                && NamePattern.Matches(tag.Value, value))
            && Meets(machine.PowerState, machine.OperatingSystem.DisplayName, server.IsGone, query);
    }

    // Hardly any machine has notes, so it is not read where only they would be kept and there are none.
    private static byte[] WithStored(SqliteSession session, DiscoveredMachine item) => InventoryJson.Write(
        MachineTable.Facts(session, item.Machine.Id) is { } stored && (item.KeepsTags || InventoryJson.HasNotes(stored))
            ? item.With(InventoryJson.ReadMachine(stored)) : item.Machine);

    private void Compare(List<Machine> batch, SaveTally tally)
    {
        var changes = _file.Read(session => batch.ConvertAll(machine => MachineTable.Compare(
            session, machine.Id, InventoryJson.Write(machine))));
        for (var i = 0; i < batch.Count; i++)
            tally.Add(batch[i].Id, changes[i]);
    }

    private static bool Meets(PowerState power, string? operatingSystem, bool isGone, MachineQuery query) =>
        NamePattern.MatchesAny(query.OperatingSystem, operatingSystem)
        && (query.PowerState.Count == 0 || query.PowerState.Contains(power))
        && (query.IsGone is not { } gone || gone == isGone);
}
