using AzMigrate.Inventory;
using CsCheck;

namespace AzMigrate.Tests.Inventory;

public sealed class MachineLinksTests
{
    private const string One = "4c4c4544-0042-3510-8056-b4c04f533132";
    private const string Two = "4c4c4544-0042-3510-8056-b4c04f533133";

    [Fact]
    public void A_shared_SMBIOS_UUID_links_records_of_different_sources() =>
        Assert.Equal(["vc/1"], Standing(Csv("a", One), VMware("vc/1", "vc", One.ToUpperInvariant())));

    [Fact]
    public void L1_a_UUID_links_in_either_order_of_bytes() =>
        Assert.Equal(["vc/1"], Standing(
            Linux("lin/1", "44454c4c-4200-1035-8056-b4c04f533132"), VMware("vc/1", "vc", One)));

    [Fact]
    public void A_shared_full_name_links_where_a_UUID_is_missing()
    {
        Assert.Equal(["vc/1"],
            Standing(Csv("a", null, "web.corp.example"), VMware("vc/1", "vc", One, "WEB.corp.example.")));
        Assert.Equal(["csv/a", "vc/1"],
            Standing(Csv("a", Two, "web.corp.example"), VMware("vc/1", "vc", One, "web.corp.example")));
    }

    [Theory]
    [InlineData(null, "web")]
    [InlineData(null, "10.0.0.1")]
    [InlineData(null, "localhost.localdomain")]
    [InlineData("00000000-0000-0000-0000-000000000000", null)]
    [InlineData("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", null)]
    [InlineData("03000200-0400-0500-0006-000700080009", null)]
    [InlineData("00020003-0004-0005-0006-000700080009", null)]
    [InlineData("4c4c4544-0000-2010-8020-80c04f202020", null)]
    [InlineData("not-a-uuid", null)]
    [InlineData("", "")]
    public void What_many_servers_have_in_common_links_nothing(string? uuid, string? hostName) =>
        Assert.Equal(["csv/a", "vc/1"], Standing(Csv("a", uuid, hostName), VMware("vc/1", "vc", uuid, hostName)));

    [Fact]
    public void A_UUID_that_one_source_gives_twice_proves_nothing() =>
        Assert.Equal(["csv/a", "vc/1", "vc/2"],
            Standing(Csv("a", One), VMware("vc/1", "vc", One), VMware("vc/2", "vc", One)));

    [Fact]
    public void Three_records_of_one_server_are_one_whatever_links_each() =>
        Assert.Equal(["vc/1"], Standing(
            Csv("a", null, "web.corp.example"),
            new LinkableRecord("rvtools:v/1", "rvtools:v", SourceKind.RVTools, One, "web.corp.example"),
            VMware("vc/1", "vc", One)));

    [Fact]
    public void L3_two_machines_of_one_source_that_are_there_are_two_but_one_that_is_gone_may_be_back()
    {
        var gone = VMware("vc/0", "vc", One) with { IsGone = true };
        Assert.Equal(["csv/a", "vc/1", "vc/2"],
            Standing(Csv("a", One), VMware("vc/1", "vc", One), VMware("vc/2", "vc", One)));
        Assert.Equal(["vc/1"], Standing(Csv("a", One), gone, VMware("vc/1", "vc", One)));
        Assert.Equal(["vc/0", "vc/9"], Standing(gone, VMware("vc/9", "vc", One) with { IsGone = true }));
    }

    [Fact]
    public void L4_a_record_that_is_there_stands_before_one_that_is_gone() =>
        Assert.Equal(["csv/a"], Standing(Csv("a", One), VMware("vc/1", "vc", One) with { IsGone = true }));

    [Fact]
    public void Servers_are_the_records_in_any_order()
    {
        var record =
            from source in Gen.Int[0, 3]
            from number in Gen.Int[0, 5]
            from uuid in Gen.Int[0, 4]
            from name in Gen.Int[0, 4]
            from gone in Gen.Bool
            select new LinkableRecord(
                $"s{source}/{number}", $"s{source}", (SourceKind)(source + 1),
                uuid == 0 ? null : One.Substring(0, 35) + uuid,
                name == 0 ? null : $"h{name}.corp.example", gone);
        record.Array[0, 14].Sample(records =>
        {
            var some = records.GroupBy(one => one.Id).Select(same => same.First()).ToList();
            var servers = MachineLinks.Servers(some);
            Assert.Equal(Ids(servers),
                Ids(MachineLinks.Servers(some.OrderBy(one => one.SmbiosUuid).ThenByDescending(one => one.Id))));
            Assert.Equal(some.Select(one => one.Id).Order(),
                servers.SelectMany(server => server).Select(one => one.Id).Order());
            Assert.All(servers, server => Assert.All(
                server.GroupBy(one => one.Source), same => Assert.True(same.Count(one => !one.IsGone) <= 1)));
        });
    }

    [Fact]
    public void Order_changes_nothing()
    {
        LinkableRecord[] records = [Csv("a", One), VMware("vc/1", "vc", One), VMware("vd/1", "vd", One), Csv("b", Two)];
        Assert.Equal(Standing(records), Standing(records.Reverse().ToArray()));
        Assert.Equal(["csv/b", "vc/1"], Standing(records));
    }

    private static IReadOnlyList<string> Standing(params LinkableRecord[] records) => 
        [.. MachineLinks.Servers(records).Select(server => server[0].Id)];

    private static IEnumerable<string> Ids(IEnumerable<IReadOnlyList<LinkableRecord>> servers) =>
        servers.Select(server => string.Join(" ", server.Select(record => record.Id)));

    private static LinkableRecord Linux(string id, string? uuid) => new(id, "lin", SourceKind.Linux, uuid, null);

    private static LinkableRecord Csv(string name, string? uuid, string? hostName = null) =>
        new("csv/" + name, "csv", SourceKind.Csv, uuid, hostName);

    private static LinkableRecord VMware(string id, string source, string? uuid, string? hostName = null) =>
        new(id, source, SourceKind.VMware, uuid, hostName);
}
