namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>
/// A database's schema as steps that only lead forward; the file's own table says how many it has taken.
/// </summary>
/// <param name="applicationId">SQLite's application_id, by which a file is known as ours.</param>
/// <param name="steps">The statements of version 1, 2 and so on. A step that has been released never changes.</param>
internal sealed class SqliteSchema(int applicationId, params string[] steps)
{
    public int Newest => steps.Length;

    /// <summary>The file's version; 0 while nothing is in it.</summary>
    /// <exception cref="MigrateException">The file is another program's, or of a newer version.</exception>
    public int Version(SqliteSession session, string path)
    {
        if (session.Value<long>("SELECT count(*) FROM sqlite_master") == 0)
            return 0;
        if (session.Value<long>("PRAGMA application_id") != applicationId)
            throw new MigrateException(
                "Project.Corrupt", $"The file '{path}' is a database of another program.",
                "Name another folder.", path);
        var version = (int)session.Value<long>("SELECT max(version) FROM schema_migration");
        if (version > Newest)
            throw new MigrateException(
                "Project.SchemaTooNew", FormattableString.Invariant(
                    $"The project's file '{path}' is of schema version {version}; this build knows version {Newest}."),
                "Update the AzMigrate module, then open the project again.", path);
        return version;
    }

    /// <summary>Takes the steps that are missing; true when the file was empty before.</summary>
    public bool Migrate(SqliteSession session, string path)
    {
        var version = Version(session, path);
        if (version == 0)
        {
            session.Execute(FormattableString.Invariant($"PRAGMA application_id={applicationId}"));
            session.Execute("""
                CREATE TABLE schema_migration(version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)
                """);
        }

        for (var next = version + 1; next <= Newest; next++)
        {
            session.Execute(steps[next - 1]);
            session.Execute("INSERT INTO schema_migration(version, applied_ms) VALUES($1, $2)", next, StoredTime.Now());
        }

        return version == 0;
    }
}
