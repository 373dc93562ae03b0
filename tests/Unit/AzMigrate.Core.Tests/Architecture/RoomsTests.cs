using AzMigrate.Inventory;

namespace AzMigrate.Tests.Architecture;

/// <summary>What is found flows forward through the house and is never asked back (docs/architecture.md).</summary>
public sealed class RoomsTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Inventory"] = [],
        ["Performance"] = ["Inventory"],
        ["Azure"] = [],
        ["Discovery"] = ["Inventory", "Performance"],
        ["Catalog"] = [],
        ["Assessment"] = ["Inventory", "Performance", "Catalog"],
        ["Projects"] = ["Inventory", "Performance", "Discovery", "Catalog", "Assessment"],
        ["Replication"] = ["Inventory", "Azure", "Discovery", "Projects"],
        ["Guests"] = ["Replication"],
        ["Migration"] = ["Inventory", "Azure", "Catalog", "Assessment", "Discovery", "Projects", "Replication",
            "Guests"],
        ["Reporting"] = ["Inventory", "Performance", "Azure", "Discovery", "Catalog", "Assessment", "Projects",
            "Migration"],
    };

    private static readonly ILookup<string, Type> Rooms = typeof(Machine).Assembly.GetTypes()
        .Where(type => RoomOf(type) is not null)
        .ToLookup(type => RoomOf(type)!);

    public static TheoryData<string> RoomNames => new(Rooms.Select(room => room.Key));

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_uses_only_rooms_above_it(string room)
    {
        Assert.Contains(room, MayUse.Keys);
        var backward =
            from type in Rooms[room]
            from used in TypeUses.Of(type)
            where used.Assembly == type.Assembly
            let usedRoom = RoomOf(used)
            where usedRoom is not null && usedRoom != room && !MayUse[room].Contains(usedRoom)
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(backward.Distinct());
    }

    [Fact]
    public void The_check_sees_what_bodies_and_signatures_name() =>
        Assert.Contains(typeof(List<string>).GetGenericTypeDefinition(), TypeUses.Of(typeof(MigrateProblem)));

    [Fact]
    public void Core_does_not_know_PowerShell() =>
        Assert.DoesNotContain(
            typeof(Machine).Assembly.GetReferencedAssemblies(), name => name.Name == "System.Management.Automation");

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.DoesNotContain(
            typeof(Machine).Assembly.GetTypes().Where(type => RoomOf(type) is not null),
            type => new[] { "Manager", "Helper", "Util", "Utils", "Common" }.Any(type.Name.EndsWith));

    // Generated code outside our rooms (regular expressions, PolySharp's attributes) is nobody's room.
    private static string? RoomOf(Type type)
    {
        var parts = type.Namespace?.Split('.');
        return parts is ["AzMigrate", var room, ..] ? room : null;
    }
}
