using AzMigrate.Catalog;

namespace AzMigrate.Tests.Catalog;

/// <summary>Rules C4 and C5 on the embedded book; what is expected comes from the rows of data/catalog.</summary>
public sealed class EstimateRulesTests
{
    private static readonly Catalogue Book = Catalogue.Embedded;
    private static readonly List<Dictionary<string, string>> PayAsYouGo = Facts.Rows("vm-prices");
    private static readonly List<Dictionary<string, string>> Inferred = Facts.Rows("vm-prices-inferred");
    private static readonly List<Dictionary<string, string>> Committed = Facts.Rows("vm-prices-committed");

    [Theory]
    [InlineData("Standard_D4s_v5", "australiaeast", PriceTerm.RI3Year, "ri3y")]
    [InlineData("Standard_D4s_v5", "westeurope", PriceTerm.SavingsPlan3Year, "sp3y")]
    [InlineData("Standard_E8as_v5", "eastus", PriceTerm.RI1Year, "ri1y")]
    [InlineData("Standard_E8ds_v5", "uksouth", PriceTerm.SavingsPlan1Year, "sp1y")]
    public void C4_a_missing_committed_price_takes_the_reference_regions_ratio(
        string size, string region, PriceTerm term, string column)
    {
        Assert.DoesNotContain(
            Committed, row => IsOf(row, size, region) && row["os"] == "linux" && row[column].Length > 0);
        // Of E8as_v5 in eastus the book has an inferred price only.
        var here = Facts.Usd(PayAsYouGo.Concat(Inferred)
            .Single(row => IsOf(row, size, region) && row["linux"].Length > 0)["linux"]);
        var there = Facts.Usd(PayAsYouGo.Single(row => IsOf(row, size, "polandcentral"))["linux"]);
        var committed = Facts.Usd(
            Committed.Single(row => IsOf(row, size, "polandcentral") && row["os"] == "linux")[column]);

        var price = Book.GetVmPrice(Book.FindVmSize(size)!, region, PriceOS.Linux, term);

        Assert.Equal(new Price(here * committed / there, PriceBasis.Estimated), price);
        Assert.True(price!.Value.IsEstimated);
    }

    [Fact]
    public void C4_a_recorded_committed_price_is_never_replaced()
    {
        var row = Committed.First(row => row["region"] == "westeurope" && row["sp1y"].Length > 0
            && Committed.Any(other => IsOf(other, row["size"], "polandcentral")));
        Assert.Equal(
            new Price(Facts.Usd(row["sp1y"]), PriceBasis.Recorded),
            Book.GetVmPrice(Book.FindVmSize(row["size"])!, "westeurope", PriceOS.Linux, PriceTerm.SavingsPlan1Year));
    }

    [Fact]
    public void C4_a_size_without_a_reference_has_no_committed_price()
    {
        var reference = Committed.Where(row => row["region"] == "polandcentral").Select(row => row["size"]).ToHashSet();
        var sizes = PayAsYouGo
            .Where(row => row["region"] == "australiaeast" && row["linux"].Length > 0
                && !reference.Contains(row["size"]))
            .Select(row => row["size"]).ToList();
        Assert.NotEmpty(sizes);
        Assert.All(sizes, size => Assert.Null(
            Book.GetVmPrice(Book.FindVmSize(size)!, "australiaeast", PriceOS.Linux, PriceTerm.RI3Year)));
    }

    [Fact]
    public void C4_a_size_not_sold_in_the_region_has_no_committed_price()
    {
        var size = Book.VmSizes.First(size =>
            !PayAsYouGo.Any(row => IsOf(row, size.Name, "chilecentral"))
            && Book.GetVmPrice(size, "polandcentral", PriceOS.Linux, PriceTerm.RI1Year) is not null);
        Assert.Null(Book.GetVmPrice(size, "chilecentral", PriceOS.Linux, PriceTerm.RI1Year));
    }

    [Fact]
    public void C5_an_unpriced_tier_takes_westeuropes_price_in_every_region()
    {
        var rows = Facts.Rows("disk-prices");
        foreach (var region in Book.Regions)
        {
            foreach (var tier in Book.DiskTiers)
            {
                if (rows.Any(row => row["tier"] == tier.Name && row["region"] == region.Name))
                    continue;
                var reference = rows.Single(row => row["tier"] == tier.Name && row["region"] == "westeurope");
                Assert.Equal(
                    new Price(Facts.Usd(reference["usd_per_month"]), PriceBasis.Estimated),
                    Book.GetDiskPrice(tier, region.Name));
            }
        }
    }

    [Theory]
    [InlineData(ManagedDiskType.PremiumV2)]
    [InlineData(ManagedDiskType.Ultra)]
    public void C5_flexible_disks_take_westeuropes_prices_too(ManagedDiskType type)
    {
        var reference = Facts.Rows("flexible-disk-prices")
            .Single(row => row["type"] == type.ToString() && row["region"] == "westeurope");
        var price = Book.GetFlexibleDiskPrice(type, "uksouth");
        Assert.Equal(new Price(Facts.Usd(reference["gib_hour"]), PriceBasis.Estimated), price?.GiBHour);
        Assert.Equal(new Price(Facts.Usd(reference["iops_hour"]), PriceBasis.Estimated), price?.IopsHour);
        Assert.Equal(new Price(Facts.Usd(reference["mbps_hour"]), PriceBasis.Estimated), price?.MBpsHour);
    }

    [Fact]
    public void C5_an_inferred_price_counts_as_estimated()
    {
        foreach (var row in Inferred)
        {
            var price = Book.GetVmPrice(
                Book.FindVmSize(row["size"])!, row["region"], PriceOS.Linux, PriceTerm.PayAsYouGo);
            Assert.Equal(new Price(Facts.Usd(row["linux"]), PriceBasis.Inferred), price);
            Assert.True(price!.Value.IsEstimated);
        }
    }

    [Fact]
    public void C7_the_book_has_no_Defender_price_and_says_none() =>
        Assert.All(Book.Regions, region => Assert.Null(Book.GetDefenderPrice(region.Name)));

    [Fact]
    public void D6_no_missing_price_alone_makes_a_type_not_offered() =>
        Assert.All(Book.Regions, region => Assert.All(
            Enum.GetValues<ManagedDiskType>(),
            type => Assert.False(Book.IsDiskTypeKnownNotOffered(type, region.Name))));

    private static bool IsOf(Dictionary<string, string> row, string size, string region) =>
        row["size"] == size && row["region"] == region;
}
