using System.Globalization;
using AzMigrate.Catalog;
using AzMigrate.CatalogBuilder;

namespace AzMigrate.Tests.Catalog;

public sealed class EmbeddedBookTests
{
    private static readonly Catalogue Book = Catalogue.Embedded;

    [Fact]
    public void The_book_is_what_the_builder_makes_of_the_facts()
    {
        var made = CatalogueWriter.Write(CatalogueContent.Of(new CatalogueCsv(Facts.Folder).Read()));
        Assert.True(
            made.AsSpan().SequenceEqual(EmbeddedBook.Unpack(EmbeddedBook.Open())),
            "catalogue.bin is older than data/catalog: run tools/AzMigrate.CatalogBuilder build.");
    }

    [Fact]
    public void The_book_takes_at_most_2_MB()
    {
        using var stream = EmbeddedBook.Open();
        Assert.InRange(stream.Length, 1, 2 * 1024 * 1024);
    }

    [Fact]
    public void A_book_made_of_the_same_facts_has_the_same_hash()
    {
        var data = new CatalogueCsv(Facts.Folder).Read();
        Assert.Matches("^[0-9a-f]{64}$", Book.Hash);
        Assert.Equal(Book.Hash, new Catalogue(data).Hash);
        Assert.NotEqual(Book.Hash, new Catalogue(data with { VmPrices = [.. data.VmPrices.Skip(1)] }).Hash);
    }

    [Fact]
    public void Its_date_is_the_newest_of_any_fact()
    {
        var dates = Facts.Rows("sources").Select(row => row["date"])
            .Concat(Facts.Rows("vm-sizes").Select(row => row["limits_date"]));
        Assert.Equal(dates.Max(StringComparer.Ordinal), Book.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Utc, Book.Date.Kind);
    }

    [Fact]
    public void Every_fact_names_a_source_that_is_listed()
    {
        var listed = Facts.Rows("sources").Select(row => row["source"]).ToHashSet();
        // static-A+B is short for static-A and static-B, inferred-parent:… and docs:… name a page.
        var named =
            from file in new[]
            {
                "regions", "vm-sizes", "vm-prices-committed", "disk-tiers", "disk-prices", "flexible-disks",
                "flexible-disk-prices",
            }
            from row in Facts.Rows(file)
            select row["source"];
        var prices = Facts.Rows("vm-prices");
        named = named.Concat(prices.Select(row => row["linux_source"]))
            .Concat(prices.Select(row => row["windows_source"]));
        var parts =
            from source in named.Distinct()
            from part in source.Split(':')[0].Split('+')
            where part.Length > 0
            select part is "A" or "B" ? "static-" + part : part;
        Assert.Empty(parts.Distinct().Except(listed));
    }

    [Fact]
    public void Every_region_is_in_and_says_which_prices_it_has()
    {
        var prices = Facts.Rows("vm-prices");
        var inferred = Facts.Rows("vm-prices-inferred").Select(row => row["region"]);
        var linux = prices.Where(row => row["linux"].Length > 0).Select(row => row["region"]).Concat(inferred)
            .ToHashSet();
        var windows = prices.Where(row => row["windows"].Length > 0).Select(row => row["region"]).ToHashSet();

        var rows = Facts.Rows("regions");
        Assert.Equal(62, rows.Count);
        Assert.Equal(
            rows.Select(row => (
                row["name"], row["display_name"], row["zones"],
                linux.Contains(row["name"]), windows.Contains(row["name"]))),
            Book.Regions.Select(region => (
                region.Name, region.DisplayName, region.Zones.ToString(CultureInfo.InvariantCulture),
                region.HasLinuxPrices, region.HasWindowsPrices)));
        Assert.Equal(57, Book.Regions.Count(region => region.HasLinuxPrices));
    }

