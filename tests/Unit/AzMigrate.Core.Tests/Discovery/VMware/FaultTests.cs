using System.Collections.Concurrent;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>What a server may do to a discovery.</summary>
public sealed class FaultTests
{
    private const int Machines = 7;
    private readonly ConcurrentQueue<string> _said = new();

    public static TheoryData<int> Requests => new(Enumerable.Range(1, 11));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_dropped_connection_is_repeated_but_a_login_is_not(int dropped)
    {
        var estate = Paged();
        estate.Instead = request => request.Number == dropped ? new SdkAnswer { IsDropped = true } : null;
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        var method = server.Requests.Single(request => request.Number == dropped).Method;
        if (method == "Login")
            Assert.Equal("Source.Unreachable", error?.Code);
        else
            Assert.Null(error);
        Assert.Equal(method == "Login" ? 0 : Machines, names.Count);
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(1, server.Count("Login"));
        Assert.Equal(method == "Logout", estate.HasSession);
        Assert.Empty(estate.Broken);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Half_an_answer_is_asked_again_but_a_login_is_not(int cut)
    {
        var estate = Paged();
        estate.Instead = request => request.Number != cut ? null : estate.Usual(request) with { CutAfter = 200 };
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        var isLogin = server.Requests.Single(request => request.Number == cut).Method == "Login";
        Assert.Equal(isLogin ? 0 : Machines, names.Distinct().Count());
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(isLogin, error is not null);
        Assert.Equal(1, server.Count("Login"));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_expired_session_is_opened_again_and_nothing_comes_twice(int expired)
    {
        var estate = Paged();
        estate.Instead = request =>
        {
            if (request.Number == expired && request.Method is not ("Login" or "RetrieveServiceContent"))
                estate.EndSession();
            return null;
        };
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.Equal(names.Distinct(), names);
        Assert.False(estate.HasSession);
    }

    [Fact]
    public async Task A_session_that_ends_as_a_missing_property_is_opened_again()
    {
        var estate = Paged();
        var isTold = false;
        estate.Instead = request =>
        {
            if (isTold || !request.Body.Contains("machines", StringComparison.Ordinal))
                return null;
            isTold = true;
            estate.EndSession();
            return new SdkAnswer { Body = Wire.Captured("AfterLogout") };
        };
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.Equal(2, server.Count("Login"));
    }

    [Fact]
    public async Task A_session_that_is_always_ended_is_given_up()
    {
        var estate = Paged();
        estate.Instead = request =>
        {
            if (request.Method == "CreateContainerView")
                estate.EndSession();
            return null;
        };
        using var server = new SdkServer(estate.Answer);

        var (_, error) = await DiscoverAsync(server);

        Assert.Equal("Source.SessionExpired", error?.Code);
        Assert.InRange(server.Count("Login"), 2, 10);
    }

    [Theory]
    [InlineData("garbage \u0001 <", "Source.AnswerInvalid")]
    [InlineData("<a><b></a>", "Source.NotVSphere")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "Source.AnswerInvalid")]
    [InlineData("<!DOCTYPE a [<!ENTITY a0 'aaaaaaaaaa'><!ENTITY a1 '&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;'><!ENTITY a2 '&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;'>]><a>&a2;</a>", "Source.AnswerInvalid")]
    [InlineData("<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x'><a/>", "Source.AnswerInvalid")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'><body>c4nary-Pa55w0rd</body></html>", "Source.NotVSphere")]
    [InlineData("", "Source.AnswerInvalid")]
    public async Task What_is_no_answer_is_told(string body, string code)
    {
        foreach (var method in (string[])["RetrieveServiceContent", "Login", "CreateContainerView", "RetrievePropertiesEx"])
        {
            var estate = Paged();
            estate.Instead = request => request.Method == method ? new SdkAnswer { Body = body } : null;
            using var server = new SdkServer(estate.Answer);

            var (names, error) = await DiscoverAsync(server);

            Assert.Empty(names);
            Assert.Equal(code, error?.Code);
            Assert.NotNull(error!.Remedy);
            Assert.InRange(server.Count("Login"), 0, 1);
            Assert.False(method is "CreateContainerView" or "RetrievePropertiesEx" && estate.HasSession);
        }
    }

    [Theory]
    [InlineData(200, "text/html")]
    [InlineData(404, "text/html")]
    [InlineData(302, "text/html")]
    [InlineData(200, "application/json")]
    [InlineData(200, "application/xhtml+xml")]
    public async Task A_web_server_is_no_vSphere(int status, string type)
    {
        using var server = new SdkServer(_ => new SdkAnswer { Status = status, ContentType = type, Body = "<html/>" });

        var (_, error) = await DiscoverAsync(server);

        Assert.Equal("Source.NotVSphere", error?.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval>", "<objects><obj type=\"Folder\">a</obj></objects>")]
    [InlineData("<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval><objects><obj type=\"Folder\">", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval>", "<objects>")]
    [InlineData("", "<")]
    public async Task An_endless_answer_ends(string head, string body)
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            ? new SdkAnswer { EndlessHead = head, Body = body } : null;
        using var server = new SdkServer(estate.Answer);

        var (_, error) = await DiscoverAsync(server, Wire.Hasty with { AnswerBytes = 8 << 20, ObjectBytes = 1 << 20 });

        Assert.Equal("Source.AnswerInvalid", error?.Code);
        Assert.False(estate.HasSession);
    }

    [Fact]
    public async Task A_byte_now_and_then_is_no_answer()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            ? estate.Usual(request) with { Trickle = TimeSpan.FromMilliseconds(20) } : null;
        using var server = new SdkServer(estate.Answer);

        var (_, error) = await DiscoverAsync(server, timeout: TimeSpan.FromMilliseconds(600));

        Assert.Equal("Source.Unreachable", error?.Code);
        Assert.False(estate.HasSession);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_told()
    {
        using var server = new SdkServer(_ => new SdkAnswer { IsSilent = true });

        var (_, error) = await DiscoverAsync(server, timeout: TimeSpan.FromMilliseconds(300));

        Assert.Equal("Source.Unreachable", error?.Code);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_server_is_asked_again_a_few_times(int status)
    {
        var estate = Paged();
        var busy = 2;
        estate.Instead = request => request.Method == "CreateContainerView" && busy-- > 0
            ? new SdkAnswer { Status = status, ContentType = "text/html" } : null;
        using var server = new SdkServer(estate.Answer);
        var (names, error) = await DiscoverAsync(server);
        Assert.Null(error);
        Assert.Equal(Machines, names.Count);

        busy = int.MaxValue;
        (_, error) = await DiscoverAsync(server);
        Assert.Equal("Source.Unreachable", error?.Code);
    }

    [Fact]
    public async Task An_inventory_may_change_between_pages()
    {
        var estate = Paged();
        estate.Instead = request =>
        {
            if (request.Method == "ContinueRetrievePropertiesEx" && estate.Machines.Remove("vm-0004"))
                estate.Machines.Add("vm-9999", Estate.Machine(9999));
            return null;
        };
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.DoesNotContain("server0004", names);
        Assert.Contains("server9999", names);
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task One_broken_machine_is_a_problem_and_the_others_go_on()
    {
        var estate = Estate.Of(1000);
        estate.Machines["vm-0500"] = Estate.Property("name", "xsd:string", "broken")
            + Estate.Property("runtime.connectionState", "VirtualMachineConnectionState", "inaccessible");
        estate.Machines["vm-0501"] = """<missingSet><path>name</path><fault><fault xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:type="NoPermission"><object type="VirtualMachine">vm-0501</object><privilegeId>System.Read</privilegeId></fault></fault></missingSet>""";
        estate.Machines["vm-0502"] = Estate.Machine(501).Replace("4</numCPU>", "0</numCPU>", StringComparison.Ordinal);
        estate.Machines["vm-0503"] = Estate.Machine(1);
        using var server = new SdkServer(estate.Answer);
        var problems = new List<MigrateProblem>();

        var (names, error) = await DiscoverAsync(server, problems: problems);

        Assert.Null(error);
        Assert.Equal(996, names.Count);
        Assert.Equal(
            ["Source.MachineInaccessible", "Source.PermissionMissing", "Source.MachineInvalid", "Source.MachineRepeated"],
            problems.Select(problem => problem.Code));
        Assert.Contains("System.Read", problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_the_server_does_not_know_is_left_out()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            && request.Body.Contains("<pathSet>config.managedBy</pathSet>", StringComparison.Ordinal)
            ? Wire.Fault("InvalidProperty", "<name>config.managedBy</name>") : null;
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
    }

    [Fact]
    public async Task A_missing_privilege_is_named_with_its_object()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "CreateContainerView"
            ? Wire.Fault("NoPermission", """<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>""") : null;
        using var server = new SdkServer(estate.Answer);

        var (_, error) = await DiscoverAsync(server);

        Assert.Equal("Source.PermissionMissing", error?.Code);
        Assert.Contains("System.View", error!.Message, StringComparison.Ordinal);
        Assert.Contains("group-d1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_cancel_ends_at_any_point_and_logs_out(int silent)
    {
        var estate = Paged();
        using var cancel = new CancellationTokenSource();
        estate.Instead = request =>
        {
            if (request.Number != silent)
                return null;
            cancel.Cancel();
            return new SdkAnswer { IsSilent = true };
        };
        using var server = new SdkServer(estate.Answer);
        var client = Wire.Client(server);
        var isCancelled = false;
        try
        {
            await foreach (var _ in VMwareSource.Open(client).DiscoverAsync(Request, null, cancel.Token))
            {
            }
        }
        catch (OperationCanceledException)
        {
            isCancelled = true;
        }
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        var method = server.Requests.Single(request => request.Number == silent).Method;
        Assert.Equal(method != "Logout", isCancelled);
        Assert.Equal(method == "Logout", estate.HasSession);
        Assert.Equal(method is "Login" or "RetrieveServiceContent" ? 0 : 1, server.Count("Logout"));
    }

    private static Estate Paged()
    {
        var estate = Estate.Of(Machines);
        estate.PageObjects = 3;
        return estate;
    }

    private static DiscoveryRequest Request => new() { SourceName = "vc1" };

    /// <summary>Discovers; nothing that is said on the way may hold the password.</summary>
    private async Task<(List<string> Names, MigrateException? Error)> DiscoverAsync(
        SdkServer server, VimLimits? limits = null, TimeSpan? timeout = null, List<MigrateProblem>? problems = null)
    {
        var names = new List<string>();
        MigrateException? error = null;
        var client = new VimClient(
            Wire.Connection(server) with { Timeout = timeout ?? TimeSpan.FromSeconds(100) },
            Wire.Credential(), problem => _said.Enqueue(problem.ToString()), limits ?? Wire.Hasty);
        await using (client)
        {
            try
            {
                var progress = new Said(_said);
                await foreach (var item in VMwareSource.Open(client).DiscoverAsync(Request, progress, CancellationToken.None))
                {
                    _said.Enqueue(item.ToString());
                    if (item.Machine is not null)
                        names.Add(item.Machine.Name);
                    if (item.Problem is not null)
                        problems?.Add(item.Problem);
                }
            }
            catch (MigrateException caught)
            {
                error = caught;
                _said.Enqueue(caught + caught.Remedy + caught.Target);
            }
        }
        Assert.DoesNotContain(_said, text => text.Contains(Wire.Password, StringComparison.Ordinal));
        return (names, error);
    }

    private sealed class Said(ConcurrentQueue<string> said) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => said.Enqueue(value.ToString());
    }
}
