using System.Text.RegularExpressions;
using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>Rules S1 to S7 and C1 to C4 as the page says them, slowly.</summary>
internal sealed class ReferenceSizes
{
    private static readonly string[] LimitNames =
    [
        "VM series", "Constrained vCPUs", "Cores", "Memory", "Data disks", "Premium storage", "Ultra disks",
        "Uncached IOPS",
        "Uncached MB/s", "Network bandwidth", "Price",
    ];

    private readonly AssessmentSettings _settings;
    private readonly Catalogue _book;
    private readonly string _region;
    private readonly bool _windows;

    public ReferenceSizes(
        AssessmentSettings settings, Catalogue book, ComputeNeed need, bool windowsServer, bool nvmeReady, bool arm,
        int? adapters)
    {
        _settings = settings;
        _book = book;
        _region = settings.Location[0];
        _windows = windowsServer && !settings.WindowsHybridBenefit && settings.Offer == AzureOffer.PayAsYouGo;

        // S1 and S5
        var candidates = book.VmSizes
            .Where(size => Usd(size, PriceOS.Linux, PriceTerm.PayAsYouGo) != null
                || Usd(size, PriceOS.Windows, PriceTerm.PayAsYouGo) != null)
            .Where(size => size.Retirement == null || book.Date < size.Retirement)
            .Where(size => (size.Architecture == CpuArchitecture.Arm64) == arm)
            .Where(size => size.Generations.HasFlag(need.Generation))
            .Where(size => size.Version < 6 || nvmeReady)
            .ToList();
        var judged = candidates.ToDictionary(size => size, size => Judge(size, need));
        IEnumerable<VmSize> Passing(IEnumerable<VmSize> sizes, params string[] limits) =>
            sizes.Where(size => limits.All(limit => judged[size][limit] == true));

        // S2: the filters in their order
        var bySeries = Passing(candidates, "VM series", "Constrained vCPUs").ToList();
        var byCompute = Passing(bySeries, "Cores", "Memory").ToList();
        var byStorage = Passing(
            byCompute, "Data disks", "Premium storage", "Ultra disks", "Uncached IOPS", "Uncached MB/s").ToList();
        var byNetwork = Passing(byStorage, "Network bandwidth").ToList();
        var byPrice = Passing(byNetwork, "Price").ToList();
        Steps = [candidates.Count, bySeries.Count, byCompute.Count, byStorage.Count, byNetwork.Count, byPrice.Count];
        string[] issues =
        [
            "NoVmSizeForSelectedAzureLocation", "NoVmSizeInSelectedFamilyFound", "NoSuitableVmSizeFound",
            "NoVmSizeSupportsStoragePerformance", "NoVmSizeSupportsNetworkPerformance",
            "NoVmSizeFoundForOfferCurrencyReservedInstance",
        ];

        // S4, S6
        var fitting = InOrder(byPrice).ToList();
        Pick = fitting.FirstOrDefault();
        if (Pick == null)
        {
            Unknown = candidates.Where(size => judged[size].Values.All(passes => passes != false))
                .Select(size => size.Name).ToList();
            Issue = Unknown.Count > 0 ? "LimitUnknown" : issues[Array.IndexOf(Steps, 0)];
        }

        // S7
        if (Pick != null)
        {
            Alternatives = [.. fitting.Skip(1).Take(3)
                .Select(size => (size.Name, (decimal?)(Shown(size) - Shown(Pick)), (string?)null))];
            if (Pick.MaxNetworkAdapters < adapters)
            {
                LessAdapters = true;
                EnoughAdapters = fitting.FirstOrDefault(size => size.MaxNetworkAdapters >= adapters)?.Name;
            }
        }
        else
        {
            Alternatives =
            [
                .. InOrder(candidates.Where(
                    size => judged[size]["Price"] == true && judged[size]["Constrained vCPUs"] == true))
                    .OrderBy(size => judged[size].Values.Count(passes => passes != true)).Take(3)
                    .Select(size => (size.Name, (decimal?)null, (string?)string.Join(", ", LimitNames
                        .Where(limit => judged[size][limit] != true)
                        .Select(limit => judged[size][limit] == null ? limit + " (not known)" : limit)))),
            ];
        }

        Relaxation = LimitNames.Where(limit => limit is not ("Price" or "Constrained vCPUs"))
            .Select(limit => (Limit: limit,
                Size: InOrder(Passing(candidates, [.. LimitNames.Where(other => other != limit)])).FirstOrDefault()))
            .Where(relaxed => relaxed.Size != null && relaxed.Size != Pick
                && (Pick == null || Shown(relaxed.Size!) < Shown(Pick)))
            .OrderBy(relaxed => Rank(relaxed.Size!, candidates))
            .Select(relaxed => ((string, string, decimal?)?)(relaxed.Limit, relaxed.Size!.Name,
                Pick == null ? null : Shown(Pick) - Shown(relaxed.Size)))
            .FirstOrDefault();
    }

    public int[] Steps { get; }

    public VmSize? Pick { get; }

    public string? Issue { get; }

    public List<string> Unknown { get; } = [];

    public List<(string, decimal?, string?)> Alternatives { get; }

