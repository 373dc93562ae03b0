using AzMigrate.Migration;

namespace AzMigrate.Tests.Migration;

public sealed class ResourceIdsTests
{
    private const string Guid = "11111111-2222-3333-4444-555555555555";
    private const string Other = "66666666-2222-3333-4444-555555555555";
    private const string Subnet =
        $"/subscriptions/{Guid}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s";

    [Theory]
    [InlineData(null, Guid)]
    [InlineData(Other, Other)]
    public void A_subscription_is_the_one_given_or_that_of_the_subnet(string? given, string expected) =>
        Assert.Equal(expected, ResourceIds.Subscription(given, Subnet));

    [Theory]
    [InlineData("Contoso production", Subnet)]
    [InlineData("", Subnet)]
    [InlineData(null, "subnet-a")]
    [InlineData(null, "/subscriptions/contoso/resourceGroups/rg")]
    public void What_is_no_id_is_refused(string? given, string subnet)
    {
        var refused = Assert.Throws<MigrateException>(() => ResourceIds.Subscription(given, subnet));
        Assert.Equal("Azure.ResourceIdInvalid", refused.Code);
        Assert.NotNull(refused.Remedy);
    }
}
