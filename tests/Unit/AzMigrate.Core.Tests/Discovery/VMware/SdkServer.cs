using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AzMigrate.Tests.Discovery.Http;

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

/// <summary>A vCenter Server that answers as it is told. It rejects requests that no client of ours may send.</summary>
internal sealed class SdkServer : IDisposable
{
    private readonly RawHttpServer _server;
    private readonly Func<SdkRequest, SdkAnswer> _answer;
    private readonly ConcurrentQueue<SdkRequest> _requests = new();
    private int _number;

    public SdkServer(Func<SdkRequest, SdkAnswer> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _server = new RawHttpServer(ServeAsync, certificate).Start();
    }

    public string Address => _server.Address;

    public IReadOnlyList<SdkRequest> Requests => _requests.ToList();

    public int Count(string method) => Requests.Count(request => request.Method == method);

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(RawHttpConnection connection)
    {
        while (await connection.ReadAsync() is { } raw)
        {
            var request = Named(raw);
            _requests.Enqueue(request);
            if (!await WriteAsync(connection, Answer(request)))
                return;
        }
    }

    private SdkRequest Named(RawHttpRequest request)
    {
        // To a proxy the whole address is sent.
        var line = request.Line.Split(' ');
        var target = new Uri(new Uri("http://server"), line[1]).PathAndQuery;
        var method = target == "/sdk" ? Wire.MethodOf(request.Body) : line[0] + " " + target;
        return new SdkRequest(Interlocked.Increment(ref _number), method, request.Body, request.Headers);
    }

    private SdkAnswer Answer(SdkRequest request)
    {
        var isOurs = request.Method.Contains(" /", StringComparison.Ordinal)
            ? request.Headers.GetValueOrDefault("accept") == "application/json"
                && request.Headers.GetValueOrDefault("content-type", "application/json") == "application/json"
            : request.Headers.GetValueOrDefault("soapaction", "").StartsWith("\"urn:vim25", StringComparison.Ordinal)
                && request.Headers.GetValueOrDefault("content-type", "") == "text/xml; charset=utf-8";
        return isOurs ? _answer(request)
            : new SdkAnswer { Status = 400, ContentType = "text/plain", Body = "not SOAP" };
    }

    private static async Task<bool> WriteAsync(RawHttpConnection connection, SdkAnswer answer)
    {
        if (answer.IsSilent)
            await connection.SilenceAsync();
        if (answer.IsDropped)
            return false;
        var body = answer.IsPacked ? Packed(answer) : Encoding.UTF8.GetBytes(answer.Body);
        var isOpenEnded = answer.Trickle is not null || answer.EndlessHead is not null;
        var length = isOpenEnded ? "Connection: close" : FormattableString.Invariant($"Content-Length: {body.Length}");
        if (answer.IsPacked)
            length += "\r\nContent-Encoding: gzip";
        var cookie = answer.Cookie is null ? "" : "Set-Cookie: " + answer.Cookie + "\r\n";
        await connection.SendAsync(FormattableString.Invariant($"HTTP/1.1 {answer.Status} X\r\n")
            + $"Content-Type: {answer.ContentType}\r\n{cookie}{length}\r\n\r\n{answer.EndlessHead}");
        if (answer.IsCut || answer.Midway is not null)
        {
            await connection.SendAsync(body.AsMemory(0, Math.Min(200, body.Length / 2)));
            if (answer.IsCut)
                return false;
            answer.Midway!();
            await connection.SilenceAsync();
        }
        while (answer.EndlessHead is not null)
            await connection.SendAsync(body);
        for (var at = 0; answer.Trickle is TimeSpan pause; at = (at + 1) % body.Length)
        {
            await connection.SendAsync(body.AsMemory(at, 1));
            await Task.Delay(pause, connection.Closing);
        }
        await connection.SendAsync(body);
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
