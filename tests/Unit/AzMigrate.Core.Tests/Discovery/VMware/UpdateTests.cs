using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>What changes while a source is open reaches the project without reading all again.</summary>
public sealed class UpdateTests : IDisposable
{
    private readonly Estate _estate = Estate.Of(7);
    private readonly SdkServer _server;
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly MigrateSource _source;

    public UpdateTests()
    {
        _estate.PageObjects = 3;
        _server = new SdkServer(_estate.Answer);
        _project = MigrateProject.Create(_folder.Path);
        _source = _project.Sources.Save(FakeSource.Settings()).Source;
    }

    public void Dispose()
    {
        _project.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task New_changed_and_gone_machines_come_and_no_others()
    {
        await using var live = VMwareSource.Open(Wire.Client(_server, Wire.Hasty with { PageObjects = 2 }));

        var first = await UpdateAsync(live);
        _estate.Set("vm-0003", Estate.Machine(3).Replace("server0003", "renamed", StringComparison.Ordinal));
        _estate.Set("vm-9999", Estate.Machine(9999));
        _estate.Set("vm-0004", Estate.Machine(4));
        _estate.Delete("vm-0001");
        var asked = _server.Requests.Count;
        var second = await UpdateAsync(live);
        var third = await UpdateAsync(live);

        Assert.Equal((7, 0, 0, 0), Counts(first));
        Assert.Equal((1, 1, 1, 1), Counts(second));
        Assert.Equal([IdOf(1)], second.GoneIds);
        Assert.Equal([IdOf(3)], second.ChangedIds);
        Assert.Equal((0, 0, 0, 0), Counts(third));
        Assert.Equal(
            ["server0000", "server0002", "renamed", "server0004", "server0005", "server0006", "server9999"],
            Names(isGone: false));
        Assert.Equal(["server0001"], Names(isGone: true));
        Assert.DoesNotContain(_server.Requests.Skip(asked), request => request.Body.Contains(
            "<type>ContainerView</type>", StringComparison.Ordinal)
                && request.Body.Contains("config.hardware", StringComparison.Ordinal));
        Assert.Empty(_estate.Broken);
    }

    [Fact]
    public async Task A_machine_that_is_registered_anew_comes_back_under_its_identity()
    {
        await using var live = VMwareSource.Open(Wire.Client(_server));
        await UpdateAsync(live);
        _estate.Delete("vm-0001");
        _estate.Set("vm-0777", Estate.Machine(1));

        var both = await UpdateAsync(live);
        _estate.Delete("vm-0777");
        var gone = await UpdateAsync(live);
        _estate.Set("vm-0778", Estate.Machine(1));
        var back = await UpdateAsync(live);

        Assert.Equal((0, 0, 1, 0), Counts(both));
        Assert.Equal((0, 0, 0, 1), Counts(gone));
        Assert.Equal((0, 1, 0, 0), Counts(back));
        Assert.Equal(7, _project.Machines.Count);
        Assert.Empty(Names(isGone: true));
    }

    [Fact]
    public async Task What_happens_while_all_are_read_is_not_missed()
    {
        await using var live = VMwareSource.Open(Wire.Client(_server));
        _estate.Instead = request =>
        {
            // After the filter has been made, before the machines come.
            if (request.Method == "RetrievePropertiesEx" && request.Body.Contains("places", StringComparison.Ordinal))
                _estate.Delete("vm-0006");
            if (request.Method == "ContinueRetrievePropertiesEx")
                _estate.Set("vm-0000", Estate.Machine(0).Replace("server0000", "late", StringComparison.Ordinal));
            return null;
        };

        await UpdateAsync(live);
        _estate.Instead = null;
        await UpdateAsync(live);

        Assert.Equal(["late", "server0001", "server0002", "server0003", "server0004", "server0005"],
            Names(isGone: false));
    }

    [Theory]
    [InlineData("WaitForUpdatesEx")]
    [InlineData("CreateFilter")]
    [InlineData("RetrievePropertiesEx")]
    [InlineData("CreateContainerView")]
    public async Task After_an_ended_session_all_are_read_again(string method)
    {
        await using var live = VMwareSource.Open(Wire.Client(_server));
        await UpdateAsync(live);
        var isTold = false;
        _estate.Delete("vm-0002");
        _estate.Set("vm-9999", Estate.Machine(9999));
        _estate.Instead = request =>
        {
            if (!isTold && request.Method == method)
                _estate.EndSession();
            isTold |= request.Method == method;
            return null;
        };

        // Whatever it was that met the ended session, after the next update nothing is missing.
        await UpdateAsync(live);
        var second = await UpdateAsync(live);

        Assert.True(second.Machines is 0 or 7);
        Assert.Equal(["server0002"], Names(isGone: true));
        Assert.Equal(7, Names(isGone: false).Count);
    }

    [Fact]
    public async Task A_login_in_between_has_ended_the_filter()
    {
        await using var client = Wire.Client(_server);
        var live = VMwareSource.Open(client);
        await UpdateAsync(live);
        _estate.EndSession();
        await foreach (var _ in client.RetrieveViewAsync(
            (await client.ServiceContentAsync(CancellationToken.None)).RootFolder, [MachineProperties.Signals],
            CancellationToken.None))
        {
        }
        _estate.Delete("vm-0002");

        var update = await UpdateAsync(live);

        Assert.Equal((0, 0, 6, 1), Counts(update));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dropped_or_garbled_answer_to_the_wait_leads_to_reading_all(bool isDropped)
    {
        await using var live = VMwareSource.Open(Wire.Client(_server));
        await UpdateAsync(live);
        _estate.Set("vm-9999", Estate.Machine(9999));
        var isTold = false;
        _estate.Instead = request =>
        {
            if (isTold || request.Method != "WaitForUpdatesEx")
                return null;
            isTold = true;
            return isDropped ? new SdkAnswer { IsDropped = true } : _estate.Usual(request) with { IsCut = true };
        };

        var update = await UpdateAsync(live);

        Assert.Equal((1, 0, 7, 0), Counts(update));
        Assert.Equal(1, _server.Count("DestroyPropertyFilter"));
    }

    [Fact]
    public async Task Machines_that_all_leave_are_a_lost_permission()
    {
        await using var live = VMwareSource.Open(Wire.Client(_server));
        await UpdateAsync(live);
        foreach (var id in _estate.Machines.Keys.ToList())
            _estate.Delete(id);

        var update = await UpdateAsync(live);

        Assert.Equal("Source.NothingFound", Assert.Single(update.Problems).Code);
        Assert.Empty(Names(isGone: true));
    }

    [Fact]
    public async Task Notes_that_were_read_stay_until_they_are_to_be_forgotten()
    {
        _estate.Machines["vm-0001"] = Estate.Machine(1) + Estate.Property("config.annotation", "xsd:string", "kept")
            + Estate.Property("customValue", "ArrayOfCustomFieldValue",
                "<CustomFieldValue><key>101</key><value>me</value></CustomFieldValue>"
                + "<CustomFieldValue><key>102</key><value>x</value></CustomFieldValue>");
        _estate.AttributeNames = "<CustomFieldDef><key>101</key><name>Owner</name></CustomFieldDef>";
        await using var live = VMwareSource.Open(Wire.Client(_server));
        await new DiscoveryRun(_source, live) { IncludeNotes = true }.RunAsync();

        await UpdateAsync(live);
        _estate.Set("vm-0001", Estate.Machine(1).Replace("server0001", "renamed", StringComparison.Ordinal));
        await UpdateAsync(live);

        var machine = _project.Machines.Get(new MachineQuery { Id = [IdOf(1)] }).Single();
        Assert.Equal(("renamed", "kept"), (machine.Name, machine.Notes));
        Assert.Equal([new("102", "x"), new("Owner", "me")], machine.CustomAttributes!);

        await new DiscoveryRun(_source, live) { IncludeNotes = false }.RunAsync();
        machine = _project.Machines.Get(new MachineQuery { Id = [IdOf(1)] }).Single();
        Assert.Null(machine.Notes);
        Assert.Null(machine.CustomAttributes);
    }

    [Fact]
    public async Task After_a_while_all_are_read_again()
    {
        await using var client = Wire.Client(_server);
        var always = new MachineUpdates(client, TimeSpan.Zero);
        var seldom = new MachineUpdates(client, TimeSpan.FromDays(1));

        Assert.Null(await always.NextAsync(CancellationToken.None));
        Assert.Null(await always.NextAsync(CancellationToken.None));
        Assert.Null(await seldom.NextAsync(CancellationToken.None));
        Assert.NotNull(await seldom.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_source_that_cannot_tell_is_read_whole()
    {
        var live = new FakeSource().With(FakeSource.Found("vm-1", "web"));

        var update = await new DiscoveryRun(_source, live) { OnlyChanges = true }.RunAsync();

        Assert.Equal((1, 0, 0, 0), Counts(update));
    }

    private static string IdOf(int i) => FormattableString.Invariant($"vc1/b4689bed-97f0-5bcd-8a4c-{i:x12}");

    private static (int New, int Changed, int Unchanged, int Gone) Counts(DiscoveryResult result) =>
        (result.New, result.Changed, result.Unchanged, result.Gone);

    private Task<DiscoveryResult> UpdateAsync(IDiscoverySource live) =>
        new DiscoveryRun(_source, live) { OnlyChanges = true }.RunAsync();

    private List<string> Names(bool isGone) =>
        _project.Machines.Get(new MachineQuery { IsGone = isGone }).Select(machine => machine.Name).ToList();
}
