using AzMigrate.Azure;

namespace AzMigrate.Replication.Engine;

/// <summary>Signs in once for all that a run does in Azure, when it is needed first.</summary>
internal sealed class AzureDoor(ReplicationAccess access) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private AzureConnection? _connection;

    /// <exception cref="MigrateException"><c>Azure.NotSignedIn</c>; the next call tries again.</exception>
    public async Task<AzureConnection> OpenAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _connection ??= await access.OpenAzure(access, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
