using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class ProjectGroupsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public ProjectGroupsTests()
    {
        _project = MigrateProject.Create(_folder.Path);
        _project.Machines.Save(new[] { "a", "b", "c" }.Select(name => TestFolder.Machine(name)));
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Saving_declares_the_group()
    {
        var made = _project.Groups.Save("CRM", "first", ["csv/a", "csv/b", "csv/a"]);
        var same = _project.Groups.Save("crm", null, ["csv/b", "csv/a"]);
        var other = _project.Groups.Save("CRM", "second", ["csv/b", "csv/c"]);

        Assert.Equal((GroupChange.Created, 2, 0, 2), (made.Change, made.Added, made.Removed, made.Group.MachineCount));
        Assert.Equal((GroupChange.Unchanged, "CRM", "first"), (same.Change, same.Group.Name, same.Group.Description));
        Assert.Equal((GroupChange.Updated, 1, 1, "second"),
            (other.Change, other.Added, other.Removed, other.Group.Description));
        Assert.Equal(["csv/b", "csv/c"], _project.Groups.MemberIds("Crm"));
        Assert.Equal(1, _project.Groups.Count);
    }

    [Fact]
    public void What_cannot_be_a_group_is_refused_and_nothing_changes()
    {
        _project.Groups.Save("CRM", null, ["csv/a"]);

        Assert.Equal("Group.Empty", Code(() => _project.Groups.Save("x", null, [])));
        Assert.Equal("Group.Exists", Code(() => _project.Groups.Save("crm", null, ["csv/b"], noClobber: true)));
        Assert.Equal("Group.NameInvalid", Code(() => _project.Groups.Save(" ", null, ["csv/b"])));
        Assert.Equal("Machine.NotFound", Code(() => _project.Groups.Save("y", null, ["csv/b", "csv/none"])));
        Assert.Equal("Machine.NotFound", Code(() => _project.Groups.AddMembers("CRM", ["csv/b", "csv/none"])));
        Assert.Equal(["CRM"], _project.Groups.Get().Select(group => group.Name));
        Assert.Equal(["csv/a"], _project.Groups.MemberIds("CRM"));
    }

    [Fact]
    public void A_missing_group_is_told_by_its_name()
    {
        foreach (var action in new Action[]
        {
            () => _project.Groups.MemberIds("none"), () => _project.Groups.AddMembers("none", ["csv/a"]),
            () => _project.Groups.RemoveMembers("none", ["csv/a"]), () => _project.Groups.Remove("none"),
            () => _project.Groups.Rename("none", "x"), () => _project.Groups.SetDescription("none", "x"),
        })
        {
            var error = Assert.Throws<MigrateException>(action);
            Assert.Equal(("Group.NotFound", "none"), (error.Code, error.Target));
        }

        Assert.Empty(_project.Groups.Get("none"));
    }

    [Fact]
    public void Members_come_and_go()
    {
        _project.Groups.Save("CRM", null, ["csv/a"]);

        var added = _project.Groups.AddMembers("crm", ["csv/a", "csv/b"]);
        var removed = _project.Groups.RemoveMembers("CRM", ["csv/a", "csv/none"]);
        var nothing = _project.Groups.RemoveMembers("CRM", ["csv/a"]);

        Assert.Equal((GroupChange.Updated, 1, 2), (added.Change, added.Added, added.Group.MachineCount));
        Assert.Equal((GroupChange.Updated, 1, 1), (removed.Change, removed.Removed, removed.Group.MachineCount));
        Assert.Equal(GroupChange.Unchanged, nothing.Change);
        Assert.Equal(["csv/b"], _project.Groups.MemberIds("CRM"));
    }

    [Fact]
    public void A_group_is_renamed_described_and_removed()
    {
        _project.Groups.Save("CRM", null, ["csv/a"]);
        _project.Groups.Save("ERP", null, ["csv/b"]);

        Assert.Equal("Group.Exists", Code(() => _project.Groups.Rename("CRM", "erp")));
        Assert.Equal("Crm", _project.Groups.Rename("CRM", "Crm").Name);
        Assert.Equal("Sales", _project.Groups.Rename("crm", "Sales").Name);
        Assert.Equal("what", _project.Groups.SetDescription("sales", "what").Description);
        Assert.Null(_project.Groups.SetDescription("sales", null).Description);
        _project.Groups.Remove("SALES");

        Assert.Equal(["ERP"], _project.Groups.Get().Select(group => group.Name));
        Assert.Equal(3, _project.Machines.Count);
    }

    [Fact]
    public void Groups_are_found_by_patterns_in_the_order_of_their_names()
    {
        foreach (var name in new[] { "web-2", "Web-1", "db", "*" })
            _project.Groups.Save(name, null, ["csv/a"]);

        Assert.Equal(["*", "db", "Web-1", "web-2"], _project.Groups.Get().Select(group => group.Name));
        Assert.Equal(["Web-1", "web-2"], _project.Groups.Get("WEB-?", "web-1").Select(group => group.Name));
        Assert.Equal(["*"], _project.Groups.Get("*").Select(group => group.Name));
    }

    private static string Code(Action action) => Assert.Throws<MigrateException>(action).Code;
}
