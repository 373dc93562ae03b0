using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// The server's leave to download the disks of a snapshot. It is kept alive until it is completed or given up.
/// </summary>
internal sealed class ExportLease : IAsyncDisposable
{
    private static readonly VimPropertySet Properties = new("HttpNfcLease", ["state", "error", "info"]);
    private readonly IVimClient _client;
    private readonly MoRef _lease;
    private readonly CancellationTokenSource _end = new();
    private VimValue? _info;
    private Task? _keeping;
    private bool _isCompleted;

    private ExportLease(IVimClient client, MoRef lease) => (_client, _lease) = (client, lease);

    /// <summary>Asks for a lease and waits until its addresses are there.</summary>
    public static async Task<ExportLease> OpenAsync(
        IVimClient client, string machine, MoRef snapshot, CancellationToken cancellation)
    {
        var given = await client.ChangeAsync(snapshot, "ExportSnapshot", null, cancellation).ConfigureAwait(false);
        var lease = new ExportLease(
            client, given?.Reference ?? throw ServerErrors.AnswerInvalid("ExportSnapshot", "it names no lease"));
        try
        {
            lease._info = await lease.ReadyAsync(machine, cancellation).ConfigureAwait(false);
            lease._keeping = lease.KeepAsync();
            return lease;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Where a disk is downloaded, with the certificate's thumbprint there; null where it is not exported.
    /// </summary>
    public (string Address, string? Thumbprint)? AddressOf(VirtualDisk disk)
    {
        var found = _info!.All("deviceUrl").Where(device => device.BoolOf("disk") != false && disk.Place is not null
            && device.TextOf("key")?.EndsWith("/" + disk.Place, StringComparison.Ordinal) == true).ToList();
        return found.Count == 1 && found[0].TextOf("url") is string address
            ? (address, found[0].TextOf("sslThumbprint")) : null;
    }

    /// <summary>Tells the server that all is downloaded.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await _client.ChangeAsync(_lease, "HttpNfcLeaseComplete", null, cancellation).ConfigureAwait(false);
        _isCompleted = true;
    }

    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        if (_keeping is not null)
            await _keeping.ConfigureAwait(false);
        if (!_isCompleted)
        {
            try
            {
                await _client.ChangeAsync(_lease, "HttpNfcLeaseAbort", null, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (MigrateException)
            {
                // It ends by itself when nobody keeps it.
            }
        }
        _end.Dispose();
    }

    private async Task<VimValue> ReadyAsync(string machine, CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = VimTasks.Longer(pause))
        {
            VimObject? now = null;
            await foreach (var found in _client.RetrieveObjectsAsync([_lease], [Properties], cancellation)
                .ConfigureAwait(false))
                now = found;
            switch (now?.Text("state"))
            {
                case "ready" when now["info"] is { } info:
                    return info;
                case "initializing" or "ready":
                    await Task.Delay(pause, cancellation).ConfigureAwait(false);
                    break;
                default:
                    throw VMwareErrors.ExportFailed(machine, now?["error"]?.TextOf("localizedMessage")
                        ?? "its lease ended");
            }
        }
    }

    // A lease that hears nothing for its time ends.
    private async Task KeepAsync()
    {
        var pause = TimeSpan.FromSeconds(Math.Min(60, Math.Max(1, _info!.LongOf("leaseTimeout") ?? 60) / 3.0));
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _end.Token).ConfigureAwait(false);
                await _client.ChangeAsync(
                    _lease, "HttpNfcLeaseProgress", arguments => arguments.Number("percent", 50), _end.Token)
                        .ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or MigrateException)
            {
                // At the end; or the download meets the same error and tells it.
                continue;
            }
        }
    }
}
