using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// One process works on a replication at a time. The system frees the lock of a process that was killed.
/// </summary>
internal sealed class ReplicationLock : IDisposable
{
    private readonly FileStream _file;

    private ReplicationLock(FileStream file) => _file = file;

    /// <exception cref="MigrateException"><c>Replication.Busy</c>: another command is at it.</exception>
    public static ReplicationLock Take(MigrateReplication replication)
    {
        var path = PathOf(replication);
        try
        {
            return new ReplicationLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException cause)
        {
            throw new MigrateException(
                "Replication.Busy", $"Another command is working on the replication of {replication.Name}.",
                "Wait for it, or stop it; what it has done is kept.", replication.Name, cause);
        }
    }

    /// <summary>The lock's file of a replication that is forgotten.</summary>
    public static string PathOf(MigrateReplication replication) =>
        Path.Combine(replication.Project.Path, $"replication-{replication.Id}.lock");

    public void Dispose() => _file.Dispose();
}
