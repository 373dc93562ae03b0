namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Names within one machine: of two equal ones the second becomes <c>name#2</c>.</summary>
internal sealed class UniqueNames
{
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    public string Of(string name)
    {
        if (!_uses.TryGetValue(name, out var uses))
        {
            _uses.Add(name, 1);
            return name;
        }
        string unique;
        do
        {
            unique = FormattableString.Invariant($"{name}#{++uses}");
        }
        while (_uses.ContainsKey(unique));
        _uses[name] = uses;
        _uses.Add(unique, 1);
        return unique;
    }
}
