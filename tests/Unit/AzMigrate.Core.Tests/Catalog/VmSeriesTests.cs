using System.Text.RegularExpressions;
using AzMigrate.Catalog;
using AzMigrate.CatalogBuilder;

namespace AzMigrate.Tests.Catalog;

public sealed class VmSeriesTests
{
    [Theory]
    [InlineData("Dsv5", "D", "s", 5, "")]
    [InlineData("Eadsv5", "E", "ads", 5, "")]
    [InlineData("Mms", "M", "ms", 1, "")]
    [InlineData("Mxdsv3", "M", "xds", 3, "")]
    [InlineData("DCasv5_cc", "DC", "as", 5, "cc")]
    [InlineData("NVadmsv5_A10", "NV", "adms", 5, "A10")]
    [InlineData("NVadsv5_V710", "NV", "ads", 5, "V710")]
    [InlineData("NCdsv6_xl_RTXPRO6000BSE", "NC", "ds", 6, "xl_RTXPRO6000BSE")]
    [InlineData("NCCadsv5_H100", "NCC", "ads", 5, "H100")]
    [InlineData("Fsv2", "F", "s", 2, "")]
    [InlineData("FXmdsv2", "FX", "mds", 2, "")]
    [InlineData("Lsv3", "L", "s", 3, "")]
    [InlineData("D", "D", "", 1, "")]
    [InlineData("DS", "D", "s", 1, "")]
    [InlineData("Dv2", "D", "", 2, "")]
    [InlineData("DSv2", "D", "s", 2, "")]
    [InlineData("GS", "G", "s", 1, "")]
    [InlineData("Amv2", "A", "m", 2, "")]
    [InlineData("Bv1", "B", "", 1, "")]
    [InlineData("HBrsv2", "HB", "rs", 2, "")]
    [InlineData("Dpldsv6", "D", "plds", 6, "")]
    public void A_series_name_has_class_variants_version_and_suffix(
        string series, string letters, string variants, int version, string suffix) =>
        Assert.Equal(new VmSeries(letters, variants, version, suffix), VmSeries.Parse(series));

    [Theory]
    [InlineData("")]
    [InlineData("v5")]
    [InlineData("Standard_D4s_v5")]
    [InlineData("dsv5")]
    [InlineData("Dsv5\n")]
    public void What_is_no_series_name_is_refused(string text) =>
        Assert.Throws<FormatException>(() => VmSeries.Parse(text));

    [Theory]
    [InlineData("Standard_D4s_v5", "D", 5, false)]
    [InlineData("Standard_E96-24ads_v5", "E", 5, true)]
    [InlineData("Standard_M64ms", "M", 1, false)]
    [InlineData("Standard_DC8as_cc_v5", "DC", 5, false)]
    [InlineData("Standard_NV36adms_A10_v5", "NV", 5, false)]
    [InlineData("Standard_F16s_v2", "F", 2, false)]
    [InlineData("Standard_L8s_v3", "L", 3, false)]
    [InlineData("Standard_DS2_v2", "D", 2, false)]
    [InlineData("Standard_A2m_v2", "A", 2, false)]
    [InlineData("Standard_B2ms", "B", 1, false)]
    public void Sizes_carry_class_version_and_whether_they_are_constrained(
        string name, string letters, int version, bool constrained)
    {
        var size = Catalogue.Embedded.FindVmSize(name);
        Assert.NotNull(size);
        Assert.Equal((letters, version, constrained), (size.SeriesClass, size.Version, size.IsConstrained));
    }

    [Fact]
    public void The_version_in_every_size_name_is_its_series_version() =>
        Assert.All(Catalogue.Embedded.VmSizes, size =>
        {
            var version = Regex.Match(size.Name, @"_v(\d+)");
            Assert.Equal(version.Success ? version.Groups[1].Value : "1", $"{size.Version}");
            Assert.StartsWith("Standard_" + size.SeriesClass, size.Name, StringComparison.Ordinal);
        });

    [Fact]
    public void S5_sizes_of_version_6_and_later_are_NVMe_only()
    {
        Assert.False(Catalogue.Embedded.FindVmSize("Standard_D4s_v5")!.NvmeOnly);
        Assert.True(Catalogue.Embedded.FindVmSize("Standard_D4s_v6")!.NvmeOnly);
        Assert.True(Catalogue.Embedded.FindVmSize("Standard_D4ds_v7")!.NvmeOnly);
    }

    [Fact]
    public void S1_retirement_is_the_first_day_of_the_month_that_the_catalogue_names()
    {
        Assert.Equal(
            new DateTime(2028, 11, 1, 0, 0, 0, DateTimeKind.Utc), CatalogueCsv.RetirementMonth("November 2028"));
        Assert.Equal(DateTimeKind.Utc, CatalogueCsv.RetirementMonth("May 2027").Kind);
        Assert.Throws<FormatException>(() => CatalogueCsv.RetirementMonth("2028"));

        foreach (var row in Facts.Rows("vm-sizes").Where(row => row["retirement"] == "November 2028"))
            Assert.Equal(new DateTime(2028, 11, 1), Catalogue.Embedded.FindVmSize(row["name"])!.Retirement);
    }
}
