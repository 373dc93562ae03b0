using System.Globalization;
using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>
/// Writes requests. A discovery sends thousands that differ in a few words, so they are made of texts.
/// </summary>
internal sealed class WsManEnvelope
{
    // WinRM's own limit of today; an older server takes its smaller one.
    private const string MaxEnvelopeBytes = "512000";
    private static readonly Dictionary<string, string> NoKeys = [];
    private readonly string _address;
    private readonly string _timeout;
    private readonly string _pageRows;

    public WsManEnvelope(Uri address, TimeSpan timeout, int pageRows)
    {
        _address = Escaped(address.AbsoluteUri);
        _timeout = "PT" + timeout.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + "S";
        _pageRows = XmlConvert.ToString(pageRows);
    }

    public byte[] Enumerate(string resource, string wql) => Write(resource, WsManNames.Enumerate, NoKeys,
        $"""
        <n:Enumerate xmlns:n="{WsManNames.Enumeration}"><w:OptimizeEnumeration/><w:MaxElements>{_pageRows}</w:MaxElements>
        <w:Filter Dialect="{WsManNames.WqlDialect}">{Escaped(wql)}</w:Filter></n:Enumerate>
        """);

    public byte[] Pull(string resource, string context) => Write(resource, WsManNames.Pull, NoKeys,
        $"""
        <n:Pull xmlns:n="{WsManNames.Enumeration}"><n:EnumerationContext>{Escaped(context)}</n:EnumerationContext>
        <n:MaxElements>{_pageRows}</n:MaxElements></n:Pull>
        """);

    public byte[] Release(string resource, string context) => Write(resource, WsManNames.Release, NoKeys,
        $"""
        <n:Release xmlns:n="{WsManNames.Enumeration}">
        <n:EnumerationContext>{Escaped(context)}</n:EnumerationContext></n:Release>
        """);

    public byte[] Invoke(
        string resource, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments)
    {
        var input = string.Concat(arguments.Select(argument => Argument(argument.Key, argument.Value)));
        return Write(resource, resource + "/" + method, keys,
            $"""
            <p:{method}_INPUT xmlns:p="{Escaped(resource)}" xmlns:xsi="{WsManNames.SchemaInstance}">
            {input}</p:{method}_INPUT>
            """);
    }

    private static string Argument(string name, object? value) => value switch
    {
        null => $"""<p:{name} xsi:nil="true"/>""",
        System.Collections.IEnumerable items and not string =>
            string.Concat(items.Cast<object?>().Select(item => Argument(name, item))),
        _ => $"<p:{name}>{Escaped(TextOf(name, value))}</p:{name}>",
    };

    private static string TextOf(string name, object value) =>
        CimValue.ToText(value) ?? throw new ArgumentException("No value of CIM: " + name, nameof(value));

    // English, so that the words of faults are the same everywhere; numbers are never formatted by it.
    private byte[] Write(string resource, string action, IReadOnlyDictionary<string, string> selectors, string body) =>
        Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{WsManNames.Soap}" xmlns:a="{WsManNames.Addressing}"
             xmlns:w="{WsManNames.Management}" xmlns:p="{WsManNames.Microsoft}"><s:Header><a:To>{_address}</a:To>
            <a:Action s:mustUnderstand="true">{Escaped(action)}</a:Action>
            <w:ResourceURI s:mustUnderstand="true">{Escaped(resource)}</w:ResourceURI>
            <a:ReplyTo><a:Address s:mustUnderstand="true">{WsManNames.Anonymous}</a:Address></a:ReplyTo>
            <a:MessageID>uuid:{Guid.NewGuid().ToString("D").ToUpperInvariant()}</a:MessageID>
            <w:MaxEnvelopeSize s:mustUnderstand="true">{MaxEnvelopeBytes}</w:MaxEnvelopeSize>
            <w:Locale xml:lang="en-US" s:mustUnderstand="false"/><p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>
            <w:OperationTimeout>{_timeout}</w:OperationTimeout>{Selectors(selectors)}</s:Header>
            <s:Body>{body}</s:Body></s:Envelope>
            """);

    private static string Selectors(IReadOnlyDictionary<string, string> selectors) => selectors.Count == 0 ? ""
        : "<w:SelectorSet>" + string.Concat(selectors.Select(selector =>
            $"""<w:Selector Name="{Escaped(selector.Key)}">{Escaped(selector.Value)}</w:Selector>"""))
            + "</w:SelectorSet>";

    // Line breaks and tabs are written as references: a reader would make them blanks in attributes, and others of
    // them.
    private static string Escaped(string text)
    {
        var plain = 0;
        while (plain < text.Length && text[plain] is >= ' ' and < '\x7F' and not ('<' or '>' or '&' or '"' or '\''))
            plain++;
        if (plain == text.Length)
            return text;
        var escaped = new StringBuilder(text, 0, plain, text.Length + 16);
        foreach (var each in XmlConvert.VerifyXmlChars(text).Skip(plain))
        {
            escaped.Append(each switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&apos;",
                < ' ' => FormattableString.Invariant($"&#{(int)each};"),
                _ => each.ToString(),
            });
        }
        return escaped.ToString();
    }
}
