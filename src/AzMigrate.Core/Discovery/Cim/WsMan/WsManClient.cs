using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>CIM over WS-Management with TLS, on every platform (DSP0226, DSP0227, MS-WSMV).</summary>
internal sealed class WsManClient : ICimClient
{
    private readonly string _server;
    private readonly CimSettings _settings;
    private readonly WsManLimits _limits;
    private readonly WsManTransport _transport;
    private readonly WsManEnvelope _envelope;

    /// <param name="server">Name or address.</param>
    /// <param name="settings">How it is reached; with TLS.</param>
    /// <param name="credential">Who logs in; null for the account that runs this.</param>
    /// <param name="warn">Told of a weak thumbprint; null for nobody.</param>
    /// <param name="limits">What answers may cost; null for the usual.</param>
    /// <param name="onCall">Told of each question; null for nobody.</param>
    public WsManClient(
        string server, CimSettings settings, SourceCredential? credential, Action<MigrateProblem>? warn = null,
        WsManLimits? limits = null, Action<RemoteCall>? onCall = null)
    {
        _server = server;
        _settings = settings;
        _limits = limits ?? new WsManLimits();
        _transport = new WsManTransport(CimAddress.WsMan(server, settings), settings, credential, _limits, warn,
            onCall is null ? null : call => onCall(call with { Name = server + ": " + call.Name }));
        _envelope = new WsManEnvelope(_transport.Address, settings.Timeout, _limits.PageRows);
    }

    public async IAsyncEnumerable<CimRow> QueryAsync(
        string cimNamespace, string wql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resource = WsManNames.Resource(cimNamespace);
        var question = Question(cimNamespace, WqlText.ClassOf(wql), wql, null);
        var request = _envelope.Enumerate(resource, wql);
        var (rows, emptyPages) = (0, 0);
        string? open = null;
        try
        {
            while (true)
            {
                // A query whose next answer fails is not ended: the server has done so, or cannot be reached.
                open = null;
                var page = await _transport.SendAsync(request, question, answer => answer.ReadPage(), cancellationToken)
                    .ConfigureAwait(false);
                open = page.Context;
                foreach (var row in page.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return row;
                }
                if (page.Context is not string context)
                    yield break;
                emptyPages = page.Rows.Count > 0 ? 0 : emptyPages + 1;
                rows += page.Rows.Count;
                if (emptyPages > _limits.MostEmptyPages || rows > _limits.MostRows)
                    throw ServerErrors.AnswerInvalid(question.Words, "it does not come to an end");
                request = _envelope.Pull(resource, context);
            }
        }
        finally
        {
            if (open is not null)
                await ReleaseAsync(resource, question, open, cancellationToken.IsCancellationRequested)
                    .ConfigureAwait(false);
        }
    }

    public Task<CimRow> InvokeAsync(
        string cimNamespace, string className, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var request = _envelope.Invoke(WsManNames.Resource(cimNamespace, className), keys, method, arguments);
        return _transport.SendAsync(
            request, Question(cimNamespace, className, null, method), answer => answer.ReadOutput(), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return default;
    }

    private CimQuestion Question(string cimNamespace, string className, string? wql, string? method) =>
        new(_server, WsManNames.Slashed(cimNamespace), className, wql, method, _settings.Timeout);

    // The server would forget the query by itself after a minute; till then it counts against the account's quota.
    private async Task ReleaseAsync(string resource, CimQuestion question, string context, bool isCancelled)
    {
        using var patience = new CancellationTokenSource(isCancelled ? _limits.ReleaseAfterCancel : _limits.Release);
        try
        {
            await _transport.SendAsync(
                _envelope.Release(resource, context), question, answer => answer.ReadDone(), patience.Token)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is MigrateException or OperationCanceledException)
        {
            // The query is over for us either way.
            return;
        }
    }
}
