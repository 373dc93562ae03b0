using System.Net;
using System.Text;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>
/// What the other tests stand on: the simulated estate is varied, the same each time, and its front is strict.
/// </summary>
public sealed class VcsimTests
{
    [PeerFact]
    public void An_estate_is_the_same_at_each_start_and_through_both_doors()
    {
        using var first = Vcsim.Start("-machines", "100", "-page", "30");
        using var second = Vcsim.Start("-machines", "100", "-tls=false");

        var direct = Traits(first.Direct);

        Assert.Equal(100, direct.Count);
        Assert.Equal(direct, Traits(first.Front));
        Assert.Equal(direct, Traits(second.Direct));
        Assert.True(direct.Distinct().Count() > 90);
    }

    [PeerTheory]
    [InlineData("<Login xmlns='urn:vim25'><_this type='SessionManager'>SessionManager</_this><password>b</password><userName>a</userName></Login>", "before")]
    [InlineData("<Login xmlns='urn:vim25'><_this type='SessionManager'>SessionManager</_this><userName>a</userName></Login>", "password is missing")]
    [InlineData("<Login xmlns='urn:vim25'><_this type='SessionManager'>SessionManager</_this><userName>a</userName><password>b</password><hint>c</hint></Login>", "unknown element hint")]
    [InlineData("<Login><_this type='SessionManager'>SessionManager</_this><userName>a</userName><password>b</password></Login>", "namespace")]
    [InlineData("<RetrieveServiceContent xmlns='urn:vim25'><_this>ServiceInstance</_this></RetrieveServiceContent>",
        "no attribute type")]
    public async Task Front_rejects_what_breaks_the_schema(string body, string reason)
    {
        using var vcsim = Vcsim.Start("-machines", "1");
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var client = new HttpClient(handler);
        using var content = new StringContent(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>" + body
                + "</e:Body></e:Envelope>",
            Encoding.UTF8, "text/xml");
        content.Headers.Add("SOAPAction", "urn:vim25/6.5");

        var answer = await client.PostAsync(vcsim.Front, content);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await vcsim.CallsAsync())["rejected"]);
    }

    private static List<string> Traits(Uri address) =>
    [
        .. new Govc(address)
        .Collect("VirtualMachine", "name", "config.hardware", "config.uuid", "guest.net", "runtime.powerState")
            .OrderBy(machine => machine.Value.Text("config.uuid"), StringComparer.Ordinal)
            .Select(machine => string.Join('|', machine.Value.Properties
                .OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => property.Key == "config.hardware" ? Hardware(property.Value)
                    : property.Value.GetRawText())))
    ];

    // Without the datastores' ids, which are folders of this start.
    private static string Hardware(System.Text.Json.JsonElement hardware) => string.Join(
        ';', hardware.GetProperty("Device").EnumerateArray().Select(device =>
            device.GetProperty("Key")
            .GetRawText() + (device.TryGetProperty("CapacityInKB", out var capacity) ? capacity.GetRawText() : "")));
}
