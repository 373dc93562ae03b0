using System.Text;
using System.Xml;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim;

/// <summary>
/// Instances that WMI writes into texts as CIM-XML (DSP0201), such as a VM's <c>GuestIntrinsicExchangeItems</c>.
/// </summary>
internal static class EmbeddedInstance
{
    private const int Longest = 4 << 20;
    private const int Deepest = 16;

    /// <summary>The instance of an <c>INSTANCE</c> element; null when the text is no such element.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">What many instances share; null for one alone.</param>
    public static CimRow? Parse(string text, XmlWords? words = null)
    {
        if (text.Length > Longest)
            return null;
        try
        {
            using var xml = new AnswerXml(new MemoryStream(Encoding.UTF8.GetBytes(text)), words);
            return xml.Read() && xml.Name == "INSTANCE" ? Instance(xml, 0) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static CimRow Instance(AnswerXml xml, int depth)
    {
        if (depth > Deepest)
            throw new XmlException("Instances nest too deep.");
        var className = xml.Attribute("CLASSNAME") ?? "";
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (!xml.IsEmpty)
        {
            var end = xml.Depth;
            xml.Read();
            while (xml.Depth > end)
            {
                if (xml.Name.StartsWith("PROPERTY", StringComparison.Ordinal) && xml.Attribute("NAME") is string name)
                    values[name] = Property(xml, depth);
                else
                    xml.Skip();
            }
        }
        xml.Read();
        return new CimRow(className, values);
    }

    // Leaves the reader behind the property's end.
    private static object? Property(AnswerXml xml, int depth)
    {
        var isArray = xml.Name == "PROPERTY.ARRAY";
        var items = new List<object?>();
        if (!xml.IsEmpty)
        {
            var end = xml.Depth;
            xml.Read();
            while (xml.Depth > end)
            {
                switch (xml.Name)
                {
                    case "VALUE":
                        items.Add(Text(xml));
                        break;
                    case "VALUE.NULL":
                        items.Add(null);
                        xml.Skip();
                        break;
                    case "INSTANCE":
                        items.Add(Instance(xml, depth + 1));
                        break;
                    case "VALUE.ARRAY" or "VALUE.OBJECT" when !xml.IsEmpty:
                        xml.Read();
                        break;
                    default:
                        xml.Skip();
                        break;
                }
                while (xml.Part == XmlPart.End && xml.Depth > end)
                    xml.Read();
            }
        }
        xml.Read();
        return isArray ? items : items.Count > 0 ? items[0] : null;
    }

    // Leaves the reader behind the element's end.
    private static string Text(AnswerXml xml)
    {
        var text = "";
        var end = xml.Depth;
        var isEmpty = xml.IsEmpty;
        xml.Read();
        while (!isEmpty && xml.Depth > end)
        {
            if (xml.Part != XmlPart.Text)
                throw new XmlException("A value has elements.");
            text += xml.Text;
            xml.Read();
        }
        if (!isEmpty)
            xml.Read();
        return text;
    }
}
