using AzMigrate.Discovery;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class DiscoveryRunTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly MigrateSource _source;

    public DiscoveryRunTests()
    {
        _project = MigrateProject.Create(_folder.Path);
        _source = _project.Sources.Save(FakeSource.Settings()).Source;
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Machines_are_new_then_unchanged_then_changed()
    {
        var first = await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        var second = await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql2"))
            .DiscoverInto(_source);

        Assert.Equal((2, 0, 0, 0), Counts(first));
        Assert.Equal((0, 1, 1, 0), Counts(second));
        Assert.Equal(["vc1/uuid-vm-2"], second.ChangedIds);
        Assert.Equal(["web", "sql2"], Names());
        Assert.NotNull(_project.Sources.Find("vc1")!.LastDiscovery);
    }

    [Fact]
    public async Task A_machine_that_is_gone_is_marked_and_comes_back()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        _project.Groups.Save("all", null, ["vc1/uuid-vm-1", "vc1/uuid-vm-2"]);

        var without = await new FakeSource().With(FakeSource.Found("vm-1", "web")).DiscoverInto(_source);
        Assert.Equal(["vc1/uuid-vm-2"], without.GoneIds);
        var gone = Assert.Single(_project.Machines.Get(new MachineQuery { IsGone = true }));
        Assert.Equal(("sql", MachineState.Gone), (gone.Name, gone.State));
        Assert.NotNull(gone.GoneSince);
        Assert.Equal(["all"], gone.Groups);
        Assert.Equal("web", Assert.Single(_project.Machines.Get(new MachineQuery { IsGone = false })).Name);

        // Gone once only: since then, and not told again.
        Assert.Empty((await new FakeSource().With(FakeSource.Found("vm-1", "web")).DiscoverInto(_source)).GoneIds);
        Assert.Equal(gone.GoneSince, _project.Machines.Get(new MachineQuery { IsGone = true }).Single().GoneSince);

        var back = await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        Assert.Equal(["vc1/uuid-vm-2"], back.ChangedIds);
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Fact]
    public async Task A_broken_machine_is_a_problem_and_not_gone()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        var told = new List<MigrateProblem>();
        var live = new FakeSource().With(FakeSource.Broken("vm-2"), FakeSource.Found("vm-1", "web"));
        var result = await new DiscoveryRun(_source, live) { OnProblem = told.Add }.RunAsync();

        Assert.Equal("Discovery.MachineInvalid", Assert.Single(result.Problems).Code);
        Assert.Equal(result.Problems, told);
        Assert.True(result.IsComplete);
        Assert.Equal((0, 0, 1, 0), Counts(result));
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Fact]
    public async Task A_machine_whose_place_another_one_has_is_gone_though_something_is_said_of_the_place()
    {
        await new FakeSource().With(FakeSource.Found("host1", "old")).DiscoverInto(_source);
        var other = FakeSource.Found("host1", "new");
        other = other with { Machine = other.Machine! with { Id = "vc1/uuid-of-another" } };
        var warning = FakeSource.Broken("host1");
        warning = warning with { Problem = warning.Problem! with { Severity = ProblemSeverity.Warning } };

        var result = await new FakeSource().With(other, warning).DiscoverInto(_source);

        Assert.Equal(["vc1/uuid-host1"], result.GoneIds);
        Assert.Equal("new", Assert.Single(_project.Machines.Get(new MachineQuery { IsGone = false })).Name);
    }

    [Fact]
    public async Task Machines_that_each_say_why_they_cannot_be_read_are_no_source_without_permission()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        var result = await new FakeSource().With(FakeSource.Broken("vm-1"), FakeSource.Broken("vm-2"))
            .DiscoverInto(_source);
        Assert.All(result.Problems, problem => Assert.Equal("Discovery.MachineInvalid", problem.Code));
        Assert.Equal((2, 0, true), (result.Problems.Count, result.Gone, result.IsComplete));
    }

    [Fact]
    public async Task A_problem_of_an_unknown_machine_marks_none_as_gone()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"))
            .DiscoverInto(_source);
        var result = await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Broken(null))
            .DiscoverInto(_source);
        Assert.False(result.IsComplete);
        Assert.Equal(0, result.Gone);
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Fact]
    public async Task A_source_that_shows_nothing_has_lost_its_permission_not_its_estate()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "web")).DiscoverInto(_source);
        var result = await new FakeSource().DiscoverInto(_source);
        Assert.Equal("Source.NothingFound", Assert.Single(result.Problems).Code);
        Assert.Equal((0, 0, 0, 0), Counts(result));
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(499, 0)]
    [InlineData(501, 500)]
    [InlineData(1999, 1500)]
    public async Task A_source_that_breaks_off_leaves_whole_batches_and_the_next_run_finishes(int at, int saved)
    {
        var live = new FakeSource().With(Many(2000));
        live.BeforeItem = number =>
        {
            if (number == at)
                throw new MigrateException("Source.Unreachable", "The server hung up.");
        };
        var failure = await Assert.ThrowsAsync<MigrateException>(() => live.DiscoverInto(_source));
        Assert.Equal("Source.Unreachable", failure.Code);
        Assert.Equal(saved, _project.Machines.Count);
        Assert.Null(_project.Sources.Find("vc1")!.LastDiscovery);

        live.BeforeItem = _ => { };
        var again = await live.DiscoverInto(_source);
        Assert.Equal((2000 - saved, 0, saved, 0), Counts(again));
    }

    [Fact]
    public async Task A_cancelled_discovery_ends_and_marks_nothing_as_gone()
    {
        await new FakeSource().With(FakeSource.Found("vm-old", "old")).DiscoverInto(_source);
        using var stop = new CancellationTokenSource();
        var live = new FakeSource().With(Many(2000));
        live.BeforeItem = number =>
        {
            if (number == 1200)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => live.DiscoverInto(_source, stop.Token));
        Assert.Equal(1001, _project.Machines.Count);
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Fact]
    public async Task A_cancel_at_the_very_end_marks_nothing_as_gone()
    {
        await new FakeSource().With(FakeSource.Found("vm-1", "a"), FakeSource.Found("vm-2", "b")).DiscoverInto(_source);
        using var stop = new CancellationTokenSource();
        var live = new FakeSource().With(FakeSource.Found("vm-1", "a"), FakeSource.Broken("vm-9"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new DiscoveryRun(_source, live) { OnProblem = _ => stop.Cancel() }.RunAsync(null, stop.Token));
        Assert.Empty(_project.Machines.Get(new MachineQuery { IsGone = true }));
    }

    [Fact]
    public async Task Another_server_behind_the_name_is_refused_before_anything_is_read()
    {
        await new FakeSource { ServerId = "A" }.With(FakeSource.Found("vm-1", "web")).DiscoverInto(_source);
        Assert.Equal("A", _project.Sources.Find("vc1")!.ServerId);
        var other = new FakeSource { ServerId = "B" }.With(FakeSource.Found("vm-1", "other"));
        var failure = await Assert.ThrowsAsync<MigrateException>(() => other.DiscoverInto(_source));
        Assert.Equal("Source.ServerChanged", failure.Code);
        Assert.Null(other.Discovery);
        Assert.Equal(["web"], Names());
    }

    [Fact]
    public async Task Notes_are_asked_for_only_when_wanted()
    {
        var live = new FakeSource().With(FakeSource.Found("vm-1", "web"));
        await live.DiscoverInto(_source);
        Assert.Equal(("vc1", false), (live.Discovery!.SourceName, live.Discovery.IncludeNotes));
        await new DiscoveryRun(_source, live) { IncludeNotes = true }.RunAsync();
        Assert.True(live.Discovery!.IncludeNotes);
        await new DiscoveryRun(_source, live) { IncludeNotes = false }.RunAsync();
        Assert.False(live.Discovery!.IncludeNotes);
    }

    [Theory]
    [InlineData(null, "kept", "me")]
    [InlineData(false, null, null)]
    public async Task Notes_stay_until_a_discovery_is_told_to_forget_them(
        bool? includeNotes, string? notes, string? owner)
    {
        var noted = FakeSource.Found("vm-1", "web");
        noted = noted with
        {
            Machine = noted.Machine! with { Notes = "kept",
                CustomAttributes = new Dictionary<string, string> { ["Owner"] = "me" } },
        };
        await new DiscoveryRun(_source, new FakeSource().With(noted)) { IncludeNotes = true }.RunAsync();

        var renamed = new FakeSource().With(FakeSource.Found("vm-1", "renamed"));
        await new DiscoveryRun(_source, renamed) { IncludeNotes = includeNotes }.RunAsync();

        var machine = _project.Machines.Get(MachineQuery.All).Single();
        string? attribute = null;
        machine.CustomAttributes?.TryGetValue("Owner", out attribute);
        Assert.Equal(("renamed", notes, owner), (machine.Name, machine.Notes, attribute));
    }

    [Fact]
    public async Task Templates_and_placeholders_are_left_out_unless_asked_for_and_those_that_are_there_are_kept_up_to_date()
    {
        DiscoveredItem[] Items(bool isTemplate, string suffix) =>
        [
            Found("vm-1", machine => machine with { IsTemplate = isTemplate, Name = "was" + suffix }),
            Found("vm-2", machine => machine with { IsTemplate = true }),
            Found("vm-3", machine => machine with { IsPlaceholder = true }),
        ];
        static DiscoveredItem Found(string id, Func<Machine, Machine> with)
        {
            var item = FakeSource.Found(id, id);
            return item with { Machine = with(item.Machine!) };
        }

        var first = await new FakeSource().With(Items(false, "")).DiscoverInto(_source);
        Assert.Equal(2, first.LeftOut);
        Assert.Equal(["was"], Names());

        var second = await new FakeSource().With(Items(true, " turned")).DiscoverInto(_source);
        Assert.Equal((0, 1, 0, 0, 2), (second.New, second.Changed, second.Unchanged, second.Gone, second.LeftOut));
        Assert.Equal(["was turned"], Names());

        var live = new FakeSource().With(Items(true, " turned"));
        var all = await new DiscoveryRun(
            _source, live) { IncludeTemplates = true, IncludePlaceholders = true }.RunAsync();
        Assert.Equal(0, all.LeftOut);
        Assert.Equal(["vm-2", "vm-3", "was turned"], Names().Order());

        var last = await new FakeSource().With(Items(true, " turned")).DiscoverInto(_source);
        Assert.Equal((3, 0, 0), (last.Unchanged, last.Gone, last.LeftOut));
    }

    [Fact]
    public async Task Sources_and_imports_do_not_lose_each_others_machines()
    {
        var other = _project.Sources.Save(FakeSource.Settings("vc2")).Source;
        _project.Machines.Save([TestFolder.Machine("imported")]);
        await new FakeSource().With(FakeSource.Found("vm-1", "b", "vc2")).DiscoverInto(other);
        await new FakeSource().With(FakeSource.Found("vm-1", "a")).DiscoverInto(_source);
        Assert.Equal(3, _project.Machines.Get(new MachineQuery { IsGone = false }).Count());
    }

    [Fact]
    public async Task A_machine_that_is_listed_twice_is_one()
    {
        var result = await new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-1", "web"))
            .DiscoverInto(_source);
        Assert.Equal((1, 0, 0, 0), Counts(result));
    }

    private static DiscoveredItem[] Many(int count) => Enumerable.Range(0, count)
        .Select(i => FakeSource.Found(FormattableString.Invariant($"vm-{i}"), FormattableString.Invariant($"m{i}")))
        .ToArray();

    private static (int New, int Changed, int Unchanged, int Gone) Counts(DiscoveryResult result) =>
        (result.New, result.Changed, result.Unchanged, result.Gone);

    private IEnumerable<string> Names() => _project.Machines.Get(MachineQuery.All).Select(machine => machine.Name);
}
