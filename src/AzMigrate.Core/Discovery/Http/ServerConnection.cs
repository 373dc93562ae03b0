using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AzMigrate.Discovery.Http;

/// <summary>HTTP to one server: its certificate is checked, and what goes wrong is told with what to do.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly CertificateCheck _certificate;
    private readonly HttpClient _http;
    private readonly Action<RemoteCall>? _onCall;

    /// <param name="address">Where requests go.</param>
    /// <param name="settings">How.</param>
    /// <param name="warn">Told of a weak thumbprint; null for nobody.</param>
    /// <param name="onCall">Told of each call that was answered, or was not; null for nobody.</param>
    /// <exception cref="MigrateException"><c>Source.ThumbprintInvalid</c>.</exception>
    public ServerConnection(
        Uri address, ConnectionSettings settings, Action<MigrateProblem>? warn, Action<RemoteCall>? onCall)
    {
        _onCall = onCall;
        Address = address;
        Timeout = settings.Timeout;
        _certificate = new CertificateCheck(settings.CertificateThumbprint);
        if (_certificate.IsWeak)
            warn?.Invoke(ServerErrors.WeakThumbprint(Address));
#if NETSTANDARD2_0
        // Windows PowerShell may offer nothing newer than TLS 1.0 by itself, which no supported server takes.
        if (ServicePointManager.SecurityProtocol != 0)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
#endif
        // A session's cookie is its caller's affair: it goes back as it came, and a cookie container would judge it.
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = settings.MostConnections,
            ServerCertificateCustomValidationCallback =
                (_, certificate, _, errors) => _certificate.Accepts(certificate, errors),
        };
        if (settings.Proxy is not null)
            handler.Proxy = new WebProxy(settings.Proxy);
        handler.UseProxy = settings.UseProxy;
        handler.Credentials = settings.Credentials;
        if (settings.ClientCertificate is not null)
            handler.ClientCertificates.Add(settings.ClientCertificate);
        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.ExpectContinue = false;
    }

    /// <summary>Where requests go.</summary>
    public Uri Address { get; }

    /// <summary>Time without an answer after which the server counts as gone.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>
    /// SHA-1 thumbprint of the certificate that was checked and accepted; null before, and without TLS.
    /// </summary>
    public string? CertificateSha1 => _certificate.AcceptedSha1;

    /// <summary>Sends a request once; the answer is there up to its head.</summary>
    /// <param name="request">The request.</param>
    /// <param name="what">What it asks, for messages.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string what, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Timeout);
        var clock = Stopwatch.StartNew();
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            if (FailureOf(response, what) is { } failure)
            {
                response.Dispose();
                throw failure;
            }
            return response;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ServerErrors.Unreachable(
                Address, FormattableString.Invariant($"no answer to {what} within {Timeout.TotalSeconds:0} seconds"),
                "Check that the server runs, and that a firewall between lets its port through.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Unreached(what, error);
        }
        finally
        {
            _onCall?.Invoke(new RemoteCall(what, clock.Elapsed));
        }
    }

    public void Dispose() => _http.Dispose();

    private SourceException? FailureOf(HttpResponseMessage response, string what)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            502 or 503 or 504 => ServerErrors.Dropped(
                Address, FormattableString.Invariant($"it answers {what} with {status}, its service is not ready")),
            407 => ServerErrors.ProxyRefused(Address),
            _ => null,
        };
    }

    private SourceException Unreached(string what, Exception error)
    {
        var chain = new List<Exception>();
        for (var inner = error; inner is not null; inner = inner.InnerException)
            chain.Add(inner);
        if (_certificate.Refused is string thumbprint)
            return ServerErrors.CertificateInvalid(Address, _certificate.IsPinned, thumbprint);
        if (chain.Any(IsOfProxy))
            return ServerErrors.ProxyRefused(Address);
        if (chain.OfType<AuthenticationException>().Any())
        {
            return ServerErrors.Unreachable(Address, "TLS could not be agreed",
                "Check that the port is the server's https port, and which TLS versions it offers.", error);
        }
        return chain.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ServerErrors.Unreachable(
                Address, "its name is not known to DNS",
                "Check the name's spelling and this computer's DNS servers.", error),
            SocketError.ConnectionRefused => ServerErrors.Unreachable(
                Address, "the connection was refused", "Check the port and that the server's service runs.", error),
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
                ServerErrors.Unreachable(
                    Address, "nothing answers at its address", "Check routes and firewalls between.", error),
            _ => ServerErrors.Dropped(Address, "no answer to " + what + " came", error),
        };
    }

    // A tunnel that the proxy does not open is no answer of the server's.
    private static bool IsOfProxy(Exception error) =>
#if NETSTANDARD2_0
        error is WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } };
#else
        error is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError };
#endif
}
