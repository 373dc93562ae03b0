using System.Security.Cryptography;
using System.Text;

namespace AzMigrate.Catalog;

/// <summary>
/// The dated book of Azure facts: regions, VM sizes with their limits, disk tiers, prices, operating systems.
/// Immutable, and safe to use from several threads. All prices are USD list prices.
/// </summary>
public sealed class Catalogue
{
    /// <summary>The region whose committed prices stand in for those the book lacks elsewhere (rule C4).</summary>
    public const string CommittedReferenceRegion = "polandcentral";

    /// <summary>The region whose disk prices stand in for those the book lacks elsewhere (rule C5).</summary>
    public const string DiskReferenceRegion = "westeurope";

    private static readonly Lazy<Catalogue> Book = new(
        () => new Catalogue(EmbeddedBook.Load(), () => OperatingSystemTable.Embedded));

    private readonly NamedPositions _sizePositions;
    private readonly RegionNames _regionNames;
    private readonly VmPriceTable _vmPrices;
    private readonly DiskPriceTable _diskPrices;
    private readonly Dictionary<int, decimal> _defenderPrices = [];
    private readonly Lazy<IReadOnlyList<VmSize>>[] _sizesByRegion;
    private readonly Lazy<IReadOnlyList<CatalogueGap>> _gaps;
    private readonly Lazy<string> _hash;
    private readonly Lazy<OperatingSystemTable> _operatingSystems;
    private readonly int _committedReference;

    /// <summary>Makes a book of content at hand, such as a small one for a test.</summary>
    /// <param name="data">
    /// The content. Regions and sizes are kept in ordinal order of their names, disk tiers in that of type and size.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A name or price is there twice, a price is of something that the content does not list, or a compute price is
    /// not above zero.
    /// </exception>
    public Catalogue(CatalogueData data)
        : this(
            CatalogueContent.Of(data ?? throw new ArgumentNullException(nameof(data))), () => data.OperatingSystems)
    {
    }

    private Catalogue(CatalogueContent content, Func<OperatingSystemTable> operatingSystems)
    {
        _operatingSystems = new Lazy<OperatingSystemTable>(operatingSystems);
        Date = content.Date;
        VmSizes = content.VmSizes;
        DiskTiers = content.DiskTiers;
        FlexibleDisks = content.FlexibleDisks;
        _vmPrices = content.VmPrices;
        Regions = [.. content.Regions.Select((region, position) => region with
        {
            HasLinuxPrices = HasPrices(PriceOS.Linux, position),
            HasWindowsPrices = HasPrices(PriceOS.Windows, position),
        })];

        _sizePositions = new NamedPositions([.. VmSizes.Select(size => size.Name)], "VM size");
        var regionPositions = new NamedPositions([.. Regions.Select(region => region.Name)], "region");
        _regionNames = new RegionNames(Regions);
        _committedReference = regionPositions.Find(CommittedReferenceRegion);
        _diskPrices = new DiskPriceTable(
            content, new NamedPositions([.. DiskTiers.Select(tier => tier.Name)], "disk tier"), regionPositions);
        foreach (var row in content.DefenderPrices)
            _defenderPrices.Add(regionPositions.Require(row.Region), row.UsdPerMonth);
        _sizesByRegion = [.. Regions.Select((_, region) => new Lazy<IReadOnlyList<VmSize>>(() => SizesIn(region)))];
        _gaps = new Lazy<IReadOnlyList<CatalogueGap>>(() => CatalogueGaps.Find(content));
        _hash = new Lazy<string>(() => HashOf(content));
    }

    /// <summary>The book that comes with this version, loaded at first use.</summary>
    public static Catalogue Embedded => Book.Value;

    /// <summary>Newest date of any fact in the book (UTC date); rule R2 judges as of it.</summary>
    public DateTime Date { get; }

    /// <summary>All regions, by name.</summary>
    public IReadOnlyList<AzureRegion> Regions { get; }

    /// <summary>All VM sizes, by name; some have no price in any region.</summary>
    public IReadOnlyList<VmSize> VmSizes { get; }

    /// <summary>
    /// Number of compute prices: one for each size, region, operating system and way to pay that has one.
    /// </summary>
    public int VmPriceCount => _vmPrices.Count;

    /// <summary>All fixed-size tiers of locally redundant managed disks, by type and size.</summary>
    public IReadOnlyList<DiskTier> DiskTiers { get; }

    /// <summary>The caps of Premium SSD v2 and Ultra disks (rule D5).</summary>
    public IReadOnlyList<FlexibleDiskLimits> FlexibleDisks { get; }

    /// <summary>Which operating systems Azure runs (rules R1, R2).</summary>
    public OperatingSystemTable OperatingSystems => _operatingSystems.Value;

    /// <summary>What the book does not have, in words.</summary>
    public IReadOnlyList<CatalogueGap> Gaps => _gaps.Value;

    /// <summary>
    /// SHA-256, 64 small hexadecimal digits, of the whole content with the operating systems: two books with the same
    /// facts have the same.
    /// </summary>
    public string Hash => _hash.Value;

    /// <summary>A region by its name or display name, in any case, with or without spaces.</summary>
    /// <param name="name">Such as <c>westeurope</c> or <c>West Europe</c>.</param>
    /// <exception cref="MigrateException">
    /// <c>Catalog.RegionUnknown</c>: the book does not list it; the remedy names the nearest.
    /// </exception>
    public AzureRegion GetRegion(string name) => Regions[_regionNames.Require(name)];

