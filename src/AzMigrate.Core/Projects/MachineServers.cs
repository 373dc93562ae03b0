using AzMigrate.Inventory;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The servers behind a project's records: linked records are one (rules L1 to L4).</summary>
internal static class MachineServers
{
    /// <summary>
    /// All servers, in the order of the records that stand for them; such a record is its server's first.
    /// </summary>
    public static List<IReadOnlyList<MachineRow>> All(SqliteSession session)
    {
        var linked = Linked(session);
        var keys = new HashSet<long>(linked.SelectMany(server => server).Select(row => row.Key));
        return MachineTable.All(session).Where(row => !keys.Contains(row.Key))
            .Select(row => (IReadOnlyList<MachineRow>)[row]).Concat(linked)
            .OrderBy(server => server[0].Id, StringComparer.Ordinal).ToList();
    }

    /// <summary>
    /// The servers of some records. What is linked with them is looked up, so that few cost little in a large estate.
    /// </summary>
    public static List<IReadOnlyList<MachineRow>> Of(SqliteSession session, IReadOnlyCollection<MachineRow> records)
    {
        var found = new Dictionary<long, MachineRow>();
        var waiting = new Queue<MachineRow>(records);
        while (waiting.Count > 0)
        {
            var row = waiting.Dequeue();
            if (found.ContainsKey(row.Key))
                continue;
            found.Add(row.Key, row);
            if (MachineLinks.UuidKeyOf(Linkable(row)) is { } uuid)
                MachineTable.ByUuidKey(session, uuid).ForEach(waiting.Enqueue);
            if (MachineLinks.NameKeyOf(Linkable(row)) is { } name)
                MachineTable.ByLinkName(session, name).ForEach(waiting.Enqueue);
        }

        var asked = new HashSet<long>(records.Select(row => row.Key));
        return Link(found.Values).Where(server => server.Any(row => asked.Contains(row.Key))).ToList();
    }

    /// <summary>How many servers there are.</summary>
    public static int Count(SqliteSession session) =>
        (int)MachineTable.Count(session) - Linked(session).Sum(server => server.Count - 1);

    /// <summary>How many servers some records are of.</summary>
    public static int Count(ISet<long> records, IEnumerable<IReadOnlyList<MachineRow>> linked) =>
        records.Count - linked.Sum(server => Math.Max(0, server.Count(row => records.Contains(row.Key)) - 1));

    /// <summary>The servers that several records describe.</summary>
    public static List<IReadOnlyList<MachineRow>> Linked(SqliteSession session) =>
        Link(MachineTable.WithSharedKey(session)).Where(server => server.Count > 1).ToList();

    private static List<IReadOnlyList<MachineRow>> Link(IEnumerable<MachineRow> records)
    {
        var byId = records.ToDictionary(row => row.Id, StringComparer.Ordinal);
        return MachineLinks.Servers(byId.Values.Select(Linkable))
            .Select(server => (IReadOnlyList<MachineRow>)server.Select(record => byId[record.Id]).ToList()).ToList();
    }

    private static LinkableRecord Linkable(MachineRow row) =>
        new(row.Id, row.Source, row.SourceKind, row.SmbiosUuid, row.HostName ?? row.Name, row.IsGone);
}
