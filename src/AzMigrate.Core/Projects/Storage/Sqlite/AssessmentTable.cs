using AzMigrate.Assessment;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>An assessment as it is stored, without its rows.</summary>
internal sealed record AssessmentRow(long Key, AssessmentHeader Header, DateTimeOffset CreatedAt);

/// <summary>The finished assessments in <c>project.db</c>.</summary>
internal static class AssessmentTable
{
    private const string Columns = "SELECT key, header, created_ms, group_name FROM assessment";

    public static long Count(SqliteSession session) => session.Value<long>("SELECT count(*) FROM assessment");

    /// <summary>In the order in which they were made.</summary>
    public static List<AssessmentRow> All(SqliteSession session) => Rows(session, " ORDER BY key");

    public static AssessmentRow? Find(SqliteSession session, string id) =>
        Rows(session, " WHERE id = $1 ORDER BY key DESC LIMIT 1", id).SingleOrDefault();

    /// <summary>Saves an assessment with its rows; the same one of the same group is replaced.</summary>
    public static AssessmentRow Save(
        SqliteSession session, AssessmentHeader header, DateTimeOffset createdAt, int machines,
        IEnumerable<byte[]> rows)
    {
        Remove(session, header.Id, header.GroupName);
        var key = session.Value<long>(
            """
            INSERT INTO assessment(id, name, group_name_key, group_name, created_ms, machines, header)
            VALUES($1, $2, $3, $4, $5, $6, $7) RETURNING key
            """,
            header.Id, header.Name, KeyOf(header.GroupName), header.GroupName, StoredTime.Of(createdAt), machines,
            AssessmentJson.Write(header));
        var seq = 0;
        foreach (var data in rows)
            session.Execute("INSERT INTO assessment_rows(assessment_key, seq, data) VALUES($1, $2, $3)", key, seq++,
                data);
        return Rows(session, " WHERE key = $1", key).Single();
    }

    /// <summary>One batch of rows; null after the last.</summary>
    public static byte[]? Data(SqliteSession session, long key, int seq) =>
        session.Value<byte[]>("SELECT data FROM assessment_rows WHERE assessment_key = $1 AND seq = $2", key, seq);

    public static bool Exists(SqliteSession session, long key) =>
        session.Value<long>("SELECT count(*) FROM assessment WHERE key = $1", key) > 0;

    public static int Remove(SqliteSession session, string id, string? group) => session.Execute(
        "DELETE FROM assessment WHERE id = $1 AND group_name_key = $2", id, KeyOf(group));

    public static int Remove(SqliteSession session, string id) =>
        session.Execute("DELETE FROM assessment WHERE id = $1", id);

    private static string KeyOf(string? group) => group is null ? "" : GroupTable.NameKey(group);

    private static List<AssessmentRow> Rows(SqliteSession session, string rest, params object?[] values) =>
        session.Rows(
        Columns + rest,
        reader => new AssessmentRow(
            reader.GetInt64(0),
            AssessmentJson.ReadHeader(reader.GetFieldValue<byte[]>(1)) with
            {
                GroupName = reader.IsDBNull(3) ? null : reader.GetString(3),
            },
            StoredTime.Read(reader.GetInt64(2))),
        values);
}
