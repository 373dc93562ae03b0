using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>How hard a commit is: FULL survives a loss of power, NORMAL may lose the last commits then.</summary>
internal enum Durability
{
    Normal,
    Full,
}

/// <summary>
/// One database file. Every call opens a connection of the pool, does its work in one transaction and gives it back:
/// nothing is open between calls, and threads do not share connections.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const int BusyMilliseconds = 30_000;

    private static readonly string Pragmas = FormattableString.Invariant(
        $"PRAGMA busy_timeout={BusyMilliseconds}; PRAGMA foreign_keys=ON; PRAGMA synchronous=");

    private readonly string _connectionString;
    private readonly Durability _durability;
    private readonly SqliteSchema _schema;
    private volatile bool _disposed;

    public SqliteFile(string path, Durability durability, SqliteSchema schema)
    {
        // The module's own load context finds the native library only for the one who asks for it first.
        SQLitePCL.Batteries_V2.Init();
        Path = path;
        _schema = schema;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = BusyMilliseconds / 1000,
        }.ToString();
        _durability = durability;
    }

    public string Path { get; }

    /// <summary>Makes the file when there is none, and brings its schema up to this build's.</summary>
    /// <param name="atCreation">
    /// Runs in the transaction that makes the schema, so that a kill leaves all or nothing.
    /// </param>
    public void CreateOrMigrate(Action<SqliteSession> atCreation)
    {
        if (IsMade() && Read(session => _schema.Version(session, Path)) == _schema.Newest)
            return;
        OwnerOnly.CreateFile(Path);
        Use(_durability, connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL;";
            command.ExecuteNonQuery();
            return 0;
        });
        Write(session =>
        {
            if (_schema.Migrate(session, Path))
                atCreation(session);
            return 0;
        });
    }

    /// <summary>
    /// True when the file is there and holds our schema; a file whose making was killed does not count.
    /// </summary>
    public bool IsMade() =>
        File.Exists(Path) && new FileInfo(Path).Length > 0 && Read(session => _schema.Version(session, Path) > 0);

    /// <summary>Reads in one snapshot.</summary>
    public T Read<T>(Func<SqliteSession, T> work) => InTransaction(work, _durability, deferred: true);

    /// <summary>
    /// Writes in one transaction that takes the write lock at its start: one that reads first and writes later would
    /// lose against another writer in between.
    /// </summary>
    /// <param name="work">What is written.</param>
    /// <param name="durability">How hard this commit is; null for the file's own.</param>
    public T Write<T>(Func<SqliteSession, T> work, Durability? durability = null) =>
        InTransaction(work, durability ?? _durability, deferred: false);

    public void Dispose()
    {
        _disposed = true;
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private T InTransaction<T>(Func<SqliteSession, T> work, Durability durability, bool deferred) =>
        Use(durability, connection =>
        {
            using var transaction = connection.BeginTransaction(deferred);
            using var session = new SqliteSession(connection, transaction);
            var result = work(session);
            transaction.Commit();
            return result;
        });

    private T Use<T>(Durability durability, Func<SqliteConnection, T> work)
    {
        if (_disposed)
            throw ProjectErrors.Closed(Path);
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            using (var command = connection.CreateCommand())
            {
                command.CommandText = durability == Durability.Full ? Pragmas + "FULL;" : Pragmas + "NORMAL;";
                command.ExecuteNonQuery();
            }

            return work(connection);
        }
        catch (SqliteException cause)
        {
            throw SqliteErrors.Translate(cause, Path);
        }
    }
}
