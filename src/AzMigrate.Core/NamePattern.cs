namespace AzMigrate;

/// <summary>
/// Names with wildcards: * stands for any text, ? for one character, everything else for itself. Case does not matter,
/// and the culture has no say in it. Takes time in proportion to pattern times text at worst.
/// </summary>
internal static class NamePattern
{
    public static bool HasWildcards(string pattern) => pattern.IndexOfAny(['*', '?']) >= 0;

    /// <summary>True when there are no patterns, or one of them matches.</summary>
    public static bool MatchesAny(IReadOnlyCollection<string> patterns, string? text) =>
        patterns.Count == 0 || patterns.Any(pattern => Matches(pattern, text ?? ""));

    public static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length
                && (pattern[p] == '?' || char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
