using AzMigrate.Catalog;
using CsCheck;

namespace AzMigrate.Tests.Catalog;

/// <summary>Books made of content at hand.</summary>
public sealed class CatalogueTests
{
    private static readonly CatalogueData Small = new()
    {
        Date = new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc),
        Regions = [Region("westeurope", "West Europe"), Region("polandcentral", "Poland Central"),
            Region("uksouth", "UK South")],
        VmSizes = [Size("Standard_E2_v5"), Size("Standard_D2_v5")],
        DiskTiers = [new DiskTier { Name = "P10", Type = ManagedDiskType.Premium, MaxSizeGiB = 128, Iops = 500,
            MBps = 100 }],
    };

    [Theory]
    [InlineData("westeurope")]
    [InlineData("West Europe")]
    [InlineData("WESTEUROPE")]
    [InlineData(" west europe ")]
    [InlineData("west-europe")]
    public void A_region_is_found_however_it_is_written(string name) =>
        Assert.Equal("westeurope", Catalogue.Embedded.GetRegion(name).Name);

    [Theory]
    [InlineData("westeurop", "westeurope")]
    [InlineData("West Euorpe", "westeurope")]
    [InlineData("uksuoth", "uksouth")]
    public void An_unknown_region_is_refused_with_the_nearest(string name, string nearest)
    {
        var error = Assert.Throws<MigrateException>(() => Catalogue.Embedded.GetRegion(name));
        Assert.Equal("Catalog.RegionUnknown", error.Code);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, error.Remedy, StringComparison.Ordinal);
        Assert.Equal(name, error.Target);
    }

    [Theory]
    [InlineData("")]
    [InlineData("swedensouth")]
    public void Every_door_refuses_an_unknown_region(string region)
    {
        var book = new Catalogue(Small);
        Action[] doors =
        [
            () => book.GetVmSizes(region),
            () => book.GetVmPrice(book.VmSizes[0], region, PriceOS.Linux, PriceTerm.PayAsYouGo),
            () => book.GetDiskPrice(book.DiskTiers[0], region),
            () => book.GetFlexibleDiskPrice(ManagedDiskType.Ultra, region),
            () => book.IsDiskTypeKnownNotOffered(ManagedDiskType.Ultra, region),
            () => book.GetDefenderPrice(region),
        ];
        Assert.All(doors, door => Assert.Equal("Catalog.RegionUnknown", Assert.Throws<MigrateException>(door).Code));
    }

    [Fact]
    public void A_type_known_not_to_be_offered_has_no_price_though_the_reference_region_has()
    {
        var data = Small with { DiskPrices = [new DiskTierPrice("P10", "westeurope", 21.68m)] };
        Assert.Equal(new Price(21.68m, PriceBasis.Estimated),
            new Catalogue(data).GetDiskPrice(data.DiskTiers[0], "uksouth"));

        var book = new Catalogue(
            data with { DiskTypesNotOffered = [new DiskTypeNotOffered(ManagedDiskType.Premium, "uksouth")] });
        Assert.True(book.IsDiskTypeKnownNotOffered(ManagedDiskType.Premium, "uksouth"));
        Assert.False(book.IsDiskTypeKnownNotOffered(ManagedDiskType.Premium, "westeurope"));
        Assert.Null(book.GetDiskPrice(data.DiskTiers[0], "uksouth"));
    }

    [Fact]
    public void C7_a_Defender_price_is_of_its_region_only()
    {
        var book = new Catalogue(Small with { DefenderPrices = [new DefenderPrice("uksouth", 15m)] });
        Assert.Equal(new Price(15m, PriceBasis.Recorded), book.GetDefenderPrice("UK South"));
        Assert.Null(book.GetDefenderPrice("westeurope"));
    }

    [Fact]
    public void Content_that_contradicts_itself_is_refused()
    {
        var price = new VmPrice("Standard_D2_v5", "uksouth", PriceOS.Linux, PriceTerm.PayAsYouGo, 1m);
        CatalogueData[] wrong =
        [
            Small with { VmSizes = [Size("Standard_D2_v5"), Size("standard_d2_V5")] },
            Small with { Regions = [Region("uksouth", "UK South"), Region("uksouth", "UK South")] },
            Small with { VmPrices = [price, price with { UsdPerHour = 2m }] },
            Small with { VmPrices = [price with { Size = "Standard_X" }] },
            Small with { VmPrices = [price with { Region = "nowhere" }] },
            Small with { VmPrices = [price with { UsdPerHour = 0m }] },
            Small with { DiskPrices = [new DiskTierPrice("P11", "uksouth", 1m)] },
            Small with { DiskPrices =
                [new DiskTierPrice("P10", "uksouth", 1m), new DiskTierPrice("P10", "uksouth", 1m)] },
        ];
        Assert.All(wrong, data => Assert.Throws<ArgumentException>(() => new Catalogue(data)));
    }

    [Fact]
    public void The_order_of_the_content_changes_nothing()
    {
        var price = new VmPrice("Standard_D2_v5", "uksouth", PriceOS.Linux, PriceTerm.PayAsYouGo, 1m);
        var data = Small with { VmPrices = [price, price with { Size = "Standard_E2_v5", UsdPerHour = 1.5m }] };
        var turned = data with
        {
            Regions = [.. data.Regions.Reverse()],
            VmSizes = [.. data.VmSizes.Reverse()],
            VmPrices = [.. data.VmPrices.Reverse()],
        };
        Assert.Equal(new Catalogue(data).Hash, new Catalogue(turned).Hash);
        Assert.Equal(["Standard_D2_v5", "Standard_E2_v5"], new Catalogue(turned).VmSizes.Select(size => size.Name));
    }

    [Fact]
    public void What_is_written_is_read_back_whatever_it_is()
    {
        var text = Gen.String[Gen.Char["aZ9 ,é東"], 0, 12];
        var size = Gen.Select(Gen.Int[0, 100000], Gen.Double[0, 1e6].Nullable(), Gen.Bool.Nullable(), text)
            .Select((number, real, flag, family) => Size("Standard_D2_v5") with
            {
                VCpus = number,
                ParentVCpus = flag == true ? number : null,
                MemoryGiB = number / 4.0,
                UncachedIops = flag is null ? null : number,
                TempDiskGiB = real,
                PremiumStorage = flag,
                Family = family,
                Retirement = flag == false ? new DateTime(2028, 11, 1, 0, 0, 0, DateTimeKind.Utc) : null,
            });
        var usd = Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int, Gen.Int, Gen.Byte[0, 28])
            .Select((low, middle, high, scale) => new decimal(low, middle, high, false, scale));
        Gen.Select(size, usd, usd, Gen.Enum<PriceBasis>()).Sample((size, compute, disk, basis) =>
        {
            var content = CatalogueContent.Of(Small with
            {
                VmSizes = [size],
                VmPrices = [new VmPrice(size.Name, "uksouth", PriceOS.Windows, PriceTerm.RI3Year, compute, basis)],
                DiskPrices = [new DiskTierPrice("P10", "uksouth", disk, basis)],
                DefenderPrices = [new DefenderPrice("uksouth", disk)],
                DiskTypesNotOffered = [new DiskTypeNotOffered(ManagedDiskType.Ultra, "uksouth")],
                Omissions = [new CatalogueGap("Topic", 3, size.Family)],
            });
            var bytes = CatalogueWriter.Write(content);
            var read = CatalogueReader.Read(bytes);

            Assert.Equal(content.Date, read.Date);
            Assert.Equal(content.Regions, read.Regions);
            Assert.Equal(content.VmSizes, read.VmSizes);
            Assert.Equal(content.DiskTiers, read.DiskTiers);
            Assert.Equal(content.DiskPrices, read.DiskPrices);
            Assert.Equal(content.DefenderPrices, read.DefenderPrices);
            Assert.Equal(content.DiskTypesNotOffered, read.DiskTypesNotOffered);
            Assert.Equal(content.Omissions, read.Omissions);
            // uksouth stands second by name.
            Assert.Equal(new Price(compute, basis), read.VmPrices.Find(0, 1, PriceOS.Windows, PriceTerm.RI3Year));
            Assert.Equal(bytes, CatalogueWriter.Write(read));
        });
    }

    [Fact]
    public void A_book_of_another_format_is_refused() =>
        Assert.Throws<InvalidDataException>(() => CatalogueReader.Read([CatalogueWriter.Format + 1, 0, 0]));

    [Fact]
    public void A_book_that_is_cut_off_is_refused()
    {
        var packed = EmbeddedBook.Pack(new byte[100]);
        Assert.Equal(new byte[100], EmbeddedBook.Unpack(new MemoryStream(packed)));
        Assert.Throws<EndOfStreamException>(() => EmbeddedBook.Unpack(new MemoryStream(packed, 0, 6)));
    }

    [Fact]
    public void Suggestions_begin_with_what_was_typed()
    {
        var book = Catalogue.Embedded;
        Assert.Equal(["westeurope"], book.SuggestRegions("West E"));
        Assert.Contains("westus2", book.SuggestRegions("WEST"));
        Assert.DoesNotContain("denmarkeast", book.SuggestRegions(""));
        var sizes = book.SuggestVmSizes("d4s_v");
        Assert.Equal(sizes, book.SuggestVmSizes("Standard_D4s_v"));
        Assert.Contains("Standard_D4s_v5", sizes);
        Assert.All(sizes, size => Assert.StartsWith("Standard_D4s_v", size, StringComparison.Ordinal));
        Assert.Equal(["E", "EC", "ECadsv5"], book.SuggestSeries("e").Take(3));
        Assert.Equal(book.VmSizes.Count, book.SuggestVmSizes("").Count);
    }

    private static AzureRegion Region(string name, string displayName) =>
        new() { Name = name, DisplayName = displayName, Geography = "Europe" };

    private static VmSize Size(string name) => new()
    {
        Name = name,
        Family = "family",
        Series = "Dv5",
        SeriesClass = "D",
        Version = 5,
        VCpus = 2,
        MemoryGiB = 8,
    };
}
