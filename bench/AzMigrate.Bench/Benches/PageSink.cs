using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// A blob service that throws away what it is sent: as little of the protocol as a page blob's writer needs, so that
/// what is measured is the writer.
/// </summary>
/// <param name="onBytes">Told of the bytes of pages as they come, from any thread; null for nobody.</param>
/// <param name="isTls">True for one that is reached over TLS, with a certificate that nobody vouches for.</param>
internal sealed class PageSink(Action<int>? onBytes = null, bool isTls = false) : IDisposable
{
    /// <summary>Key of the account. It is not looked at.</summary>
    public static readonly string Key = Convert.ToBase64String(new byte[32]);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate = isTls ? Certificate() : null;

    /// <summary>Address of the account.</summary>
    public string Account => $"{(isTls ? "https" : "http")}://127.0.0.1:{Port}/account";

    public PageSink Start()
    {
        _listener.Start();
        Task.Run(AcceptAsync);
        return this;
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            client.NoDelay = true;
            _ = Task.Run(() => Serve(client));
        }
    }

    private void Serve(TcpClient client)
    {
        using var stream = Open(client);
        var buffer = new byte[1 << 20];
        var filled = 0;
        while (true)
        {
            int end;
            while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            {
                var count = stream.Read(buffer.AsSpan(filled));
                if (count == 0)
                    return;
                filled += count;
            }

            var head = Encoding.ASCII.GetString(buffer, 0, end);
            var body = filled - end - 4;
            long length = LengthOf(head);
            if (head.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
                stream.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
            onBytes?.Invoke(body);
            var rest = length - body;
            while (rest > 0)
            {
                var count = stream.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, rest)));
                if (count == 0)
                    return;
                rest -= count;
                onBytes?.Invoke(count);
            }

            stream.Write(Encoding.ASCII.GetBytes(Answer(head)));
            filled = 0;
        }
    }

    private Stream Open(TcpClient client)
    {
        if (_certificate is null)
            return client.GetStream();
        var tls = new SslStream(client.GetStream());
        tls.AuthenticateAsServer(_certificate);
        return tls;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static long LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var start = at + Name.Length;
        var end = head.IndexOf('\r', start);
        return long.Parse(head[start..(end < 0 ? head.Length : end)], CultureInfo.InvariantCulture);
    }

    private static string Answer(string head)
    {
        const string Common = "ETag: \"1\"\r\nLast-Modified: Wed, 25 Nov 2026 00:00:00 GMT\r\nx-ms-lease-id: 11111111-2222-3333-4444-555555555555\r\n"
            + "x-ms-request-server-encrypted: true\r\nDate: Wed, 25 Nov 2026 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n";
        var status = head.StartsWith("DELETE", StringComparison.Ordinal) ? "202 Accepted"
            : head.Contains("comp=metadata", StringComparison.Ordinal)
            || head.Contains("lease-action: re", StringComparison.OrdinalIgnoreCase)
            ? "200 OK" : "201 Created";
        return "HTTP/1.1 " + status + "\r\n" + Common;
    }
}
