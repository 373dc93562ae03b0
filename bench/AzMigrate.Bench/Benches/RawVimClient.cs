using System.Security.Cryptography;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Peers;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// Sends a vCenter the requests of a discovery and throws its answers away: what is left of the time is the server's.
/// </summary>
internal sealed class RawVimClient : IDisposable
{
    private static readonly int PageObjects = new VimLimits().PageObjects;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private string? _cookie;
    private long _bytes;

    public RawVimClient(Uri address, string thumbprint)
    {
        _address = address;
        _http = new HttpClient(new HttpClientHandler
        {
            UseCookies = false,
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint,
        });
    }

    /// <summary>What the server is.</summary>
    public static VimServiceContent Content(Uri address, string thumbprint)
    {
        using var client = new RawVimClient(address, thumbprint);
        var answer = client.Ask("RetrieveServiceContent", new MoRef("ServiceInstance", "ServiceInstance"));
        var version = Regex.Match(answer, "<apiVersion>(.*?)<").Groups[1].Value;
        return new VimServiceContent(new VimValue(null, "",
        [
            new VimField("about", new VimValue(null, "", [new VimField("apiVersion", new VimValue(null, version))])),
            .. ((string[])["rootFolder", "sessionManager", "viewManager", "propertyCollector"])
                .Select(name => new VimField(name, new VimValue(Reference(answer, name)))),
        ]));
    }

    /// <summary>Sends all requests of a discovery.</summary>
    /// <returns>Bytes of the answers.</returns>
    public long ReceiveAll(string thumbprint)
    {
        var content = Content(_address, thumbprint);
        Ask("Login", content["sessionManager"],
            login => login.Text("userName", Vcsim.User).Text("password", Vcsim.Password));
        RetrieveView(content, Discovery.VMware.Machines.Places.Properties);
        var list = RetrieveView(content, [MachineProperties.None]);
        var machines = Regex.Matches(list, "type=\"(VirtualMachine)\">(.*?)<")
            .Select(found => new MoRef(found.Groups[1].Value, found.Groups[2].Value)).Chunk(PageObjects).ToList();
        var wanted = MachineProperties.For(content, includeNotes: false);
        Task<HttpResponseMessage>? ahead = null;
        for (var page = 0; page < machines.Count; page++)
        {
            var current = ahead ?? RetrieveAsync(content, wanted, machines[page]);
            ahead = page + 1 < machines.Count ? RetrieveAsync(content, wanted, machines[page + 1]) : null;
            Drain(current.GetAwaiter().GetResult());
        }
        Ask("Logout", content["sessionManager"]);
        return _bytes;
    }

    public void Dispose() => _http.Dispose();

    private string RetrieveView(VimServiceContent content, IReadOnlyList<VimPropertySet> properties)
    {
        var view = Reference(Ask("CreateContainerView", content["viewManager"], arguments =>
        {
            arguments.Reference("container", content.RootFolder);
            foreach (var set in properties)
                arguments.Text("type", set.Type);
            arguments.Flag("recursive", true);
        }), "returnval");
        var found = Ask("RetrievePropertiesEx", content["propertyCollector"], arguments => Write(
            arguments, properties, specification => specification.Object("objectSet", set => set
                .Reference("obj", view).Flag("skip", true)
                .Object("selectSet", traversal => traversal.Text("name", "view").Text("type", "ContainerView")
                    .Text("path", "view").Flag("skip", false), "TraversalSpec"))));
        Ask("DestroyView", view);
        return found;
    }

    private Task<HttpResponseMessage> RetrieveAsync(
        VimServiceContent content, VimPropertySet wanted, MoRef[] machines) => SendAsync(
        "RetrievePropertiesEx", content["propertyCollector"], arguments => Write(arguments, [wanted], specification =>
        {
            foreach (var machine in machines)
                specification.Object("objectSet", set => set.Reference("obj", machine));
            specification.Flag("reportMissingObjectsInResults", true);
        }));

    private static void Write(
        VimWriter arguments, IReadOnlyList<VimPropertySet> properties, Action<VimWriter> objects) => arguments
        .Object("specSet", specification =>
        {
            foreach (var set in properties)
            {
                specification.Object("propSet", wanted =>
                {
                    wanted.Text("type", set.Type);
                    foreach (var path in set.Paths)
                        wanted.Text("pathSet", path);
                });
            }
            objects(specification);
        })
        .Object("options", options => options.Number("maxObjects", PageObjects));

    private static MoRef Reference(string answer, string element)
    {
        var found = Regex.Match(answer, $"<{element}[^>]* type=\"(.*?)\"[^>]*>(.*?)<");
        return new MoRef(found.Groups[1].Value, found.Groups[2].Value);
    }

    private string Ask(string method, MoRef target, Action<VimWriter>? arguments = null)
    {
        using var response = SendAsync(method, target, arguments).GetAwaiter().GetResult();
        return response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
    }

    private void Drain(HttpResponseMessage response)
    {
        using (response)
        {
            using var stream = response.Content.ReadAsStream();
            var buffer = new byte[64 << 10];
            for (int count; (count = stream.Read(buffer)) > 0;)
                _bytes += count;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string method, MoRef target, Action<VimWriter>? arguments)
    {
        using var body = Soap.Request(method, target, arguments);
        using var content = new ByteArrayContent(body.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        content.Headers.ContentType = new("text/xml") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("SOAPAction", "\"urn:vim25/6.5\"");
        if (_cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", _cookie);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
            _cookie = cookies.First().Split(';')[0];
        return response;
    }
}
