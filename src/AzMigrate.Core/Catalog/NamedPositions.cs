namespace AzMigrate.Catalog;

/// <summary>Where each name stands in a list; names are told apart without regard to case.</summary>
internal sealed class NamedPositions
{
    private readonly Dictionary<string, int> _positions;
    private readonly string _kind;

    /// <param name="names">The names in the list's order.</param>
    /// <param name="kind">What the names are of, for messages.</param>
    /// <exception cref="ArgumentException">A name is there twice.</exception>
    public NamedPositions(IReadOnlyCollection<string> names, string kind)
    {
        _kind = kind;
        _positions = new Dictionary<string, int>(names.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (_positions.ContainsKey(name))
                throw new ArgumentException($"The book lists the {kind} {name} twice.");
            _positions.Add(name, _positions.Count);
        }
    }

    /// <summary>Number of names.</summary>
    public int Count => _positions.Count;

    /// <summary>The name's position; -1 when it is not listed.</summary>
    public int Find(string name) => _positions.TryGetValue(name, out var position) ? position : -1;

    /// <summary>The name's position.</summary>
    /// <exception cref="ArgumentException">The name is not listed.</exception>
    public int Require(string name) => Find(name) is >= 0 and var position
        ? position : throw new ArgumentException($"The book lists no {_kind} {name}.");
}
