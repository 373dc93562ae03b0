using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>
/// A project's journal: what was done to which machine, by whom it can be proved that nothing was changed.
/// </summary>
public sealed class ProjectEvents
{
    private readonly SqliteFile _file;

    internal ProjectEvents(SqliteFile file) => _file = file;

    /// <summary>Entries in the order in which they came.</summary>
    /// <param name="machines">Identities of machines; none for all.</param>
    public IReadOnlyList<MigrateEvent> Get(params string[] machines)
    {
        var asked = new HashSet<string>(machines, StringComparer.Ordinal);
        return _file.Read(session => EventTable.All(session, machine => asked.Count == 0 || asked.Contains(machine)));
    }

    /// <summary>Adds an entry. It may hold no secret.</summary>
    internal void Add(string machineId, string kind, string message) => _file.Write(session =>
    {
        EventTable.Add(session, machineId, kind, message);
        return 0;
    });
}