    public (string, string, decimal?)? Relaxation { get; }

    public bool LessAdapters { get; }

    public string? EnoughAdapters { get; }

    public decimal Compute => Shown(Pick!);

    public bool IsEstimated => _windows
        ? new[] { Usd(Pick!, PriceOS.Windows, PriceTerm.PayAsYouGo),
            _settings.SavingsOption[0] == SavingsOption.None ? null : Usd(Pick!, PriceOS.Linux, Term),
            _settings.SavingsOption[0] == SavingsOption.None ? null : Usd(Pick!, PriceOS.Linux, PriceTerm.PayAsYouGo) }
            .Any(price => price is { IsEstimated: true })
        : Usd(Pick!, PriceOS.Linux, Term)!.Value.IsEstimated;

    /// <summary>C3: what the Windows licence of the pick would cost.</summary>
    public decimal? Licence =>
        Usd(Pick!, PriceOS.Windows, PriceTerm.PayAsYouGo) is { } windows
        && Usd(Pick!, PriceOS.Linux, PriceTerm.PayAsYouGo) is { } linux
            ? Cents((windows.Usd - linux.Usd) * Hours * _settings.ExchangeRate) : null;

    private PriceTerm Term => Enum.Parse<PriceTerm>(
        _settings.SavingsOption[0] == SavingsOption.None ? "PayAsYouGo" : _settings.SavingsOption[0].ToString());

    // C1, C2: the hours that are paid in full.
    private decimal Hours => _settings.SavingsOption[0] == SavingsOption.None
        ? _settings.DaysPerMonth * _settings.HoursPerDay * (1 - _settings.DiscountPercent / 100) : 744;

    private static decimal Cents(decimal money) => Math.Round(money, 2, MidpointRounding.AwayFromZero);

    private Price? Usd(VmSize size, PriceOS os, PriceTerm term) => _book.GetVmPrice(size, _region, os, term);

    private decimal? Month(VmSize size)
    {
        var linux = Usd(size, PriceOS.Linux, Term)?.Usd;
        var windows = Usd(size, PriceOS.Windows, PriceTerm.PayAsYouGo)?.Usd;
        var hourly = !_windows ? linux
            : _settings.SavingsOption[0] == SavingsOption.None ? windows
            : linux + (windows - Usd(size, PriceOS.Linux, PriceTerm.PayAsYouGo)?.Usd);
        return hourly * Hours * _settings.ExchangeRate;
    }

    private decimal Shown(VmSize size) => Cents(Month(size)!.Value);

    private IEnumerable<VmSize> InOrder(IEnumerable<VmSize> sizes) => sizes
        .OrderBy(size => Month(size)).ThenByDescending(size => size.PremiumStorage == true)
        .ThenBy(size => size.Version >= 6)
        .ThenBy(size => size.VCpus).ThenBy(size => size.MemoryGiB).ThenByDescending(size => size.Version)
        .ThenBy(size => size.Name, StringComparer.Ordinal);

    private int Rank(VmSize size, List<VmSize> candidates) =>
        InOrder(candidates.Where(other => Month(other) != null)).ToList().IndexOf(size);

    // True passes, false misses, null is not known although it matters (S4).
    private Dictionary<string, bool?> Judge(VmSize size, ComputeNeed need)
    {
        static bool? AtLeast(double? limit, double need) => need <= 0 ? true : limit == null ? null : limit >= need;
        static bool? Has(bool? support, bool needed) => needed ? support : true;
        return new Dictionary<string, bool?>
        {
            ["VM series"] = SeriesIsAdmitted(size),
            ["Constrained vCPUs"] = size.ParentVCpus == null,
            ["Cores"] = size.VCpus >= need.Cores,
            ["Memory"] = size.MemoryGiB * 1024 >= need.MemoryMiB,
            ["Data disks"] = AtLeast(size.MaxDataDisks, need.DataDisks),
            ["Premium storage"] = Has(size.PremiumStorage, need.PremiumStorage),
            ["Ultra disks"] = Has(size.UltraDisks, need.UltraDisks),
            ["Uncached IOPS"] = AtLeast(size.UncachedIops, need.DiskIops),
            ["Uncached MB/s"] = AtLeast(size.UncachedMBps, need.DiskMBps),
            ["Network bandwidth"] = AtLeast(size.NetworkMbps, need.NetworkMbps),
            ["Price"] = Month(size) != null,
        };
    }

    // S3
    private bool SeriesIsAdmitted(VmSize size)
    {
        if (_settings.VMSeries.Count > 0)
        {
            return _settings.VMSeries.Any(name => name.Equals(size.Series, StringComparison.OrdinalIgnoreCase)
                || name.Equals(size.SeriesClass, StringComparison.OrdinalIgnoreCase));
        }

        return size.Retirement == null && (Regex.IsMatch(size.Series, @"\A[DE][abdilst]*v([3-9]|\d\d)\z")
            || Regex.IsMatch(size.Series, @"\A[FL][abdilst]*v([2-9]|\d\d)\z")
            || Regex.IsMatch(size.Series, @"\AM[abdilstm]*(v\d+)?\z"));
    }
}
