using System.Diagnostics.CodeAnalysis;

namespace AzMigrate.Catalog;

/// <summary>A VM size with its pay-as-you-go prices in one region.</summary>
public sealed record PricedVmSize : VmSize
{
    [SetsRequiredMembers]
    internal PricedVmSize(VmSize size)
        : base(size)
    {
    }

    /// <summary>The region; null when none was asked for.</summary>
    public string? Region { get; init; }

    /// <summary>USD an hour with Linux, or Windows with hybrid benefit; null when not priced.</summary>
    public decimal? LinuxUsdPerHour { get; init; }

    /// <summary>USD an hour with Windows; null when not priced.</summary>
    public decimal? WindowsUsdPerHour { get; init; }

    /// <summary>True when a price is not recorded but inferred or estimated.</summary>
    public bool PriceIsEstimated { get; init; }
}
