using AzMigrate.Discovery;
using AzMigrate.Discovery.Visits;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The live sources of a project. Names are compared without regard to case.</summary>
public sealed class ProjectSources
{
    private readonly MigrateProject _project;
    private readonly SqliteFile _file;

    internal ProjectSources(MigrateProject project, SqliteFile file)
    {
        _project = project;
        _file = file;
    }

    /// <summary>How many sources there are.</summary>
    public int Count => (int)_file.Read(SourceTable.Count);

    /// <summary>Declares a source: it is added, or set to these settings. The server is not contacted.</summary>
    /// <param name="settings">What to save.</param>
    /// <param name="noClobber">True to refuse a source that is there already.</param>
    /// <exception cref="MigrateException">
    /// <c>Project.Temporary</c>, <c>Source.Exists</c>, <c>Source.KindChanged</c>, <c>Source.NameInvalid</c>,
    /// <c>Source.CredentialReferenceInvalid</c>, and what the connection refuses
    /// (<see cref="SourceConnection.Check"/>).
    /// </exception>
    public SourceSaveResult Save(SourceSettings settings, bool noClobber = false)
    {
        Check(settings);
        return _file.Write(session =>
        {
            var before = SourceTable.Find(session, settings.Name);
            if (before is not null && noClobber)
                throw SourceErrors.Exists(settings.Name);
            if (before is not null && before.Settings.Kind != settings.Kind)
                throw SourceErrors.KindChanged(settings.Name, before.Settings.Kind, settings.Kind);
            if (before is null)
                SourceTable.Add(session, settings);
            else if (!before.Says(settings))
                SourceTable.Update(session, before.Key, settings);
            else
                return new SourceSaveResult(ToSource(before), SourceChange.Unchanged);
            var after = ToSource(SourceTable.Existing(session, settings.Name));
            return new SourceSaveResult(after, before is null ? SourceChange.Created : SourceChange.Updated);
        });
    }

    /// <summary>Refuses what <see cref="Save"/> would refuse, and saves nothing.</summary>
    /// <param name="settings">What would be saved.</param>
    /// <exception cref="MigrateException">As of <see cref="Save"/>, but for what is there already.</exception>
    public void Check(SourceSettings settings)
    {
        if (_project.IsTemporary)
            throw SourceErrors.Temporary();
        SourceRules.Check(settings);
    }

    /// <summary>
    /// Opens a source, saved or not. Nothing is sent before it is first asked something; the caller closes it.
    /// </summary>
    /// <param name="settings">How it is reached.</param>
    /// <param name="credential">The user name and password; null where the connection needs none.</param>
    /// <param name="warn">Told of what is weak, such as a SHA-1 thumbprint; null for nobody.</param>
    /// <param name="onCall">
    /// Told of each question to a server, from any thread and at any time; null for nobody.
    /// </param>
    public IDiscoverySource Open(
        SourceSettings settings, SourceCredential? credential, Action<MigrateProblem>? warn = null,
        Action<RemoteCall>? onCall = null) => settings.Connection.Open(
            new SourceOpening { Credential = credential, Folder = _project.Path, Warn = warn, OnCall = onCall });

    /// <summary>Sources by name, in the order of their names.</summary>
    /// <param name="patterns">
    /// Names, which may have the wildcards * and ?; none for all. A name that is not there gives nothing.
    /// </param>
    public IReadOnlyList<MigrateSource> Get(params string[] patterns) => _file.Read(SourceTable.All)
        .Where(row => NamePattern.MatchesAny(patterns, row.Settings.Name)).Select(ToSource).ToList();

    /// <summary>The source of just this name; null when there is none.</summary>
    public MigrateSource? Find(string name) =>
        _file.Read(session => SourceTable.Find(session, name)) is { } row ? ToSource(row) : null;

    /// <summary>Removes a source. Its machines stay as they are unless they are to go too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="includeMachines">True to remove the machines that it described, with their history.</param>
    /// <returns>How many machines were removed.</returns>
    /// <exception cref="MigrateException">
    /// <c>Source.NotFound</c>; <c>Source.Replicated</c>: a machine of it is being replicated, which reads it.
    /// </exception>
    public int Remove(string name, bool includeMachines = false)
    {
        var (key, stored, ids) = _file.Read(session =>
        {
            var row = SourceTable.Existing(session, name);
            return (row.Key, row.Settings.Name, Ids: MachineTable.IdsOf(session, row.Settings.Name));
        });

        if (_project.Replications.Get().FirstOrDefault(each => !each.IsOver
            && each.MachineId.StartsWith(stored + "/", StringComparison.Ordinal)) is { } replication)
            throw SourceErrors.Replicated(stored, replication.Name);

        // Machines first: broken off in between, the source is still there for the same command again.
        var removed = includeMachines ? _project.Machines.Remove(ids) : 0;
        _file.Write(session => SourceTable.Remove(session, key));
        VisitMemory.Forget(_project.Path, stored);
        return removed;
    }

    /// <summary>The machines of a source that a collection asks for, with the end of their newest points.</summary>
    internal List<(string Id, string NativeId)> PresentMachines(string name) =>
        _file.Read(session => MachineTable.PresentOf(session, name));

    /// <summary>
    /// Refuses a server that is not the one that was there before: all machines of that one would count as gone.
    /// </summary>
    internal void Recognise(MigrateSource source, string serverId) => _file.Write(session =>
    {
        var row = SourceTable.Existing(session, source.Name);
        if (row.ServerId is not null && row.ServerId != serverId)
            throw SourceErrors.ServerChanged(source, row.ServerId, serverId);
        return SourceTable.SetServerId(session, row.Key, serverId);
    });

    /// <summary>Ends a complete discovery: what was not seen is gone since then.</summary>
    /// <returns>The machines that are gone now and were not before.</returns>
    internal IReadOnlyList<string> EndDiscovery(MigrateSource source, Func<string, string, bool> isThere) =>
        _file.Write(session =>
        {
            var now = StoredTime.Now();
            var gone = MachineTable.PresentOf(session, source.Name)
                .Where(machine => !isThere(machine.Id, machine.NativeId)).Select(machine => machine.Id).ToList();
            foreach (var id in gone)
                MachineTable.MarkGone(session, id, now);
            SourceTable.SetDiscovered(session, source.Name, now);
            return gone;
        });

    internal void EndCollection(MigrateSource source) =>
        _file.Write(session => SourceTable.SetCollected(session, source.Name, StoredTime.Now()));

    private MigrateSource ToSource(SourceRow row) => new()
    {
        Project = _project,
        Name = row.Settings.Name,
        Connection = row.Settings.Connection,
        CredentialReference = row.Settings.CredentialReference,
        CreatedAt = row.CreatedAt,
        LastDiscovery = row.DiscoveredAt,
        LastCollection = row.CollectedAt,
        ServerId = row.ServerId,
    };
}
