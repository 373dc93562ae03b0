using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The replications in <c>project.db</c>.</summary>
internal static class ReplicationTable
{
    private const string Columns = """
        SELECT key, id, machine_id, name, state, settings, launch, problem, cycle, point, point_ms, synced_ms,
            cycle_time_ms, created_ms, guest FROM replication
        """;

    private const string DiskColumns = """
        SELECT disk, name, capacity, base_file, made, mark, next_mark, cycle, done, kind, position, claimed, sent, limited_by,
            in_use
        FROM replication_disk WHERE replication_key = $1
        """;

    public static List<MigrateReplication> All(SqliteSession session, MigrateProject project) =>
        session.Rows(Columns + " ORDER BY name, id", Row).ConvertAll(row => Whole(session, project, row));

    public static MigrateReplication? Find(SqliteSession session, MigrateProject project, string id) =>
        session.Rows(Columns + " WHERE id = $1", Row, id).ConvertAll(row => Whole(session, project, row))
        .SingleOrDefault();

    public static bool IsReplicated(SqliteSession session, string machineId) =>
        session.Value<long>("SELECT count(*) FROM replication WHERE machine_id = $1", machineId) > 0;

    public static void Add(SqliteSession session, MigrateReplication replication)
    {
        session.Execute(
            """
            INSERT INTO replication(id, machine_id, name, state, settings, cycle, created_ms)
            VALUES($1, $2, $3, $4, $5, 0, $6)
            """,
            replication.Id, replication.MachineId, replication.Name, (int)replication.State,
            ReplicationJson.Write(replication.Settings), StoredTime.Of(replication.CreatedAt));
        var key = KeyOf(session, replication.Id);
        for (var i = 0; i < replication.Disks.Count; i++)
        {
            var disk = replication.Disks[i];
            session.Execute(
                """
                INSERT INTO replication_disk(
                    replication_key, disk, ordinal, name, capacity, made, cycle, done, kind, position, claimed, sent,
                    limited_by)
                VALUES($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0, 0)
                """,
                key, disk.Key, i, disk.Name, disk.CapacityBytes);
        }
    }

    /// <summary>Writes what may change of a replication; its disks are written one by one.</summary>
    public static void Update(SqliteSession session, MigrateReplication now) => session.Execute(
        """
        UPDATE replication SET state = $2, settings = $3, launch = $4, problem = $5, cycle = $6, point = $7,
            point_ms = $8, synced_ms = $9, cycle_time_ms = $10, guest = $11 WHERE id = $1
        """,
        now.Id, (int)now.State, ReplicationJson.Write(now.Settings), ReplicationJson.Write(now.Launch),
        ReplicationJson.Write(now.Problem), now.Cycle, now.Point, Ms(now.CycleStartedAt), Ms(now.SyncedTo),
        now.LastCycleTime is { } time ? (long)time.TotalMilliseconds : null, ReplicationJson.Write(now.GuestFindings));

    public static void UpdateDisk(SqliteSession session, string id, ReplicatedDisk disk) => session.Execute(
        """
        UPDATE replication_disk SET capacity = $3, base_file = $4, made = $5, mark = $6, next_mark = $7, cycle = $8,
            done = $9, kind = $10, position = $11, claimed = $12, sent = $13, limited_by = $14, in_use = $15
        WHERE replication_key = $1 AND disk = $2
        """,
        KeyOf(session, id), disk.Key, disk.CapacityBytes, disk.BaseFile, disk.IsMade, disk.Mark, disk.NextMark,
        disk.Cycle,
        disk.IsDone, (int)disk.Kind, disk.PositionBytes, disk.ClaimedBytes, disk.SentBytes,
        (int)disk.LimitedBy, disk.InUse);

    public static List<BlockSegment> Blocks(SqliteSession session, string id, string disk) => session.Rows(
        "SELECT segment, sums, digests FROM replication_block WHERE replication_key = $1 AND disk = $2",
        reader => new BlockSegment(
            reader.GetInt32(0), reader.GetFieldValue<byte[]>(1),
            reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2)),
        KeyOf(session, id), disk);

    public static void SetBlocks(SqliteSession session, string id, string disk, BlockSegment blocks) => session.Execute(
        """
        INSERT INTO replication_block(replication_key, disk, segment, sums, digests) VALUES($1, $2, $3, $4, $5)
        ON CONFLICT DO UPDATE SET sums = excluded.sums, digests = excluded.digests
        """,
        KeyOf(session, id), disk, blocks.Segment, blocks.Sums, blocks.Digests);

    public static void RemoveBlocks(SqliteSession session, string id, string disk) => session.Execute(
        "DELETE FROM replication_block WHERE replication_key = $1 AND disk = $2", KeyOf(session, id), disk);

    public static void Remove(SqliteSession session, string id) =>
        session.Execute("DELETE FROM replication WHERE id = $1", id);

    private static long KeyOf(SqliteSession session, string id) =>
        session.Value<long>("SELECT key FROM replication WHERE id = $1", id);

    private static (long Key, MigrateReplication Replication) Row(SqliteDataReader reader) => (reader.GetInt64(0), new()
    {
        Project = null!,
        Id = reader.GetString(1),
        MachineId = reader.GetString(2),
        Name = reader.GetString(3),
        State = (ReplicationState)reader.GetInt32(4),
        Settings = ReplicationJson.ReadSettings(reader.GetFieldValue<byte[]>(5)),
        Launch = reader.IsDBNull(6) ? null : ReplicationJson.ReadLaunch(reader.GetFieldValue<byte[]>(6)),
        Problem = reader.IsDBNull(7) ? null : ReplicationJson.ReadProblem(reader.GetFieldValue<byte[]>(7)),
        Cycle = reader.GetInt32(8),
        Point = reader.IsDBNull(9) ? null : reader.GetString(9),
        CycleStartedAt = Time(reader, 10),
        SyncedTo = Time(reader, 11),
        LastCycleTime = reader.IsDBNull(12) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(12)),
        CreatedAt = StoredTime.Read(reader.GetInt64(13)),
        GuestFindings = reader.IsDBNull(14) ? null : ReplicationJson.ReadFindings(reader.GetFieldValue<byte[]>(14)),
        Disks = [],
    });

    private static MigrateReplication Whole(
        SqliteSession session, MigrateProject project, (long Key, MigrateReplication Replication) row) =>
        row.Replication with
        {
            Project = project,
            Disks = session.Rows(DiskColumns + " ORDER BY ordinal", Disk, row.Key),
        };

    private static ReplicatedDisk Disk(SqliteDataReader reader) => new()
    {
        Key = reader.GetString(0),
        Name = reader.GetString(1),
        CapacityBytes = reader.GetInt64(2),
        BaseFile = Text(reader, 3),
        IsMade = reader.GetBoolean(4),
        Mark = Text(reader, 5),
        NextMark = Text(reader, 6),
        Cycle = reader.GetInt32(7),
        IsDone = reader.GetBoolean(8),
        Kind = (DiskCopyKind)reader.GetInt32(9),
        PositionBytes = reader.GetInt64(10),
        ClaimedBytes = reader.GetInt64(11),
        SentBytes = reader.GetInt64(12),
        LimitedBy = (ReplicationLimit)reader.GetInt32(13),
        InUse = Text(reader, 14),
    };

    private static string? Text(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Ms(DateTimeOffset? time) => time is { } instant ? StoredTime.Of(instant) : null;

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : StoredTime.Read(reader.GetInt64(column));
}
