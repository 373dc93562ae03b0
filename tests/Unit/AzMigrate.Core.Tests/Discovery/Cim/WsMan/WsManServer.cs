using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AzMigrate.Tests.Discovery.Cim.WsMan;

/// <summary>What the server sends instead of what it should.</summary>
internal sealed record WsManSurprise
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/soap+xml;charset=UTF-8";

    public string Body { get; init; } = "";

    /// <summary>Announces the whole body and sends this many characters of it, then closes.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Repeats this after the body for ever.</summary>
    public string? Endless { get; init; }

    /// <summary>Never answers.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>
/// A WinRM listener over TLS on loopback: HTTP, its logins (Basic, and Negotiate with NTLM, a login a connection), and
/// the protocol of <see cref="WsManService"/>.
/// </summary>
internal sealed class WsManServer : IDisposable
{
    public const string User = "reader";
    public const string Password = "c4nary-Pa55w0rd";
    public const string Domain = "CORP";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly WsManService _service;
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly ConcurrentQueue<string> _violations = new();
    private int _logins;
    private int _refusedLogins;
    private int _connections;

    public WsManServer(FakeCimClient cim)
    {
        _service = new WsManService(cim, _violations.Enqueue);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Authentication that is offered.</summary>
    public IReadOnlyList<string> Offered { get; init; } = ["Negotiate", "Kerberos", "Basic realm=\"WSMAN\""];

    /// <summary>What to send instead of the answer, by the action's last word; null for the answer.</summary>
    public Func<string, WsManSurprise?> Surprise { get; set; } = _ => null;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Thumbprint => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    public WsManService Service => _service;

    /// <summary>What the client did that the protocol does not allow.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public int Logins => _logins;

    public int RefusedLogins => _refusedLogins;

    public int Connections => _connections;

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                NtlmLogin? ntlm = null;
                while (await ReadAsync(stream) is { } request)
                {
                    var isIn = Login(request.Headers, ref ntlm, out var challenge);
                    if (!await AnswerAsync(stream, request.Body, isIn, challenge))
                        return;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or AuthenticationException or SocketException)
            {
                // The client went away, as it may.
                return;
            }
        }
    }

    private async Task<bool> AnswerAsync(Stream stream, string body, bool isIn, string challenge)
    {
        if (!isIn)
        {
            var challenges = challenge.Length > 0 ? [challenge] : Offered;
            await WriteAsync(stream, 401, "text/html", "", string.Concat(
                challenges.Select(each => "WWW-Authenticate: " + each + "\r\n")));
            return true;
        }
        var action = WsManService.ActionOf(body);
        if (Surprise(action[(action.LastIndexOf('/') + 1)..]) is { } surprise)
            return await SurpriseAsync(stream, surprise);
        var (status, answer) = await _service.AnswerAsync(body, Port);
        await WriteAsync(stream, status, "application/soap+xml;charset=UTF-8", answer,
            challenge.Length > 0 ? "WWW-Authenticate: " + challenge + "\r\n" : "");
        return true;
    }

    private bool Login(Dictionary<string, string> headers, ref NtlmLogin? ntlm, out string challenge)
    {
        challenge = "";
        if (headers.GetValueOrDefault("content-type") is not "application/soap+xml; charset=UTF-8")
            _violations.Enqueue("Content-Type " + headers.GetValueOrDefault("content-type"));
        if (!headers.TryGetValue("authorization", out var authorization))
            return ntlm?.IsDone == true;
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? authorization : authorization[..space];
        if (!Offered.Any(offer => offer.Split(' ')[0].Equals(scheme, StringComparison.OrdinalIgnoreCase)))
            return false;
        var token = Convert.FromBase64String(authorization[(space + 1)..]);
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? Count(Encoding.UTF8.GetString(token) == User + ":" + Password)
            : Negotiate(token, ref ntlm, out challenge);
    }

    private bool Negotiate(byte[] token, ref NtlmLogin? ntlm, out string challenge)
    {
        if (ntlm is null || ntlm.IsDone)
            ntlm = new NtlmLogin(Domain, User, Password);
        var answer = ntlm.Answer(token);
        if (ntlm.Violation is string violation)
            _violations.Enqueue(violation);
        challenge = answer is { Length: > 0 } ? "Negotiate " + Convert.ToBase64String(answer) : "";
        if (answer is null)
            ntlm = null;
        return answer is null || ntlm!.IsDone ? Count(answer is not null) : false;
    }

    private bool Count(bool isIn)
    {
        Interlocked.Increment(ref isIn ? ref _logins : ref _refusedLogins);
        return isIn;
    }

    private async Task<(Dictionary<string, string> Headers, string Body)?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n");
        if (lines[0] != "POST /wsman HTTP/1.1")
            _violations.Enqueue(lines[0]);
        var headers = lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)).ToDictionary(
            line => line.Split(':')[0].ToLowerInvariant(), line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        var body = new byte[int.Parse(headers["content-length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _closing.Token);
        return (headers, Encoding.UTF8.GetString(body));
    }

    private async Task<bool> SurpriseAsync(Stream stream, WsManSurprise surprise)
    {
        if (surprise.IsSilent)
            await Task.Delay(Timeout.Infinite, _closing.Token);
        if (surprise.Endless is string more)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: {surprise.ContentType}\r\nConnection: close\r\n\r\n{surprise.Body}"), _closing.Token);
            while (true)
                await stream.WriteAsync(Encoding.UTF8.GetBytes(more), _closing.Token);
        }
        await WriteAsync(stream, surprise.Status, surprise.ContentType, surprise.Body, "", surprise.CutAfter);
        return surprise.CutAfter is null;
    }

    private async Task WriteAsync(
        Stream stream, int status, string contentType, string body, string headers, int? cutAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = FormattableString.Invariant(
            $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\n{headers}Content-Length: {bytes.Length}\r\n\r\n");
        await stream.WriteAsync((byte[])[.. Encoding.UTF8.GetBytes(head), .. bytes.Take(cutAfter ?? bytes.Length)], _closing.Token);
        await stream.FlushAsync(_closing.Token);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // Windows' TLS wants a key that is in a store.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
