using AzMigrate.Assessment;
using AzMigrate.Projects;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Tests.Projects;

public sealed class ProjectAssessmentsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public ProjectAssessmentsTests() => _project = MigrateProject.Create(_folder.Path);

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(200)]
    public void An_assessment_is_read_as_it_was_saved(int machines)
    {
        var rows = Enumerable.Range(0, machines).Select(i => Assessed("m" + i)).ToList();
        var saved = _project.Assessments.Save(Header("id1", "all"), rows);

        var read = Assert.Single(_project.Assessments.Get(AssessmentQuery.All));
        Assert.Equal(saved.CreatedAt, read.CreatedAt);
        Assert.Same(_project, read.Project);
        Assert.Equal(AssessmentJson.Write(Header("id1", "all")), AssessmentJson.Write(read));
        Assert.Equal(rows.Select(AssessmentJson.Write),
            _project.Assessments.GetMachines("id1").Select(AssessmentJson.Write));
    }

    [Fact]
    public void Hostile_names_go_through_an_assessment_as_text()
    {
        var rows = Machines.HostileNames.Select(Assessed).ToList();
        _project.Assessments.Save(Header("id1", Machines.HostileNames[0]), rows);
        Assert.Equal(Machines.HostileNames, _project.Assessments.GetMachines("id1").Select(row => row.Machine.Name));
        Assert.Equal(Machines.HostileNames[0], _project.Assessments.Get(AssessmentQuery.All).Single().GroupName);
    }

    [Fact]
    public void The_same_assessment_again_replaces_itself_and_another_groups_stays()
    {
        _project.Assessments.Save(Header("id1", "all"), [Assessed("a"), Assessed("b")]);
        _project.Assessments.Save(Header("id1", "other"), [Assessed("a"), Assessed("b")]);
        _project.Assessments.Save(Header("id1", "ALL"), [Assessed("a"), Assessed("b")]);

        Assert.Equal(["other", "ALL"], _project.Assessments.Get(AssessmentQuery.All).Select(each => each.GroupName));
        Assert.Equal(2, _project.Assessments.GetMachines("id1").Count());
        Assert.Equal(2, _project.Assessments.Remove("id1"));
        Assert.Equal(0, _project.Assessments.Count);
    }

    [Fact]
    public void Assessments_are_found_by_id_name_group_and_newest()
    {
        var made = DateTimeOffset.UtcNow;
        foreach (var (id, group) in new[] { ("a1", "CRM"), ("a2", "CRM"), ("b1", "ERP"), ("c1", null) })
        {
            using var writer = _project.Assessments.BeginSave();
            writer.Complete(Header(id, group), made = made.AddSeconds(1));
        }

        Assert.Equal(["a1", "a2"], Ids(new AssessmentQuery { Id = ["A*"] }));
        Assert.Equal(["b1"], Ids(new AssessmentQuery { Name = ["name of b1"] }));
        Assert.Equal(["a1", "a2"], Ids(new AssessmentQuery { Group = ["crm"] }));
        Assert.Equal(["a1", "a2", "b1"], Ids(new AssessmentQuery { Group = ["*"] }));
        Assert.Equal(["a2", "b1", "c1"], Ids(new AssessmentQuery { Newest = true }));
        Assert.Equal(["a2"], Ids(new AssessmentQuery { Group = ["crm"], Newest = true }));
        Assert.Equal([], Ids(new AssessmentQuery { Id = ["none"] }));
    }

    [Fact]
    public void A_renamed_group_keeps_its_assessments()
    {
        _project.Machines.Save([TestFolder.Machine("a")]);
        _project.Groups.Save("CRM", null, ["csv/a"]);
        _project.Assessments.Save(Header("id1", "CRM"), [Assessed("a")]);

        _project.Groups.Rename("crm", "Sales");

        Assert.Equal(["id1"], Ids(new AssessmentQuery { Group = ["sales"] }));
    }

    [Fact]
    public void What_is_not_completed_is_not_there_and_leaves_nothing()
    {
        using (var writer = _project.Assessments.BeginSave())
        {
            for (var i = 0; i < 100; i++)
                writer.Add(Assessed("m" + i));
            Assert.Single(Leftovers());
            using var another = _project.Assessments.BeginSave();
            Assert.Equal(2, Leftovers().Length);
        }

        Assert.Empty(Leftovers());
        Assert.Equal(0, _project.Assessments.Count);
    }

    [Fact]
    public void What_a_killed_run_left_is_removed_by_the_next()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "assessment-0123.partial"), "half");
        _project.Assessments.Save(Header("id1", null), [Assessed("a")]);
        Assert.Empty(Leftovers());
    }

    [Fact]
    public void A_source_that_fails_leaves_the_former_assessment_as_it_was()
    {
        _project.Assessments.Save(Header("id1", "all"), [Assessed("a")]);
        Assert.Throws<InvalidOperationException>(() => _project.Assessments.Save(
            Header("id1", "all"),
            Enumerable.Range(0, 500).Select(i => i < 400 ? Assessed("m" + i) : throw new InvalidOperationException())));
        Assert.Equal(["a"], _project.Assessments.GetMachines("id1").Select(row => row.Machine.Name));
    }

    [Fact]
    public void An_assessment_that_is_not_there_is_told_and_one_that_goes_while_it_is_read_too()
    {
        Assert.Equal("Assessment.NotFound",
            Assert.Throws<MigrateException>(() => _project.Assessments.GetMachines("none")).Code);
        _project.Assessments.Save(Header("id1", null), Enumerable.Range(0, 200).Select(i => Assessed("m" + i)));
        var error = Assert.Throws<MigrateException>(() =>
        {
            foreach (var _ in _project.Assessments.GetMachines("id1"))
                _project.Assessments.Remove("id1");
        });
        Assert.Equal("Assessment.NotFound", error.Code);
    }

    [Fact]
    public void Damaged_rows_are_told()
    {
        _project.Assessments.Save(Header("id1", null), [Assessed("a")]);
        using (var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_folder.Path, "project.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE assessment_rows SET data = x'01FFFF'";
            command.ExecuteNonQuery();
        }

        Assert.Equal("Project.Corrupt",
            Assert.Throws<MigrateException>(() => _project.Assessments.GetMachines("id1").ToList()).Code);
    }

    public static AssessmentHeader Header(string id, string? group) => new()
    {
        Id = id, Name = "name of " + id, GroupName = group,
        Settings = new AssessmentSettings { Location = ["westeurope"] },
        CatalogDate = new DateTime(2026, 3, 1), InventoryHash = "i", SettingsHash = "s", CatalogHash = "c",
        Summary = new AssessmentSummary(),
    };

    private static AssessedMachine Assessed(string name) =>
        TestEngine.Assess(new AssessmentSettings { Location = ["westeurope"] }, TestFolder.Machine(name), null);

    private string[] Ids(AssessmentQuery query) => _project.Assessments.Get(query).Select(each => each.Id).ToArray();

    private string[] Leftovers() => Directory.GetFiles(_folder.Path, "*.partial");
}
