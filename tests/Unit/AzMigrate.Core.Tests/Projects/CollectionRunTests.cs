using AzMigrate.Discovery;
using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class CollectionRunTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 31, 22, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly MigrateSource _source;

    public CollectionRunTests()
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
    public async Task Points_are_stored_and_the_next_collection_goes_on_from_them()
    {
        await Discover(2);
        var live = new FakeSource();
        live.Samples.Add(Points("vc1/uuid-vm-0", Start, [1, 2, double.NaN, 4, double.NaN]));
        var result = await new CollectionRun(_source, live).RunAsync();

        Assert.Equal((2, 1, 3L), (result.Machines, result.MachinesWithPoints, result.Points));
        Assert.Equal(Start.AddMinutes(40), result.NewestPoint);
        Assert.All(live.Collection!.Targets, target => Assert.Null(target.Newest));
        var history = _project.Samples.ReadHistory("vc1/uuid-vm-0", new TimeWindow(Start, Start.AddHours(1)))!;
        Assert.Equal([1, 2, double.NaN, 4], Assert.Single(Assert.Single(history.Series).Blocks).Values);
        Assert.NotNull(_project.Sources.Find("vc1")!.LastCollection);

        await new CollectionRun(_source, live) { BackFill = TimeSpan.FromDays(1) }.RunAsync();
        Assert.Equal(TimeSpan.FromDays(1), live.Collection!.BackFill);
        Assert.Equal(
            [("vc1/uuid-vm-0", "vm-0", (DateTimeOffset?)Start.AddMinutes(40)), ("vc1/uuid-vm-1", "vm-1", null)],
            live.Collection.Targets.Select(target => (target.MachineId, target.NativeId, target.Newest)));
    }

    [Fact]
    public async Task The_newest_point_is_found_over_the_end_of_a_month_and_over_all_series()
    {
        await Discover(1);
        var live = new FakeSource();
        live.Samples.Add(Points("vc1/uuid-vm-0", Start, Enumerable.Repeat(1.0, 20).ToArray()));
        live.Samples.Add(Points("vc1/uuid-vm-0", Start, [1.0], PerformanceCounter.MemoryPercent));
        await new CollectionRun(_source, live).RunAsync();
        Assert.Equal(Start.AddMinutes(200), Assert.Single(_project.Samples.Until()).Value.NewestPoint);
    }

    [Fact]
    public async Task What_breaks_off_keeps_whole_batches_and_the_same_again_doubles_nothing()
    {
        await Discover(120);
        var live = new FakeSource();
        for (var i = 0; i < 120; i++)
            live.Samples.Add(Points(FormattableString.Invariant($"vc1/uuid-vm-{i}"), Start, [1, 2, 3]));
        live.BeforeItem = number =>
        {
            if (number == 110)
                throw new MigrateException("Source.Unreachable", "The server hung up.");
        };
        await Assert.ThrowsAsync<MigrateException>(() => new CollectionRun(_source, live).RunAsync());
        Assert.Equal(100, Stored());
        Assert.Null(_project.Sources.Find("vc1")!.LastCollection);

        live.BeforeItem = _ => { };
        await new CollectionRun(_source, live).RunAsync();
        Assert.Equal(120, Stored());
        Assert.Equal(100, live.Collection!.Targets.Count(target => target.Newest == Start.AddMinutes(30)));
    }

    [Fact]
    public async Task Until_when_a_source_was_asked_is_kept_also_of_a_machine_without_points()
    {
        await Discover(2);
        var asked = Start.AddHours(3);
        var live = new FakeSource();
        live.Samples.Add(Points("vc1/uuid-vm-0", Start, [1]) with { AskedUntil = Start });
        live.Samples.Add(new CollectedSamples { MachineId = "vc1/uuid-vm-1", Series = [], AskedUntil = asked });
        await new CollectionRun(_source, live).RunAsync();
        live.Samples.Clear();
        live.Samples.Add(new CollectedSamples { MachineId = "vc1/uuid-vm-0", Series = [], AskedUntil = asked });
        await new CollectionRun(_source, live).RunAsync();

        await new CollectionRun(_source, live).RunAsync();

        Assert.Equal(
            [((DateTimeOffset?)Start.AddMinutes(10), (DateTimeOffset?)asked), (null, asked)],
            live.Collection!.Targets.Select(target => (target.Newest, target.AskedUntil)));
    }

    [Fact]
    public async Task Progress_is_told_of_what_is_stored_and_reaches_the_end()
    {
        await Discover(120);
        var live = new FakeSource();
        for (var i = 0; i < 120; i++)
            live.Samples.Add(Points(FormattableString.Invariant($"vc1/uuid-vm-{i}"), Start, [1, 2, 3]));
        var told = new Told(() => Stored());

        await new CollectionRun(_source, live).RunAsync(told);

        Assert.Equal([(0L, 0), (50, 50), (100, 100), (120, 120)], told.Steps);
    }

    [Fact]
    public async Task A_cancelled_collection_ends()
    {
        await Discover(1);
        using var stop = new CancellationTokenSource();
        var live = new FakeSource();
        live.Samples.Add(Points("vc1/uuid-vm-0", Start, [1]));
        live.BeforeItem = _ => stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new CollectionRun(_source, live).RunAsync(null, stop.Token));
        Assert.Equal(0, Stored());
    }

    [Fact]
    public async Task Problems_come_through_and_a_machine_without_points_does_not_count()
    {
        await Discover(1);
        var problem = new MigrateProblem
        {
            Severity = ProblemSeverity.Warning, Code = "Performance.LevelTooLow", Message = "Level 1 has no disks.",
            Remedy = "Set 3.",
        };
        var live = new FakeSource();
        live.Samples.Add(new CollectedSamples { MachineId = "vc1/uuid-vm-0", Series = [], Problems = [problem] });
        var told = new List<MigrateProblem>();
        var result = await new CollectionRun(_source, live) { OnProblem = told.Add }.RunAsync();
        Assert.Equal([problem], result.Problems);
        Assert.Equal([problem], told);
        Assert.Equal((1, 0, 0L), (result.Machines, result.MachinesWithPoints, result.Points));
        Assert.Null(result.NewestPoint);
    }

    [Fact]
    public async Task Gone_machines_are_not_asked_for_and_without_machines_it_says_what_to_do()
    {
        var failure = await Assert.ThrowsAsync<MigrateException>(
            () => new CollectionRun(_source, new FakeSource()).RunAsync());
        Assert.Equal("Source.NotDiscovered", failure.Code);
        await Discover(2);
        await Discover(1);
        var live = new FakeSource();
        await new CollectionRun(_source, live).RunAsync();
        Assert.Equal("vm-0", Assert.Single(live.Collection!.Targets).NativeId);
    }

    [Fact]
    public void History_is_read_back_a_month_at_most()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new CollectionRun(_source, new FakeSource()) { BackFill = TimeSpan.FromDays(31) });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new CollectionRun(_source, new FakeSource()) { BackFill = TimeSpan.FromDays(-1) });
    }

    private Task Discover(int machines)
    {
        var live = new FakeSource();
        for (var i = 0; i < machines; i++)
            live.With(FakeSource.Found(FormattableString.Invariant($"vm-{i}"), "m"));
        return live.DiscoverInto(_source);
    }

    private int Stored() => _project.Samples.Until().Count(machine => machine.Value.NewestPoint is not null);

    private static CollectedSamples Points(
        string id, DateTimeOffset start, double[] values,
        PerformanceCounter counter = PerformanceCounter.CpuPercent) => new()
        {
            MachineId = id, Series = SamplesOf.Of(id, counter, "", start, values).Series,
        };

    private sealed class Told(Func<int> stored) : IProgress<MigrateProgress>
    {
        public List<(long Done, int Stored)> Steps { get; } = [];

        public void Report(MigrateProgress value) => Steps.Add((value.Done, stored()));
    }
}
