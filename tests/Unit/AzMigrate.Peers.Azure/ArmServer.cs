using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AzMigrate.Peers.Azure;

/// <summary>
/// A stand-in of Azure Resource Manager on loopback, over TLS with a certificate of its own. It keeps resources in
/// memory, takes time for what takes time, and breaks requests at random by a seed.
/// </summary>
public sealed class ArmServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ArmWork> _works = new();
    private readonly Lock _turn = new();
    private readonly Random _chance;
    private readonly ArmFaults _faults;

    private ArmServer(WebApplication app, ArmEstate estate, ArmFaults faults, X509Certificate2 certificate)
    {
        (_app, Estate, _faults, _chance, Certificate) = (app, estate, faults, new Random(faults.Seed), certificate);
        app.Run(AnswerAsync);
    }

    /// <summary>What is there.</summary>
    public ArmEstate Estate { get; }

    /// <summary>The server's certificate, which signs itself.</summary>
    public X509Certificate2 Certificate { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Requests that the real one would refuse, or that break its types; each with the reason.</summary>
    public ConcurrentQueue<string> Rejections { get; } = new();

    /// <summary>Requests that came, such as <c>PUT /subscriptions/…</c>; those that were broken too.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="blobEndpoint">Address of the emulator's account.</param>
    /// <param name="accountKey">The account's key.</param>
    /// <param name="faults">What goes wrong; null for nothing.</param>
    public static async Task<ArmServer> StartAsync(Uri blobEndpoint, string accountKey, ArmFaults? faults = null)
    {
        var certificate = MakeCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = new ArmServer(
            builder.Build(), new ArmEstate(blobEndpoint, accountKey), faults ?? ArmFaults.None, certificate);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var fault = NextFault();
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (fault == ArmFault.DroppedBefore)
        {
            context.Abort();
            return;
        }
        if (fault is ArmFault.TooManyRequests or ArmFault.ServiceUnavailable or ArmFault.OperationTimedOut)
        {
            context.Response.Headers["retry-after-ms"] = "2";
            await WriteAsync(context, fault switch
            {
                ArmFault.TooManyRequests => ArmAnswer.Error(429, "TooManyRequests", "The request is throttled."),
                ArmFault.ServiceUnavailable => ArmAnswer.Error(503, "ServerBusy", "The server is busy."),
                _ => ArmAnswer.Error(500, "OperationTimedOut", "The operation timed out."),
            });
            return;
        }
        using var body = await BodyAsync(context.Request);
        var answer = Answer(context, body);
        if (fault == ArmFault.DroppedAfter)
            context.Abort();
        else
            await WriteAsync(context, answer);
    }

    private ArmAnswer Answer(HttpContext context, JsonDocument? body)
    {
        var request = context.Request;
        lock (_turn)
        {
            if (!request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
                return Refused(context, ArmAnswer.Error(401, "AuthenticationFailed", "There is no token."));
            // Work goes on also where nobody asks for it any more.
            foreach (var work in _works.Values)
                work.Go();
            var path = Uri.UnescapeDataString(request.Path.Value!);
            if (path.StartsWith("/works/", StringComparison.Ordinal))
                return Poll(path);
            var asked = new ArmRequest
            {
                Method = request.Method,
                Path = path,
                ApiVersion = request.Query["api-version"].ToString(),
                Filter = request.Query["$filter"].ToString(),
                Body = body?.RootElement,
            }.Resolved();
            var answer = Estate.Answer(asked);
            if (answer.Status is >= 400 and not 404)
                Refused(context, answer);
            if (answer.Work is not null)
                Begin(context, answer);
            return answer;
        }
    }

    private ArmAnswer Refused(HttpContext context, ArmAnswer answer)
    {
        Rejections.Enqueue($"{context.Request.Method} {context.Request.Path}: {answer.Body?.ToJsonString()}");
        return answer;
    }

    // PUT is told by its operation alone; POST and DELETE by the location too, as the kinds of real ones do.
    private void Begin(HttpContext context, ArmAnswer answer)
    {
        var id = Guid.NewGuid().ToString("N");
        _works[id] = new ArmWork(_chance.Next(_faults.MaxPolls), answer.Work!);
        context.Response.Headers["Azure-AsyncOperation"] = $"{Address}works/{id}/status";
        if (context.Request.Method != "PUT")
            context.Response.Headers.Location = $"{Address}works/{id}/result";
    }

    private ArmAnswer Poll(string path)
    {
        var parts = path.Trim('/').Split('/');
        if (!_works.TryGetValue(parts[1], out var work))
            return ArmAnswer.Error(404, "NotFound", "There is no such work.");
        if (parts[2] == "status")
            return new ArmAnswer(200, work.Status());
        return work.HasEnded ? new ArmAnswer(work.Result is null ? 204 : 200, work.Result?.DeepClone())
            : new ArmAnswer(202);
    }

    private ArmFault NextFault()
    {
        lock (_turn)
            return _chance.NextDouble() >= _faults.Share ? ArmFault.None : (ArmFault)_chance.Next(1, 6);
    }

    private static async Task<JsonDocument?> BodyAsync(HttpRequest request) =>
        request.ContentLength is > 0 ? await JsonDocument.ParseAsync(request.Body) : null;

    private static async Task WriteAsync(HttpContext context, ArmAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is null)
            return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }
}
