using System.Text;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>
/// What a visit's script printed, by sections. What comes before its beginning is the login's own noise; each section's
/// name stands behind a mark that nobody could know before.
/// </summary>
internal sealed class VisitText
{
    private const int LongestShown = 200;

    // More than the largest servers tell. What is read with these is compared line with line, which a host that makes
    // lines up could draw out for ever.
    private const int LongestLine = 8 * 1024;
    private const int MostLines = 20_000;

    private readonly Dictionary<string, List<IReadOnlyList<string>>> _sections = new(StringComparer.Ordinal);

    private VisitText()
    {
    }

    /// <summary>True when the script began.</summary>
    public bool HasBegun => _sections.ContainsKey("begin");

    /// <summary>True when the script came to its end.</summary>
    public bool HasEnded => _sections.ContainsKey("end");

    /// <summary>Name of the last section that came; empty when none did.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The first line before the script began; empty when there is none.</summary>
    public string Noise { get; private set; } = "";

    /// <summary>Lines of a section's first appearance, without empty ones; none where it did not come.</summary>
    public IReadOnlyList<string> this[string section] =>
        _sections.TryGetValue(section, out var all) ? all[0] : [];

    /// <summary>How often a section came.</summary>
    public int Count(string section) => _sections.TryGetValue(section, out var all) ? all.Count : 0;

    /// <summary>Lines of one appearance of a section.</summary>
    public IReadOnlyList<string> Lines(string section, int appearance) =>
        appearance < Count(section) ? _sections[section][appearance] : [];

    /// <summary>The first line of one appearance of a section; empty where there is none.</summary>
    public string Line(string section, int appearance) =>
        appearance < Count(section) && Lines(section, appearance) is { Count: > 0 } lines ? lines[0] : "";

    /// <summary>The first line of a section, trimmed; null where there is none.</summary>
    public string? First(string section) => this[section].Count > 0 ? this[section][0].Trim() : null;

    public static VisitText Parse(string text, string mark)
    {
        var found = new VisitText();
        var prefix = "@@" + mark + " ";
        List<string>? lines = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = Clean(raw.Length <= LongestLine ? raw : raw.Substring(0, LongestLine));
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Last = line.Substring(prefix.Length).Trim();
                lines = [];
                if (!found._sections.TryGetValue(found.Last, out var all))
                    found._sections.Add(found.Last, all = []);
                all.Add(lines);
            }
            else if (line.Trim().Length > 0)
            {
                if (lines?.Count < MostLines)
                    lines.Add(line);
                else if (lines is null && found.Noise.Length == 0)
                    found.Noise = Shown(line);
            }
        }

        return found;
    }

    /// <summary>Another's text as it may stand in a message: one line, no control characters, not long.</summary>
    public static string Shown(string text)
    {
        var clean = Clean(text.Replace('\t', ' ')).Trim();
        return clean.Length <= LongestShown ? clean : clean.Substring(0, LongestShown) + "…";
    }

    // Terminals take orders from control characters. The tab separates fields.
    private static string Clean(string line)
    {
        if (!line.Any(character => char.IsControl(character) && character != '\t'))
            return line;
        var clean = new StringBuilder(line.Length);
        foreach (var character in line)
        {
            if (character == '\t' || !char.IsControl(character))
                clean.Append(character);
            else if (character is '\n')
                clean.Append(' ');
        }

        return clean.ToString();
    }
}
