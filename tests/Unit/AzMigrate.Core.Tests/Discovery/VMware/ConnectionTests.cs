using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class ConnectionTests
{
    [Fact]
    public async Task An_idle_session_is_kept_even_after_a_call_for_it_failed()
    {
        var estate = Estate.Of(1);
        var calls = 0;
        var kept = new TaskCompletionSource();
        estate.Instead = request =>
        {
            if (request.Method != "CurrentTime")
                return null;
            if (++calls == 3)
                kept.SetResult();
            return calls == 1 ? Wire.Fault("RuntimeFault")
                : Wire.Ok("CurrentTime", "<returnval>2026-11-22T17:24:21Z</returnval>");
        };
        using var server = new SdkServer(estate.Answer);
        await using var client = Wire.Client(server, Wire.Hasty with { KeepAlive = TimeSpan.FromMilliseconds(20) });

        await client.LoginAsync(CancellationToken.None);
        await kept.Task;

        Assert.Equal(1, server.Count("Login"));
    }

    [Fact]
    public async Task A_packed_answer_is_unpacked_and_a_broken_one_told()
    {
        var estate = Estate.Of(3);
        var isBroken = false;
        estate.Instead = request => request.Method != "RetrievePropertiesEx" ? null
            : estate.Usual(request) with { IsPacked = true, IsBrokenPack = isBroken };
        using var server = new SdkServer(estate.Answer);

        Assert.Equal(3, (await DiscoverAsync(Wire.Client(server))).Count);
        Assert.All(server.Requests,
            request => Assert.Equal("gzip", request.Headers.GetValueOrDefault("accept-encoding")));

        isBroken = true;
        var error = await Assert.ThrowsAsync<SourceException>(() => DiscoverAsync(Wire.Client(server)));
        Assert.Equal("Source.AnswerInvalid", error.Code);
    }

    [Fact]
    public async Task A_proxy_is_gone_through_and_its_refusal_told()
    {
        var estate = Estate.Of(3);
        var isRefused = false;
        estate.Instead = _ =>
            isRefused ? new SdkAnswer { Status = 407, ContentType = "text/html", Body = "who?" } : null;
        using var server = new SdkServer(estate.Answer);
        // Nothing listens at the server's own address.
        var connection = new VMwareConnection { Server = "http://localhost:1", Proxy = new Uri(server.Address) };

        Assert.Equal(3, (await DiscoverAsync(new VimClient(connection, Wire.Credential(), null, Wire.Hasty))).Count);

        isRefused = true;
        var error = await Assert.ThrowsAsync<SourceException>(
            () => DiscoverAsync(new VimClient(connection, Wire.Credential(), null, Wire.Hasty)));
        Assert.Equal("Source.Unreachable", error.Code);
        Assert.Contains("proxy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "dbed6e0c-bd88-4ef6-b594-21283e1c677f")]
    [InlineData(false, "4c4c4544-0042-3510-8053-b4c04f503233")]
    public async Task A_server_is_known_by_its_own_id(bool isVCenter, string id)
    {
        var estate = Estate.Of(1);
        estate.Places += Estate.Object(
            "HostSystem", "ha-host",
            Estate.Property("summary.hardware.uuid", "xsd:string", "4c4c4544-0042-3510-8053-b4c04f503233"));
        estate.Instead = request => request.Method != "RetrieveServiceContent" || isVCenter ? null : new SdkAnswer
        {
            Body = Wire.Captured("RetrieveServiceContent")
                .Replace("VirtualCenter<", "HostAgent<", StringComparison.Ordinal)
                .Replace("<instanceUuid>dbed6e0c-bd88-4ef6-b594-21283e1c677f</instanceUuid>", "",
                    StringComparison.Ordinal),
        };
        using var server = new SdkServer(estate.Answer);
        await using var source = VMwareSource.Open(Wire.Client(server));

        Assert.Equal(id, await ((IIdentifiedSource)source).GetServerIdAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Any_number_of_properties_may_be_unknown()
    {
        var estate = Estate.Of(3);
        var unknown = (string[])["config.managedBy", "config.bootOptions", "guest.toolsVersion", "parentVApp",
            "config.firmware", "snapshot"];
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            && Array.Find(unknown,
                path => request.Body.Contains($"<pathSet>{path}</pathSet>", StringComparison.Ordinal)) is { } path
            ? Wire.Fault("InvalidProperty", $"<name>{path}</name>") : null;
        using var server = new SdkServer(estate.Answer);

        Assert.Equal(3, (await DiscoverAsync(Wire.Client(server))).Count);
    }

    [Fact]
    public async Task A_property_that_was_not_asked_for_is_not_left_out_for_ever()
    {
        var estate = Estate.Of(3);
        estate.Instead = request =>
            request.Method == "RetrievePropertiesEx" ? Wire.Fault("InvalidProperty", "<name>other</name>") : null;
        using var server = new SdkServer(estate.Answer);

        var error = await Assert.ThrowsAsync<VimFaultException>(() => DiscoverAsync(Wire.Client(server)));

        Assert.Equal("InvalidProperty", error.FaultType);
        Assert.Equal(1, server.Count("RetrievePropertiesEx"));
    }

    [Fact]
    public async Task A_view_that_is_always_gone_is_given_up()
    {
        var estate = Estate.Of(3);
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            ? Wire.Fault("ManagedObjectNotFound",
                $"""<obj type="ContainerView">session{request.Number}</obj>""") : null;
        using var server = new SdkServer(estate.Answer);

        var error = await Assert.ThrowsAsync<VimFaultException>(() => DiscoverAsync(Wire.Client(server)));

        Assert.Equal("ManagedObjectNotFound", error.FaultType);
    }

    private static async Task<List<DiscoveredItem>> DiscoverAsync(VimClient client)
    {
        await using var source = VMwareSource.Open(client);
        var items = new List<DiscoveredItem>();
        await foreach (var item in source.DiscoverAsync(
            new DiscoveryRequest { SourceName = "vc1" }, null, CancellationToken.None))
            items.Add(item);
        return items;
    }
}
