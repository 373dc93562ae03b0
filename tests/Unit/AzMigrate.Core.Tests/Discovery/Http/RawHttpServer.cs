using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AzMigrate.Tests.Discovery.Http;

/// <summary>A request as it came.</summary>
/// <param name="Line">Verb, target and version.</param>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The body as UTF-8.</param>
internal sealed record RawHttpRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>One connection of a <see cref="RawHttpServer"/>, whose answers can be any bytes.</summary>
internal sealed class RawHttpConnection(Stream stream, CancellationToken closing)
{
    /// <summary>Ends when the server is closed.</summary>
    public CancellationToken Closing => closing;

    /// <summary>Reads the next request; null when the client has closed.</summary>
    public async Task<RawHttpRequest?> ReadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one, closing) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0].ToLowerInvariant(), parts => parts[1].Trim());
        var length = int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, closing);
        return new RawHttpRequest(lines[0], headers, Encoding.UTF8.GetString(body));
    }

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, closing);
        await stream.FlushAsync(closing);
    }

    /// <summary>Sends text as UTF-8.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Says nothing until the server is closed.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.Infinite, closing);
}

/// <summary>
/// An HTTP server over a socket of loopback that answers as it is told, in bytes that a real HTTP library would not
/// send.
/// </summary>
/// <param name="serve">Serves one connection until it ends.</param>
/// <param name="certificate">For TLS; null for plain HTTP.</param>
internal sealed class RawHttpServer(Func<RawHttpConnection, Task> serve, X509Certificate2? certificate = null)
    : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private int _connections;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address =>
        FormattableString.Invariant($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}");

    /// <summary>Connections that came so far.</summary>
    public int Connections => _connections;

    public RawHttpServer Start()
    {
        _listener.Start();
        _ = AcceptAsync();
        return this;
    }

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
                using var stream = await OpenAsync(client);
                await serve(new RawHttpConnection(stream, _closing.Token));
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or AuthenticationException
                or SocketException)
            {
                // The client went away, as it may.
                return;
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (certificate is null)
            return client.GetStream();
        var tls = new SslStream(client.GetStream());
        var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
        await tls.AuthenticateAsServerAsync(options, _closing.Token);
        return tls;
    }
}
