using AzMigrate.Inventory;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>What saving one machine did.</summary>
internal enum RowChange
{
    New,
    Changed,
    Unchanged,
}

/// <summary>The columns that machines are found by.</summary>
internal sealed record MachineRow(
    long Key, string Id, string Name, string Source, SourceKind SourceKind, PowerState PowerState,
    string? OperatingSystem, string? SmbiosUuid, string? HostName, bool IsGone);

/// <summary>A machine with all that is stored of it.</summary>
internal sealed record StoredMachine(
    Machine Facts, MachineAnnotations Annotations, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    DateTimeOffset? GoneSince, IReadOnlyList<string> Groups)
{
    /// <summary>What its source says, with what the project's user said of it.</summary>
    public Machine Machine => Annotations.ApplyTo(Facts);
}

/// <summary>The machines in <c>project.db</c>.</summary>
internal static class MachineTable
{
    private const string RowColumns =
        "SELECT key, id, name, source, source_kind, power_state, os, smbios_uuid, host_name, gone_ms FROM machine";

    public static long Count(SqliteSession session) => session.Value<long>("SELECT count(*) FROM machine");

    public static long? KeyOf(SqliteSession session, string id) =>
        session.Value<long?>("SELECT key FROM machine WHERE id = $1", id);

    public static List<MachineRow> All(SqliteSession session) => session.Rows(RowColumns, Row);

    public static IEnumerable<MachineRow> ById(SqliteSession session, IEnumerable<string> ids) =>
        ids.Distinct(StringComparer.Ordinal).SelectMany(id => session.Rows(RowColumns + " WHERE id = $1", Row, id));

    public static List<MachineRow> ByUuidKey(SqliteSession session, string key) =>
        session.Rows(RowColumns + " WHERE uuid_key = $1", Row, key);

    public static List<MachineRow> ByLinkName(SqliteSession session, string key) =>
        session.Rows(RowColumns + " WHERE link_name = $1", Row, key);

    /// <summary>The records that may be linked: another one has the same UUID or name.</summary>
    public static List<MachineRow> WithSharedKey(SqliteSession session) => session.Rows(
        RowColumns + """
             WHERE uuid_key IN (SELECT uuid_key FROM machine WHERE uuid_key IS NOT NULL
                GROUP BY uuid_key HAVING count(*) > 1)
             OR link_name IN (SELECT link_name FROM machine GROUP BY link_name HAVING count(*) > 1)
            """,
        Row);

    /// <summary>What a source said of a machine; null when there is none.</summary>
    public static byte[]? Facts(SqliteSession session, string id) =>
        session.Value<byte[]>("SELECT facts FROM machine WHERE id = $1", id);

    public static RowChange Compare(SqliteSession session, string id, byte[] facts) =>
        Facts(session, id) is not { } there ? RowChange.New
            : there.AsSpan().SequenceEqual(facts) ? RowChange.Unchanged : RowChange.Changed;

    /// <summary>
    /// Saves what a source says of a machine, which is there then. No native id leaves the one stored.
    /// </summary>
    public static RowChange Save(SqliteSession session, Machine machine, byte[] facts, string? nativeId, long nowMs)
    {
        var change = Compare(session, machine.Id, facts);
        if (change == RowChange.Unchanged)
        {
            var wasGone = session.Value<long?>("SELECT gone_ms FROM machine WHERE id = $1", machine.Id) is not null;
            session.Execute(
                """
                UPDATE machine SET last_seen_ms = $2, native_id = coalesce($3, native_id), gone_ms = NULL WHERE id = $1
                """,
                machine.Id, nowMs, nativeId);
            return wasGone ? RowChange.Changed : change;
        }

        session.Execute(
            """
            INSERT INTO machine(id, name, source, source_kind, power_state, os, smbios_uuid, host_name, facts,
                first_seen_ms, last_seen_ms, native_id) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
            ON CONFLICT(id) DO UPDATE SET name = $2, source = $3, source_kind = $4, power_state = $5, os = $6,
                smbios_uuid = $7, host_name = $8, facts = $9, last_seen_ms = $10, native_id = coalesce($11, native_id),
                gone_ms = NULL
            """,
            machine.Id, machine.Name, machine.Source, (int)machine.SourceKind, (int)machine.PowerState,
            machine.OperatingSystem.DisplayName, machine.SmbiosUuid, machine.HostName, facts, nowMs,
            nativeId);
        return change;
    }

    public static StoredMachine? Load(SqliteSession session, long key)
    {
        var groups = session.Rows(
            """
            SELECT g.name FROM group_member m JOIN machine_group g ON g.key = m.group_key
            WHERE m.machine_key = $1 ORDER BY g.name_key
            """,
            reader => reader.GetString(0), key);
        return session.Rows(
            "SELECT facts, annotations, first_seen_ms, last_seen_ms, gone_ms FROM machine WHERE key = $1",
            reader => new StoredMachine(
                InventoryJson.ReadMachine(reader.GetFieldValue<byte[]>(0)),
                ProjectJson.ReadAnnotations(Blob(reader, 1)),
                StoredTime.Read(reader.GetInt64(2)), StoredTime.Read(reader.GetInt64(3)),
                reader.IsDBNull(4) ? null : StoredTime.Read(reader.GetInt64(4)), groups),
            key).SingleOrDefault();
    }

    /// <summary>The machines that a live source has described and not lost: identity and native id.</summary>
    public static List<(string Id, string NativeId)> PresentOf(SqliteSession session, string source) => session.Rows(
        "SELECT id, native_id FROM machine WHERE source = $1 AND native_id IS NOT NULL AND gone_ms IS NULL ORDER BY id",
        reader => (reader.GetString(0), reader.GetString(1)), source);

    public static List<string> IdsOf(SqliteSession session, string source) => session.Rows(
        "SELECT id FROM machine WHERE source = $1 AND native_id IS NOT NULL", reader => reader.GetString(0), source);

    public static void MarkGone(SqliteSession session, string id, long sinceMs) =>
        session.Execute("UPDATE machine SET gone_ms = $2 WHERE id = $1", id, sinceMs);

    public static void Annotate(SqliteSession session, long key, MachineChange change)
    {
        var before = session.Value<byte[]>("SELECT annotations FROM machine WHERE key = $1", key);
        var after = ProjectJson.Write(ProjectJson.ReadAnnotations(before).With(change));
        session.Execute("UPDATE machine SET annotations = $2 WHERE key = $1", key, after);
    }

    public static bool Remove(SqliteSession session, string id) =>
        session.Execute("DELETE FROM machine WHERE id = $1", id) > 0;

    private static MachineRow Row(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
        (SourceKind)reader.GetInt32(4), (PowerState)reader.GetInt32(5), Text(reader, 6), Text(reader, 7),
        Text(reader, 8),
        !reader.IsDBNull(9));

    private static string? Text(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private static byte[]? Blob(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
}
