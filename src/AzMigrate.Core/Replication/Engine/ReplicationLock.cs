using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// One process works on a replication at a time. The system frees the lock of a process that was killed.
/// </summary>
internal sealed class ReplicationLock : IDisposable
{
    // Somebody who only looks whether it is held has the file open for a moment.
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly FileStream _file;

    private ReplicationLock(FileStream file) => _file = file;

    /// <exception cref="MigrateException"><c>Replication.Busy</c>: another command is at it.</exception>
    public static ReplicationLock Take(MigrateReplication replication)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new ReplicationLock(
                    new FileStream(PathOf(replication), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (tries < Tries)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException cause)
            {
                throw new MigrateException(
                    "Replication.Busy", $"Another command is working on the replication of {replication.Name}.",
                    "Wait for it, or stop it; what it has done is kept.", replication.Name, cause);
            }
        }
    }

    /// <summary>True while a command works on the replication, of this process or another.</summary>
    public static bool IsHeld(MigrateReplication replication)
    {
        try
        {
            using var look = new FileStream(PathOf(replication), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The lock's file of a replication that is forgotten.</summary>
    public static string PathOf(MigrateReplication replication) =>
        Path.Combine(replication.Project.Path, $"replication-{replication.Id}.lock");

    public void Dispose() => _file.Dispose();
}
