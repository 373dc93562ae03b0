namespace AzMigrate.Discovery.Import;

/// <summary>The texts that machines keep: one copy of each, and no more than the limit in all.</summary>
internal sealed class KeptText
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly string _file;
    private long _characters;

    public KeptText(string file) => _file = file;

    /// <summary>The one copy of a text; null stays null.</summary>
    public string? Keep(string? text)
    {
        if (text is null)
            return null;
        if (_texts.TryGetValue(text, out var kept))
            return kept;
        _characters += text.Length + 32;
        if (_characters > ImportLimits.KeptCharacters)
            throw ImportFailure.TooLarge(_file, "its texts are longer than 32 million characters");
        _texts.Add(text, text);
        return text;
    }
}
