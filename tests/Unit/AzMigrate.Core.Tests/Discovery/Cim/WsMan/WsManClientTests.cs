using System.Security;
using System.Text;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Cim.WsMan;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Tests.Discovery.Cim.WsMan;

/// <summary>
/// Our WS-Management client against a listener that is strict about the protocol, and against hostile ones.
/// </summary>
public sealed class WsManClientTests
{
    private static readonly Dictionary<string, string> NoKeys = [];

    [Theory]
    [InlineData(1, 32_000, true)]
    [InlineData(500, 32_000, true)]
    [InlineData(500, 20, true)]
    [InlineData(7, 32_000, false)]
    public async Task All_rows_come_once_and_in_order_whatever_the_pages(int asked, int served, bool optimizes)
    {
        using var server = new WsManServer(Rows(1234));
        server.Service.MaxBatchItems = served;
        server.Service.OptimizesEnumeration = optimizes;
        await using var client = Client(server, limits: new WsManLimits { PageRows = asked });

        var rows = await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 1234).Select(each => (ulong?)each),
            rows.Select(row => row.GetUInt64("Index")));
        Assert.Equal(0, server.Service.OpenContexts);
        Assert.DoesNotContain("Release", server.Service.Actions);
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task A_query_that_is_left_is_released()
    {
        using var server = new WsManServer(Rows(100));
        await using var client = Client(server, limits: new WsManLimits { PageRows = 10 });

        Assert.Equal(15, await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).Take(15)
            .CountAsync());

        Assert.Equal(["Enumerate", "Pull", "Release"], server.Service.Actions);
        Assert.Equal(0, server.Service.OpenContexts);
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task A_query_that_is_cancelled_ends_and_is_released()
    {
        using var server = new WsManServer(Rows(100));
        await using var client = Client(server, limits: new WsManLimits { PageRows = 10 });
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var row in client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", cancel.Token))
                await cancel.CancelAsync();
        });

        Assert.Equal(["Enumerate", "Release"], server.Service.Actions);
        Assert.Equal(0, server.Service.OpenContexts);
    }

    [Fact]
    public async Task Values_of_all_kinds_are_read()
    {
        var cim = new FakeCimClient().Add("root/cimv2", "Win32_Kinds", [
            ("Text", " a < b & \"c\" \u00e9\u4e16 "), ("Nothing", null), ("Empty", ""),
            ("Number", 18446744073709551615UL), ("Flag", true),
            ("List", new[] { "x", "y" }), ("One", new[] { "x" }), ("None", Array.Empty<string>()),
            ("When", new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.Zero)), ("Span", TimeSpan.FromHours(26.5)),
            ("Ref", FakeCimClient.Row("Win32_DiskPartition", ("DeviceID", "Disk #0, Partition #1")))]);
        using var server = new WsManServer(cim);
        await using var client = Client(server);

        foreach (var wql in new[] { "SELECT * FROM Win32_Kinds",
            "SELECT Text, Nothing, Empty, Number, Flag, List, One, None, When, Span, Ref FROM Win32_Kinds" })
        {
            var row = await client.QueryAsync(@"ROOT\CIMV2", wql, default).SingleAsync();
            Assert.Equal("Win32_Kinds", row.ClassName);
            Assert.Equal(" a < b & \"c\" \u00e9\u4e16 ", row.GetString("text"));
            Assert.Null(row.GetString("Nothing"));
            Assert.Equal("", row.GetString("Empty"));
            Assert.Equal(ulong.MaxValue, row.GetUInt64("Number"));
            Assert.True(row.GetBoolean("Flag"));
            Assert.Equal(["x", "y"], row.GetStrings("List")!);
            Assert.Equal(["x"], row.GetStrings("One")!);
            Assert.Null(row.GetStrings("None"));
            Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.Zero), row.GetTime("When"));
            Assert.Equal(TimeSpan.FromHours(26.5), row.GetInterval("Span"));
            Assert.Equal("Win32_DiskPartition", row.GetRow("Ref")!.ClassName);
            Assert.Equal("Disk #0, Partition #1", row.GetRow("Ref")!.GetString("DeviceID"));
            Assert.Empty(row.Unreadable);
        }
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task An_instance_within_an_instance_is_a_row()
    {
        using var server = new WsManServer(Rows(0));
        server.Surprise = _ => new WsManSurprise
        {
            Body = Response("""
                <w:Items><p:Msvm_X xmlns:p="urn:x" xsi:type="p:Msvm_X_Type"><p:Setting xsi:type="p:Msvm_Y_Type"><p:Path>C:\a.vhdx</p:Path>
                <p:Sizes>1</p:Sizes><p:Sizes>2</p:Sizes></p:Setting></p:Msvm_X></w:Items><w:EndOfSequence/>
                """),
        };
        await using var client = Client(server);

        var setting = (await client.QueryAsync("root/v2", "SELECT * FROM Msvm_X", default).SingleAsync())
            .GetRow("Setting")!;

        Assert.Equal("Msvm_Y", setting.ClassName);
        Assert.Equal(@"C:\a.vhdx", setting.GetString("Path"));
        Assert.Equal([1UL, 2UL], setting.GetUInt64s("Sizes")!);
    }

    [Fact]
    public async Task A_method_takes_keys_arguments_and_arrays_and_gives_results()
    {
        var cim = new FakeCimClient().Add("root/virtualization/v2", "Msvm_ImageManagementService", [("Name", "vhdsvc")])
            .On("Msvm_ImageManagementService", "GetVirtualHardDiskSettingData", call => FakeCimClient.Row("",
                ("ReturnValue", 0), ("Paths", call.Arguments["Path"]), ("SettingData", "<INSTANCE CLASSNAME=\"X\"/>"),
                ("Job", null)));
        using var server = new WsManServer(cim);
        await using var client = Client(server);

        var answer = await client.InvokeAsync("root/virtualization/v2", "Msvm_ImageManagementService",
            new Dictionary<string, string> { ["Name"] = "vhdsvc" }, "GetVirtualHardDiskSettingData",
            new Dictionary<string, object?> { ["Path"] = new[] { @"C:\ä & b.vhdx", "d" }, ["Force"] = true,
                ["Nil"] = null }, default);

        Assert.Equal(0UL, answer.GetUInt64("ReturnValue"));
        Assert.Equal([@"C:\ä & b.vhdx", "d"], answer.GetStrings("Paths")!);
        Assert.Equal("<INSTANCE CLASSNAME=\"X\"/>", answer.GetString("SettingData"));
        Assert.Null(answer.GetRow("Job"));
        Assert.Equal("true", cim.Calls.Single().Arguments["Force"]);
        Assert.Null(cim.Calls.Single().Arguments["Nil"]);
        Assert.Empty(server.Violations);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "SELECT * FROM Win32_Nothing", "CIM.ClassNotFound" },
        { "SELECT * FROM Win32_Denied", "CIM.AccessDenied" },
        { "SELECT * FROM Win32_Slow", "CIM.Timeout" },
        { "SELECT * FROM Win32_Busy", "CIM.QuotaExceeded" },
        { "SELECT * FROM Win32_Bad", "CIM.InvalidQuery" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_fault_has_its_code_and_says_what_to_do(string wql, string code)
    {
        var cim = Rows(1).Fail("Win32_Denied", CimErrors.AccessDenied("", ""))
            .Fail("Win32_Slow", CimErrors.Timeout("", "", default))
            .Fail("Win32_Busy", CimErrors.QuotaExceeded("", "")).Fail("Win32_Bad", CimErrors.InvalidQuery("", "", ""));
        using var server = new WsManServer(cim);
        await using var client = Client(server);

        var error = await Assert.ThrowsAsync<SourceException>(
            () => client.QueryAsync("root/cimv2", wql, default).CountAsync().AsTask());

        Assert.Equal(code, error.Code);
        Assert.Equal("127.0.0.1", error.Target);
        Assert.NotEmpty(error.Remedy!);
        Assert.DoesNotContain(WsManServer.Password, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespaces_instances_and_methods_that_are_not_there_have_their_codes()
    {
        using var server = new WsManServer(Rows(1));
        await using var client = Client(server);

        Assert.Equal("CIM.NamespaceNotFound", (await Assert.ThrowsAsync<SourceException>(
            () => client.QueryAsync("root/virtualization/v2", "SELECT * FROM Msvm_X", default).CountAsync()
                .AsTask())).Code);
        Assert.Equal("CIM.NotFound", (await Assert.ThrowsAsync<SourceException>(() => client.InvokeAsync(
            "root/cimv2", "Win32_Thing", new Dictionary<string, string> { ["Index"] = "77" }, "Stop",
            new Dictionary<string, object?>(), default))).Code);
        Assert.Equal("CIM.MethodNotFound", (await Assert.ThrowsAsync<SourceException>(() => client.InvokeAsync(
            "root/cimv2", "Win32_Thing", NoKeys, "Stop", new Dictionary<string, object?>(), default))).Code);
    }

    [Theory]
    [InlineData(CimAuthentication.Basic, "reader")]
    [InlineData(CimAuthentication.Negotiate, "CORP\\reader")]
    [InlineData(CimAuthentication.Negotiate, "reader")]
    public async Task A_login_lasts_for_all_questions_of_a_connection(CimAuthentication authentication, string user)
    {
        using var server = new WsManServer(Rows(30));
        await using var client = Client(server, authentication, user, limits: new WsManLimits { PageRows = 10 });

        Assert.Equal(30, await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).CountAsync());
        Assert.Equal(30, await client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).CountAsync());

        Assert.Equal(0, server.RefusedLogins);
        Assert.Equal(1, server.Connections);
        Assert.Equal(authentication == CimAuthentication.Negotiate ? 1 : 6, server.Logins);
        Assert.Empty(server.Violations);
    }

    [Theory]
    [InlineData(CimAuthentication.Basic)]
    [InlineData(CimAuthentication.Negotiate)]
    public async Task A_wrong_password_is_tried_once_however_many_ask(CimAuthentication authentication)
    {
        using var server = new WsManServer(Rows(1));
        await using var client = Client(server, authentication, password: "wrong");

        var errors = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Assert.ThrowsAsync<SourceException>(
            () => client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).CountAsync().AsTask())));

        Assert.All(errors, error => Assert.Equal("Source.LoginFailed", error.Code));
        Assert.Equal(1, server.RefusedLogins);
        Assert.Empty(server.Service.Actions);
    }

    [Fact]
    public async Task What_is_not_offered_is_named_and_no_password_is_sent()
    {
        using var server = new WsManServer(Rows(1)) { Offered = ["Kerberos", "Basic realm=\"WSMAN\""] };
        await using var client = Client(server, CimAuthentication.Negotiate);

        var error = await Refused(client);

        Assert.Equal("Source.AuthenticationNotOffered", error.Code);
        Assert.Contains("it offers Kerberos, Basic", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.RefusedLogins);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_needs_its_thumbprint()
    {
        using var server = new WsManServer(Rows(1));
        await using var trusting = Client(server, thumbprint: null);
        await using var other = Client(server, thumbprint: new string('A', 64));

        var unknown = await Refused(trusting);

        Assert.Equal("Source.CertificateInvalid", unknown.Code);
        Assert.Contains(server.Thumbprint, unknown.Remedy!, StringComparison.Ordinal);
        Assert.Equal("Source.CertificateInvalid", (await Refused(other)).Code);
        Assert.Equal(0, server.Logins + server.RefusedLogins);
    }

    public static TheoryData<string, WsManSurpriseCase> Surprises => new()
    {
        { "Source.NotWinRM", new("a web page", new() { ContentType = "text/html", Body = "<html/>" }) },
        { "Source.NotWinRM", new("no such path", new() { Status = 404, ContentType = "text/html" }) },
        { "Source.NotWinRM",
            new("another SOAP", new() { Body = "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>" }) },
        { "Source.Unreachable", new("not ready", new() { Status = 503, ContentType = "text/html" }) },
        { "CIM.QuotaExceeded", new("too large", new() { Status = 413, ContentType = "text/html" }) },
        { "CIM.AccessDenied", new("no right to use WinRM", new() { Status = 403, ContentType = "text/html" }) },
        { "Source.AnswerInvalid", new("no XML", new() { Body = "EOF" }) },
        { "Source.AnswerInvalid",
            new("a DTD", new() { Body = "<!DOCTYPE s [<!ENTITY a 'b'>]>" + Response("<w:Items/>") }) },
        { "Source.AnswerInvalid",
            new("no body", new() { Body = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>" }) },
        { "Source.AnswerInvalid", new("an empty body",
            new() { Body = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>" }) },
        { "Source.AnswerInvalid",
            new("another answer", new() { Body = Response("").Replace("EnumerateResponse", "IdentifyResponse") }) },
        { "Source.AnswerInvalid", new("neither end nor context", new() { Body = Response("<w:Items/>") }) },
        { "Source.AnswerInvalid",
            new("a response without content",
            new() { Body = Response("").Replace("><n:EnumerateResponse></n:EnumerateResponse>",
            "><n:EnumerateResponse/>") }) },
        { "Source.AnswerInvalid",
            new("an XML cut within",
            new() { Body = Response("<w:Items><p:X xmlns:p='x'><p:A>1</p:A></p:X></w:Items>")[..^70] }) },
        { "Source.Unreachable",
            new("a body cut off", new() { Body = Response("<w:Items/><w:EndOfSequence/>"), CutAfter = 300 }) },
        { "Source.AnswerInvalid",
            new("deep", new() { Body = Response("<w:Items><X>" + string.Concat(Enumerable.Repeat("<a>", 50_000))),
            Endless = "<a>" }) },
        { "Source.AnswerInvalid",
            new("endless items", new() { Body = Response("")[..^44] + "<w:Items>", Endless = "<X><A>1</A></X>" }) },
        { "Source.AnswerInvalid",
            new("an endless text", new() { Body = Response("")[..^44] + "<w:Items><X><A>", Endless = "aaaaaaaa" }) },
        { "Source.AnswerInvalid",
            new("an endless attribute", new() { Body = "<s:Envelope a='", Endless = "aaaaaaaa" }) },
    };

    [Theory]
    [MemberData(nameof(Surprises))]
    public async Task What_no_listener_sends_is_refused(string code, WsManSurpriseCase surprise)
    {
        using var server = new WsManServer(Rows(1));
        server.Surprise = _ => surprise.Surprise;
        await using var client = Client(server);

        var error = await Refused(client);

        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Remedy!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<p:X xmlns:p='x'><p:A>1</p:A></p:X>")]
    public async Task A_query_that_never_ends_is_ended(string item)
    {
        using var server = new WsManServer(Rows(1));
        server.Surprise = action => action == "Release" ? null : new WsManSurprise
        {
            Body = Response($"<n:EnumerationContext>uuid:1</n:EnumerationContext><n:Items>{item}</n:Items>"),
        };
        await using var client = Client(server, limits: new WsManLimits { MostRows = 1000 });

        var error = await Refused(client);

        Assert.Equal("Source.AnswerInvalid", error.Code);
        Assert.Contains("does not come to an end", error.Message, StringComparison.Ordinal);
        Assert.Equal(["Release"], server.Service.Actions);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_left_after_its_time()
    {
        using var server = new WsManServer(Rows(1));
        server.Surprise = _ => new WsManSurprise { IsSilent = true };
        await using var client = Client(server, limits: new WsManLimits { Grace = TimeSpan.FromMilliseconds(100) },
            timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal("Source.Unreachable", (await Refused(client)).Code);
    }

    [Fact]
    public async Task A_silent_server_does_not_hold_a_cancellation()
    {
        using var server = new WsManServer(Rows(1));
        server.Surprise = _ => new WsManSurprise { IsSilent = true };
        await using var client = Client(server);
        using var cancel = new CancellationTokenSource();
        var asking = client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", cancel.Token).CountAsync().AsTask();
        SpinWait.SpinUntil(() => server.Logins > 0);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(2150858770U, "wsa:DestinationUnreachable", "", "CIM.NotFound")]
    [InlineData(32768U, "a:DestinationUnreachable", "", "CIM.NotFound")]
    [InlineData(5U, "w:AccessDenied", "", "CIM.AccessDenied")]
    [InlineData(2150858999U, "w:InternalError", "HRESULT 0x80041003", "CIM.AccessDenied")]
    [InlineData(1U, "w:InternalError", "something else 0x8ZZZ", "CIM.Failed")]
    public void Faults_of_old_and_new_servers(uint number, string subcode, string words, string code)
    {
        var body = WsManService.Fault("uuid:1", "s:Sender", subcode, number, words).Body;
        using var xml = new AnswerXml(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        while (xml.Name != "Fault")
            Assert.True(xml.Read());
        var question = new CimQuestion("srv1", "root/cimv2", "Win32_X", null, "Stop", TimeSpan.FromSeconds(1));

        Assert.Equal(code, WsManFault.Read(xml).ToError(question).Code);
    }

    [Theory]
    [InlineData("", "31d6cfe0d16ae931b73c59d7e0c089c0")]
    [InlineData("message digest", "d9130a8164549fe818874806e1c7014b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "e33b4ddc9c38f2199c3e7b164fcc0536")]
    public void The_peers_MD4_is_that_of_RFC_1320(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Md4.HashData(System.Text.Encoding.ASCII.GetBytes(text))));

    private static async Task<SourceException> Refused(WsManClient client) => await Assert.ThrowsAsync<SourceException>(
        () => client.QueryAsync("root/cimv2", "SELECT * FROM Win32_Thing", default).CountAsync().AsTask());

    private static FakeCimClient Rows(int count) => new FakeCimClient().Add("root/cimv2", "Win32_Thing",
        Enumerable.Range(0, count)
            .Select(each => FakeCimClient.Row("Win32_Thing", ("Index", each), ("Name", "thing " + each))));

    internal static WsManClient Client(
        WsManServer server, CimAuthentication authentication = CimAuthentication.Basic, string user = WsManServer.User,
        string password = WsManServer.Password, string? thumbprint = "server's", WsManLimits? limits = null,
        TimeSpan? timeout = null) =>
        new("127.0.0.1", Settings(server, authentication) with
        {
            CertificateThumbprint = thumbprint == "server's" ? server.Thumbprint : thumbprint,
            Timeout = timeout ?? TimeSpan.FromMinutes(5),
        }, Credential(user, password), null, (limits ?? new WsManLimits()) with
        {
            // Time enough to end a query on the busiest machine.
            Release = TimeSpan.FromMinutes(5), ReleaseAfterCancel = TimeSpan.FromMinutes(5),
        });

    internal static CimSettings Settings(
        WsManServer server, CimAuthentication authentication = CimAuthentication.Basic) => new()
    {
        UseSsl = true,
        Port = server.Port,
        Authentication = authentication,
        CertificateThumbprint = server.Thumbprint,
    };

    internal static SourceCredential Credential(string user = WsManServer.User, string password = WsManServer.Password)
    {
        var secret = new SecureString();
        foreach (var character in password)
            secret.AppendChar(character);
        return new SourceCredential(user, secret);
    }

    private static string Response(string content) =>
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd' "
        + "xmlns:n='http://schemas.xmlsoap.org/ws/2004/09/enumeration' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
        + $"<s:Header/><s:Body><n:EnumerateResponse>{content}</n:EnumerateResponse></s:Body></s:Envelope>";

    /// <summary>A surprise with a name.</summary>
    public sealed class WsManSurpriseCase
    {
        private readonly string _name;

        internal WsManSurpriseCase(string name, WsManSurprise surprise) => (_name, Surprise) = (name, surprise);

        internal WsManSurprise Surprise { get; }

        public override string ToString() => _name;
    }
}
