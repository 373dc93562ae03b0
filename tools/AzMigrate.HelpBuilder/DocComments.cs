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
    /// <param name="names">
    /// The words that stand for a member in help: its doc id and the cmdlet's or parameter's name.
    /// </param>
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

    /// <summary>
    /// The paragraphs of a part of a member's comment, such as its <c>summary</c>; empty when it has none.
    /// </summary>
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
        return new ExampleHelp(
            title.TrimEnd('.', ':'), code, [.. paragraphs.Skip(1).Prepend(rest).Where(p => p.Length > 0)]);
    }

    private List<string> Render(XElement element)
    {
        var paragraphs = new List<Paragraph> { new() };
        Append(element, paragraphs);
        return [.. paragraphs.Select(p => p.Verbatim ? p.Text : Collapse(p.Text)).Where(text => text.Length > 0)];
    }

    private void Append(XElement element, List<Paragraph> paragraphs)
    {
        foreach (var node in element.Nodes())
            switch (node)
            {
                case XText text:
                    paragraphs[^1].Text += text.Value;
                    break;
                case XElement { Name.LocalName: "see" or "seealso" } see:
                    paragraphs[^1].Text += see.Value.Length > 0 ? see.Value
                        : (string?)see.Attribute("langword") ?? (string?)see.Attribute("href")
                        ?? Word((string?)see.Attribute("cref") ?? "");
                    break;
                case XElement { Name.LocalName: "paramref" or "typeparamref" } name:
                    paragraphs[^1].Text += (string?)name.Attribute("name");
                    break;
                case XElement { Name.LocalName: "code" } code:
                    paragraphs.AddRange([new() { Text = Dedent(code.Value), Verbatim = true }, new()]);
                    break;
                case XElement { Name.LocalName: "item" } item:
                    paragraphs.Add(new() { Text = "- " });
                    Append(item, paragraphs);
                    paragraphs.Add(new());
                    break;
                case XElement { Name.LocalName: "term" } term:
                    Append(term, paragraphs);
                    paragraphs[^1].Text += ": ";
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    paragraphs.Add(new());
                    Append(paragraph, paragraphs);
                    paragraphs.Add(new());
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
        // What stands right behind the opening tag tells nothing of how far the other lines are indented.
        lines[0] = lines[0].TrimStart();
        var indent = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select((line, row) => row == 0 || line.Length == 0 ? line : line[indent..]))
            .Trim('\n');
    }

    private sealed class Paragraph
    {
        public string Text { get; set; } = "";

        /// <summary>Lines that stay as they are.</summary>
        public bool Verbatim { get; init; }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\p{Lu})")]
    private static partial Regex SentenceEnd();
}
