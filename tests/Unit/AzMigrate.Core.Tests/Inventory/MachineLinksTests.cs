using AzMigrate.Inventory;

namespace AzMigrate.Tests.Inventory;

public sealed class MachineLinksTests
{
    private const string One = "4c4c4544-0000-2010-8020-80c04f202020";
    private const string Two = "4c4c4544-0000-2010-8020-80c04f202021";

    [Fact]
    public void A_shared_SMBIOS_UUID_links_records_of_different_sources() =>
        Assert.Equal(["vc/1"], Standing(Csv("a", One), VMware("vc/1", "vc", One.ToUpperInvariant())));

    [Fact]
    public void A_shared_full_name_links_where_a_UUID_is_missing()
    {
        Assert.Equal(["vc/1"], Standing(Csv("a", null, "web.corp.example"), VMware("vc/1", "vc", One, "WEB.corp.example.")));
        Assert.Equal(["csv/a", "vc/1"], Standing(Csv("a", Two, "web.corp.example"), VMware("vc/1", "vc", One, "web.corp.example")));
    }

    [Theory]
    [InlineData(null, "web")]
    [InlineData(null, "10.0.0.1")]
    [InlineData("00000000-0000-0000-0000-000000000000", null)]
    [InlineData("", "")]
    public void What_many_servers_have_in_common_links_nothing(string? uuid, string? hostName) =>
        Assert.Equal(["csv/a", "vc/1"], Standing(Csv("a", uuid, hostName), VMware("vc/1", "vc", uuid, hostName)));

    [Fact]
    public void A_UUID_that_one_source_gives_twice_proves_nothing() =>
        Assert.Equal(["csv/a", "vc/1", "vc/2"], Standing(Csv("a", One), VMware("vc/1", "vc", One), VMware("vc/2", "vc", One)));

    [Fact]
    public void Three_records_of_one_server_are_one_whatever_links_each() =>
        Assert.Equal(["vc/1"], Standing(
            Csv("a", null, "web.corp.example"),
            new LinkableRecord("rvtools:v/1", "rvtools:v", SourceKind.RVTools, One, "web.corp.example"),
            VMware("vc/1", "vc", One)));

    [Fact]
    public void Order_changes_nothing()
    {
        LinkableRecord[] records = [Csv("a", One), VMware("vc/1", "vc", One), VMware("vd/1", "vd", One), Csv("b", Two)];
        Assert.Equal(Standing(records), Standing(records.Reverse().ToArray()));
        Assert.Equal(["csv/b", "vc/1"], Standing(records));
    }

    private static IReadOnlyList<string> Standing(params LinkableRecord[] records) => MachineLinks.OnePerServer(records);

    private static LinkableRecord Csv(string name, string? uuid, string? hostName = null) =>
        new("csv/" + name, "csv", SourceKind.Csv, uuid, hostName);

    private static LinkableRecord VMware(string id, string source, string? uuid, string? hostName = null) =>
        new(id, source, SourceKind.VMware, uuid, hostName);
}
