namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>One copy of each text that many machines share: names of hosts, networks, controllers, systems.</summary>
internal sealed class TextPool
{
    private const int LongestKept = 256;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The one copy; null and empty are null.</summary>
    public string? Keep(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (text!.Length > LongestKept)
            return text;
        if (_texts.TryGetValue(text, out var kept))
            return kept;
        _texts.Add(text, text);
        return text;
    }
}
