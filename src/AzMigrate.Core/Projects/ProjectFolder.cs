namespace AzMigrate.Projects;

/// <summary>Which files of a folder are the project's. Nothing else in it is ever touched.</summary>
internal static class ProjectFolder
{
    public const string Database = "project.db";
    public const string Lock = "azmigrate.lock";
    public const string StagingPattern = "assessment-*.partial";

    public const string ReplicationLockPattern = "replication-????????????.lock";

    // What sources remember between two visits (HostKeys, VisitMemory). Trust in a host's key ends with the project.
    private static readonly string[] RememberedPatterns = ["known_hosts", "visits-*.json", "visits-*.json.new"];

    public static string DatabaseOf(string folder) => Path.Combine(folder, Database);

    /// <summary>Deletes the project's files, and the folder when nothing else is in it.</summary>
    public static void Delete(string folder)
    {
        foreach (var pattern in new[] { StagingPattern, "samples-??????.db" })
        {
            foreach (var path in Directory.EnumerateFiles(folder, pattern).ToList())
                DeleteDatabase(path);
        }

        foreach (var pattern in RememberedPatterns.Append(ReplicationLockPattern))
        {
            foreach (var path in Directory.EnumerateFiles(folder, pattern).ToList())
                File.Delete(path);
        }

        // Last, so that the same command again still knows a half-deleted project for one.
        DeleteDatabase(DatabaseOf(folder));
        File.Delete(Path.Combine(folder, Lock));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    public static void DeleteDatabase(string path)
    {
        foreach (var suffix in new[] { "-wal", "-shm", "-journal", "" })
            File.Delete(path + suffix);
    }
}
