using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>
/// One transaction's view of a database file: statements are prepared once and their values always bound, never
/// written into the text. Parameters are <c>$1</c>, <c>$2</c> and so on.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public int Execute(string sql, params object?[] values) => Bound(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; the type's default when there is no row or it is null.</summary>
    public T? Value<T>(string sql, params object?[] values)
    {
        using var reader = Bound(sql, values).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <summary>All rows, read before it returns: no reader outlives a call.</summary>
    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params object?[] values)
    {
        var rows = new List<T>();
        using var reader = Bound(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Takes all rows one by one.</summary>
    public void ForEach(string sql, Action<SqliteDataReader> row, params object?[] values)
    {
        using var reader = Bound(sql, values).ExecuteReader();
        while (reader.Read())
            row(reader);
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
    }

    private SqliteCommand Bound(string sql, object?[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = FormattableString.Invariant($"${i}") });
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
