using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AzMigrate.Tests.Discovery.Http;

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
    private readonly RawHttpServer _server;
    private readonly WsManService _service;
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly ConcurrentQueue<string> _violations = new();
    private int _logins;
    private int _refusedLogins;

    public WsManServer(FakeCimClient cim)
    {
        _service = new WsManService(cim, _violations.Enqueue);
        _server = new RawHttpServer(ServeAsync, _certificate).Start();
    }

    /// <summary>Authentication that is offered.</summary>
    public IReadOnlyList<string> Offered { get; init; } = ["Negotiate", "Kerberos", "Basic realm=\"WSMAN\""];

    /// <summary>What to send instead of the answer, by the action's last word; null for the answer.</summary>
    public Func<string, WsManSurprise?> Surprise { get; set; } = _ => null;

    public int Port => _server.Port;

    public string Thumbprint => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    public WsManService Service => _service;

    /// <summary>What the client did that the protocol does not allow.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public int Logins => _logins;

    public int RefusedLogins => _refusedLogins;

    public int Connections => _server.Connections;

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync(RawHttpConnection connection)
    {
        NtlmLogin? ntlm = null;
        while (await connection.ReadAsync() is { } request)
        {
            if (request.Line != "POST /wsman HTTP/1.1")
                _violations.Enqueue(request.Line);
            var isIn = Login(request.Headers, ref ntlm, out var challenge);
            if (!await AnswerAsync(connection, request.Body, isIn, challenge))
                return;
        }
    }

    private async Task<bool> AnswerAsync(RawHttpConnection connection, string body, bool isIn, string challenge)
    {
        if (!isIn)
        {
            var challenges = challenge.Length > 0 ? [challenge] : Offered;
            await WriteAsync(connection, 401, "text/html", "", string.Concat(
                challenges.Select(each => "WWW-Authenticate: " + each + "\r\n")));
            return true;
        }
        var action = WsManService.ActionOf(body);
        if (Surprise(action[(action.LastIndexOf('/') + 1)..]) is { } surprise)
            return await SurpriseAsync(connection, surprise);
        var (status, answer) = await _service.AnswerAsync(body, Port);
        await WriteAsync(connection, status, "application/soap+xml;charset=UTF-8", answer,
            challenge.Length > 0 ? "WWW-Authenticate: " + challenge + "\r\n" : "");
        return true;
    }

    private bool Login(IReadOnlyDictionary<string, string> headers, ref NtlmLogin? ntlm, out string challenge)
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

    private static async Task<bool> SurpriseAsync(RawHttpConnection connection, WsManSurprise surprise)
    {
        if (surprise.IsSilent)
            await connection.SilenceAsync();
        if (surprise.Endless is string more)
        {
            await connection.SendAsync(
                $"HTTP/1.1 200 OK\r\nContent-Type: {surprise.ContentType}\r\nConnection: close\r\n\r\n{surprise.Body}");
            while (true)
                await connection.SendAsync(more);
        }
        await WriteAsync(connection, surprise.Status, surprise.ContentType, surprise.Body, "", surprise.CutAfter);
        return surprise.CutAfter is null;
    }

    private static Task WriteAsync(
        RawHttpConnection connection, int status, string contentType, string body, string headers, int? cutAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = FormattableString.Invariant(
            $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\n{headers}Content-Length: {bytes.Length}\r\n\r\n");
        return connection.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(head), .. bytes.Take(cutAfter ?? bytes.Length)]);
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
