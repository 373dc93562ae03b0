using AzMigrate.Projects.Storage;

namespace AzMigrate.Projects;

/// <summary>
/// A temporary project's folder, and the lock by which others know that its process lives: the operating system lets
/// go of the lock when the process ends, however it ends.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "azmigrate-project-";

    private readonly FileStream _lock;

    private TemporaryFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static TemporaryFolder Create(string root)
    {
        while (true)
        {
            var path = System.IO.Path.Combine(root, Prefix + Guid.NewGuid().ToString("N"));
            if (!OwnerOnly.CreateFolder(path))
                continue;
            OwnerOnly.CreateFile(System.IO.Path.Combine(path, ProjectFolder.Lock));
            if (TryLock(path, FileShare.None) is { } held)
                return new TemporaryFolder(path, held);
        }
    }

    /// <summary>Removes the folders whose process has ended.</summary>
    public static void RemoveStale(string root)
    {
        foreach (var path in Directory.EnumerateDirectories(root, Prefix + "*").ToList())
        {
            try
            {
                RemoveIfStale(path);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // Another user's, or being removed by another process at this moment: not ours to remove.
                continue;
            }
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        ProjectFolder.Delete(Path);
    }

    private static void RemoveIfStale(string path)
    {
        // A link in a shared temp folder may lead anywhere.
        if ((File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0)
            return;
        if (!File.Exists(System.IO.Path.Combine(path, ProjectFolder.Lock)))
        {
            // Its maker stands between making the folder and locking it, or was killed there.
            if (!Directory.EnumerateFileSystemEntries(path).Any()
                && Directory.GetCreationTimeUtc(path) < DateTime.UtcNow.AddDays(-1))
                Directory.Delete(path);
            return;
        }

        // Held until all is deleted, so that nobody takes the folder for its own meanwhile.
        using var held = TryLock(path, FileShare.Delete);
        if (held is not null)
            ProjectFolder.Delete(path);
    }

    private static FileStream? TryLock(string path, FileShare share)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, ProjectFolder.Lock), FileMode.Open, FileAccess.ReadWrite, share);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
