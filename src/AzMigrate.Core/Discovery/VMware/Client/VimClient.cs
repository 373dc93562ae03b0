using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>The client over SOAP.</summary>
internal sealed class VimClient : IVimClient
{
    private const int Batch = 64;
    private readonly ServerConnection _server;
    private readonly VimSession _session;
    private readonly VimTags _tags;
    private readonly VimFiles _files;

    public VimClient(
        VMwareConnection connection, SourceCredential credential, Action<MigrateProblem>? warn = null,
        VimLimits? limits = null, Action<RemoteCall>? onCall = null)
    {
        limits ??= new VimLimits();
        var settings = new ConnectionSettings
        {
            Timeout = connection.Timeout,
            CertificateThumbprint = connection.CertificateThumbprint,
            Proxy = connection.Proxy,
        };
        _server = new ServerConnection(ServerAddress.Parse(connection.Server), settings, warn, onCall);
        _session = new VimSession(new VimTransport(_server, limits), credential, limits, warn);
        _tags = new VimTags(_server, credential, limits, warn, ServiceContentAsync);
        _files = new VimFiles(_server, _session, settings);
    }

    /// <summary>
    /// SHA-1 thumbprint of the server's certificate, which was checked here, in pairs of digits; null before the first
    /// call, and without TLS.
    /// </summary>
    public string? CertificateSha1 => _server.CertificateSha1 is string digits
        ? string.Join(":", Enumerable.Range(0, digits.Length / 2).Select(pair => digits.Substring(pair * 2, 2))) : null;

    public IVimTags Tags => _tags;

    public IVimFiles Files => _files;

    public Task<VimServiceContent> ServiceContentAsync(CancellationToken cancellationToken) =>
        _session.ContentAsync(cancellationToken);

    public Task LoginAsync(CancellationToken cancellationToken) => _session.LoginAsync(cancellationToken);

    public IAsyncEnumerable<VimObject> RetrieveViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellationToken) =>
        new PropertyRetrieval(_session, this, properties).ViewAsync(container, cancellationToken);

    public IAsyncEnumerable<VimObject> RetrieveObjectsAsync(
        IReadOnlyList<MoRef> objects, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellationToken) =>
        new PropertyRetrieval(_session, this, properties).ObjectsAsync(objects, cancellationToken);

    public IVimUpdates Follow(MoRef container, VimPropertySet properties) =>
        new VimUpdates(_session, this, container, properties);

    public async IAsyncEnumerable<VimValue> CallAsync(
        MoRef target, string method, Action<VimWriter>? arguments,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            SourceException? broken = null;
            var hasGiven = false;
            using (var answer = await _session.OpenAsync(
                target, method, arguments, isRepeatable: true, cancellationToken).ConfigureAwait(false))
            {
                while (true)
                {
                    List<VimField> values;
                    try
                    {
                        values = await Task.Run(() => answer.ReadSome(Batch), cancellationToken).ConfigureAwait(false);
                    }
                    catch (SourceException error) when (error.IsTransient && !hasGiven
                        && attempt < _session.Limits.Retries)
                    {
                        broken = error;
                        break;
                    }
                    foreach (var value in values)
                    {
                        hasGiven = true;
                        yield return value.Value;
                    }
                    if (values.Count == 0)
                        break;
                }
            }
            if (broken is null)
                yield break;
            await _session.BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<VimValue?> ChangeAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellationToken)
    {
        for (var isRenewed = false; ; isRenewed = true)
        {
            try
            {
                using var answer = await _session.OpenAsync(
                    target, method, arguments, isRepeatable: false, cancellationToken).ConfigureAwait(false);
                var values = await Task.Run(() => answer.ReadSome(1), cancellationToken).ConfigureAwait(false);
                return values.Count > 0 ? values[0].Value : null;
            }
            catch (SourceException error) when (error.Code == "Source.SessionExpired" && !isRenewed)
            {
                // Refused before anything was done.
                continue;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Side by side: a user who cancelled waits for both.
        await Task.WhenAll(_session.DisposeAsync().AsTask(), _tags.DisposeAsync().AsTask()).ConfigureAwait(false);
        // What takes longer has its connection until it has ended.
        _ = Task.WhenAll(_session.Logout, _tags.Logout).ContinueWith(
            _ => _server.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
