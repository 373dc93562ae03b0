namespace AzMigrate.CatalogBuilder;

/// <summary>
/// Brings facts that were collected from public sources, one price a row and with more columns than we use, into the
/// form of <c>data/catalog</c>. Locally redundant disks only; no spot prices; no region that the region list lacks.
/// </summary>
internal sealed class CollectedFacts(string from, string to)
{
    private static readonly Dictionary<string, string> DiskTypes = new()
    {
        ["Standard_LRS"] = "StandardHdd",
        ["StandardSSD_LRS"] = "StandardSsd",
        ["Premium_LRS"] = "Premium",
        ["PremiumV2_LRS"] = "PremiumV2",
        ["UltraSSD_LRS"] = "Ultra",
    };

    /// <summary>Writes every file that holds facts of one kind; sources.csv is kept by hand.</summary>
    public void Import()
    {
        var regions = Table("regions").Rows.Select(row => row["name"]).ToHashSet();
        var prices = Table("vm-prices").Rows;
        Regions(Table("disk-prices"));
        Sizes();
        PayAsYouGo(prices.Where(row => row["term"] == "payg" && regions.Contains(row["region"])));
        Committed(prices.Where(row => row["term"] != "payg" && regions.Contains(row["region"])));
        Inferred();
        Disks();
        Omissions(prices.Where(row => !regions.Contains(row["region"])));
    }

    private void Regions(CsvTable diskPrices)
    {
        var complete = diskPrices.Rows
            .Where(row => row["confidence"] == "api").Select(row => row["region"]).ToHashSet();
        var some = diskPrices.Rows.Select(row => row["region"]).ToHashSet();
        Write("regions", "name,display_name,geography,paired_region,zones,disk_prices,source",
            from row in Table("regions").Rows
            let region = row["name"]
            let disks = complete.Contains(region) ? "complete" : some.Contains(region) ? "partial" : "none"
            select Line(
                region, row["display_name"], row["geography"], row["paired_region"], row["zones"], disks, "regions"));
    }

    private void Sizes()
    {
        string[] taken =
        [
            "name", "family", "series", "vcpus", "vcpus_parent", "memory_gib", "max_data_disks", "max_nics",
            "uncached_iops", "uncached_mbps", "network_mbps", "premium_io", "ultra_ssd", "hyperv_generations",
            "cpu_arch", "accelerated_networking", "temp_disk_gib", "local_nvme_gib", "confidential", "gpu_count",
            "retirement", "sku_source", "perf_source",
        ];
        Write("vm-sizes",
            string.Join(',', taken).Replace("hyperv_", "", StringComparison.Ordinal)
                .Replace("sku_source", "source", StringComparison.Ordinal)
                .Replace("perf_source", "limits_source", StringComparison.Ordinal) + ",limits_date",
            from row in Table("vm-sizes").Rows
            let date = row["perf_date"].Split('(')[0]
            select Line([.. taken.Select(column => row[column]), date == "undated" ? "" : date]));
    }

    private void PayAsYouGo(IEnumerable<CsvRow> rows) => Write(
        "vm-prices", "size,region,linux,windows,linux_source,windows_source",
        from row in rows
        group row by (Size: row["size"], Region: row["region"]) into place
        let linux = place.SingleOrDefault(row => row["os"] == "linux")
        let windows = place.SingleOrDefault(row => row["os"] == "windows")
        select Line(place.Key.Size, place.Key.Region, Usd(linux), Usd(windows), Source(linux), Source(windows)));

    private void Committed(IEnumerable<CsvRow> rows) => Write(
        "vm-prices-committed", "size,region,os,ri1y,ri3y,sp1y,sp3y,source",
        from row in rows
        group row by (Size: row["size"], Region: row["region"], OS: row["os"], Source: row["source"]) into place
        let terms = place.ToDictionary(row => row["term"])
        let usd = new[] { "ri1y", "ri3y", "sp1y", "sp3y" }.Select(term => Usd(terms.GetValueOrDefault(term)))
        select Line([place.Key.Size, place.Key.Region, place.Key.OS, .. usd, place.Key.Source]));

    // The source reads inferred:windows-licence(0.074;n=35): the licence's price, and how many regions show it.
    private void Inferred() => Write(
        "vm-prices-inferred", "size,region,linux,windows_licence,regions_that_agree",
        from row in Table("vm-prices-inferred").Rows
        let proof = row["source"].Split('(', ';', '=', ')')
        select Line(row["size"], row["region"], row["usd_per_hour"], proof[1], proof[3]));

    private void Disks()
    {
        var tiers = Table("disk-tiers").Rows.Where(row => DiskTypes.ContainsKey(row["sku"])).ToList();
        var prices = Table("disk-prices").Rows.Where(row => DiskTypes.ContainsKey(row["sku"])).ToList();
        Write("disk-tiers", "type,tier,max_size_gib,iops,mbps,source",
            from row in tiers
            where row["tier"].Length > 0
            select Line(
                DiskTypes[row["sku"]], row["tier"], row["max_size_gib"], row["iops"], row["mbps"], row["source"]));
        Write("flexible-disks", "type,max_size_gib,max_iops,max_mbps,source",
            from row in tiers
            where row["tier"].Length == 0
            select Line(DiskTypes[row["sku"]], row["max_size_gib"], row["iops"], row["mbps"], "docs"));
        Write("disk-prices", "tier,region,usd_per_month,confidence,source,note",
            from row in prices
            where row["component"] == "month"
            let note = row["note"].Replace(",", ";", StringComparison.Ordinal)
            select Line(row["tier"], row["region"], row["usd"], row["confidence"], row["source"], note));
        Write("flexible-disk-prices", "type,region,gib_hour,iops_hour,mbps_hour,source",
            from row in prices
            where row["component"] is "gib-hour" or "iops-hour" or "mbps-hour"
            group row by (Type: DiskTypes[row["sku"]], Region: row["region"], Source: row["source"]) into place
            let parts = place.ToDictionary(row => row["component"], row => row["usd"])
            select Line(
                place.Key.Type, place.Key.Region, parts["gib-hour"], parts["iops-hour"], parts["mbps-hour"],
                place.Key.Source));
    }

    private void Omissions(IEnumerable<CsvRow> left) => Write(
        "omissions", "topic,count,description",
        from row in left
        group row by row["region"] into place
        select Line("RegionNotListed", $"{place.Count()}",
            $"{place.Count()} prices of {place.Key} are left out: the list of regions does not have it."));

    private static string Usd(CsvRow? row) => row?["usd_per_hour"] ?? "";

    private static string Source(CsvRow? row) => row?["source"] ?? "";

    private static string Line(params string[] fields) => fields.All(field => field.IndexOfAny([',', '"']) < 0)
        ? string.Join(',', fields) : throw new InvalidDataException($"A field has a comma: {string.Join('|', fields)}");

    private void Write(string name, string headings, IEnumerable<string> lines) => File.WriteAllText(
        Path.Combine(to, name + ".csv"),
        headings + "\n" + string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n")));

    private CsvTable Table(string name) => CsvTable.Read(Path.Combine(from, name + ".csv"));
}