    [Fact]
    public void Every_size_is_in_once_with_its_limits()
    {
        static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
        static string Flag(bool? value) => value switch { null => "", true => "true", false => "false" };

        var rows = Facts.Rows("vm-sizes");
        Assert.Equal(rows.Count,
            Book.VmSizes.Select(size => size.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var row in rows)
        {
            var size = Book.FindVmSize(row["name"].ToUpperInvariant());
            Assert.NotNull(size);
            Assert.Equal(row["name"], size.Name);
            Assert.Equal(row["family"], size.Family);
            Assert.Equal(row["series"], size.Series);
            Assert.Equal(row["vcpus"], Text(size.VCpus));
            Assert.Equal(row["vcpus_parent"], Text(size.ParentVCpus));
            Assert.Equal(row["memory_gib"], Text(size.MemoryGiB));
            Assert.Equal(row["max_data_disks"], Text(size.MaxDataDisks));
            Assert.Equal(row["max_nics"], Text(size.MaxNetworkAdapters));
            Assert.Equal(row["uncached_iops"], Text(size.UncachedIops));
            Assert.Equal(row["uncached_mbps"].Split('.')[0], Text(size.UncachedMBps));
            Assert.Equal(row["network_mbps"], Text(size.NetworkMbps));
            Assert.Equal(row["premium_io"], Flag(size.PremiumStorage));
            Assert.Equal(row["ultra_ssd"], Flag(size.UltraDisks));
            Assert.Equal(row["generations"], size.Generations switch
            {
                VmGenerations.None => "",
                VmGenerations.V1 | VmGenerations.V2 => "V1+V2",
                var one => one.ToString(),
            });
            Assert.Equal(row["cpu_arch"], size.Architecture.ToString(), ignoreCase: true);
            Assert.Equal(row["accelerated_networking"], Flag(size.AcceleratedNetworking));
            Assert.Equal(row["temp_disk_gib"], Text(size.TempDiskGiB));
            Assert.Equal(row["local_nvme_gib"], Text(size.LocalNvmeGiB));
            Assert.Equal(row["gpu_count"], Text(size.Gpus));
            Assert.Equal(row["confidential"].Length > 0 ? true : null, size.Confidential);
            Assert.Equal(row["retirement"].Length > 0, size.Retirement is not null);
        }
    }

    [Fact]
    public void Every_compute_price_is_in_exactly_as_recorded_and_none_besides()
    {
        var expected = new Dictionary<(string Size, string Region, PriceOS OS, PriceTerm Term), Price>();
        void Add(Dictionary<string, string> row, PriceOS os, PriceTerm term, string column, PriceBasis basis)
        {
            if (row[column].Length > 0)
                expected.Add((row["size"], row["region"], os, term), new Price(Facts.Usd(row[column]), basis));
        }

        foreach (var row in Facts.Rows("vm-prices"))
        {
            Add(row, PriceOS.Linux, PriceTerm.PayAsYouGo, "linux", PriceBasis.Recorded);
            Add(row, PriceOS.Windows, PriceTerm.PayAsYouGo, "windows", PriceBasis.Recorded);
        }

        foreach (var row in Facts.Rows("vm-prices-inferred"))
            Add(row, PriceOS.Linux, PriceTerm.PayAsYouGo, "linux", PriceBasis.Inferred);
        foreach (var row in Facts.Rows("vm-prices-committed"))
        {
            var os = row["os"] == "linux" ? PriceOS.Linux : PriceOS.Windows;
            Add(row, os, PriceTerm.RI1Year, "ri1y", PriceBasis.Recorded);
            Add(row, os, PriceTerm.RI3Year, "ri3y", PriceBasis.Recorded);
            Add(row, os, PriceTerm.SavingsPlan1Year, "sp1y", PriceBasis.Recorded);
            Add(row, os, PriceTerm.SavingsPlan3Year, "sp3y", PriceBasis.Recorded);
        }

        var found = (
            from size in Book.VmSizes
            from region in Book.Regions
            from os in Enum.GetValues<PriceOS>()
            from term in Enum.GetValues<PriceTerm>()
            let price = Book.GetVmPrice(size, region.Name, os, term)
            where price is { Basis: not PriceBasis.Estimated }
            select ((size.Name, region.Name, os, term), price.Value)).ToDictionary(p => p.Item1, p => p.Value);

        Assert.Equal(expected.Count, found.Count);
        // 0.50 and 0.5 are equal but print differently, so the printed forms are compared.
        static string Print(Price price) => $"{price.Usd.ToString(CultureInfo.InvariantCulture)} {price.Basis}";
        Assert.DoesNotContain(
            expected, pair => !found.TryGetValue(pair.Key, out var price) || Print(price) != Print(pair.Value));
    }

    [Fact]
    public void Every_disk_tier_is_in_with_its_recorded_prices()
    {
        Assert.Equal(
            Facts.Rows("disk-tiers")
                .Select(row => (row["type"], row["tier"], row["max_size_gib"], row["iops"], row["mbps"])).Order(),
            Book.DiskTiers.Select(
            tier => (tier.Type.ToString(), tier.Name, $"{tier.MaxSizeGiB}", $"{tier.Iops}", $"{tier.MBps}")).Order());
        foreach (var row in Facts.Rows("disk-prices"))
        {
            var tier = Book.DiskTiers.Single(tier => tier.Name == row["tier"]);
            var basis = row["confidence"] is "single-secondary" or "conflict" ? PriceBasis.Inferred
                : PriceBasis.Recorded;
            Assert.Equal(new Price(Facts.Usd(row["usd_per_month"]), basis), Book.GetDiskPrice(tier, row["region"]));
        }
    }

    [Fact]
    public void Every_flexible_disk_is_in_with_its_caps_and_prices()
    {
        Assert.Equal(
            Facts.Rows("flexible-disks")
                .Select(row => (row["type"], row["max_size_gib"], row["max_iops"], row["max_mbps"])),
            Book.FlexibleDisks.Select(
                disk => (disk.Type.ToString(), $"{disk.MaxSizeGiB}", $"{disk.MaxIops}", $"{disk.MaxMBps}")));
        foreach (var row in Facts.Rows("flexible-disk-prices"))
        {
            var price = Book.GetFlexibleDiskPrice(Enum.Parse<ManagedDiskType>(row["type"]), row["region"]);
            Assert.Equal(new Price(Facts.Usd(row["gib_hour"]), PriceBasis.Recorded), price?.GiBHour);
            Assert.Equal(new Price(Facts.Usd(row["iops_hour"]), PriceBasis.Recorded), price?.IopsHour);
            Assert.Equal(new Price(Facts.Usd(row["mbps_hour"]), PriceBasis.Recorded), price?.MBpsHour);
        }
    }

    [Fact]
    public void S1_sizes_of_a_region_are_those_priced_there()
    {
        var priced = Facts.Rows("vm-prices").Where(row => row["region"] == "chilecentral").Select(row => row["size"])
            .Concat(Facts.Rows("vm-prices-inferred").Where(row => row["region"] == "chilecentral")
                .Select(row => row["size"]))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(priced, Book.GetVmSizes("Chile Central").Select(size => size.Name));
        Assert.Empty(Book.GetVmSizes("denmarkeast"));
    }

    [Fact]
    public void Gaps_say_what_is_missing_and_how_much()
    {
        var gaps = Book.Gaps.ToDictionary(gap => gap.Topic);
        var names = Facts.Rows("regions").Select(row => row["name"]).ToHashSet();
        Assert.Equal(62, gaps["DefenderPrices"].Count);
        Assert.Equal(5, gaps["RegionsWithoutPrices"].Count);
        Assert.Contains("denmarkeast", gaps["RegionsWithoutPrices"].Description, StringComparison.Ordinal);
        Assert.Contains("swedensouth", gaps["RegionNotListed"].Description, StringComparison.Ordinal);
        Assert.Equal(
            names.Except(Facts.Rows("disk-prices").Select(row => row["region"])).Count(), gaps["DiskPrices"].Count);
        var inferred = Facts.Rows("vm-prices-inferred").Select(row => (row["size"], row["region"])).ToHashSet();
        Assert.Equal(
            Facts.Rows("vm-prices")
                .Count(row => row["linux"].Length == 0 && !inferred.Contains((row["size"], row["region"]))),
            gaps["LinuxPrices"].Count);
        Assert.All(Book.Gaps, gap => Assert.True(gap.Count > 0 && gap.Description.Length > 20, gap.Topic));
    }
}
