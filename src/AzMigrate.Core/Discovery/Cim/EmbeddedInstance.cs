using System.Xml;

namespace AzMigrate.Discovery.Cim;

/// <summary>
/// Instances that WMI writes into texts as CIM-XML (DSP0201), such as a VM's <c>GuestIntrinsicExchangeItems</c>.
/// </summary>
internal static class EmbeddedInstance
{
    private const int Longest = 4 << 20;
    private const int Deepest = 16;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = Longest,
    };

    /// <summary>The instance of an <c>INSTANCE</c> element; null when the text is no such element.</summary>
    public static CimRow? Parse(string text)
    {
        try
        {
            using var xml = XmlReader.Create(new StringReader(text), Settings);
            return xml.MoveToContent() == XmlNodeType.Element && xml.LocalName == "INSTANCE" ? Instance(xml, 0) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static CimRow Instance(XmlReader xml, int depth)
    {
        if (depth > Deepest)
            throw new XmlException("Instances nest too deep.");
        var className = xml.GetAttribute("CLASSNAME") ?? "";
        var values = new List<KeyValuePair<string, object?>>();
        if (!xml.IsEmptyElement)
        {
            var end = xml.Depth;
            xml.Read();
            while (xml.Depth > end)
            {
                if (xml.LocalName.StartsWith("PROPERTY", StringComparison.Ordinal) && xml.GetAttribute("NAME") is string name)
                    values.Add(new KeyValuePair<string, object?>(name, Property(xml, depth)));
                else
                    xml.Skip();
            }
        }
        xml.Read();
        return new CimRow(className, values);
    }

    // Leaves the reader behind the property's end.
    private static object? Property(XmlReader xml, int depth)
    {
        var isArray = xml.LocalName == "PROPERTY.ARRAY";
        var items = new List<object?>();
        if (!xml.IsEmptyElement)
        {
            var end = xml.Depth;
            xml.Read();
            while (xml.Depth > end)
            {
                switch (xml.LocalName)
                {
                    case "VALUE":
                        items.Add(xml.ReadElementContentAsString());
                        break;
                    case "VALUE.NULL":
                        items.Add(null);
                        xml.Skip();
                        break;
                    case "INSTANCE":
                        items.Add(Instance(xml, depth + 1));
                        break;
                    case "VALUE.ARRAY" or "VALUE.OBJECT" when !xml.IsEmptyElement:
                        xml.Read();
                        break;
                    default:
                        xml.Skip();
                        break;
                }
                while (xml.NodeType == XmlNodeType.EndElement && xml.Depth > end)
                    xml.Read();
            }
        }
        xml.Read();
        return isArray ? items : items.Count > 0 ? items[0] : null;
    }
}
