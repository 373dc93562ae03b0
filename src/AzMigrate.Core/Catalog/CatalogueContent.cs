namespace AzMigrate.Catalog;

/// <summary>A book's content in its one order: what is hashed, written and looked up.</summary>
internal sealed record CatalogueContent
{
    public required DateTime Date { get; init; }

    /// <summary>By name.</summary>
    public required AzureRegion[] Regions { get; init; }

    /// <summary>By name.</summary>
    public required VmSize[] VmSizes { get; init; }

    public required VmPriceTable VmPrices { get; init; }

    /// <summary>By type and size.</summary>
    public required DiskTier[] DiskTiers { get; init; }

    public required DiskTierPrice[] DiskPrices { get; init; }

    public required FlexibleDiskLimits[] FlexibleDisks { get; init; }

    public required FlexibleDiskComponentPrices[] FlexibleDiskPrices { get; init; }

    public required DiskTypeNotOffered[] DiskTypesNotOffered { get; init; }

    public required DefenderPrice[] DefenderPrices { get; init; }

    public required CatalogueGap[] Omissions { get; init; }

    /// <summary>Puts a book's plain content in order.</summary>
    /// <exception cref="ArgumentException">See <see cref="Catalogue(CatalogueData)"/>.</exception>
    public static CatalogueContent Of(CatalogueData data)
    {
        var names = StringComparer.Ordinal;
        var sizes = data.VmSizes.OrderBy(size => size.Name, names).ToArray();
        var regions = data.Regions.OrderBy(region => region.Name, names).ToArray();
        return new CatalogueContent
        {
            Date = DateTime.SpecifyKind(data.Date.Date, DateTimeKind.Utc),
            Regions = regions,
            VmSizes = sizes,
            VmPrices = VmPriceTable.Create(
                data.VmPrices,
                new NamedPositions([.. sizes.Select(size => size.Name)], "VM size"),
                new NamedPositions([.. regions.Select(region => region.Name)], "region")),
            DiskTiers = [.. data.DiskTiers.OrderBy(tier => tier.Type).ThenBy(tier => tier.MaxSizeGiB)
                .ThenBy(tier => tier.Name, names)],
            DiskPrices = [.. data.DiskPrices.OrderBy(row => row.Tier, names).ThenBy(row => row.Region, names)],
            FlexibleDisks = [.. data.FlexibleDisks.OrderBy(limits => limits.Type)],
            FlexibleDiskPrices =
                [.. data.FlexibleDiskPrices.OrderBy(row => row.Type).ThenBy(row => row.Region, names)],
            DiskTypesNotOffered =
                [.. data.DiskTypesNotOffered.OrderBy(row => row.Type).ThenBy(row => row.Region, names)],
            DefenderPrices = [.. data.DefenderPrices.OrderBy(row => row.Region, names)],
            Omissions = [.. data.Omissions.OrderBy(gap => gap.Topic, names)],
        };
    }
}
