using System.Globalization;
using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>Writes requests.</summary>
internal sealed class WsManEnvelope
{
    // WinRM's own limit of today; an older server takes its smaller one.
    private const int MaxEnvelopeBytes = 512_000;
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false) };
    private static readonly Dictionary<string, string> NoKeys = [];
    private readonly Uri _address;
    private readonly TimeSpan _timeout;
    private readonly int _pageRows;

    public WsManEnvelope(Uri address, TimeSpan timeout, int pageRows)
    {
        _address = address;
        _timeout = timeout;
        _pageRows = pageRows;
    }

    public byte[] Enumerate(string resource, string wql) => Write(resource, WsManNames.Enumerate, NoKeys, xml =>
    {
        xml.WriteStartElement("n", "Enumerate", WsManNames.Enumeration);
        xml.WriteElementString("w", "OptimizeEnumeration", WsManNames.Management, "");
        xml.WriteElementString("w", "MaxElements", WsManNames.Management, XmlConvert.ToString(_pageRows));
        xml.WriteStartElement("w", "Filter", WsManNames.Management);
        xml.WriteAttributeString("Dialect", WsManNames.WqlDialect);
        xml.WriteString(wql);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public byte[] Pull(string resource, string context) => Write(resource, WsManNames.Pull, NoKeys, xml =>
    {
        xml.WriteStartElement("n", "Pull", WsManNames.Enumeration);
        xml.WriteElementString("n", "EnumerationContext", WsManNames.Enumeration, context);
        xml.WriteElementString("n", "MaxElements", WsManNames.Enumeration, XmlConvert.ToString(_pageRows));
        xml.WriteEndElement();
    });

    public byte[] Release(string resource, string context) => Write(resource, WsManNames.Release, NoKeys, xml =>
    {
        xml.WriteStartElement("n", "Release", WsManNames.Enumeration);
        xml.WriteElementString("n", "EnumerationContext", WsManNames.Enumeration, context);
        xml.WriteEndElement();
    });

    public byte[] Invoke(
        string resource, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments) =>
        Write(resource, resource + "/" + method, keys, xml =>
        {
            xml.WriteStartElement("p", method + "_INPUT", resource);
            foreach (var argument in arguments)
                Argument(xml, resource, argument.Key, argument.Value);
            xml.WriteEndElement();
        });

    private static void Argument(XmlWriter xml, string resource, string name, object? value)
    {
        if (value is System.Collections.IEnumerable items and not string)
        {
            foreach (var item in items)
                Argument(xml, resource, name, item);
            return;
        }
        xml.WriteStartElement("p", name, resource);
        if (value is null)
            xml.WriteAttributeString("xsi", "nil", WsManNames.SchemaInstance, "true");
        else
            xml.WriteString(CimValue.ToText(value) ?? throw new ArgumentException("No value of CIM: " + name, nameof(value)));
        xml.WriteEndElement();
    }

    private byte[] Write(
        string resource, string action, IReadOnlyDictionary<string, string> selectors, Action<XmlWriter> body)
    {
        var bytes = new MemoryStream(2048);
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("s", "Envelope", WsManNames.Soap);
            xml.WriteAttributeString("xmlns", "a", null, WsManNames.Addressing);
            xml.WriteAttributeString("xmlns", "w", null, WsManNames.Management);
            xml.WriteStartElement("Header", WsManNames.Soap);
            xml.WriteElementString("To", WsManNames.Addressing, _address.AbsoluteUri);
            Demand(xml, "a", "Action", WsManNames.Addressing, action);
            Demand(xml, "w", "ResourceURI", WsManNames.Management, resource);
            xml.WriteStartElement("ReplyTo", WsManNames.Addressing);
            Demand(xml, "a", "Address", WsManNames.Addressing, WsManNames.Anonymous);
            xml.WriteEndElement();
            xml.WriteElementString("MessageID", WsManNames.Addressing, "uuid:" + Guid.NewGuid().ToString("D").ToUpperInvariant());
            Demand(xml, "w", "MaxEnvelopeSize", WsManNames.Management, XmlConvert.ToString(MaxEnvelopeBytes));
            Language(xml, "w", "Locale", WsManNames.Management);
            Language(xml, "p", "DataLocale", WsManNames.Microsoft);
            xml.WriteElementString("OperationTimeout", WsManNames.Management,
                "PT" + _timeout.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + "S");
            if (selectors.Count > 0)
                Selectors(xml, selectors);
            xml.WriteEndElement();
            xml.WriteStartElement("Body", WsManNames.Soap);
            body(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void Selectors(XmlWriter xml, IReadOnlyDictionary<string, string> selectors)
    {
        xml.WriteStartElement("SelectorSet", WsManNames.Management);
        foreach (var selector in selectors)
        {
            xml.WriteStartElement("Selector", WsManNames.Management);
            xml.WriteAttributeString("Name", selector.Key);
            xml.WriteString(selector.Value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Demand(XmlWriter xml, string prefix, string name, string ns, string value)
    {
        xml.WriteStartElement(prefix, name, ns);
        xml.WriteAttributeString("s", "mustUnderstand", WsManNames.Soap, "true");
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    // English, so that the words of faults are the same everywhere; numbers are never formatted by it.
    private static void Language(XmlWriter xml, string prefix, string name, string ns)
    {
        xml.WriteStartElement(prefix, name, ns);
        xml.WriteAttributeString("xml", "lang", null, "en-US");
        xml.WriteAttributeString("s", "mustUnderstand", WsManNames.Soap, "false");
        xml.WriteEndElement();
    }
}
