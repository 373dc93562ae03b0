using System.Text.Json;
using AzMigrate.Peers.Azure;

namespace AzMigrate.Tests.Azure;

/// <summary>The judge of the stand-in finds what was put there to be found.</summary>
public sealed class BodyTypesTests
{
    private const string Disk = """
        {"location":"westeurope","sku":{"name":"Premium_LRS"},"properties":{"osType":"Linux","creationData":{"createOption":"Upload","uploadSizeBytes":20972032}}}
        """;

    [Fact]
    public void A_right_body_has_no_faults() => Assert.Empty(Faults(Disk));

    [Theory]
    [InlineData("\"location\":\"westeurope\",", "", "location is missing")]
    [InlineData("\"createOption\":\"Upload\",", "", "properties.creationData.createOption is missing")]
    [InlineData("\"Upload\"", "\"Uplod\"", "properties.creationData.createOption: 'Uplod' is none of")]
    [InlineData("20972032", "\"20972032\"", "properties.creationData.uploadSizeBytes: \"20972032\" is no integer")]
    [InlineData("\"osType\"", "\"ostype\"", "properties.ostype is unknown")]
    [InlineData("\"osType\":\"Linux\"", "\"diskState\":\"Unattached\"", "properties.diskState is read-only")]
    [InlineData("\"location\"", "\"id\":\"/x\",\"location\"", "id is read-only")]
    [InlineData("Premium_LRS", "Premium_XRS", "sku.name: 'Premium_XRS' is none of")]
    public void A_fault_is_found(string right, string wrong, string expected) =>
        Assert.Contains(Faults(Disk.Replace(right, wrong, StringComparison.Ordinal)),
            fault => fault.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void A_version_that_is_none_is_not_known() =>
        Assert.False(BodyTypes.Knows("Microsoft.Compute/disks", "2024-03-03"));

    private static IReadOnlyList<string> Faults(string body)
    {
        using var document = JsonDocument.Parse(body);
        return BodyTypes.FaultsOf("Microsoft.Compute/disks", "2024-03-02", document.RootElement);
    }
}
