using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Tests.Projects;

public sealed class ProjectSourcesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public ProjectSourcesTests() => _project = MigrateProject.Create(_folder.Path);

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_source_is_there_again_with_all_its_settings()
    {
        var settings = new SourceSettings
        {
            Name = "vc1",
            Connection = new VMwareConnection
            {
                Server = "https://vc1.corp.example:8443",
                CertificateThumbprint = string.Concat(Enumerable.Repeat("AB:", 31)) + "AB",
                Proxy = new Uri("http://proxy.corp.example:3128"), Timeout = TimeSpan.FromSeconds(30),
            },
            CredentialReference = "vault:Migration/vc1",
        };
        Assert.Equal(SourceChange.Created, _project.Sources.Save(settings).Change);
        Assert.Equal(SourceChange.Unchanged, _project.Sources.Save(settings with { }).Change);

        using var again = MigrateProject.Open(_folder.Path);
        var source = again.Sources.Find("VC1")!;
        Assert.Equal((settings.Name, settings.Connection, settings.CredentialReference),
            (source.Name, source.Connection, source.CredentialReference));
        Assert.Equal(("https://vc1.corp.example:8443", null, null, null),
            (source.Server, source.LastDiscovery, source.LastCollection, source.ServerId));
    }

    [Fact]
    public void A_source_is_set_by_its_name_whatever_the_case_and_keeps_its_spelling()
    {
        _project.Sources.Save(FakeSource.Settings());
        var changed = FakeSource.Settings(
            "VC1", "env:A/B") with { Connection = new VMwareConnection { Server = "new.corp.example" } };
        var saved = _project.Sources.Save(changed);
        Assert.Equal((SourceChange.Updated, "vc1", "new.corp.example"),
            (saved.Change, saved.Source.Name, saved.Source.Server));
        Assert.Equal("Source.Exists", Code(() => _project.Sources.Save(changed, noClobber: true)));
        Assert.Equal(1, _project.Sources.Count);
    }

    [Fact]
    public void A_source_of_one_kind_does_not_become_one_of_another()
    {
        _project.Sources.Save(FakeSource.Settings());
        var settings = FakeSource.Settings() with { Connection = new OtherConnection() };
        Assert.Equal("Source.KindChanged", Code(() => _project.Sources.Save(settings)));
        Assert.Equal(SourceKind.VMware, _project.Sources.Find("vc1")!.Kind);
    }

    [Fact]
    public void A_source_of_a_kind_that_is_not_known_says_so()
    {
        _project.Sources.Save(FakeSource.Settings());
        Sql("UPDATE source SET kind = 99");
        Assert.Equal("Source.KindUnknown", Code(() => _project.Sources.Find("vc1")));
    }

    [Fact]
    public void Sources_are_found_by_wildcards_in_the_order_of_their_names()
    {
        foreach (var name in new[] { "vc2", "esx", "VC1" })
            _project.Sources.Save(FakeSource.Settings(name));
        Assert.Equal(["esx", "VC1", "vc2"], _project.Sources.Get().Select(source => source.Name));
        Assert.Equal(["VC1", "vc2"], _project.Sources.Get("vc*").Select(source => source.Name));
        Assert.Empty(_project.Sources.Get("none"));
    }

    [Fact]
    public void A_temporary_project_has_no_sources()
    {
        using var temporary = MigrateProject.CreateTemporary();
        Assert.Equal("Project.Temporary", Code(() => temporary.Sources.Save(FakeSource.Settings())));
    }

    [Fact]
    public async Task Removing_a_source_keeps_its_machines_unless_asked()
    {
        var source = _project.Sources.Save(FakeSource.Settings()).Source;
        var live = new FakeSource().With(FakeSource.Found("vm-1", "web"), FakeSource.Found("vm-2", "sql"));
        await live.DiscoverInto(source);
        _project.Machines.Save([TestFolder.Machine("imported")]);
        Assert.Equal(0, _project.Sources.Remove("vc1"));
        Assert.Equal(3, _project.Machines.Count);
        Assert.Equal("Source.NotFound", Code(() => _project.Sources.Remove("vc1")));

        // Added again it takes up the machines that it left.
        source = _project.Sources.Save(FakeSource.Settings()).Source;
        Assert.Equal(2, (await live.DiscoverInto(source)).Unchanged);
        Assert.Equal(2, _project.Sources.Remove("VC1", includeMachines: true));
        Assert.Equal("imported", Assert.Single(_project.Machines.Get(MachineQuery.All)).Name);
    }

    [Theory]
    [InlineData("", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("a/b", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("a*", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("csv", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("rvtools:1", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("a\nb", "vc1.corp.example", null, null, "Source.NameInvalid")]
    [InlineData("vc1", "", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "http://vc1.corp.example", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "javascript:alert(1)", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "file:///etc/passwd", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "https://root:canary@vc1.corp.example", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "root:canary@vc1.corp.example", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "https://vc1.corp.example/?password=canary", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "vc1 .corp.example", null, null, "Source.AddressInvalid")]
    [InlineData("vc1", "vc1.corp.example", "12:34", null, "Source.ThumbprintInvalid")]
    [InlineData("vc1", "vc1.corp.example", null, "http://user:canary@proxy:1", "Source.ProxyInvalid")]
    [InlineData("vc1", "vc1.corp.example", null, "ftp://proxy", "Source.ProxyInvalid")]
    public void Settings_that_cannot_be_right_are_refused_without_a_secret_in_the_message(
        string name, string server, string? thumbprint, string? proxy, string code)
    {
        var settings = new SourceSettings
        {
            Name = name,
            Connection = new VMwareConnection
            {
                Server = server, CertificateThumbprint = thumbprint, Proxy = proxy is null ? null : new Uri(proxy),
            },
        };
        var error = Assert.Throws<MigrateException>(() => _project.Sources.Save(settings));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("canary", error.ToString() + error.Remedy + error.Target, StringComparison.Ordinal);
        Assert.Equal(0, _project.Sources.Count);
    }

    [Theory]
    [InlineData("vc1.corp.example")]
    [InlineData("vc1.corp.example:8443")]
    [InlineData("10.1.2.3")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("https://vc1.corp.example/sdk")]
    [InlineData("http://127.0.0.1:8989/sdk")]
    public void Addresses_of_servers_are_taken(string server) => Assert.Equal(
        server, _project.Sources.Save(
            FakeSource.Settings() with { Connection = new VMwareConnection { Server = server } }).Source.Server);

    [Fact]
    public void A_project_of_the_first_schema_gets_sources_and_keeps_its_machines()
    {
        _project.Machines.Save([TestFolder.Machine("old")]);
        _project.Dispose();
        Sql("""
            DROP TABLE replication_block; DROP TABLE replication_disk; DROP TABLE replication; DROP TABLE event;
            DROP INDEX machine_uuid_key; DROP INDEX machine_link_name;
            ALTER TABLE machine DROP COLUMN uuid_key; ALTER TABLE machine DROP COLUMN link_name;
            DROP TABLE source; DROP INDEX machine_source;
            ALTER TABLE machine DROP COLUMN native_id; ALTER TABLE machine DROP COLUMN gone_ms;
            DELETE FROM schema_migration WHERE version >= 2
            """);

        using var project = MigrateProject.Open(_folder.Path);
        Assert.Equal(6, project.SchemaVersion);
        var machine = Assert.Single(project.Machines.Get(MachineQuery.All));
        Assert.Equal(("old", MachineState.Present), (machine.Name, machine.State));
        Assert.Equal(SourceChange.Created, project.Sources.Save(FakeSource.Settings()).Change);
    }

    [Fact]
    public void An_import_brings_a_gone_machine_back()
    {
        _project.Machines.Save([TestFolder.Machine("a")]);
        Sql("UPDATE machine SET gone_ms = 1");
        var saved = _project.Machines.Save([TestFolder.Machine("a")]);
        Assert.Equal(["csv/a"], saved.Changed);
        Assert.Equal(MachineState.Present, _project.Machines.Get(MachineQuery.All).Single().State);
    }

    private sealed record OtherConnection : SourceConnection
    {
        public override SourceKind Kind => SourceKind.Csv;

        public override string Address => "other";

        public override void Check()
        {
        }

        public override IDiscoverySource Open(SourceOpening opening) => new FakeSource();
    }

    private static string Code(Action action) => Assert.Throws<MigrateException>(action).Code;

    private void Sql(string text)
    {
        var path = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.Path, "project.db"),
            Pooling = false };
        using var connection = new SqliteConnection(path.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
