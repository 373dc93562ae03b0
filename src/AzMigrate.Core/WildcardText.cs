using System.Text.RegularExpressions;

namespace AzMigrate;

/// <summary>Text that * (any characters), ? (one character) and [abc] or [a-z] (one of them) stand for, without regard to case.</summary>
internal sealed class WildcardText
{
    private readonly Regex _regex;

    public WildcardText(string pattern)
    {
        // A set that is not closed is an ordinary bracket, as a name such as "[old" needs.
        var escaped = Regex.Replace(
            pattern, @"\*|\?|\[[^\]]+\]|[^*?\[]+|\[",
            part => part.Value switch
            {
                "*" => ".*",
                "?" => ".",
                ['[', _, .., ']'] set => "[" + set[1..^1].Replace("\\", "\\\\").Replace("^", "\\^") + "]",
                var text => Regex.Escape(text),
            });
        _regex = new Regex(
            $"^(?:{escaped})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>True when the whole text fits.</summary>
    public bool Fits(string? text) => text is not null && _regex.IsMatch(text);

    /// <summary>True when there is no pattern, or one of them fits.</summary>
    public static bool AnyFits(IReadOnlyCollection<WildcardText> patterns, string? text) =>
        patterns.Count == 0 || patterns.Any(pattern => pattern.Fits(text));

    /// <summary>The patterns of a query.</summary>
    public static IReadOnlyList<WildcardText> All(IEnumerable<string> patterns) =>
        patterns.Select(pattern => new WildcardText(pattern)).ToList();
}
