using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>How a machine's operating system is billed (rule C3).</summary>
internal enum OSBilling
{
    /// <summary>The Linux price.</summary>
    Linux,

    /// <summary>Windows with its licence.</summary>
    Windows,
}

/// <summary>
/// What sizes cost a month, for one settings object and region (rules C1 to C4), in its currency, not rounded.
/// </summary>
internal sealed class SizePrices
{
    private readonly Catalogue _catalogue;
    private readonly string _region;
    private readonly PriceTerm _term;
    private readonly decimal _monthly;

    public SizePrices(AssessmentSettings settings, Catalogue catalogue, string region)
    {
        _catalogue = catalogue;
        _region = region;
        _term = settings.SavingsOption[0] switch
        {
            SavingsOption.RI1Year => PriceTerm.RI1Year,
            SavingsOption.RI3Year => PriceTerm.RI3Year,
            SavingsOption.SavingsPlan1Year => PriceTerm.SavingsPlan1Year,
            SavingsOption.SavingsPlan3Year => PriceTerm.SavingsPlan3Year,
            _ => PriceTerm.PayAsYouGo,
        };
        _monthly = settings.ExchangeRate * (IsCommitted
            ? Money.FullMonthHours : settings.HoursPerMonth * (1 - (settings.DiscountPercent / 100)));
    }

    /// <summary>True with a savings option.</summary>
    public bool IsCommitted => _term != PriceTerm.PayAsYouGo;

    /// <summary>What a size costs a month; null when the book can't say.</summary>
    public (decimal Monthly, bool IsEstimated)? Of(VmSize size, OSBilling billing)
    {
        var linux = _catalogue.GetVmPrice(size, _region, PriceOS.Linux, _term);
        if (billing == OSBilling.Linux)
            return linux is { } price ? (price.Usd * _monthly, price.IsEstimated) : null;
        if (_catalogue.GetVmPrice(size, _region, PriceOS.Windows, PriceTerm.PayAsYouGo) is not { } windows)
            return null;
        if (!IsCommitted)
            return (windows.Usd * _monthly, windows.IsEstimated);

        // C3: the commitment covers the machine; the licence is paid as it is used.
        return linux is { } committed
            && _catalogue.GetVmPrice(size, _region, PriceOS.Linux, PriceTerm.PayAsYouGo) is { } plain
            ? ((committed.Usd + (windows.Usd - plain.Usd)) * _monthly,
                committed.IsEstimated || windows.IsEstimated || plain.IsEstimated)
            : null;
    }

    /// <summary>
    /// What the Windows licence costs a month on a size, which hybrid benefit saves; null when the book can't say.
    /// </summary>
    public decimal? WindowsLicence(VmSize size) =>
        _catalogue.GetVmPrice(size, _region, PriceOS.Windows, PriceTerm.PayAsYouGo) is { } windows
        && _catalogue.GetVmPrice(size, _region, PriceOS.Linux, PriceTerm.PayAsYouGo) is { } linux
            ? (windows.Usd - linux.Usd) * _monthly : null;
}
