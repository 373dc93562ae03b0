using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AzMigrate.Discovery.Cim;
using AzMigrate.Tests.Discovery.Cim;
using AzMigrate.Tests.Discovery.HyperV;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AzMigrate.Bench.Estates;

/// <summary>
/// Hyper-V hosts on loopback, one an address, that speak enough of WS-Management for the product's client. What was
/// answered once is answered the same again without any work, so that little of what is measured is the hosts' own.
/// </summary>
internal sealed class HyperVHosts : IAsyncDisposable
{
    public const int Port = 45986;
    private const int PageRows = 500;
    private const string Envelope = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Header/><s:Body>""";
    private const string End = "</s:Body></s:Envelope>";

    private readonly FakeCimClient[] _hosts;
    private readonly ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(int Host, byte[] Body)> _recorded = new();
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly WebApplication _server;

    public HyperVHosts(int hosts, int machines)
    {
        _hosts = [.. Enumerable.Range(0, hosts)
            .Select(host => new RecordedHost($"hv{host + 1}", Machines(host, hosts, machines)).Client())];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            for (var host = 0; host < hosts; host++)
                kestrel.Listen(IPAddress.Parse(Address(host)), Port, listen => listen.UseHttps(_certificate));
        });
        _server = builder.Build();
        _server.MapPost("/wsman", AnswerAsync);
        _server.StartAsync().GetAwaiter().GetResult();
    }

    public string Thumbprint => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    /// <summary>Time that every answer takes longer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether requests are kept.</summary>
    public bool IsRecording { get; set; }

    public static string Address(int host) => $"127.0.0.{host + 1}";

    /// <summary>Writes the requests that were kept, a file a host.</summary>
    public void Save(string folder)
    {
        foreach (var host in _recorded.GroupBy(request => request.Host))
        {
            using var file = new BinaryWriter(File.Create(Path.Combine(folder, $"{host.Key}.requests")));
            foreach (var request in host)
            {
                file.Write(request.Body.Length);
                file.Write(request.Body);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private static RecordedVm[] Machines(int host, int hosts, int machines) => [.. Enumerable.Range(0, machines)
        .Where(number => number % hosts == host)
        .Select(number => new RecordedVm(new Guid(number + 1, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8), $"vm{number}")
        {
            Disks = [$@"C:\ClusterStorage\Volume1\vm{number}\os_127.vhdx",
                $@"C:\ClusterStorage\Volume1\vm{number}\data_500.vhdx"],
            Guest = [("OSName", "Windows Server 2019 Datacenter"),
                ("FullyQualifiedDomainName", $"vm{number}.corp.example"), ("OSVersion", "10.0.17763")],
        })];

    private async Task AnswerAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        var host = context.Connection.LocalIpAddress!.GetAddressBytes()[3] - 1;
        if (IsRecording)
            _recorded.Enqueue((host, bytes.ToArray()));
        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        var key = host + text[text.IndexOf("<s:Body>", StringComparison.Ordinal)..] + Resource(text);
        if (!_answers.TryGetValue(key, out var answer))
            _answers[key] = answer = Encoding.UTF8.GetBytes(Envelope + await AnswerAsync(host, text) + End);
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay);
        context.Response.ContentType = "application/soap+xml;charset=UTF-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    private async Task<string> AnswerAsync(int host, string text)
    {
        var resource = Resource(text);
        var slash = resource.LastIndexOf('/');
        var at = text.IndexOf("_INPUT", StringComparison.Ordinal);
        if (at > 0)
        {
            var path = WebUtility.HtmlDecode(Between(text, "<p:Path>", "</p:Path>"));
            var output = await _hosts[host]
                .InvokeAsync(resource[..slash], resource[(slash + 1)..], new Dictionary<string, string>(),
                "GetVirtualHardDiskSettingData", new Dictionary<string, object?> { ["Path"] = path }, default);
            return Element("GetVirtualHardDiskSettingData_OUTPUT", output);
        }

        var pulled = Between(text, "<n:EnumerationContext>", "</n:EnumerationContext>").Split('|');
        var wql = pulled.Length == 2 ? Encoding.UTF8.GetString(Convert.FromBase64String(pulled[0]))
            : WebUtility.HtmlDecode(Between(text, "WQL\">", "</w:Filter>"));
        var from = pulled.Length == 2 ? int.Parse(pulled[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        var rows = new List<CimRow>();
        try
        {
            await foreach (var row in _hosts[host].QueryAsync(resource[..slash], wql, default))
                rows.Add(row);
        }
        catch (MigrateException)
        {
            return Fault;
        }

        var name = pulled.Length == 2 ? "PullResponse" : "EnumerateResponse";
        var items = string.Concat(rows.Skip(from).Take(PageRows).Select(row => Element("XmlFragment", row, "w:")));
        var next = from + PageRows < rows.Count
            ? $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(wql))}|{from + PageRows}" : "";
        return $"<n:{name}><n:EnumerationContext>{next}</n:EnumerationContext><w:Items>{items}</w:Items>{(next.Length == 0 ? "<w:EndOfSequence/>" : "")}</n:{name}>";
    }

    // There is no cluster here, which is all that is asked in vain.
    private const string Fault = """<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">Invalid namespace</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150858819"><f:Message><f:ProviderFault><f:ExtendedError><p:MSFT_WmiError xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/microsoft/windows/powershellv3/MSFT_WmiError"><p:CIMStatusCode>3</p:CIMStatusCode><p:error_Code>2147749902</p:error_Code></p:MSFT_WmiError></f:ExtendedError></f:ProviderFault></f:Message></f:WSManFault></s:Detail></s:Fault>""";

    private static string Element(string name, CimRow row, string prefix = "") =>
        $"<{prefix}{name}>" + string.Concat(
            row.Values.SelectMany(value => (value.Value as IReadOnlyList<object?> ?? [value.Value])
                .Select(item => item is null ? $"<{value.Key} xsi:nil=\"true\"/>"
                    : $"<{value.Key}>{System.Security.SecurityElement.Escape(CimValue.ToText(item))}</{value.Key}>")))
        + $"</{prefix}{name}>";

    private static string Resource(string text) =>
        Between(text[text.IndexOf("<w:ResourceURI", StringComparison.Ordinal)..], "wsman/1/wmi/", "<");

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
            return "";
        start += before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
