using AzMigrate.Performance;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The blocks in one month's file.</summary>
internal static class SampleTable
{
    public static void Save(SqliteSession session, SampleMonth month, DateTimeOffset first, string path)
    {
        var newest = new Dictionary<int, int>();
        foreach (var machine in month.Days.GroupBy(day => day.Key.MachineId))
        {
            var end = 0;
            foreach (var series in machine.GroupBy(day => (day.Key.Counter, day.Key.Instance)))
            {
                var seriesKey = SeriesKey(session, series.First().Key);
                foreach (var (key, points) in series.Select(day => (day.Key, day.Value)))
                {
                    var day = key.Date.Day;
                    end = Math.Max(end, ((day - 1) * DayGrid.SecondsPerDay) + points.EndSeconds);
                    if (!Save(session, seriesKey, key, points, path))
                        continue;
                    newest.TryGetValue(day, out var endOfDay);
                    newest[day] = Math.Max(endOfDay, points.EndSeconds);
                }
            }

            SaveUntil(session, machine.Key, end, null, null);
        }

        foreach (var machine in month.Asked)
        {
            var from = machine.Value.From - first;
            SaveUntil(session, machine.Key, null, (int)(machine.Value.Until - first).TotalSeconds,
                (int?)from?.TotalSeconds);
        }

        foreach (var day in newest)
        {
            session.Execute(
                """
                INSERT INTO newest(day, end_s) VALUES($1, $2)
                ON CONFLICT(day) DO UPDATE SET end_s = max(end_s, $2)
                """,
                day.Key, day.Value);
        }
    }

    public static void Read(
        SqliteSession session, string machineId, DateTimeOffset month, TimeWindow window, string path,
        IDictionary<(PerformanceCounter Counter, string Instance), List<MetricBlock>> blocks)
    {
        var firstDay = window.Start <= month ? 1 : window.Start.UtcDateTime.Day;
        var lastDay = window.End >= month.AddMonths(1) ? 31 : window.End.UtcDateTime.Day;
        var all = session.Rows(
            "SELECT key, counter, instance FROM series WHERE machine_id = $1",
            reader => (Key: reader.GetInt64(0), Counter: (PerformanceCounter)reader.GetInt32(1),
                Instance: reader.GetString(2)),
            machineId);
        foreach (var series in all)
        {
            var key = (series.Counter, series.Instance);
            if (!blocks.TryGetValue(key, out var list))
                list = new List<MetricBlock>(31);
            session.ForEach(
                "SELECT day, data FROM day_block WHERE series_key = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
                reader =>
                {
                    var date = month.AddDays(reader.GetInt32(0) - 1);
                    var day = new DayKey(machineId, series.Counter, series.Instance,
                        (int)(date.Ticks / TimeSpan.TicksPerDay));
                    foreach (var block in DecodeBlocks(reader.GetFieldValue<byte[]>(1), path, day))
                    {
                        if (WindowCut.Cut(block, window) is { } inside)
                            list.Add(inside);
                    }
                },
                series.Key, firstDay, lastDay);
            if (list.Count > 0)
                blocks[key] = list;
        }
    }

    public static (int Day, int EndSeconds)? Newest(SqliteSession session) => session.Rows(
        "SELECT day, end_s FROM newest ORDER BY day DESC LIMIT 1",
        reader => ((int, int)?)(reader.GetInt32(0), reader.GetInt32(1))).SingleOrDefault();

    /// <summary>How far each machine's history is known by this month's file.</summary>
    public static void ReadUntil(
        SqliteSession session, DateTimeOffset month, IDictionary<string, KnownUntil> machines) => session.ForEach(
        "SELECT machine_id, end_s, asked_s, from_s FROM machine_until",
        reader =>
        {
            DateTimeOffset? Time(int column) =>
                reader.IsDBNull(column) ? null : month.AddSeconds(reader.GetInt32(column));
            var id = reader.GetString(0);
            machines.TryGetValue(id, out var known);
            machines[id] = new KnownUntil(
                Time(1) ?? known.NewestPoint, Time(2) ?? known.Asked, Time(3) ?? known.AskedFrom);
        });

    public static void RemoveMachine(SqliteSession session, string machineId)
    {
        session.Execute("DELETE FROM series WHERE machine_id = $1", machineId);
        session.Execute("DELETE FROM machine_until WHERE machine_id = $1", machineId);
    }

    public static void RemoveDaysBefore(SqliteSession session, int day)
    {
        session.Execute("DELETE FROM day_block WHERE day < $1", day);
        session.Execute("DELETE FROM newest WHERE day < $1", day);
    }

    // False when the points are there already.
    private static bool Save(SqliteSession session, long series, DayKey key, DaySeries points, string path)
    {
        var stored = session.Value<byte[]>(
            "SELECT data FROM day_block WHERE series_key = $1 AND day = $2", series, key.Date.Day);
        var merged = points;
        if (stored is not null)
        {
            merged = Decode(stored, path, key);
            merged.Merge(points);
        }

        var bytes = DaySeriesCodec.Encode(merged, DaySeriesCodec.UnitsPerOne(key.Counter));
        if (stored is not null && stored.AsSpan().SequenceEqual(bytes))
            return false;
        session.Execute(
            """
            INSERT INTO day_block(series_key, day, data) VALUES($1, $2, $3)
            ON CONFLICT(series_key, day) DO UPDATE SET data = $3
            """,
            series, key.Date.Day, bytes);
        return true;
    }

    private static void SaveUntil(SqliteSession session, string machineId, int? end, int? asked, int? from) =>
        session.Execute(
        """
        INSERT INTO machine_until(machine_id, end_s, asked_s, from_s) VALUES($1, $2, $3, $4)
        ON CONFLICT(machine_id) DO UPDATE SET
            end_s = max(coalesce(end_s, 0), coalesce($2, end_s)), asked_s = coalesce($3, asked_s),
            from_s = coalesce($4, from_s)
        """,
        machineId, end, asked, from);

    private static long SeriesKey(SqliteSession session, DayKey key)
    {
        session.Execute(
            "INSERT OR IGNORE INTO series(machine_id, counter, instance) VALUES($1, $2, $3)",
            key.MachineId, (int)key.Counter, key.Instance);
        return session.Value<long>(
            "SELECT key FROM series WHERE machine_id = $1 AND counter = $2 AND instance = $3",
            key.MachineId, (int)key.Counter, key.Instance);
    }

    private static DaySeries Decode(byte[] data, string path, DayKey key)
    {
        try
        {
            return DaySeriesCodec.Decode(data);
        }
        catch (InvalidDataException cause)
        {
            throw Damaged(path, key, cause);
        }
    }

    private static IReadOnlyList<MetricBlock> DecodeBlocks(byte[] data, string path, DayKey key)
    {
        try
        {
            return DaySeriesCodec.DecodeBlocks(data, key.Date);
        }
        catch (InvalidDataException cause)
        {
            throw Damaged(path, key, cause);
        }
    }

    private static MigrateException Damaged(string path, DayKey key, InvalidDataException cause) =>
        ProjectErrors.Damaged(path, FormattableString.Invariant(
            $"the {key.Counter} of '{key.MachineId}' on {key.Date:yyyy-MM-dd}"), cause);
}
