using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace AzMigrate.HelpBuilder;

/// <summary>The doc comments of the cmdlets' assembly and of those that it references.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _names;

    /// <param name="files">The compilers' doc files.</param>
    /// <param name="names">The words that stand for a member in help: its doc id and the cmdlet's or parameter's name.</param>
    public DocComments(IEnumerable<string> files, IReadOnlyDictionary<string, string> names)
    {
        _names = names;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        foreach (var file in files)
        {
            using var reader = XmlReader.Create(file, settings);
            foreach (var member in XDocument.Load(reader, LoadOptions.PreserveWhitespace).Descendants("member"))
                if ((string?)member.Attribute("name") is { } id)
                    _members[id] = member;
        }
    }

    /// <summary>The paragraphs of a part of a member's comment, such as its <c>summary</c>; empty when it has none.</summary>
    public IReadOnlyList<string> Paragraphs(string id, string part) =>
        _members.TryGetValue(id, out var member) && member.Element(part) is { } element ? Render(element) : [];

    /// <summary>The examples of a member. Title, code or remarks are empty when the comment lacks them.</summary>
    public IReadOnlyList<ExampleHelp> Examples(string id) =>
        _members.TryGetValue(id, out var member) ? [.. member.Elements("example").Select(Example)] : [];

    /// <summary>What a member's comment points to by <c>seealso</c>.</summary>
    public IReadOnlyList<LinkHelp> Links(string id)
    {
        if (!_members.TryGetValue(id, out var member)) return [];
        return [.. member.Elements("seealso").Select(link => (string?)link.Attribute("href") is { } address
            ? new LinkHelp(link.Value.Length > 0 ? Collapse(link.Value) : address, address)
            : new LinkHelp(Word((string?)link.Attribute("cref") ?? ""), ""))];
    }

    private ExampleHelp Example(XElement example)
    {
        var code = example.Element("code") is { } element ? Dedent(element.Value) : "";
        var paragraphs = example.Elements().Where(child => child.Name != "code").SelectMany(Render).ToList();
        if (paragraphs.Count == 0) return new ExampleHelp("", code, []);
        var end = SentenceEnd().Match(paragraphs[0]);
        var title = end.Success ? paragraphs[0][..end.Index] : paragraphs[0];
        var rest = end.Success ? paragraphs[0][(end.Index + end.Length)..] : "";
        return new ExampleHelp(title.TrimEnd('.', ':'), code, [.. paragraphs.Skip(1).Prepend(rest).Where(p => p.Length > 0)]);
    }

    private List<string> Render(XElement element)
    {
        var paragraphs = new List<string> { "" };
        Append(element, paragraphs);
        return [.. paragraphs.Select(p => p.StartsWith('\n') ? p[1..] : Collapse(p)).Where(p => p.Length > 0)];
    }

    private void Append(XElement element, List<string> paragraphs)
    {
        foreach (var node in element.Nodes())
            switch (node)
            {
                case XText text:
                    paragraphs[^1] += text.Value;
                    break;
                case XElement { Name.LocalName: "see" or "seealso" } see:
                    paragraphs[^1] += see.Value.Length > 0 ? see.Value
                        : (string?)see.Attribute("langword") ?? (string?)see.Attribute("href")
                        ?? Word((string?)see.Attribute("cref") ?? "");
                    break;
                case XElement { Name.LocalName: "paramref" or "typeparamref" } name:
                    paragraphs[^1] += (string?)name.Attribute("name");
                    break;
                case XElement { Name.LocalName: "code" } code:
                    // A leading line feed marks lines that must stay as they are.
                    paragraphs.AddRange(["\n" + Dedent(code.Value), ""]);
                    break;
                case XElement { Name.LocalName: "item" } item:
                    paragraphs.Add("- ");
                    Append(item, paragraphs);
                    paragraphs.Add("");
                    break;
                case XElement { Name.LocalName: "term" } term:
                    Append(term, paragraphs);
                    paragraphs[^1] += ": ";
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    paragraphs.Add("");
                    Append(paragraph, paragraphs);
                    paragraphs.Add("");
                    break;
                case XElement other:
                    Append(other, paragraphs);
                    break;
            }
    }

    private string Word(string id)
    {
        if (_names.TryGetValue(id, out var name)) return name;
        var plain = id.Split('(')[0];
        return plain[(plain.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }

    private static string Collapse(string text) => Whitespace().Replace(text, " ").Trim();

    private static string Dedent(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        while (lines.Count > 0 && lines[0].Length == 0) lines.RemoveAt(0);
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        var indent = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\p{Lu})")]
    private static partial Regex SentenceEnd();
}
