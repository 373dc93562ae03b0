using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Tests.Projects;

public sealed class MigrateProjectTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_project_is_there_again_when_it_is_opened_again()
    {
        DateTimeOffset made;
        using (var project = MigrateProject.Create(_folder.Path, "Contoso"))
        {
            made = project.CreatedAt;
            project.Machines.Save([TestFolder.Machine("web")]);
            project.Groups.Save("all", null, ["csv/web"]);
        }

        using var again = MigrateProject.Open(_folder.Path + Path.DirectorySeparatorChar);

        Assert.Equal(("Contoso", made, 6, false),
            (again.Name, again.CreatedAt, again.SchemaVersion, again.IsTemporary));
        Assert.Equal(_folder.Path, again.Path);
        Assert.Equal(
            new ProjectSummary { Machines = 1, Records = 1, Groups = 1, Assessments = 0, NewestSample = null },
            again.GetSummary());
    }

    [Fact]
    public void A_project_without_a_name_has_its_folders()
    {
        using var project = MigrateProject.OpenOrCreate(_folder.Path);
        Assert.Equal(Path.GetFileName(_folder.Path), project.Name);
    }

    [Fact]
    public void A_missing_project_is_told_with_its_path_and_what_makes_one()
    {
        var error = Assert.Throws<MigrateException>(() => MigrateProject.Open(_folder.Path));
        Assert.Equal("Project.NotFound", error.Code);
        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("New-MigrateProject", error.Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path));
        Assert.Equal("Project.NotFound", Code(() => MigrateProject.Remove(_folder.Path)));
    }

    [Fact]
    public void A_project_is_not_made_twice()
    {
        MigrateProject.Create(_folder.Path).Dispose();
        Assert.Equal("Project.Exists", Code(() => MigrateProject.Create(_folder.Path)));
    }

    [Fact]
    public void A_project_whose_making_was_broken_off_is_made_by_the_same_command()
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllBytes(Path.Combine(_folder.Path, "project.db"), []);

        Assert.Equal("Project.NotFound", Code(() => MigrateProject.Open(_folder.Path)));
        using var project = MigrateProject.Create(_folder.Path, "p");
        Assert.Equal("p", project.Name);
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        MigrateProject.Create(_folder.Path).Dispose();
        Sql("INSERT INTO schema_migration VALUES(99, 0)");
        Assert.Equal("Project.SchemaTooNew", Code(() => MigrateProject.Open(_folder.Path)));
        Assert.Equal("Project.SchemaTooNew", Code(() => MigrateProject.OpenOrCreate(_folder.Path)));
    }

    [Fact]
    public void What_is_no_project_database_is_refused()
    {
        Directory.CreateDirectory(_folder.Path);
        var path = Path.Combine(_folder.Path, "project.db");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Equal("Project.Corrupt", Code(() => MigrateProject.Open(_folder.Path)));
        File.Delete(path);
        Sql("CREATE TABLE other(x)", create: true);
        Assert.Equal("Project.Corrupt", Code(() => MigrateProject.OpenOrCreate(_folder.Path)));
    }

    [Fact]
    public void A_path_that_cannot_be_a_folder_is_told()
    {
        File.WriteAllText(_folder.Path, "a file");
        try
        {
            Assert.Equal("Project.PathInvalid", Code(() => MigrateProject.Create(_folder.Path)));
            Assert.Equal("Project.PathInvalid", Code(() => MigrateProject.Create("a\0b")));
        }
        finally
        {
            File.Delete(_folder.Path);
        }
    }

    [Fact]
    public void A_closed_project_says_so()
    {
        var project = MigrateProject.Create(_folder.Path);
        project.Dispose();
        Assert.Equal("Project.Closed", Code(() => project.GetSummary()));
    }

    [Fact]
    public void Remove_deletes_the_projects_files_and_no_others()
    {
        MigrateProject.Create(_folder.Path).Dispose();
        var others = Path.Combine(_folder.Path, "rvtools.xlsx");
        File.WriteAllText(others, "");

        MigrateProject.Remove(_folder.Path);

        Assert.Equal([others], Directory.EnumerateFileSystemEntries(_folder.Path));
        MigrateProject.Create(_folder.Path).Dispose();
        File.Delete(others);
        // What sources remember between two visits, by which a project of the same folder would trust hosts.
        foreach (var remembered in new[] { "known_hosts", "visits-0123456789abcdef.json", "visits-0123456789abcdef.json.new" })
            File.WriteAllText(Path.Combine(_folder.Path, remembered), "");
        MigrateProject.Remove(_folder.Path);
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Fact]
    public void A_project_and_a_source_stay_while_a_machine_is_replicated()
    {
        using (var project = MigrateProject.Create(_folder.Path))
        {
            project.Sources.Save(new SourceSettings { Name = "vc1", Connection = new VMwareConnection { Server = "vc1" } });
            project.Machines.Save([new AzMigrate.Inventory.Machine
            {
                Id = "vc1/web01", Source = "vc1", SourceKind = AzMigrate.Inventory.SourceKind.VMware, Name = "web01", Cores = 1,
                MemoryMiB = 1024,
            }]);
            var replication = project.Replications.Add(
                "vc1/web01", "web01",
                new ReplicationSettings { ReplicaKind = ReplicaKind.Folder, Folder = _folder.Path, Disks = [] }, [],
                ReplicationState.Ready);

            Assert.Equal("Source.Replicated", Code(() => project.Sources.Remove("vc1")));
            Assert.Equal("Project.Replicating", Code(() => MigrateProject.Remove(_folder.Path)));
            project.Replications.Change(replication.Id, now => now with { State = ReplicationState.Completed });
            project.Sources.Remove("vc1");
        }

        MigrateProject.Remove(_folder.Path);
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Fact]
    public void Nobody_but_the_owner_can_read_a_project_on_Unix()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var project = MigrateProject.Create(_folder.Path);
        project.Machines.Save([TestFolder.Machine("web")]);
        project.Samples.Write([SamplesOf.Cpu("csv/web", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), [1])]);

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_folder.Path) & Others);
        foreach (var path in Directory.EnumerateFiles(_folder.Path))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
        Assert.Contains(Directory.EnumerateFiles(_folder.Path),
            path => path.EndsWith("samples-202603.db", StringComparison.Ordinal));
    }

    [Fact]
    public void A_temporary_project_is_gone_when_it_is_closed()
    {
        var project = MigrateProject.CreateTemporary();
        Assert.True(project.IsTemporary);
        project.Machines.Save([TestFolder.Machine("web")]);
        Assert.True(Directory.Exists(project.Path));

        project.Dispose();

        Assert.False(Directory.Exists(project.Path));
    }

    [Fact]
    public void A_living_temporary_project_is_left_alone()
    {
        using var living = MigrateProject.CreateTemporary();

        MigrateProject.RemoveStaleTemporary();

        Assert.True(Directory.Exists(living.Path));
        living.Machines.Save([TestFolder.Machine("web")]);
    }

    // In a folder of its own: who else looks for stale projects at this moment removes what this one shall remove.
    [Fact]
    public void A_stale_temporary_project_is_removed_and_a_living_or_fresh_one_is_not()
    {
        Directory.CreateDirectory(_folder.Path);
        using var living = TemporaryFolder.Create(_folder.Path);
        var stale = Path.Combine(_folder.Path, "azmigrate-project-stale");
        MigrateProject.Create(stale).Dispose();
        File.WriteAllBytes(Path.Combine(stale, "azmigrate.lock"), []);
        var fresh = Path.Combine(_folder.Path, "azmigrate-project-fresh");
        Directory.CreateDirectory(fresh);

        TemporaryFolder.RemoveStale(_folder.Path);

        Assert.False(Directory.Exists(stale));
        Assert.True(File.Exists(Path.Combine(living.Path, "azmigrate.lock")));
        Assert.True(Directory.Exists(fresh));
    }

    [Fact]
    public void A_link_among_the_temporary_projects_is_not_followed()
    {
        var linked = Path.Combine(_folder.Path, "elsewhere");
        MigrateProject.Create(linked).Dispose();
        File.WriteAllBytes(Path.Combine(linked, "azmigrate.lock"), []);
        var temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "temporary")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(temporary, "azmigrate-project-link"), linked);

        TemporaryFolder.RemoveStale(temporary);

        Assert.True(File.Exists(Path.Combine(linked, "project.db")));
    }

    private static string Code(Action action) => Assert.Throws<MigrateException>(action).Code;

    private void Sql(string sql, bool create = false)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_folder.Path, "project.db")};Mode={(create ? "ReadWriteCreate" : "ReadWrite")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
