using AzMigrate.Performance;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The blocks in one month's file.</summary>
internal static class SampleTable
{
    public static void Save(SqliteSession session, IEnumerable<KeyValuePair<DayKey, DaySeries>> days, string path)
    {
        foreach (var (key, points) in days.Select(day => (day.Key, day.Value)))
        {
            var series = SeriesKey(session, key);
            var day = key.Date.Day;
            var stored = session.Value<byte[]>(
                "SELECT data FROM day_block WHERE series_key = $1 AND day = $2", series, day);
            var merged = points;
            if (stored is not null)
            {
                merged = Decode(stored, path, key);
                merged.Merge(points);
            }

            var bytes = DaySeriesCodec.Encode(merged, DaySeriesCodec.UnitsPerOne(key.Counter));
            if (stored is not null && stored.AsSpan().SequenceEqual(bytes))
                continue;
            session.Execute(
                """
                INSERT INTO day_block(series_key, day, data) VALUES($1, $2, $3)
                ON CONFLICT(series_key, day) DO UPDATE SET data = $3
                """,
                series, day, bytes);
            session.Execute(
                """
                INSERT INTO newest(day, end_s) VALUES($1, $2)
                ON CONFLICT(day) DO UPDATE SET end_s = max(end_s, $2)
                """,
                day, merged.EndSeconds);
        }
    }

    public static void Read(
        SqliteSession session, string machineId, DateTimeOffset month, TimeWindow window, string path,
        IDictionary<(PerformanceCounter Counter, string Instance), List<MetricBlock>> blocks)
    {
        var firstDay = window.Start <= month ? 1 : window.Start.UtcDateTime.Day;
        var lastDay = window.End >= month.AddMonths(1) ? 31 : window.End.UtcDateTime.Day;
        session.Rows(
            """
            SELECT s.counter, s.instance, b.day, b.data FROM series s JOIN day_block b ON b.series_key = s.key
            WHERE s.machine_id = $1 AND b.day BETWEEN $2 AND $3 ORDER BY s.key, b.day
            """,
            reader =>
            {
                var series = ((PerformanceCounter)reader.GetInt32(0), reader.GetString(1));
                var date = month.AddDays(reader.GetInt32(2) - 1);
                var key = new DayKey(machineId, series.Item1, series.Item2, (int)(date.Ticks / TimeSpan.TicksPerDay));
                foreach (var block in Decode(reader.GetFieldValue<byte[]>(3), path, key).ToBlocks(date))
                {
                    if (WindowCut.Cut(block, window) is not { } inside)
                        continue;
                    if (!blocks.TryGetValue(series, out var list))
                        blocks.Add(series, list = []);
                    list.Add(inside);
                }

                return 0;
            },
            machineId, firstDay, lastDay);
    }

    public static (int Day, int EndSeconds)? Newest(SqliteSession session) => session.Rows(
        "SELECT day, end_s FROM newest ORDER BY day DESC LIMIT 1",
        reader => ((int, int)?)(reader.GetInt32(0), reader.GetInt32(1))).SingleOrDefault();

    public static void RemoveMachine(SqliteSession session, string machineId) =>
        session.Execute("DELETE FROM series WHERE machine_id = $1", machineId);

    public static void RemoveDaysBefore(SqliteSession session, int day)
    {
        session.Execute("DELETE FROM day_block WHERE day < $1", day);
        session.Execute("DELETE FROM newest WHERE day < $1", day);
    }

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
            throw ProjectErrors.Damaged(path, FormattableString.Invariant(
                $"the {key.Counter} of '{key.MachineId}' on {key.Date:yyyy-MM-dd}"), cause);
        }
    }
}
