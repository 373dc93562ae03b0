using AzMigrate.Inventory;
using AzMigrate.Projects;
using CsCheck;

namespace AzMigrate.Tests.Projects;

public sealed class ProjectMachinesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public ProjectMachinesTests() => _project = MigrateProject.Create(_folder.Path);

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_saved_is_read_as_equal_machines() =>
        Machines.Any.Array[1, 30].Sample(machines =>
        {
            var last = machines.GroupBy(machine => machine.Id, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => InventoryJson.Write(same.Last()), StringComparer.Ordinal);
            _project.Machines.Remove(_project.Machines.Get(MachineQuery.All).Select(machine => machine.Id));

            _project.Machines.Save(machines);
            var read = _project.Machines.Get(MachineQuery.All).ToList();

            Assert.Equal(last.Keys.OrderBy(id => id, StringComparer.Ordinal), read.Select(machine => machine.Id));
            Assert.All(read, machine => Assert.Equal(last[machine.Id], InventoryJson.Write(machine)));
        }, iter: 40, threads: 1);

    [Fact]
    public void Hostile_names_go_in_and_come_out_as_text()
    {
        foreach (var name in Machines.HostileNames)
        {
            _project.Machines.Save([TestFolder.Machine(name)]);
            var machine = Assert.Single(_project.Machines.Get(new MachineQuery { Id = ["csv/" + name] }));
            Assert.Equal(name, machine.Name);
            _project.Machines.Set(machine.Id, new MachineChange
            {
                Owner = name, SetTags = new Dictionary<string, string> { [name] = name },
            });
            var group = _project.Groups.Save("g" + name, name, [machine.Id]).Group;
            Assert.Equal(("g" + name, name), (group.Name, group.Description));
            Assert.Equal([machine.Id], _project.Groups.MemberIds("g" + name));
        }

        Assert.Equal(Machines.HostileNames.Length, _project.Machines.Count);
        Assert.All(_project.Machines.Get(MachineQuery.All), machine =>
            Assert.Equal((machine.Name, machine.Name), (machine.Owner, machine.Tags[machine.Name])));
        Assert.Equal(["csv/*"],
            _project.Machines.Get(new MachineQuery { Id = ["csv/*"] }).Select(machine => machine.Id));
    }

    [Fact]
    public void Importing_again_tells_new_changed_and_unchanged_and_doubles_nothing()
    {
        var first = _project.Machines.Save([TestFolder.Machine("a"), TestFolder.Machine("b")]);
        Machine[] next =
            [TestFolder.Machine("b"), TestFolder.Machine("a", machine => machine with { Cores = 4 }),
                TestFolder.Machine("c")];
        var planned = _project.Machines.Save(next, whatIf: true);
        Assert.Equal(2, _project.Machines.Count);
        var second = _project.Machines.Save(next);

        Assert.Equal(["csv/a", "csv/b"], first.New);
        foreach (var result in new[] { planned, second })
        {
            Assert.Equal(["csv/c"], result.New);
            Assert.Equal(["csv/a"], result.Changed);
            Assert.Equal(["csv/b"], result.Unchanged);
            Assert.Equal(3, result.Total);
        }

        Assert.Equal([4, 2, 2], _project.Machines.Get(MachineQuery.All).Select(machine => machine.Cores));
    }

    [Fact]
    public void What_the_user_set_survives_the_next_import()
    {
        var fromSource = TestFolder.Machine("a", machine => machine with
        {
            Tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["App"] = "old", ["Site"] = "x" },
        });
        _project.Machines.Save([fromSource]);
        _project.Machines.Set("csv/a", new MachineChange
        {
            SetTags = new Dictionary<string, string> { ["App"] = "CRM" }, RemoveTags = ["Site"], Owner = "Ann",
            Environment = MachineEnvironment.DevTest,
        });

        var again = _project.Machines.Save([fromSource with { Cores = 8 }]);

        Assert.Equal(["csv/a"], again.Changed);
        var machine = Assert.Single(_project.Machines.Get(MachineQuery.All));
        Assert.Equal([new("App", "CRM")], machine.Tags);
        Assert.Equal(("Ann", MachineEnvironment.DevTest, 8), (machine.Owner, machine.Environment, machine.Cores));

        var cleared = _project.Machines.Set("csv/a", new MachineChange { Owner = "", ClearEnvironment = true });
        Assert.Equal((null, null), (cleared.Owner, cleared.Environment));
        Assert.Equal(["csv/a"], _project.Machines.Save([fromSource with { Cores = 8 }]).Unchanged);
    }

    [Fact]
    public void An_unknown_machine_is_told_by_its_id()
    {
        var error = Assert.Throws<MigrateException>(() => _project.Machines.Set("csv/none", new MachineChange()));
        Assert.Equal(("Machine.NotFound", "csv/none"), (error.Code, error.Target));
    }

    [Fact]
    public void A_query_finds_by_every_condition()
    {
        _project.Machines.Save(
        [
            TestFolder.Machine("Web-01",
                m => m with { PowerState = PowerState.On, OperatingSystem = new() { Name = "Windows Server 2019" } }),
            TestFolder.Machine("web-02",
                m => m with { PowerState = PowerState.Off, OperatingSystem = new() { GuestName = "Ubuntu 22.04" } }),
            TestFolder.Machine("db",
                m => m with { Id = "rvtools:1/db", Source = "rvtools:1", PowerState = PowerState.On }),
        ]);
        _project.Machines.Set(
            "csv/web-02", new MachineChange { SetTags = new Dictionary<string, string> { ["App"] = "CRM" } });
        _project.Groups.Save("Front", null, ["csv/Web-01"]);

        Assert.Equal(["Web-01", "web-02"], Names(new MachineQuery { Name = ["WEB-*"] }));
        Assert.Equal(["web-02", "db"], Names(new MachineQuery { Name = ["db", "*-?2"] }));
        Assert.Equal(["Web-01", "db"], Names(new MachineQuery { PowerState = [PowerState.On] }));
        Assert.Equal(["web-02"], Names(new MachineQuery { OperatingSystem = ["*ubuntu*"] }));
        Assert.Equal(["db"], Names(new MachineQuery { Source = ["rvtools:*"] }));
        Assert.Equal(["web-02"], Names(new MachineQuery { Tag = new Dictionary<string, string> { ["App"] = "c*" } }));
        Assert.Equal([], Names(new MachineQuery { Tag = new Dictionary<string, string> { ["app"] = "*" } }));
        Assert.Equal(["Web-01"], Names(new MachineQuery { Group = ["front"] }));
        Assert.Equal(["Web-01"], Names(new MachineQuery { Group = ["f*", "none*"] }));
        Assert.Equal(["db"], Names(new MachineQuery { Id = ["rvtools:1/db", "csv/none"] }));
        Assert.Equal([], Names(new MachineQuery { Name = ["web*"], PowerState = [PowerState.Suspended] }));
        Assert.Equal("Group.NotFound",
            Assert.Throws<MigrateException>(() => _project.Machines.Get(new MachineQuery { Group = ["none"] })).Code);
        Assert.Equal(["Front"], _project.Machines.Get(new MachineQuery { Name = ["Web-01"] }).Single().Groups);
    }

    [Fact]
    public void The_project_can_be_written_while_machines_are_handed_out()
    {
        _project.Machines.Save(Enumerable.Range(0, 450).Select(i => TestFolder.Machine($"m{i:D3}")));
        var seen = 0;
        foreach (var machine in _project.Machines.Get(MachineQuery.All))
        {
            seen++;
            if (seen % 100 == 1)
                _project.Machines.Set(machine.Id, new MachineChange { Owner = "me" });
            if (seen == 1)
                Assert.Equal(1, _project.Machines.Remove(["csv/m449"]));
        }

        Assert.Equal(449, seen);
        Assert.Equal(5, _project.Machines.Get(MachineQuery.All).Count(machine => machine.Owner == "me"));
    }

    [Fact]
    public void Removing_a_machine_takes_its_samples_and_memberships_with_it()
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        _project.Machines.Save([TestFolder.Machine("a"), TestFolder.Machine("b")]);
        _project.Groups.Save("both", null, ["csv/a", "csv/b"]);
        _project.Samples.Write([SamplesOf.Cpu("csv/a", day, [1]), SamplesOf.Cpu("csv/b", day, [2])]);

        Assert.Equal(1, _project.Machines.Remove(["csv/a", "csv/none"]));

        Assert.Equal(["csv/b"], _project.Groups.MemberIds("both"));
        Assert.Null(_project.Samples.ReadHistory("csv/a", new(day, day.AddDays(1))));
        Assert.NotNull(_project.Samples.ReadHistory("csv/b", new(day, day.AddDays(1))));
    }

    [Fact]
    public void A_machine_of_a_project_has_the_JSON_of_a_machine()
    {
        var machine = TestFolder.Machine("a");
        _project.Machines.Save([machine]);
        Assert.Equal(InventoryJson.Write(machine),
            InventoryJson.Write(_project.Machines.Get(MachineQuery.All).Single()));
    }

    [Fact]
    public void A_broken_off_save_keeps_whole_batches()
    {
        using var stop = new CancellationTokenSource();
        var machines = Enumerable.Range(0, 1200).Select(i => TestFolder.Machine($"m{i}")).ToList();
        var progress = new Reports(report =>
        {
            if (report.Done == 500)
                stop.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => _project.Machines.Save(machines, false, progress, stop.Token));
        Assert.Equal(500, _project.Machines.Count);
        var rest = _project.Machines.Save(machines);
        Assert.Equal((700, 0, 500), (rest.New.Count, rest.Changed.Count, rest.Unchanged.Count));
    }

    [Fact]
    public void Threads_that_save_at_the_same_time_lose_nothing()
    {
        Parallel.For(0, 4, writer =>
        {
            using var own = MigrateProject.Open(_folder.Path);
            for (var round = 0; round < 5; round++)
                own.Machines.Save(Enumerable.Range(0, 60).Select(i => TestFolder.Machine($"w{writer}-{round}-{i}")));
            own.Groups.Save("g" + writer, null, [$"csv/w{writer}-0-0"]);
        });

        Assert.Equal(4 * 5 * 60, _project.Machines.Count);
        Assert.Equal(4, _project.Groups.Count);
    }

    private string[] Names(MachineQuery query) =>
        _project.Machines.Get(query).Select(machine => machine.Name).ToArray();

    private sealed class Reports(Action<MigrateProgress> seen) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => seen(value);
    }
}
