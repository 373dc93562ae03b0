namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>Instants as the store keeps them: whole milliseconds since 1970, in UTC.</summary>
internal static class StoredTime
{
    public static long Now() => Of(DateTimeOffset.UtcNow);

    public static long Of(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
