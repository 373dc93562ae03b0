using System.Management.Automation;
using AzMigrate.Catalog;

namespace AzMigrate.Cmdlets;

/// <summary>Gets Azure VM sizes with their limits and, for a region, their prices.</summary>
/// <remarks>
/// With -Location the sizes that are sold there come, the cheapest first. A limit that is not known is empty.
/// </remarks>
/// <example>
/// <code>Get-MigrateVMSize -Location westeurope -MinVCpu 4 -MinMemoryGiB 16 -Series D, E -First 5</code>
/// <para>The five cheapest D and E sizes with at least 4 vCPUs and 16 GiB.</para>
/// </example>
/// <example>
/// <code>Get-MigrateVMSize Standard_D4s_v5, Standard_E4s* -Location northeurope -MaxHourlyPrice 0.5</code>
/// <para>Sizes by name, not above a price an hour.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateVMSize")]
[OutputType(typeof(PricedVmSize))]
public sealed class GetMigrateVMSizeCommand : MigrateCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("RecommendedSize")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VmSizeCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Azure region whose sizes and prices are wanted.</summary>
    [Parameter]
    [Alias("Region")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Location { get; set; }

    /// <summary>Series such as Dsv5, or classes such as E.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SeriesCompleter))]
    public string[] Series { get; set; } = [];

    /// <summary>Least number of vCPUs.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int? MinVCpu { get; set; }

    /// <summary>Greatest number of vCPUs.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int? MaxVCpu { get; set; }

    /// <summary>Least memory in GiB.</summary>
    [Parameter]
    public double? MinMemoryGiB { get; set; }

    /// <summary>Greatest memory in GiB.</summary>
    [Parameter]
    public double? MaxMemoryGiB { get; set; }

    /// <summary>Greatest pay-as-you-go price for Linux in USD an hour; needs -Location.</summary>
    [Parameter]
    public decimal? MaxHourlyPrice { get; set; }

    /// <summary>Returns only so many sizes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var sizes = new VmSizeQuery
        {
            Names = Name,
            Region = Location,
            Series = Series,
            MinVCpus = MinVCpu,
            MaxVCpus = MaxVCpu,
            MinMemoryGiB = MinMemoryGiB,
            MaxMemoryGiB = MaxMemoryGiB,
            MaxUsdPerHour = MaxHourlyPrice,
        }.Find(Catalogue.Embedded);
        WriteAll(First is int first ? sizes.Take(first) : sizes);
    }
}
