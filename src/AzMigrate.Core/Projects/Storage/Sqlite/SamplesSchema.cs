namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The schema of one month's <c>samples-YYYYMM.db</c>.</summary>
internal static class SamplesSchema
{
    // "AzMs"
    private const int ApplicationId = 0x417A4D73;

    public static SqliteSchema Schema { get; } = new(ApplicationId, """
        CREATE TABLE series(
            key INTEGER PRIMARY KEY,
            machine_id TEXT NOT NULL,
            counter INTEGER NOT NULL,
            instance TEXT NOT NULL,
            UNIQUE(machine_id, counter, instance));

        -- day: of the month, from 1.
        CREATE TABLE day_block(
            series_key INTEGER NOT NULL REFERENCES series(key) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY(series_key, day)) WITHOUT ROWID;

        -- Of each day the seconds at which the last interval of any point ever stored ends.
        CREATE TABLE newest(day INTEGER PRIMARY KEY, end_s INTEGER NOT NULL);
        """, """
        -- How far each machine's history is known, in seconds since the month's start: end_s is the end of its newest
        -- point, asked_s until when its source was asked, be there points or not; null where it is no time of this month.
        CREATE TABLE machine_until(
            machine_id TEXT PRIMARY KEY,
            end_s INTEGER,
            asked_s INTEGER) WITHOUT ROWID;
        """, """
        -- From when on the source was asked, over all collections; before the month's start it is negative.
        ALTER TABLE machine_until ADD COLUMN from_s INTEGER;
        """);
}
