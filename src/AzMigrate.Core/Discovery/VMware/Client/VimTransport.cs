using System.Net.Http.Headers;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Sends SOAP calls; knows nothing of sessions but their cookie.</summary>
internal sealed class VimTransport
{
    private readonly ServerConnection _server;
    private readonly VimLimits _limits;
    private readonly XmlWords _words = new();
    private volatile string? _cookie;

    public VimTransport(ServerConnection server, VimLimits limits)
    {
        _server = server;
        _limits = limits;
    }

    /// <summary>Where calls go.</summary>
    public Uri Address => _server.Address;

    /// <summary>
    /// Version in the calls' SOAPAction, by which the server chooses how it answers: the oldest that is supported until
    /// the server told its own; null for none.
    /// </summary>
    public string? ApiVersion { get; set; } = "6.5";

    /// <summary>The session, as it goes into a request's header; null where none is open.</summary>
    public string? Cookie => _cookie;

    /// <summary>Forgets the session.</summary>
    public void DropCookie() => _cookie = null;

    /// <summary>Sends one request once and gives the answer, opened at its first value.</summary>
    public async Task<VimAnswer> SendAsync(string method, byte[] body, int length, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await PostAsync(method, body, length, cancellation).ConfigureAwait(false);
            CheckKind(response);
            KeepCookie(response, method);
            // With headers read only this gives the stream at once; netstandard2.0 has no token here.
#pragma warning disable CA2016
            var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
            var stream = new AnswerStream(content, Address, method, _server.Timeout, _limits, cancellation);
            var opened = await Task.Run(() => Open(response, stream, method, cancellation), cancellation)
                .ConfigureAwait(false);
            response = null;
            return opened;
        }
        finally
        {
            response?.Dispose();
        }
    }

    private VimAnswer Open(
        HttpResponseMessage response, AnswerStream stream, string method, CancellationToken cancellation)
    {
        var answer = new VimAnswer(response, stream, _words, Address, method, _limits, cancellation);
        try
        {
            answer.Open();
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> PostAsync(
        string method, byte[] body, int length, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, Address) { Content = new ByteArrayContent(body, 0, length) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
        var version = ApiVersion is null ? "" : "/" + ApiVersion;
        request.Headers.TryAddWithoutValidation("SOAPAction", "\"urn:vim25" + version + "\"");
        if (_cookie is string cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return await _server.SendAsync(request, method, cancellation).ConfigureAwait(false);
    }

    private void CheckKind(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var kind = response.Content.Headers.ContentType?.MediaType ?? "";
        if (status is not (200 or 500) || !kind.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || kind.EndsWith("html+xml", StringComparison.OrdinalIgnoreCase))
        {
            throw SourceErrors.NotVSphere(
                Address, FormattableString.Invariant($"it answers with status {status} and no SOAP"));
        }
    }

    // Only from the two calls that run alone: the refusal of a late call, whose session has ended, may bring the cookie
    // of another session that nobody logged in to.
    private void KeepCookie(HttpResponseMessage response, string method)
    {
        if (method is not ("RetrieveServiceContent" or "Login")
            || !response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            if (cookie.StartsWith("vmware_soap_session=", StringComparison.Ordinal))
                _cookie = cookie.Split(';')[0].Trim();
        }
    }
}
