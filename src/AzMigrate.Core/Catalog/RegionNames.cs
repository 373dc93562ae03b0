namespace AzMigrate.Catalog;

/// <summary>Finds a region by what people write: <c>westeurope</c>, <c>West Europe</c>, <c>WEST-EUROPE</c>.</summary>
internal sealed class RegionNames
{
    private const int Suggestions = 3;
    private readonly IReadOnlyList<AzureRegion> _regions;
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);

    public RegionNames(IReadOnlyList<AzureRegion> regions)
    {
        _regions = regions;
        for (var position = 0; position < regions.Count; position++)
        {
            _positions[regions[position].Name] = position;
            _positions[Fold(regions[position].DisplayName)] = position;
        }
    }

    /// <summary>The region's position.</summary>
    /// <exception cref="MigrateException"><c>Catalog.RegionUnknown</c>: the book does not list it.</exception>
    public int Require(string name)
    {
        // Names as the book writes them go first: this is on the way of every price.
        if (_positions.TryGetValue(name, out var position) || _positions.TryGetValue(Fold(name), out position))
            return position;
        throw new MigrateException(
            "Catalog.RegionUnknown",
            $"The catalogue has no region '{name}'.",
            $"Did you mean {string.Join(", ", Nearest(name))}? Get-MigrateCatalog lists all regions.",
            name);
    }

    private static string Fold(string name) =>
        new(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray());

    private IEnumerable<string> Nearest(string name)
    {
        // A long wrong name is no region's neighbour; its first letters are enough to compare.
        var folded = Fold(name.Length > 64 ? name.Substring(0, 64) : name);
        return _regions
            .OrderBy(region => EditDistance(folded, region.Name))
            .ThenBy(region => region.Name, StringComparer.Ordinal)
            .Take(Suggestions)
            .Select(region => region.Name);
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements count one each.</summary>
    private static int EditDistance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var letter in left)
        {
            var current = new int[right.Length + 1];
            current[0] = previous[0] + 1;
            for (var i = 1; i <= right.Length; i++)
            {
                var replaced = previous[i - 1] + (letter == right[i - 1] ? 0 : 1);
                current[i] = Math.Min(replaced, Math.Min(previous[i], current[i - 1]) + 1);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
