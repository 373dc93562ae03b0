using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>A request that came to the server.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Method">The SOAP call's method; verb and path of a REST call.</param>
/// <param name="Body">The envelope, or the JSON.</param>
/// <param name="Headers">Headers by lower-case name.</param>
internal sealed record SdkRequest(int Number, string Method, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>What the server does with a request.</summary>
internal sealed record SdkAnswer
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "text/xml; charset=utf-8";

    public string Body { get; init; } = "";

    public string? Cookie { get; init; }

    /// <summary>Sends the body packed.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Spoils what is packed.</summary>
    public bool IsBrokenPack { get; init; }

    /// <summary>Closes the connection without an answer.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Announces the whole body and sends a part of it, then closes.</summary>
    public bool IsCut { get; init; }

    /// <summary>Sends a part of the body, does this and sends no more.</summary>
    public Action? Midway { get; init; }

    /// <summary>Sends the body byte by byte with this pause between, and never ends.</summary>
    public TimeSpan? Trickle { get; init; }

    /// <summary>Repeats the body for ever after a head.</summary>
    public string? EndlessHead { get; init; }

    /// <summary>Never answers.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>
/// An HTTP server over a socket that answers as it is told, in bytes that a real HTTP library would not send. It
/// rejects requests that no client of ours may send.
/// </summary>
internal sealed class SdkServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<SdkRequest, SdkAnswer> _answer;
    private readonly ConcurrentQueue<SdkRequest> _requests = new();
    private int _number;

    public SdkServer(Func<SdkRequest, SdkAnswer> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => FormattableString.Invariant(
        $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public IReadOnlyList<SdkRequest> Requests => _requests.ToList();

    public int Count(string method) => Requests.Count(request => request.Method == method);

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
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
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                    stream = tls;
                }
                while (await ReadAsync(stream) is SdkRequest request)
                {
                    _requests.Enqueue(request);
                    if (!await WriteAsync(stream, Answer(request)))
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

    private SdkAnswer Answer(SdkRequest request)
    {
        var isOurs = request.Method.Contains(" /", StringComparison.Ordinal)
            ? request.Headers.GetValueOrDefault("accept") == "application/json"
                && request.Headers.GetValueOrDefault("content-type", "application/json") == "application/json"
            : request.Headers.GetValueOrDefault("soapaction", "").StartsWith("\"urn:vim25", StringComparison.Ordinal)
            && request.Headers.GetValueOrDefault("content-type", "") == "text/xml; charset=utf-8";
        return isOurs ? _answer(request) : new SdkAnswer { Status = 400, ContentType = "text/plain", Body = "not SOAP" };
    }

    private async Task<SdkRequest?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n");
        var headers = lines.Skip(1).Where(line => line.Contains(':'))
            .ToDictionary(line => line.Split(':')[0].ToLowerInvariant(), line => line.Substring(line.IndexOf(':') + 1).Trim());
        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _closing.Token);
        var text = Encoding.UTF8.GetString(body);
        // To a proxy the whole address is sent.
        var target = new Uri(new Uri("http://server"), lines[0].Split(' ')[1]).PathAndQuery;
        var method = target == "/sdk" ? Wire.MethodOf(text) : lines[0].Split(' ')[0] + " " + target;
        return new SdkRequest(Interlocked.Increment(ref _number), method, text, headers);
    }

    private async Task<bool> WriteAsync(Stream stream, SdkAnswer answer)
    {
        if (answer.IsSilent)
            await Task.Delay(Timeout.Infinite, _closing.Token);
        if (answer.IsDropped)
            return false;
        var body = answer.IsPacked ? Packed(answer) : Encoding.UTF8.GetBytes(answer.Body);
        var isOpenEnded = answer.Trickle is not null || answer.EndlessHead is not null;
        var length = isOpenEnded ? "Connection: close" : FormattableString.Invariant($"Content-Length: {body.Length}");
        if (answer.IsPacked)
            length += "\r\nContent-Encoding: gzip";
        var cookie = answer.Cookie is null ? "" : "Set-Cookie: " + answer.Cookie + "\r\n";
        var head = FormattableString.Invariant(
            $"HTTP/1.1 {answer.Status} X\r\nContent-Type: {answer.ContentType}\r\n{cookie}{length}\r\n\r\n{answer.EndlessHead}");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), _closing.Token);
        if (answer.IsCut || answer.Midway is not null)
        {
            await stream.WriteAsync(body.AsMemory(0, Math.Min(200, body.Length / 2)), _closing.Token);
            await stream.FlushAsync(_closing.Token);
            if (answer.IsCut)
                return false;
            answer.Midway!();
            await Task.Delay(Timeout.Infinite, _closing.Token);
        }
        while (answer.EndlessHead is not null)
            await stream.WriteAsync(body, _closing.Token);
        for (var at = 0; answer.Trickle is TimeSpan pause; at = (at + 1) % body.Length)
        {
            await stream.WriteAsync(body.AsMemory(at, 1), _closing.Token);
            await Task.Delay(pause, _closing.Token);
        }
        await stream.WriteAsync(body, _closing.Token);
        return true;
    }

    private static byte[] Packed(SdkAnswer answer)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(answer.Body));
        var bytes = packed.ToArray();
        if (answer.IsBrokenPack)
            Array.Fill(bytes, (byte)0xFF, 10, bytes.Length - 10);
        return bytes;
    }
}
