using System.Collections.Concurrent;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>What a server may do to a discovery.</summary>
public sealed class FaultTests
{
    private const int Machines = 7;
    private const string RestLogin = "POST /rest/com/vmware/cis/session";
    private const string RestLogout = "DELETE /rest/com/vmware/cis/session";
    private readonly ConcurrentQueue<string> _said = new();

    /// <summary>The requests of a discovery by number; the two logouts go side by side at the end.</summary>
    public static TheoryData<int> Requests => new(Enumerable.Range(1, 17));

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
        Assert.InRange(server.Count(RestLogin), method == "Login" ? 0 : 1, 1);
        Assert.Equal(method == "Logout", estate.HasSession);
        // The HTTP client itself repeats a call without a body.
        Assert.False(estate.Tags.HasSession);
        Assert.Empty(estate.Broken);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Half_an_answer_is_asked_again_but_a_login_is_not(int cut)
    {
        var estate = Paged();
        estate.Instead = request => request.Number != cut ? null : estate.Usual(request) with { IsCut = true };
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
            {
                estate.EndSession();
                estate.Tags.EndSession();
            }
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
    public async Task Two_pages_are_looked_up_while_one_is_read()
    {
        var estate = Paged();
        using var together = new CountdownEvent(2);
        var pages = 0;
        using var server = new SdkServer(request =>
        {
            // The second page of machines and the third are answered when both have come.
            if (request.Method == "RetrievePropertiesEx"
                && request.Body.Contains("config.hardware", StringComparison.Ordinal)
                && Interlocked.Increment(ref pages) is 2 or 3)
            {
                together.Signal();
                Assert.True(together.Wait(TimeSpan.FromMinutes(2)));
            }
            return estate.Answer(request);
        });

        var (names, error) = await DiscoverAsync(server, Wire.Hasty with { PageObjects = 2 });

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.True(together.IsSet);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Pages_that_are_asked_ahead_lose_and_double_nothing(int broken)
    {
        foreach (var isExpired in (bool[])[true, false])
        {
            var estate = Paged();
            estate.Instead = request =>
            {
                if (request.Number != broken || !request.Method.Contains("Retrieve", StringComparison.Ordinal))
                    return null;
                if (isExpired)
                    estate.EndSession();
                return isExpired ? null : new SdkAnswer { IsDropped = true };
            };
            using var server = new SdkServer(estate.Answer);

            var (names, error) = await DiscoverAsync(server, Wire.Hasty with { PageObjects = 2 });

            Assert.Null(error);
            Assert.Equal(Machines, names.Count);
            Assert.Equal(names.Distinct(), names);
            Assert.False(estate.HasSession);
        }
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
        foreach (var method in (string[])["RetrieveServiceContent", "Login", "CreateContainerView",
            "RetrievePropertiesEx"])
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

        // Whatever else takes longer than this on a busy machine ends with the same code.
        var (_, error) = await DiscoverAsync(server, timeout: TimeSpan.FromSeconds(1));

        Assert.Equal("Source.Unreachable", error?.Code);
        Assert.NotNull(error!.Remedy);
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
        var estate = Estate.Of(10_000);
        estate.PageObjects = 500;
        estate.Machines["vm-0500"] = Estate.Property("name", "xsd:string", "broken")
            + Estate.Property("runtime.connectionState", "VirtualMachineConnectionState", "inaccessible");
        estate.Machines["vm-0501"] = """<missingSet><path>name</path><fault><fault xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:type="NoPermission"><object type="VirtualMachine">vm-0501</object><privilegeId>System.Read</privilegeId></fault></fault></missingSet>""";
        estate.Machines["vm-0502"] = Estate.Machine(501).Replace("4</numCPU>", "0</numCPU>", StringComparison.Ordinal);
        estate.Machines["vm-0503"] = Estate.Machine(1);
        using var server = new SdkServer(estate.Answer);
        var problems = new List<MigrateProblem>();

        var (names, error) = await DiscoverAsync(server, problems: problems);

        Assert.Null(error);
        Assert.Equal(9_996, names.Count);
        Assert.Equal(
            ["Source.MachineInaccessible", "Source.PermissionMissing", "Source.MachineInvalid",
                "Source.MachineRepeated"],
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
    public async Task A_server_that_refuses_what_was_not_asked_is_given_up()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "RetrievePropertiesEx"
            ? Wire.Fault("InvalidProperty", "<name>config.managedBy</name>") : null;
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.NotNull(error);
        Assert.Empty(names);
    }

    [Fact]
    public async Task A_missing_privilege_is_named_with_its_object()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "CreateContainerView"
            ? Wire.Fault("NoPermission",
                """<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>""") : null;
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
        // A login or logout that is never answered has to be waited for, but not for long.
        var client = Wire.Client(server, silent is 2 or 12 or 16 or 17 ? Wire.HastyEnd : Wire.Hasty);

        var isCancelled = await EndsCancelledAsync(client, cancel.Token);

        var method = server.Requests.Single(request => request.Number == silent).Method;
        Assert.Equal(method is not ("Logout" or RestLogout), isCancelled);
        var logouts = method is "Login" or "RetrieveServiceContent" ? 0 : 1;
        if (silent is 2 or 12 or 16 or 17)
        {
            await UntilAsync(() => server.Count("Logout") >= logouts);
            return;
        }
        Assert.Equal(logouts, server.Count("Logout"));
        Assert.False(estate.HasSession);
        Assert.False(estate.Tags.HasSession);
    }

    [Theory]
    [InlineData("Login")]
    [InlineData(RestLogin)]
    public async Task A_login_that_is_answered_after_the_end_is_logged_out_behind(string login)
    {
        var estate = Paged();
        using var cancel = new CancellationTokenSource();
        using var answers = new ManualResetEventSlim();
        using var server = new SdkServer(request =>
        {
            if (request.Method == login)
            {
                cancel.Cancel();
                Assert.True(answers.Wait(TimeSpan.FromMinutes(2)));
            }
            return estate.Answer(request);
        });

        Assert.True(await EndsCancelledAsync(Wire.Client(server, Wire.HastyEnd), cancel.Token));
        Assert.Equal(0, server.Count(login == "Login" ? "Logout" : RestLogout));
        answers.Set();

        await UntilAsync(() => server.Count(login == "Login" ? "Logout" : RestLogout) == 1
            && !estate.HasSession && !estate.Tags.HasSession);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(13)]
    public async Task A_cancel_ends_in_the_middle_of_an_answer_and_logs_out(int stuck)
    {
        var estate = Paged();
        using var cancel = new CancellationTokenSource();
        estate.Instead = request =>
            request.Number == stuck ? estate.Usual(request) with { Midway = cancel.Cancel } : null;
        using var server = new SdkServer(estate.Answer);

        Assert.True(await EndsCancelledAsync(Wire.Client(server), cancel.Token));

        Assert.False(estate.HasSession);
        Assert.False(estate.Tags.HasSession);
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_gives_pages_and_view_back()
    {
        var estate = Paged();
        using var server = new SdkServer(estate.Answer);
        await using var client = Wire.Client(server);
        var content = await client.ServiceContentAsync(CancellationToken.None);

        var found = client.RetrieveViewAsync(
            content.RootFolder, [new VimPropertySet("VirtualMachine", ["name"])], CancellationToken.None);
        await foreach (var _ in found)
            break;

        Assert.Equal(
            ["CreateContainerView", "RetrievePropertiesEx", "CancelRetrievePropertiesEx", "DestroyView"],
            server.Requests.Skip(2).Select(request => request.Method));
        Assert.Contains("<token>1:vm-0002</token>", server.Requests[4].Body, StringComparison.Ordinal);
        Assert.True(estate.HasSession);
    }

    [Fact]
    public async Task Control_characters_in_a_name_or_note_do_no_harm()
    {
        var estate = Paged();
        estate.Machines["vm-0003"] = Estate.Machine(3)
            .Replace("server0003", "a\u000bb&#x0c;c&#xd83d;&#x1F600;", StringComparison.Ordinal);
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.Equal("a b c \U0001F600", names[3]);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_version_is_asked_without_one()
    {
        var estate = Paged();
        estate.Instead = request => request.Number == 1
            ? Wire.Fault("InvalidRequest", text: "Unsupported version URI \"urn:vim25/6.5\"") : null;
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.Equal(
            ["\"urn:vim25/6.5\"", "\"urn:vim25\"", "\"urn:vim25/6.5\""],
            server.Requests.Take(3).Select(request => request.Headers["soapaction"]));
    }

    [Fact]
    public async Task A_late_answer_of_an_ended_session_does_not_replace_the_cookie()
    {
        var estate = Paged();
        estate.Instead = request => request.Method == "ContinueRetrievePropertiesEx"
            ? estate.Usual(request) with { Cookie = "vmware_soap_session=\"of nobody\"; Path=/" } : null;
        using var server = new SdkServer(estate.Answer);

        var (names, error) = await DiscoverAsync(server);

        Assert.Null(error);
        Assert.Equal(Machines, names.Count);
        Assert.Equal(1, server.Count("Login"));
    }

    private static async Task<bool> EndsCancelledAsync(VimClient client, CancellationToken cancellation)
    {
        var isCancelled = false;
        try
        {
            await foreach (var _ in VMwareSource.Open(client).DiscoverAsync(Request, null, cancellation))
            {
            }
        }
        catch (OperationCanceledException)
        {
            isCancelled = true;
        }
        await client.DisposeAsync();
        return isCancelled;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!isSo())
            await Task.Delay(10, patience.Token);
    }

    private static Estate Paged()
    {
        var estate = Estate.Of(Machines);
        estate.PageObjects = 3;
        estate.Tags.Attached.Add("vm-0005", [("App", "CRM")]);
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
                await foreach (var item in VMwareSource.Open(client)
                    .DiscoverAsync(Request, progress, CancellationToken.None))
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
