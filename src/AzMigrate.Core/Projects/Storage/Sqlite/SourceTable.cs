using AzMigrate.Inventory;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>A source as it is stored.</summary>
internal sealed record SourceRow(
    long Key, SourceSettings Settings, string? ServerId, DateTimeOffset CreatedAt, DateTimeOffset? DiscoveredAt,
    DateTimeOffset? CollectedAt)
{
    /// <summary>True when these settings are stored already.</summary>
    public bool Says(SourceSettings settings) =>
        Settings.Kind == settings.Kind && Settings.CredentialReference == settings.CredentialReference
        && SourceJson.Write(Settings.Connection).AsSpan().SequenceEqual(SourceJson.Write(settings.Connection));
}

/// <summary>The live sources in <c>project.db</c>.</summary>
internal static class SourceTable
{
    private const string Columns =
        "SELECT key, name, kind, connection, credential, server_id, created_ms, discovered_ms, collected_ms FROM source";

    public static long Count(SqliteSession session) => session.Value<long>("SELECT count(*) FROM source");

    public static List<SourceRow> All(SqliteSession session) => session.Rows(Columns + " ORDER BY name_key", Row);

    public static SourceRow? Find(SqliteSession session, string name) =>
        session.Rows(Columns + " WHERE name_key = $1", Row, GroupTable.NameKey(name)).SingleOrDefault();

    public static SourceRow Existing(SqliteSession session, string name) =>
        Find(session, name) ?? throw SourceErrors.NotFound(name);

    public static void Add(SqliteSession session, SourceSettings settings) => session.Execute(
        """
        INSERT INTO source(name_key, name, kind, connection, credential, created_ms) VALUES($1, $2, $3, $4, $5, $6)
        """,
        GroupTable.NameKey(settings.Name), settings.Name, (int)settings.Kind, SourceJson.Write(settings.Connection),
        settings.CredentialReference, StoredTime.Now());

    // The name stays as it was spelt first: the machines' ids begin with it.
    public static void Update(SqliteSession session, long key, SourceSettings settings) => session.Execute(
        "UPDATE source SET connection = $2, credential = $3 WHERE key = $1",
        key, SourceJson.Write(settings.Connection), settings.CredentialReference);

    public static int SetServerId(SqliteSession session, long key, string serverId) =>
        session.Execute("UPDATE source SET server_id = $2 WHERE key = $1", key, serverId);

    public static int SetDiscovered(SqliteSession session, string name, long atMs) => session.Execute(
        "UPDATE source SET discovered_ms = $2 WHERE name_key = $1", GroupTable.NameKey(name), atMs);

    public static int SetCollected(SqliteSession session, string name, long atMs) => session.Execute(
        "UPDATE source SET collected_ms = $2 WHERE name_key = $1", GroupTable.NameKey(name), atMs);

    public static int Remove(SqliteSession session, long key) =>
        session.Execute("DELETE FROM source WHERE key = $1", key);

    private static SourceRow Row(SqliteDataReader reader)
    {
        var settings = new SourceSettings
        {
            Name = reader.GetString(1),
            Connection = SourceJson.Read((SourceKind)reader.GetInt32(2), reader.GetFieldValue<byte[]>(3))
                ?? throw new MigrateException(
                    "Source.KindUnknown",
                    $"The source '{reader.GetString(1)}' is of a kind that this build does not know.",
                    "Update the AzMigrate module.", reader.GetString(1)),
            CredentialReference = reader.IsDBNull(4) ? null : reader.GetString(4),
        };
        return new SourceRow(
            reader.GetInt64(0), settings, reader.IsDBNull(5) ? null : reader.GetString(5),
            StoredTime.Read(reader.GetInt64(6)), Time(reader, 7), Time(reader, 8));
    }

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : StoredTime.Read(reader.GetInt64(column));
}
