namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>A group as it is stored.</summary>
internal sealed record GroupRow(long Key, string Name, string? Description, DateTimeOffset CreatedAt);

/// <summary>The groups in <c>project.db</c>.</summary>
internal static class GroupTable
{
    private const string Columns = "SELECT key, name, description, created_ms FROM machine_group";

    /// <summary>What two spellings of one name have in common.</summary>
    public static string NameKey(string name) => name.ToUpperInvariant();

    public static long Count(SqliteSession session) => session.Value<long>("SELECT count(*) FROM machine_group");

    public static List<GroupRow> All(SqliteSession session) => Rows(session, Columns);

    public static GroupRow? Find(SqliteSession session, string name) =>
        Rows(session, Columns + " WHERE name_key = $1", NameKey(name)).SingleOrDefault();

    /// <summary>
    /// The groups that a name or pattern means, in the order of their names; one that is a group's very name means
    /// that group alone.
    /// </summary>
    public static List<GroupRow> Matching(SqliteSession session, string pattern)
    {
        if (Find(session, pattern) is { } exact)
            return [exact];
        return NamePattern.HasWildcards(pattern)
            ? All(session).Where(group => NamePattern.Matches(pattern, group.Name)).ToList() : [];
    }

    public static GroupRow Existing(SqliteSession session, string name) =>
        Find(session, name) ?? throw ProjectErrors.GroupNotFound(name);

    public static HashSet<long> Members(SqliteSession session, long group) => [.. session.Rows(
        "SELECT machine_key FROM group_member WHERE group_key = $1", reader => reader.GetInt64(0), group)];

    public static List<string> MemberIds(SqliteSession session, long group) => session.Rows(
        "SELECT m.id FROM group_member g JOIN machine m ON m.key = g.machine_key WHERE g.group_key = $1",
        reader => reader.GetString(0), group);

    public static HashSet<long> MembersOfAny(SqliteSession session, IEnumerable<string> patterns)
    {
        var members = new HashSet<long>();
        foreach (var pattern in patterns)
        {
            var groups = Matching(session, pattern);
            if (groups.Count == 0 && !NamePattern.HasWildcards(pattern))
                throw ProjectErrors.GroupNotFound(pattern);
            foreach (var group in groups)
                members.UnionWith(Members(session, group.Key));
        }

        return members;
    }

    public static GroupRow Add(SqliteSession session, string name, string? description)
    {
        session.Execute(
            "INSERT INTO machine_group(name_key, name, description, created_ms) VALUES($1, $2, $3, $4)",
            NameKey(name), name, description, StoredTime.Now());
        return Existing(session, name);
    }

    public static void Describe(SqliteSession session, long group, string? description) =>
        session.Execute("UPDATE machine_group SET description = $2 WHERE key = $1", group, description);

    public static void Rename(SqliteSession session, GroupRow group, string name)
    {
        session.Execute(
            "UPDATE machine_group SET name_key = $2, name = $3 WHERE key = $1", group.Key, NameKey(name), name);
        session.Execute(
            "UPDATE assessment SET group_name_key = $2, group_name = $3 WHERE group_name_key = $1",
            NameKey(group.Name), NameKey(name), name);
    }

    public static void Remove(SqliteSession session, long group) =>
        session.Execute("DELETE FROM machine_group WHERE key = $1", group);

    public static int AddMember(SqliteSession session, long group, long machine) => session.Execute(
        "INSERT OR IGNORE INTO group_member(group_key, machine_key) VALUES($1, $2)", group, machine);

    public static int RemoveMember(SqliteSession session, long group, long machine) => session.Execute(
        "DELETE FROM group_member WHERE group_key = $1 AND machine_key = $2", group, machine);

    private static List<GroupRow> Rows(SqliteSession session, string sql, params object?[] values) => session.Rows(
        values.Length == 0 ? sql + " ORDER BY name_key" : sql,
        reader => new GroupRow(
            reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            StoredTime.Read(reader.GetInt64(3))),
        values);
}
