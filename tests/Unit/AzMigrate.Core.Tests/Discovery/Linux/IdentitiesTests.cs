using AzMigrate.Discovery;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Tests.Discovery.Linux;

public sealed class IdentitiesTests
{
    private const string Id = "3d1219c7c4c5404aaa1f6d2a48adfda4";

    [Fact]
    public void Clones_are_told_apart_by_name_and_keep_their_identities_when_one_is_away()
    {
        var first = Discover([], ("a", Id, "boot1", "web1"), ("b", Id, "boot2", "web2"), ("c", Id, "boot3", "web2"));
        Assert.Equal(["lin/" + Id, $"lin/{Id}@web2", $"lin/{Id}@c:22"],
            first.Select(item => item.Machine?.Id).OfType<string>());
        Assert.Equal(2, first.Count(item => item.Problem?.Code == "Source.MachineIdRepeated"));
        var known = Known(first);
        Assert.Equal([$"lin/{Id}@web2"], Ids(known, ["a"], ("b", Id, "boot4", "web2")));
        Assert.Equal([$"lin/{Id}@c:22", $"lin/{Id}@web2", "lin/" + Id],
            Ids(known, [], ("c", Id, "x", "web2"), ("b", Id, "y", "web2"), ("a", Id, "z", "web1")));
    }

    [Fact]
    public void A_machine_that_is_renamed_or_moves_to_another_address_stays_the_same()
    {
        var known = Known(Discover([], ("a", Id, "boot1", "web1")));
        Assert.Equal(["lin/" + Id], Ids(known, [], ("a", Id, "boot1", "renamed")));
        Assert.Equal(["lin/" + Id], Ids(known, [], ("moved", Id, "boot1", "web1")));
        // The old address is still in the source, and away: this is a clone.
        Assert.Equal([$"lin/{Id}@web1"], Ids(known, ["a"], ("other", Id, "boot1", "web1")));
    }

    [Fact]
    public void Another_machine_at_an_address_is_another_machine()
    {
        var known = Known(Discover([], ("a", Id, "boot1", "web1")));
        var other = Id.Replace('3', '4');
        Assert.Equal(["lin/" + other], Ids(known, [], ("a", other, "boot2", "web1")));
    }

    [Fact]
    public void Without_a_machine_id_the_name_is_the_identity_and_that_is_said()
    {
        var items = Discover([], ("a", null, "boot1", "Web1"));
        Assert.Equal("lin/name-web1", items[0].Machine!.Id);
        Assert.Equal("Source.MachineIdMissing", items[1].Problem!.Code);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("uninitialized")]
    [InlineData("")]
    public void A_machine_id_of_an_image_is_none(string id) => Assert.Null(Recorded.Visit(("machine", id)).MachineId);

    private static List<string> Ids(
        Dictionary<string, string> known, string[] away, params (string, string?, string, string)[] hosts) =>
        Discover(known, away, hosts).Select(item => item.Machine?.Id).OfType<string>().ToList();

    private static List<DiscoveredItem> Discover(
        Dictionary<string, string> known, params (string, string?, string, string)[] hosts) =>
        Discover(known, [], hosts);

    private static List<DiscoveredItem> Discover(
        Dictionary<string, string> known, string[] away,
        params (string Host, string? Id, string Boot, string Name)[] hosts)
    {
        var all = hosts.Select(host => host.Host).Concat(away).Select(host => new HostAddress(null, host, 22)).ToList();
        var identities = new Identities("lin", all, known, LinuxSource.IdWords);
        var machine = Recorded.Visit().Machine;
        return hosts.SelectMany(host => identities.Of(new VisitedMachine(
            new HostAddress(null, host.Host, 22), machine with { Name = host.Name }, host.Id, host.Boot, [])).ToList())
                .ToList();
    }

    private static Dictionary<string, string> Known(List<DiscoveredItem> items) =>
        items.Where(item => item.Machine is not null).ToDictionary(item => item.NativeId!, item => item.Machine!.Id);
}
