using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Discovery;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class AssessmentRunTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AssessmentSettings Settings = new() { Location = ["westeurope"] };

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly AssessmentRun _run;

    public AssessmentRunTests()
    {
        _project = MigrateProject.Create(_folder.Path);
        _run = new AssessmentRun(_project, Catalogue.Embedded, TestEngine.Of);
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_same_run_again_gives_the_same_bytes_and_doubles_nothing()
    {
        Fill(300);
        var first = _run.AssessGroup("all", [Settings]).Single();
        var rows = Rows(first);
        var again = _run.AssessGroup("ALL", [Settings]).Single();

        Assert.Equal(AssessmentJson.Write(first), AssessmentJson.Write(again));
        Assert.Equal(rows, Rows(again));
        Assert.Equal(1, _project.Assessments.Count);
        Assert.Equal((300, 600m), (first.Summary.Machines, first.Summary.MonthlyComputeCost));
        Assert.Equal(("all-westeurope", "all"), (first.Name, first.GroupName));
    }

    [Fact]
    public void The_order_of_import_changes_nothing()
    {
        Fill(300);
        var first = _run.AssessGroup("all", [Settings]).Single();
        using var folder = new TestFolder();
        using var other = MigrateProject.Create(folder.Path);
        var machines = Enumerable.Range(0, 300).Reverse().Select(i => TestFolder.Machine("m" + i)).ToList();
        other.Machines.Save(machines);
        other.Groups.Save("all", null, machines.Select(machine => machine.Id));

        var second = new AssessmentRun(other, Catalogue.Embedded, TestEngine.Of).AssessGroup("all", [Settings])
            .Single();

        Assert.Equal(AssessmentJson.Write(first), AssessmentJson.Write(second));
        Assert.Equal(Rows(first), other.Assessments.GetMachines(second.Id).Select(AssessmentJson.Write));
    }

    [Fact]
    public async Task G1_Machines_that_are_gone_are_left_out_and_counted_unless_asked_for()
    {
        await Discovered("web", "sql");
        await Discovered("web");
        _project.Groups.Save("all", null, ["vc1/uuid-web", "vc1/uuid-sql"]);
        var said = new List<MigrateProblem>();
        var run = new AssessmentRun(_project, Catalogue.Embedded, TestEngine.Of) { OnProblem = said.Add };

        Assert.Equal(1, run.AssessGroup("all", [Settings]).Single().Summary.Machines);
        Assert.Equal("Of the group 'all', 1 of 2 are gone from their source and are left out.",
            Assert.Single(said).Message);
        Assert.Equal(
            "Assessment.AllGone",
            Assert.Throws<MigrateException>(() => run.AssessMachines(["vc1/uuid-sql"], [Settings])).Code);

        said.Clear();
        run = new AssessmentRun(
            _project, Catalogue.Embedded, TestEngine.Of) { OnProblem = said.Add, IncludeGone = true };
        Assert.Equal(2, run.AssessGroup("all", [Settings]).Single().Summary.Machines);
        Assert.Equal(1, run.AssessMachines(["vc1/uuid-sql"], [Settings]).Single().Summary.Machines);
        Assert.Empty(said);
    }

    [Fact]
    public async Task G1_A_machine_that_is_gone_does_not_stand_for_its_server()
    {
        const string Uuid = "4c4c4544-0035-4810-8051-b5c04f4e4d31";
        var live = FakeSource.Found("web", "web");
        await Discover(live with { Machine = live.Machine! with { SmbiosUuid = Uuid } },
            FakeSource.Found("sql", "sql"));
        _project.Machines.Save([TestFolder.Machine("web-import") with { SmbiosUuid = Uuid }]);
        string[] both = ["vc1/uuid-web", "csv/web-import"];

        Assert.Equal("web", AssessedName(both));
        await Discovered("sql");
        Assert.Equal("web-import", AssessedName(both));
    }

    [Fact]
    public void Machines_come_in_ordinal_order_of_their_ids()
    {
        string[] names = ["\uFF21", "\U0001F984", "a", "B", "_", "é"];
        _project.Machines.Save(names.Select(name => TestFolder.Machine(name)));

        var assessment = _run.AssessMachines(names.Select(name => "csv/" + name), [Settings]).Single();

        Assert.Equal(
            names.OrderBy(name => name, StringComparer.Ordinal),
            _project.Assessments.GetMachines(assessment.Id).Select(row => row.Machine.Name));
        Assert.Null(assessment.GroupName);
    }

    [Fact]
    public void Several_settings_make_one_assessment_each_in_one_pass()
    {
        Fill(70);
        var several = (Settings with
        {
            Location = ["westeurope", "northeurope"], SavingsOption = [SavingsOption.None, SavingsOption.RI3Year],
        }).Expand();

        var assessments = _run.AssessGroup("all", several);

        Assert.Equal(
            ["all-westeurope", "all-westeurope-RI3Year", "all-northeurope", "all-northeurope-RI3Year"],
            assessments.Select(assessment => assessment.Name));
        Assert.Equal(4, assessments.Select(assessment => assessment.Id).Distinct().Count());
        Assert.Single(assessments.Select(assessment => assessment.InventoryHash).Distinct());
        Assert.Equal("northeuropeRI3Year", _project.Assessments.GetMachines(assessments[3].Id).Last().RecommendedSize);
        Assert.Equal(assessments[1].Id, _run.AssessGroup("all", [several[1]]).Single().Id);
    }

    [Fact]
    public void What_an_input_changes_shows_in_the_id()
    {
        Fill(3);
        var before = _run.AssessGroup("all", [Settings]).Single();
        _project.Machines.Set("csv/m1", new MachineChange { Environment = MachineEnvironment.DevTest });
        var machineChanged = _run.AssessGroup("all", [Settings]).Single();
        _project.Samples.Write([SamplesOf.Cpu("csv/m2", Day, [50])]);
        var historyCame = _run.AssessGroup("all", [Settings]).Single();
        var settingsChanged = _run.AssessGroup("all", [Settings with { Percentile = 50 }]).Single();

        Assert.Equal(4, new[] { before.Id, machineChanged.Id, historyCame.Id, settingsChanged.Id }.Distinct().Count());
        Assert.Null(before.HistoryWindow);
        Assert.Equal(historyCame.InventoryHash, settingsChanged.InventoryHash);
    }

    [Fact]
    public void Another_window_is_another_assessment()
    {
        Fill(2);
        _project.Samples.Write([SamplesOf.Cpu("csv/m0", Day, [50])]);
        var before = _run.AssessMachines(["csv/m0"], [Settings]).Single();
        _project.Samples.Write([SamplesOf.Cpu("csv/m1", Day.AddHours(1), [50])]);
        var moved = _run.AssessMachines(["csv/m0"], [Settings]).Single();

        Assert.NotEqual(before.HistoryWindow, moved.HistoryWindow);
        Assert.NotEqual(before.Id, moved.Id);
    }

    [Theory]
    [InlineData(PerformanceHistory.Day, 1)]
    [InlineData(PerformanceHistory.Week, 7)]
    [InlineData(PerformanceHistory.Month, 30)]
    public void The_window_ends_with_the_newest_point_of_the_project(PerformanceHistory history, int days)
    {
        Fill(2);
        _project.Samples.Write([SamplesOf.Cpu("csv/m0", Day, [60, 20])]);
        _project.Samples.Write([SamplesOf.Cpu("csv/m0", Day.AddDays(-days), [99, 98, 70])]);
        _project.Samples.Write([SamplesOf.Cpu("csv/m1", Day.AddHours(-3), [30])]);
        var end = Day.AddMinutes(20);

        var assessment = _run.AssessGroup("all", [Settings with { PerformanceHistory = history }]).Single();

        Assert.Equal(new(end.AddDays(-days), end), assessment.HistoryWindow);
        Assert.Equal([70, 30], _project.Assessments.GetMachines(assessment.Id).Select(row => row.Observed.CpuPercent));
    }

    [Fact]
    public void The_window_is_what_the_settings_say()
    {
        Fill(1);
        _project.Samples.Write([SamplesOf.Cpu("csv/m0", Day, [60, 20, 10])]);
        var custom = Settings with
        {
            PerformanceHistory = PerformanceHistory.Custom, HistoryStart = Day.AddMinutes(10),
            AsOf = Day.AddMinutes(30),
        };

        var assessment = _run.AssessGroup("all", [custom]).Single();

        Assert.Equal(20, _project.Assessments.GetMachines(assessment.Id).Single().Observed.CpuPercent);
        foreach (var wrong in new[] { custom with { HistoryStart = null },
            custom with { HistoryStart = Day.AddDays(1) } })
        {
            Assert.Equal("Assessment.HistoryInvalid",
                Assert.Throws<MigrateException>(() => _run.AssessGroup("all", [wrong])).Code);
        }

        var allocated = _run.AssessGroup("all", [Settings with { SizingCriterion = SizingCriterion.AsOnPremises }])
            .Single();
        Assert.Null(allocated.HistoryWindow);
    }

    [Fact]
    public void Linked_records_of_one_server_are_assessed_once()
    {
        const string Uuid = "4c4c4544-0042-3510-8056-b4c04f533132";
        _project.Machines.Save(
        [
            TestFolder.Machine("a", machine => machine with { SmbiosUuid = Uuid }),
            TestFolder.Machine("a", machine => machine with
            {
                Id = "rvtools:v/1", Source = "rvtools:v", SourceKind = SourceKind.RVTools, SmbiosUuid = Uuid,
            }),
            TestFolder.Machine("b"),
        ]);

        var assessment = _run.AssessMachines(["csv/a", "csv/b", "rvtools:v/1"], [Settings]).Single();

        Assert.Equal(["csv/b", "rvtools:v/1"],
            _project.Assessments.GetMachines(assessment.Id).Select(row => row.Machine.Id));
        Assert.Equal(2, assessment.Summary.Machines);
    }

    [Fact]
    public void What_cannot_be_assessed_is_told()
    {
        Fill(1);
        _project.Groups.RemoveMembers("all", ["csv/m0"]);
        Assert.Equal("Group.NotFound", Code(() => _run.AssessGroup("none", [Settings])));
        Assert.Equal("Group.Empty", Code(() => _run.AssessGroup("all", [Settings])));
        Assert.Equal("Assessment.NoMachines", Code(() => _run.AssessMachines([], [Settings])));
        Assert.Equal("Machine.NotFound", Code(() => _run.AssessMachines(["csv/m0", "csv/none"], [Settings])));
    }

    [Fact]
    public void A_run_that_fails_or_is_broken_off_saves_nothing()
    {
        Fill(1000);
        var failing = new AssessmentRun(_project, Catalogue.Embedded, settings => TestEngine.Of(settings) with
        {
            Assess = reading => reading.Machine.Name == "m777"
                ? throw new InvalidOperationException("m777")
                : TestEngine.Assess(settings, reading.Machine, reading.History),
        });
        Assert.Equal("m777",
            Assert.Throws<InvalidOperationException>(() => failing.AssessGroup("all", [Settings])).Message);

        using var stop = new CancellationTokenSource();
        var stopping = new AssessmentRun(_project, Catalogue.Embedded, settings => TestEngine.Of(settings) with
        {
            Add = _ => stop.Cancel(),
        });
        Assert.ThrowsAny<OperationCanceledException>(() => stopping.AssessGroup("all", [Settings], null, stop.Token));

        Assert.Equal(0, _project.Assessments.Count);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
    }

    private void Fill(int machines)
    {
        _project.Machines.Save(Enumerable.Range(0, machines).Select(i => TestFolder.Machine("m" + i)));
        _project.Groups.Save("all", null, Enumerable.Range(0, machines).Select(i => "csv/m" + i));
    }

    private List<byte[]> Rows(MigrateAssessment assessment) =>
        _project.Assessments.GetMachines(assessment.Id).Select(AssessmentJson.Write).ToList();

    private string AssessedName(string[] ids) =>
        _project.Assessments.GetMachines(_run.AssessMachines(ids, [Settings]).Single().Id).Single().Machine.Name;

    private Task Discovered(params string[] names) => Discover([.. names.Select(name => FakeSource.Found(name, name))]);

    private Task Discover(params DiscoveredItem[] items) =>
        new FakeSource().With(items).DiscoverInto(_project.Sources.Save(FakeSource.Settings()).Source);

    private static string Code(Action action) => Assert.Throws<MigrateException>(action).Code;
}