    /// <summary>A size by its name in any case; null when the book does not list it.</summary>
    /// <param name="name">Such as <c>Standard_D4s_v5</c>.</param>
    public VmSize? FindVmSize(string name) =>
        _sizePositions.Find(name) is >= 0 and var position ? VmSizes[position] : null;

    /// <summary>The sizes with a pay-as-you-go price in a region, for whichever operating system (rule S1).</summary>
    /// <param name="region">The region's name.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public IReadOnlyList<VmSize> GetVmSizes(string region) => _sizesByRegion[_regionNames.Require(region)].Value;

    /// <summary>The price of a size, USD an hour; null when the book neither has nor can estimate it.</summary>
    /// <remarks>
    /// A committed price that the book lacks is pay-as-you-go × committed ÷ pay-as-you-go of the same size and
    /// operating system in <see cref="CommittedReferenceRegion"/>, unrounded and flagged as estimated (rule C4).
    /// </remarks>
    /// <param name="size">A size of this book.</param>
    /// <param name="region">The region's name.</param>
    /// <param name="os">Operating system that the price includes.</param>
    /// <param name="term">Way to pay.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public Price? GetVmPrice(VmSize size, string region, PriceOS os, PriceTerm term)
    {
        if (size is null)
            throw new ArgumentNullException(nameof(size));
        var place = _regionNames.Require(region);
        var position = _sizePositions.Find(size.Name);
        if (position < 0)
            return null;
        return _vmPrices.Find(position, place, os, term) ?? EstimateCommitted(position, place, os, term);
    }

    /// <summary>
    /// The price of a disk tier, USD a month without transactions; null when the region is known not to offer the
    /// type, or no price is known at all.
    /// </summary>
    /// <remarks>
    /// A price that the book lacks is that of <see cref="DiskReferenceRegion"/>, flagged as estimated (rule C5).
    /// </remarks>
    /// <param name="tier">A tier of this book.</param>
    /// <param name="region">The region's name.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public Price? GetDiskPrice(DiskTier tier, string region)
    {
        if (tier is null)
            throw new ArgumentNullException(nameof(tier));
        return _diskPrices.Find(tier, _regionNames.Require(region));
    }

    /// <summary>
    /// True only when the region is known not to offer the type; a missing price alone does not say so (rule D6).
    /// </summary>
    /// <param name="type">The disk type.</param>
    /// <param name="region">The region's name.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public bool IsDiskTypeKnownNotOffered(ManagedDiskType type, string region) =>
        _diskPrices.IsKnownNotOffered(type, _regionNames.Require(region));

    /// <summary>USD an hour of Premium SSD v2 or Ultra, by component; null as for <see cref="GetDiskPrice"/>.</summary>
    /// <param name="type">PremiumV2 or Ultra.</param>
    /// <param name="region">The region's name.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public FlexibleDiskPrice? GetFlexibleDiskPrice(ManagedDiskType type, string region) =>
        _diskPrices.Find(type, _regionNames.Require(region));

    /// <summary>
    /// Microsoft Defender for Servers, USD a machine and month; null when the book has no price, which is not zero
    /// (rule C7).
    /// </summary>
    /// <param name="region">The region's name.</param>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>.</exception>
    public Price? GetDefenderPrice(string region) =>
        _defenderPrices.TryGetValue(_regionNames.Require(region), out var usd)
            ? new Price(usd, PriceBasis.Recorded) : null;

    /// <summary>Names of regions with prices whose name or display name begins with a prefix.</summary>
    /// <param name="prefix">First letters in any case; empty for all.</param>
    public IReadOnlyList<string> SuggestRegions(string prefix) => Suggestions.Regions(Regions, prefix);

    /// <summary>
    /// Names of sizes that begin with a prefix, without or with <c>Standard_</c>, by series and vCPUs.
    /// </summary>
    /// <param name="prefix">First letters in any case; empty for all.</param>
    public IReadOnlyList<string> SuggestVmSizes(string prefix) => Suggestions.VmSizes(VmSizes, prefix);

    /// <summary>Classes such as <c>D</c>, then series such as <c>Dsv5</c>, that begin with a prefix.</summary>
    /// <param name="prefix">First letters in any case; empty for all.</param>
    public IReadOnlyList<string> SuggestSeries(string prefix) => Suggestions.Series(VmSizes, prefix);

    private Price? EstimateCommitted(int size, int region, PriceOS os, PriceTerm term)
    {
        if (term == PriceTerm.PayAsYouGo || _committedReference < 0)
            return null;
        return _vmPrices.Find(size, region, os, PriceTerm.PayAsYouGo) is { } here
            && _vmPrices.Find(size, _committedReference, os, PriceTerm.PayAsYouGo) is { } there
            && _vmPrices.Find(size, _committedReference, os, term) is { } committed
            ? new Price(here.Usd * committed.Usd / there.Usd, PriceBasis.Estimated) : null;
    }

    private string HashOf(CatalogueContent content)
    {
        var systems = Encoding.UTF8.GetBytes(OperatingSystems.Hash);
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash([.. CatalogueWriter.Write(content), .. systems]);
        return BitConverter.ToString(hash).Replace("-", string.Empty).ToLowerInvariant();
    }

    private bool HasPrices(PriceOS os, int region) =>
        _vmPrices.Column(VmPriceTable.PlanOf(os, PriceTerm.PayAsYouGo), region) is not null;

    private List<VmSize> SizesIn(int region) =>
        VmSizes.Where((_, size) =>
            _vmPrices.Find(size, region, PriceOS.Linux, PriceTerm.PayAsYouGo) is not null
            || _vmPrices.Find(size, region, PriceOS.Windows, PriceTerm.PayAsYouGo) is not null).ToList();
}
