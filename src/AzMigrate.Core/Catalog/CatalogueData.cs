namespace AzMigrate.Catalog;

/// <summary>The plain content of a book, from which <see cref="Catalogue"/> is made.</summary>
public sealed record CatalogueData
{
    /// <summary>The newest date of any fact in the book (UTC date).</summary>
    public required DateTime Date { get; init; }

    /// <summary>Regions. Whether they have prices follows from <see cref="VmPrices"/>, not from flags here.</summary>
    public IReadOnlyList<AzureRegion> Regions { get; init; } = [];

    /// <summary>VM sizes, each name once.</summary>
    public IReadOnlyList<VmSize> VmSizes { get; init; } = [];

    /// <summary>Compute prices of sizes and regions that the book lists.</summary>
    public IReadOnlyList<VmPrice> VmPrices { get; init; } = [];

    /// <summary>Fixed-size disk tiers.</summary>
    public IReadOnlyList<DiskTier> DiskTiers { get; init; } = [];

    /// <summary>Prices of <see cref="DiskTiers"/>.</summary>
    public IReadOnlyList<DiskTierPrice> DiskPrices { get; init; } = [];

    /// <summary>Caps of Premium SSD v2 and Ultra.</summary>
    public IReadOnlyList<FlexibleDiskLimits> FlexibleDisks { get; init; } = [];

    /// <summary>Prices of Premium SSD v2 and Ultra.</summary>
    public IReadOnlyList<FlexibleDiskComponentPrices> FlexibleDiskPrices { get; init; } = [];

    /// <summary>Disk types that a region is known not to offer: none is estimated there (rules C5, D6).</summary>
    public IReadOnlyList<DiskTypeNotOffered> DiskTypesNotOffered { get; init; } = [];

    /// <summary>Prices of Microsoft Defender for Servers.</summary>
    public IReadOnlyList<DefenderPrice> DefenderPrices { get; init; } = [];

    /// <summary>What the book's makers left out, which can't be seen from the content itself.</summary>
    public IReadOnlyList<CatalogueGap> Omissions { get; init; } = [];

    /// <summary>Which operating systems Azure runs, and until when they are supported.</summary>
    public OperatingSystemTable OperatingSystems { get; init; } = OperatingSystemTable.Embedded;
}

/// <summary>A compute price of the book.</summary>
/// <param name="Size">The size's name.</param>
/// <param name="Region">The region's name.</param>
/// <param name="OS">Operating system that the price includes.</param>
/// <param name="Term">Way to pay.</param>
/// <param name="UsdPerHour">USD an hour; above zero.</param>
/// <param name="Basis">Recorded, or inferred by the book.</param>
public sealed record VmPrice(
    string Size, string Region, PriceOS OS, PriceTerm Term, decimal UsdPerHour,
    PriceBasis Basis = PriceBasis.Recorded);

/// <summary>The price of a fixed-size disk tier.</summary>
/// <param name="Tier">The tier's name, such as <c>P10</c>.</param>
/// <param name="Region">The region's name.</param>
/// <param name="UsdPerMonth">USD a month, without transactions.</param>
/// <param name="Basis">Recorded, or inferred where the book's source is doubtful.</param>
public sealed record DiskTierPrice(
    string Tier, string Region, decimal UsdPerMonth, PriceBasis Basis = PriceBasis.Recorded);

/// <summary>The price of a disk type whose capacity, IOPS and throughput are bought apart.</summary>
/// <param name="Type">PremiumV2 or Ultra.</param>
/// <param name="Region">The region's name.</param>
/// <param name="GiBHour">USD a GiB and hour.</param>
/// <param name="IopsHour">USD an IOPS and hour.</param>
/// <param name="MBpsHour">USD a MB/s and hour.</param>
public sealed record FlexibleDiskComponentPrices(
    ManagedDiskType Type, string Region, decimal GiBHour, decimal IopsHour, decimal MBpsHour);

/// <summary>A disk type that a region is known not to offer.</summary>
/// <param name="Type">The disk type.</param>
/// <param name="Region">The region's name.</param>
public sealed record DiskTypeNotOffered(ManagedDiskType Type, string Region);

/// <summary>The price of Microsoft Defender for Servers.</summary>
/// <param name="Region">The region's name.</param>
/// <param name="UsdPerMonth">USD a machine and month.</param>
public sealed record DefenderPrice(string Region, decimal UsdPerMonth);

/// <summary>Something that the book does not have.</summary>
/// <param name="Topic">Short stable name, such as <c>UncachedIops</c>.</param>
/// <param name="Count">How many facts are missing; the description says of what.</param>
/// <param name="Description">What is missing and what it means, one or two sentences.</param>
public sealed record CatalogueGap(string Topic, int Count, string Description)
{
    /// <summary>The description.</summary>
    public override string ToString() => Description;
}
