using Microsoft.Data.Sqlite;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to the project's user.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26;

    public static MigrateException Translate(SqliteException cause, string path) => cause.SqliteErrorCode switch
    {
        Busy or Locked => new MigrateException(
            "Project.Locked", $"The project's file '{path}' was in use by another writer for 30 seconds.",
            "Wait until the other command has finished, then run this one again.", path, cause),
        Corrupt or NotADatabase => new MigrateException(
            "Project.Corrupt", $"The project's file '{path}' is damaged or is no SQLite database.",
            "Restore the project's folder from a backup, or make a new project and import again.", path, cause),
        Full => new MigrateException(
            "Project.DiskFull", $"There is no room left on the disk of '{path}'.",
            "Make room, then run the same command again: nothing of the failed step was kept.", path, cause),
        ReadOnly or CantOpen => new MigrateException(
            "Project.AccessDenied", $"The project's file '{path}' can't be opened for writing.",
            "Check that the folder is still there and that this user may write to it.", path, cause),
        _ => new MigrateException(
            "Project.StorageFailed", $"The project's file '{path}' can't be used: {cause.Message}",
            "Check the disk, then run the same command again.", path, cause),
    };
}
