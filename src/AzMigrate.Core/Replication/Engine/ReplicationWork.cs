using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>One verb of one replication: alone at it, allowed by the table, its failure noted.</summary>
internal static class ReplicationWork
{
    /// <summary>Does the work of a verb; broken off anywhere, the same verb goes on.</summary>
    /// <param name="replication">The replication; it is read again under the lock.</param>
    /// <param name="verb">What is done with it.</param>
    /// <param name="work">The work, from the replication as it is now to how it is afterwards.</param>
    /// <exception cref="MigrateException">
    /// <c>Replication.Busy</c>, <c>Replication.NotFound</c>, <c>Replication.VerbIllegal</c>, and what the work throws.
    /// </exception>
    public static async Task<MigrateReplication> DoAsync(
        MigrateReplication replication, ReplicationVerb verb, Func<MigrateReplication, Task<MigrateReplication>> work)
    {
        var stored = replication.Project.Replications;
        using var alone = ReplicationLock.Take(replication);
        var now = stored.Existing(replication.Id);
        var row = ReplicationVerbs.Of(now.State, verb, now.Name);
        if (row.During != now.State && verb != ReplicationVerb.Resume)
            now = stored.Change(
                now.Id, each => each with { State = row.During }, "State." + row.During, $"{now.Name}: {verb}.");
        try
        {
            return await work(now).ConfigureAwait(false);
        }
        catch (MigrateException failure)
        {
            stored.Change(
                now.Id, each => each with { Problem = Noted(failure, now) }, verb + ".Failed", failure.Message);
            throw;
        }
    }

    private static MigrateProblem Noted(MigrateException failure, MigrateReplication replication) => new()
    {
        Severity = ProblemSeverity.Error,
        Code = failure.Code,
        Message = failure.Message,
        Remedy = failure.Remedy ?? "Run the same command again; it goes on where it was.",
        Target = replication.Name,
    };
}
