using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>Sends envelopes to one listener over TLS, and logs in. A refused login is never repeated.</summary>
internal sealed class WsManTransport : IDisposable
{
    // As many as a host's machines are asked about at once.
    private const int MostConnections = 4;
    private readonly ServerConnection _server;
    private readonly CimSettings _settings;
    private readonly SourceCredential? _credential;
    private readonly X509Certificate2? _certificate;
    private readonly WsManLimits _limits;
    private readonly XmlWords _words = new();
    private readonly SemaphoreSlim _loggingIn = new(1, 1);
    private volatile bool _isKnown;
    private volatile SourceException? _refused;

    // Elsewhere than on Windows, NTLM comes from a library that hardly any computer has, unless .NET is told to bring
    // its own. It reads the switch once, so it is set before the first use; whoever has set it decides.
    static WsManTransport()
    {
        const string ManagedNtlm = "System.Net.Security.UseManagedNtlm";
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && !AppContext.TryGetSwitch(ManagedNtlm, out _))
            AppContext.SetSwitch(ManagedNtlm, true);
    }

    public WsManTransport(
        Uri address, CimSettings settings, SourceCredential? credential, WsManLimits limits,
        Action<MigrateProblem>? warn, Action<RemoteCall>? onCall)
    {
        _settings = settings;
        _credential = credential;
        _limits = limits;
        _certificate = settings.ClientCertificate is string thumbprint
            ? FindCertificate(thumbprint) ?? throw WsManErrors.ClientCertificateMissing(address, thumbprint) : null;
        _server = new ServerConnection(address, new ConnectionSettings
        {
            Timeout = settings.Timeout + limits.Grace,
            CertificateThumbprint = settings.CertificateThumbprint,
            UseProxy = false,
            MostConnections = MostConnections,
            Credentials = settings.Authentication == CimAuthentication.Negotiate ? Negotiated(address) : null,
            ClientCertificate = _certificate,
        }, warn, onCall);
    }

    public Uri Address => _server.Address;

    private string Account => _credential?.UserName
        ?? (_certificate is not null ? "the certificate " + _settings.ClientCertificate : "the account that runs this");

    /// <summary>Sends an envelope and gives what is read of the answer.</summary>
    public async Task<T> SendAsync<T>(
        byte[] envelope, CimQuestion question, Func<WsManAnswer, T> read, CancellationToken cancellation)
    {
        if (_isKnown)
            return await SendOnceAsync(envelope, question, read, cancellation).ConfigureAwait(false);
        // Until the first login has passed they come one by one, and none after a refused one.
        await _loggingIn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_refused is { } refused)
                throw refused;
            return await SendOnceAsync(envelope, question, read, cancellation).ConfigureAwait(false);
        }
        catch (SourceException error) when (error.Code is "Source.LoginFailed")
        {
            _refused = error;
            throw;
        }
        finally
        {
            _loggingIn.Release();
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _certificate?.Dispose();
        _loggingIn.Dispose();
    }

    private async Task<T> SendOnceAsync<T>(
        byte[] envelope, CimQuestion question, Func<WsManAnswer, T> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, Address) { Content = new ByteArrayContent(envelope) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/soap+xml") { CharSet = "UTF-8" };
        if (_settings.Authentication == CimAuthentication.Basic)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Basic(_credential!));
        else if (_certificate is not null)
            request.Headers.TryAddWithoutValidation("Authorization", WsManNames.MutualTls);
        using var response = await _server.SendAsync(request, question.Words, cancellation).ConfigureAwait(false);
        CheckStatus(response, question);
        _isKnown = true;
        // With headers read only this gives the stream at once; netstandard2.0 has no token here.
#pragma warning disable CA2016
        var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
        // Not every platform's stream hears the token while it waits.
        using var cancelled = cancellation.Register(response.Dispose);
        return await Task.Run(() =>
        {
            using var stream = new AnswerStream(
                content, Address, question.Words, _server.Timeout, _limits, cancellation);
            using var answer = new WsManAnswer(stream, _words, Address, question, _limits.Depth);
            return read(answer);
        }, cancellation).ConfigureAwait(false);
    }

    private void CheckStatus(HttpResponseMessage response, CimQuestion question)
    {
        var status = (int)response.StatusCode;
        if (status == 401)
            throw Unauthorized(response);
        if (status == 413)
            throw CimErrors.QuotaExceeded(question.Server, question.Words);
        var isSoap = string.Equals(
            response.Content.Headers.ContentType?.MediaType, "application/soap+xml",
            StringComparison.OrdinalIgnoreCase);
        if (status == 403 && !isSoap)
            throw WsManErrors.Forbidden(Address, Account);
        if (!isSoap || status is not (200 or 400 or 403 or 500))
            throw WsManErrors.NotWinRM(
                Address, FormattableString.Invariant($"it answers with status {status} and no SOAP"));
    }

    private SourceException Unauthorized(HttpResponseMessage response)
    {
        var offered = response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var wanted = _settings.Authentication == CimAuthentication.Certificate
            ? WsManNames.MutualTls : _settings.Authentication.ToString();
        return offered.Count > 0 && _certificate is null && !offered.Contains(wanted, StringComparer.OrdinalIgnoreCase)
            ? WsManErrors.NotOffered(Address, _settings.Authentication, offered)
            : WsManErrors.LoginFailed(Address, Account);
    }

    private CredentialCache Negotiated(Uri address)
    {
        var credential = CredentialCache.DefaultNetworkCredentials;
        if (_credential is not null)
        {
            var slash = _credential.UserName.IndexOf('\\');
            credential = new NetworkCredential(
                _credential.UserName.Substring(slash + 1), _credential.Password,
                slash < 0 ? "" : _credential.UserName.Substring(0, slash));
        }
        return new CredentialCache { { address, "Negotiate", credential } };
    }

    private static string Basic(SourceCredential credential)
    {
        var characters = new NetworkCredential("", credential.Password).Password;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(credential.UserName + ":" + characters));
    }

    private static X509Certificate2? FindCertificate(string thumbprint)
    {
        var check = new CertificateCheck(thumbprint);
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (Exception error) when (error is System.Security.Cryptography.CryptographicException or PlatformNotSupportedException)
            {
                // This computer has no such store.
                continue;
            }
            foreach (var certificate in store.Certificates)
            {
                if (certificate.HasPrivateKey && check.Accepts(certificate, System.Net.Security.SslPolicyErrors.None))
                    return certificate;
            }
        }
        return null;
    }
}
