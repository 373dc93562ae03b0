using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>HTTP to one server: its certificate is checked, and what goes wrong is told with what to do.</summary>
internal sealed class ServerConnection : IDisposable
{
    // Windows PowerShell's own default of two would make parallel queries wait for each other.
    private const int MostConnections = 16;
    private readonly CertificateCheck _certificate;
    private readonly HttpClient _http;
    private readonly Action<RemoteCall>? _onCall;

    public ServerConnection(VMwareConnection connection, Action<MigrateProblem>? warn, Action<RemoteCall>? onCall)
    {
        _onCall = onCall;
        Address = ServerAddress.Parse(connection.Server);
        Timeout = connection.Timeout;
        _certificate = new CertificateCheck(connection.CertificateThumbprint);
        if (_certificate.IsWeak)
            warn?.Invoke(SourceErrors.WeakThumbprint(Address));
#if NETSTANDARD2_0
        // Windows PowerShell may offer nothing newer than TLS 1.0 by itself, which no supported server takes.
        if (ServicePointManager.SecurityProtocol != 0)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
#endif
        // The session's cookie goes back as it came, quotes and all; a cookie container would judge it.
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = MostConnections,
            ServerCertificateCustomValidationCallback =
                (_, certificate, _, errors) => _certificate.Accepts(certificate, errors),
        };
        if (connection.Proxy is not null)
            handler.Proxy = new WebProxy(connection.Proxy);
        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.ExpectContinue = false;
    }

    /// <summary>Where SOAP calls go.</summary>
    public Uri Address { get; }

    /// <summary>Time without an answer after which the server counts as gone.</summary>
    public TimeSpan Timeout { get; }

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
            throw SourceErrors.Unreachable(
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
        if (status == 407)
            return SourceErrors.ProxyRefused(Address);
        return status is 502 or 503 or 504
            ? SourceErrors.Dropped(Address, FormattableString.Invariant($"it answers {what} with {status}, its service is not ready"))
            : null;
    }

    private SourceException Unreached(string what, Exception error)
    {
        var chain = new List<Exception>();
        for (var inner = error; inner is not null; inner = inner.InnerException)
            chain.Add(inner);
        if (_certificate.Refused is string thumbprint)
            return SourceErrors.CertificateInvalid(Address, _certificate.IsPinned, thumbprint);
        if (chain.Any(IsOfProxy))
            return SourceErrors.ProxyRefused(Address);
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
            _ => SourceErrors.Dropped(Address, "no answer to " + what + " came", error),
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
