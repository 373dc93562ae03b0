using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Sends calls to one server over HTTP; knows nothing of sessions but their cookie.</summary>
internal sealed class VimTransport : IDisposable
{
    private readonly CertificateCheck _certificate;
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly VimLimits _limits;
    private volatile string? _cookie;

    public VimTransport(VMwareConnection connection, VimLimits limits, Action<MigrateProblem>? warn)
    {
        Address = ServerAddress.Parse(connection.Server);
        _timeout = connection.Timeout;
        _limits = limits;
        _certificate = new CertificateCheck(connection.CertificateThumbprint);
        if (_certificate.IsWeak)
        {
            warn?.Invoke(new MigrateProblem
            {
                Severity = ProblemSeverity.Warning,
                Code = "Source.ThumbprintWeak",
                Message = "The certificate thumbprint is SHA-1, which can be forged.",
                Remedy = "Give the SHA-256 thumbprint of the certificate, 64 hexadecimal digits.",
                Target = Address.Authority,
            });
        }
        // The session's cookie goes back as it came, quotes and all; a cookie container would judge it.
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ServerCertificateCustomValidationCallback =
                (_, certificate, _, errors) => _certificate.Accepts(certificate, errors),
        };
        if (connection.Proxy is not null)
            handler.Proxy = new WebProxy(connection.Proxy);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where calls go.</summary>
    public Uri Address { get; }

    /// <summary>Version in the calls' SOAPAction; the oldest that is supported until the server told its own.</summary>
    public string ApiVersion { get; set; } = "6.5";

    /// <summary>Forgets the session.</summary>
    public void DropCookie() => _cookie = null;

    /// <summary>Sends one request once and gives the answer, opened at its first value.</summary>
    public async Task<VimAnswer> SendAsync(string method, byte[] body, int length, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await PostAsync(method, body, length, cancellation).ConfigureAwait(false);
            KeepCookie(response);
            CheckKind(response, method);
            // With headers read only this gives the stream at once; netstandard2.0 has no token here.
#pragma warning disable CA2016
            var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
            var stream = new AnswerStream(content, Address, method, _timeout, _limits, cancellation);
            var opened = await Task.Run(() => Open(response, stream, method, cancellation), cancellation).ConfigureAwait(false);
            response = null;
            return opened;
        }
        finally
        {
            response?.Dispose();
        }
    }

    public void Dispose() => _http.Dispose();

    private VimAnswer Open(HttpResponseMessage response, AnswerStream stream, string method, CancellationToken cancellation)
    {
        var answer = new VimAnswer(response, stream, Address, method, _limits, cancellation);
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
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ByteArrayContent(body, 0, length) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("SOAPAction", "\"urn:vim25/" + ApiVersion + "\"");
        if (_cookie is string cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_timeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw SourceErrors.Unreachable(
                Address, FormattableString.Invariant($"no answer to {method} within {_timeout.TotalSeconds:0} seconds"),
                "Check that the server runs, and that a firewall between lets its port through.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Unreached(method, error);
        }
    }

    private SourceException Unreached(string method, Exception error)
    {
        var chain = new List<Exception>();
        for (var inner = error; inner is not null; inner = inner.InnerException)
            chain.Add(inner);
        if (_certificate.Refused is string thumbprint)
        {
            return new SourceException(
                "Source.CertificateInvalid",
                _certificate.IsPinned
                    ? $"{Address.Authority} shows another certificate than the thumbprint's; its SHA-256 thumbprint is {thumbprint}."
                    : $"{Address.Authority} shows a certificate that this computer does not trust; its SHA-256 thumbprint is {thumbprint}.",
                $"Compare it with the server's own, then trust its issuer on this computer or give -CertificateThumbprint {thumbprint}.",
                Address.Authority);
        }
        if (chain.OfType<AuthenticationException>().Any())
        {
            return SourceErrors.Unreachable(Address, "TLS could not be agreed",
                "Check that the port is the server's https port, and which TLS versions it offers.", error);
        }
        return chain.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => SourceErrors.Unreachable(
                Address, "its name is not known to DNS", "Check the name's spelling and this computer's DNS servers.", error),
            SocketError.ConnectionRefused => SourceErrors.Unreachable(
                Address, "the connection was refused", "Check the port and that the server's service runs.", error),
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable => SourceErrors.Unreachable(
                Address, "nothing answers at its address", "Check routes and firewalls between.", error),
            _ => SourceErrors.Dropped(Address, "no answer to " + method + " came", error),
        };
    }

    private void CheckKind(HttpResponseMessage response, string method)
    {
        var status = (int)response.StatusCode;
        if (status is 502 or 503 or 504)
            throw SourceErrors.Dropped(Address, FormattableString.Invariant($"it answers {method} with {status}, its service is not ready"));
        if (status == 407)
        {
            throw SourceErrors.Unreachable(
                Address, "the proxy wants a login", "Give another proxy, or let this computer reach the server without one.");
        }
        var kind = response.Content.Headers.ContentType?.MediaType ?? "";
        if (status is not (200 or 500) || !kind.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || kind.EndsWith("html+xml", StringComparison.OrdinalIgnoreCase))
        {
            throw SourceErrors.NotVSphere(
                Address, FormattableString.Invariant($"it answers with status {status} and no SOAP"));
        }
    }

    private void KeepCookie(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            if (cookie.StartsWith("vmware_soap_session=", StringComparison.Ordinal))
                _cookie = cookie.Split(';')[0].Trim();
        }
    }
}
