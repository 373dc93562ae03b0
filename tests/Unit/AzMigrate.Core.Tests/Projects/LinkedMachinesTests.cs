using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using CsCheck;

namespace AzMigrate.Tests.Projects;

public sealed class LinkedMachinesTests : IDisposable
{
    private const string Uuid = "4c4c4544-0042-3510-8056-b4c04f533132";
    private const string Turned = "44454c4c-4200-1035-8056-b4c04f533132";

    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public LinkedMachinesTests()
    {
        _project = MigrateProject.Create(_folder.Path);
        _project.Machines.Save(
        [
            TestFolder.Machine("alone"),
            TestFolder.Machine("web",
                csv => csv with { HostName = "WEB.corp.example", Cores = 1, PowerState = PowerState.On }),
            Of("vc/1", SourceKind.VMware) with { SmbiosUuid = Uuid, Name = "WEB-01", Cores = 8,
                PowerState = PowerState.Off },
            Of("lin/1", SourceKind.Linux) with { SmbiosUuid = Turned, HostName = "web.corp.example", Cores = 4 },
        ]);
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_server_is_shown_once_and_says_where_its_facts_come_from()
    {
        var machine = Assert.Single(_project.Machines.Get(new MachineQuery { Name = ["WEB-01"] }));
        Assert.Equal(("vc/1", 8, "web.corp.example"), (machine.Id, machine.Cores, machine.HostName));
        Assert.Equal(["vc/1", "lin/1", "csv/web"], machine.RecordIds);
        Assert.Equal(["vc", "lin", "csv"], machine.Sources);
        Assert.Equal("lin/1", machine.Facts.Single(fact => fact.Fact == "HostName").RecordId);
        Assert.Equal(["csv/alone", "vc/1"], Ids(MachineQuery.All));
        Assert.Equal(["csv/alone", "csv/web", "lin/1", "vc/1"], Ids(new MachineQuery { AllRecords = true }));
        Assert.Equal((2, 4), (_project.GetSummary().Machines, _project.GetSummary().Records));
    }

    [Fact]
    public void Any_record_finds_it_and_what_they_make_together_decides_its_state()
    {
        Assert.All(["csv/web", "lin/1", "vc/1"], id => Assert.Equal(["vc/1"], Ids(new MachineQuery { Id = [id] })));
        Assert.Equal(["vc/1"], Ids(new MachineQuery { Name = ["web"] }));
        Assert.Equal(["vc/1"], Ids(new MachineQuery { Source = ["lin"] }));
        Assert.Empty(Ids(new MachineQuery { PowerState = [PowerState.On] }));
        Assert.Equal(["vc/1"], Ids(new MachineQuery { PowerState = [PowerState.Off] }));
        Assert.Equal(["csv/web"], Ids(new MachineQuery { PowerState = [PowerState.On], AllRecords = true }));
    }

    [Fact]
    public void What_the_user_says_of_one_record_is_said_of_the_machine()
    {
        var set = _project.Machines.Set("csv/web", new MachineChange
        {
            Owner = "ops", SetTags = new Dictionary<string, string> { ["App"] = "CRM" },
        });
        Assert.Equal(("vc/1", "ops", "CRM"), (set.Id, set.Owner, set.Tags["App"]));
        Assert.Equal(["vc/1"], Ids(new MachineQuery { Tag = set.Tags }));
        _project.Machines.Remove(["vc/1"]);
        Assert.Equal("ops", Assert.Single(_project.Machines.Get(new MachineQuery { Id = ["lin/1"] })).Owner);
    }

    [Fact]
    public void Groups_count_it_once_by_whichever_record_it_came_in()
    {
        var group = _project.Groups.Save("all", null, ["csv/web", "vc/1", "csv/alone"]).Group;
        Assert.Equal(2, group.MachineCount);
        Assert.Equal(2, _project.Groups.Find("all")!.MachineCount);
        Assert.Equal(["csv/alone", "vc/1"], Ids(new MachineQuery { Group = ["all"] }));
        Assert.Equal(1, _project.Groups.RemoveMembers("all", ["lin/1"]).Group.MachineCount);
    }

    [Fact]
    public void It_is_assessed_once_with_the_facts_of_all_records_whichever_is_in_the_group()
    {
        _project.Groups.Save("all", null, ["csv/web"]);
        _project.Samples.Write([SamplesOf.Cpu("lin/1", Day, [70d, 80])]);
        var run = new AssessmentRun(_project, Catalogue.Embedded);
        var assessment = run.AssessGroup("all", [new AssessmentSettings { Location = ["westeurope"] }]).Single();
        var machine = Assert.Single(_project.Assessments.GetMachines(assessment.Id));
        Assert.Equal(("vc/1", 8, 80d), (machine.Machine.Id, machine.Machine.Cores, machine.Observed.CpuPercent));
        Assert.Contains(machine.Notes, note => note.Code == "PerformanceOfRecords"
            && note.Message.Contains("CPU from lin/1", StringComparison.Ordinal));
        var again = run.AssessMachines(["lin/1", "vc/1"], [new AssessmentSettings { Location = ["westeurope"] }])
            .Single();
        Assert.Equal((1, assessment.Id), (again.Summary.Machines, again.Id));
    }

    [Fact]
    public void Performance_is_shown_as_an_assessment_takes_it_and_says_whose_it_is()
    {
        _project.Samples.Write([SamplesOf.Cpu("lin/1", Day, [70d, 80]), SamplesOf.Cpu("csv/web", Day, [1d])]);
        var row = Assert.Single(new PerformanceQuery().Find(_project));
        Assert.Equal(("vc/1", "lin/1", 80d), (row.Id, row.RecordId, row.Maximum));
        var all = new PerformanceQuery { Machines = new MachineQuery { AllRecords = true } }.Find(_project);
        Assert.Equal(["csv/web", "lin/1"], all.Select(one => one.Id));
    }

    [Fact]
    public void Looking_one_up_finds_what_reading_all_finds()
    {
        string?[] uuids = [null, Uuid, Turned, "00000000-0000-0000-0000-000000000000",
            "4c4c4544-0042-3510-8056-b4c04f533133"];
        string?[] names = [null, "a.corp.example", "A.corp.example.", "b.corp.example", "short"];
        var machine =
            from source in Gen.Int[0, 4]
            from native in Gen.Int[0, 3]
            from uuid in Gen.Int[0, uuids.Length - 1]
            from name in Gen.Int[0, names.Length - 1]
            select Of($"s{source}/{native}", (SourceKind)source) with { SmbiosUuid = uuids[uuid],
                HostName = names[name] };
        machine.Array[1, 12].Sample(
            machines =>
            {
                _project.Machines.Remove(Ids(new MachineQuery { AllRecords = true }));
                _project.Machines.Save(machines);
                var all = _project.Machines.Get(MachineQuery.All).ToList();
                Assert.Equal(all.Count, _project.Machines.Count);
                foreach (var one in all)
                {
                    Assert.All(one.RecordIds, id => Assert.Equal(
                        one.RecordIds, Assert.Single(_project.Machines.Get(new MachineQuery { Id = [id] })).RecordIds));
                }
            },
            iter: 40, threads: 1);
    }

    private static Machine Of(string id, SourceKind kind) => TestFolder.Machine("x", machine => machine with
    {
        Id = id, Source = id.Split('/')[0], SourceKind = kind,
    });

    private string[] Ids(MachineQuery query) => [.. _project.Machines.Get(query).Select(machine => machine.Id)];
}
