namespace AzMigrate.Catalog;

/// <summary>
/// Compute prices by position of size and region. A hundred thousand prices share a few ten thousand amounts, so
/// cells hold the amount's position: four bytes each, and only for the pairs of way to pay and region that have any.
/// </summary>
internal sealed class VmPriceTable
{
    /// <summary>Number of ways to pay: operating systems times terms.</summary>
    public const int Plans = 10;

    private const int Terms = 5;
    private readonly Price[] _amounts;
    private readonly int[]?[] _columns;
    private readonly int _regions;

    /// <param name="amounts">The distinct amounts, ascending.</param>
    /// <param name="columns">By plan and region: for each size the amount's position plus 1, 0 for no price.</param>
    /// <param name="regions">Number of regions.</param>
    public VmPriceTable(Price[] amounts, int[]?[] columns, int regions)
    {
        _amounts = amounts;
        _columns = columns;
        _regions = regions;
    }

    /// <summary>The distinct amounts, ascending.</summary>
    public IReadOnlyList<Price> Amounts => _amounts;

    /// <summary>Number of prices.</summary>
    public int Count => _columns.Sum(column => column?.Count(amount => amount > 0) ?? 0);

    /// <summary>Position of a way to pay among the <see cref="Plans"/>.</summary>
    public static int PlanOf(PriceOS os, PriceTerm term) => ((int)os * Terms) + (int)term;

    /// <summary>The column of a plan and region; null when it has no price at all.</summary>
    public int[]? Column(int plan, int region) => _columns[(plan * _regions) + region];

    /// <summary>A price; null when the book has none.</summary>
    public Price? Find(int size, int region, PriceOS os, PriceTerm term) =>
        Column(PlanOf(os, term), region) is { } column && column[size] is > 0 and var amount
            ? _amounts[amount - 1] : null;

    /// <summary>Makes the table of rows.</summary>
    /// <exception cref="ArgumentException">A row's size or region is unknown, or it is there twice or free.</exception>
    public static VmPriceTable Create(IReadOnlyList<VmPrice> rows, NamedPositions sizes, NamedPositions regions)
    {
        var amounts = rows.Select(row => new Price(row.UsdPerHour, row.Basis)).Distinct()
            .OrderBy(price => price.Usd).ThenBy(price => price.Basis).ToArray();
        var positions = new Dictionary<Price, int>(amounts.Length);
        foreach (var amount in amounts)
            positions.Add(amount, positions.Count + 1);

        var columns = new int[]?[Plans * regions.Count];
        foreach (var row in rows)
        {
            if (row.UsdPerHour <= 0)
                throw new ArgumentException($"The price of {row.Size} in {row.Region} is not above zero.");
            var region = regions.Require(row.Region);
            var column = columns[(PlanOf(row.OS, row.Term) * regions.Count) + region] ??= new int[sizes.Count];
            var size = sizes.Require(row.Size);
            if (column[size] != 0)
                throw new ArgumentException($"{row.Size} in {row.Region} has two prices for {row.OS} {row.Term}.");
            column[size] = positions[new Price(row.UsdPerHour, row.Basis)];
        }

        return new VmPriceTable(amounts, columns, regions.Count);
    }
}
