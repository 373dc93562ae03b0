using AzMigrate.Azure;

namespace AzMigrate.Replication.Engine;

/// <summary>Signs in once for all that a run does in Azure, when it is needed first.</summary>
internal sealed class AzureDoor(ReplicationAccess access)
{
    private readonly object _gate = new();
    private Task<AzureConnection>? _opening;

    /// <exception cref="MigrateException"><c>Azure.NotSignedIn</c>; the next call tries again.</exception>
    public Task<AzureConnection> OpenAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = access.OpenAzure(access, cancellation);
            return _opening;
        }
    }
}
