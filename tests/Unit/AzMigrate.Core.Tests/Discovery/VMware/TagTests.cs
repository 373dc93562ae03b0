using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class TagTests
{
    private const string Attached =
        "POST /rest/com/vmware/cis/tagging/tag-association?~action=list-attached-tags-on-objects";

    [Theory]
    [InlineData("6.5", false)]
    [InlineData("7.0.1.1", false)]
    [InlineData("7.0.3.0", false)] // where the newer paths are not served
    [InlineData("7.0.2.0", true)]
    [InlineData("9.0.0.0", true)]
    public async Task Tags_come_with_the_machines_by_the_paths_of_the_servers_version(string version, bool isNew)
    {
        var estate = Tagged(version);
        estate.Tags.IsNew = isNew;
        using var server = new SdkServer(estate.Answer);

        var items = await DiscoverAsync(server);

        Assert.DoesNotContain(items, item => item.Problem is not null || item.AreTagsUnread);
        Assert.Equal([new("App", "CRM"), new("Über ebene/1", "a, b")], items[1].Machine!.Tags);
        Assert.Empty(items[0].Machine!.Tags);
        Assert.Equal([new("App", "CRM")], items[2].Machine!.Tags);
        Assert.False(estate.Tags.HasSession);
        // Each tag and category is asked for once.
        Assert.Equal(4, server.Requests.Count(request => request.Method.Contains("/tag/", StringComparison.Ordinal)));
        Assert.Equal(2, server.Requests.Count(
            request => request.Method.Contains("/category/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tags_of_many_machines_are_asked_for_together()
    {
        var estate = Estate.Of(1_000);
        using var server = new SdkServer(estate.Answer);

        await DiscoverAsync(server);

        Assert.Equal(4, server.Count(Attached));
    }

    [Fact]
    public async Task A_host_alone_is_not_asked_for_tags()
    {
        var estate = Tagged("8.0.3.0");
        estate.Instead = request => request.Method != "RetrieveServiceContent" ? null : new SdkAnswer
        {
            Body = Wire.Captured("RetrieveServiceContent")
                .Replace("VirtualCenter<", "HostAgent<", StringComparison.Ordinal)
                .Replace(">6.5<", ">8.0.3.0<", StringComparison.Ordinal),
        };
        using var server = new SdkServer(estate.Answer);

        var items = await DiscoverAsync(server);

        Assert.Equal(3, items.Count);
        Assert.DoesNotContain(server.Requests, request => request.Method.Contains('/', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, "application/json")]
    [InlineData(403, "application/json")]
    [InlineData(500, "application/json")]
    [InlineData(200, "text/html")]
    [InlineData(302, "text/html")]
    public async Task A_refused_login_is_a_warning_and_not_repeated(int status, string type)
    {
        var estate = Tagged("8.0.3.0");
        estate.Tags.IsNew = true;
        estate.Instead = request => request.Method.EndsWith("session", StringComparison.Ordinal)
            ? new SdkAnswer { Status = status, ContentType = type, Body = "<" + Wire.Password + ">" } : null;
        using var server = new SdkServer(estate.Answer);
        await using var source = VMwareSource.Open(Wire.Client(server));

        for (var run = 0; run < 2; run++)
        {
            var items = await DiscoverAsync(source);
            var problem = items[0].Problem!;
            Assert.Equal(("Source.TagsUnread", ProblemSeverity.Warning), (problem.Code, problem.Severity));
            Assert.DoesNotContain(Wire.Password, problem.ToString(), StringComparison.Ordinal);
            Assert.Equal(4, items.Count);
            Assert.All(items.Skip(1), item => Assert.True(item.AreTagsUnread && item.Machine is not null));
        }

        Assert.Equal(1, server.Count("POST /api/session"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_ended_session_is_opened_again_once(int endings)
    {
        var estate = Tagged("6.5");
        estate.Instead = request =>
        {
            if (request.Method == Attached && endings-- > 0)
                estate.Tags.EndSession();
            return null;
        };
        var isGivenUp = endings == 2;
        using var server = new SdkServer(estate.Answer);

        var items = await DiscoverAsync(server);

        Assert.Equal(isGivenUp, items.Any(item => item.AreTagsUnread));
        Assert.Equal(3, items.Count(item => item.Machine is not null));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1")]
    [InlineData("<html/>")]
    [InlineData("")]
    public async Task What_is_no_JSON_is_a_warning(string body)
    {
        var estate = Tagged("6.5");
        estate.Instead = request =>
            request.Method == Attached ? new SdkAnswer { ContentType = "application/json", Body = body } : null;
        using var server = new SdkServer(estate.Answer);

        var items = await DiscoverAsync(server);

        Assert.Equal("Source.TagsUnread", items[0].Problem?.Code);
        Assert.Equal(3, items.Count(item => item.Machine is not null));
        Assert.False(estate.Tags.HasSession);
    }

    [Fact]
    public async Task Tags_that_could_not_be_read_stay_as_they_were_and_the_users_own_go_before_them()
    {
        var estate = Tagged("6.5");
        using var server = new SdkServer(estate.Answer);
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var source = project.Sources.Save(FakeSource.Settings()).Source;
        await using var live = VMwareSource.Open(Wire.Client(server));
        await new DiscoveryRun(source, live).RunAsync();
        var id = project.Machines.Get(MachineQuery.All).ElementAt(1).Id;
        project.Machines.Set(id, new MachineChange
        {
            SetTags = new Dictionary<string, string> { ["App"] = "ERP", ["Wave"] = "1" }, RemoveTags = ["Über ebene/1"],
        });
        estate.Instead = request =>
            request.Method == Attached ? new SdkAnswer { Status = 500, ContentType = "text/plain" } : null;

        var result = await new DiscoveryRun(source, live).RunAsync();

        Assert.Equal("Source.TagsUnread", Assert.Single(result.Problems).Code);
        Assert.Equal((0, 0, 3), (result.New, result.Changed, result.Unchanged));
        Assert.True(result.IsComplete);
        Assert.Equal([new("App", "ERP"), new("Wave", "1")], Machine(project, id).Tags);

        estate.Instead = null;
        estate.Tags.Attached.Remove("vm-0002");
        result = await new DiscoveryRun(source, live).RunAsync();
        Assert.Equal((0, 1, 2), (result.New, result.Changed, result.Unchanged));
    }

    private static Estate Tagged(string version)
    {
        var estate = new Estate { ApiVersion = version };
        for (var i = 0; i < 3; i++)
            estate.Machines.Add(FormattableString.Invariant($"vm-{i:0000}"), Estate.Machine(i));
        estate.Tags.Attached.Add(
            "vm-0001", [("App", "CRM"), ("Über ebene/1", "b"), ("Über ebene/1", "a"), ("Old", "deleted")]);
        estate.Tags.Attached.Add("vm-0002", [("App", "CRM")]);
        return estate;
    }

    private static ProjectMachine Machine(MigrateProject project, string id) =>
        project.Machines.Get(new MachineQuery { Id = [id] }).Single();

    private static async Task<List<DiscoveredItem>> DiscoverAsync(SdkServer server)
    {
        await using var source = VMwareSource.Open(Wire.Client(server));
        return await DiscoverAsync(source);
    }

    private static async Task<List<DiscoveredItem>> DiscoverAsync(IDiscoverySource source)
    {
        var items = new List<DiscoveredItem>();
        await foreach (var item in source.DiscoverAsync(
            new DiscoveryRequest { SourceName = "vc1" }, null, CancellationToken.None))
            items.Add(item);
        return items;
    }
}
