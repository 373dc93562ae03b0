using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>The envelope around calls.</summary>
internal static class Soap
{
    public const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly XmlWriterSettings Settings =
        new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };

    /// <summary>The body of a request.</summary>
    public static MemoryStream Request(string method, MoRef target, Action<VimWriter>? arguments)
    {
        var body = new MemoryStream(1024);
        using var xml = XmlWriter.Create(body, Settings);
        xml.WriteStartElement("soapenv", "Envelope", Envelope);
        xml.WriteAttributeString("xmlns", "xsi", null, SchemaInstance);
        xml.WriteAttributeString("xmlns", "xsd", null, "http://www.w3.org/2001/XMLSchema");
        xml.WriteStartElement("Body", Envelope);
        var writer = new VimWriter(xml);
        xml.WriteStartElement(method, "urn:vim25");
        writer.Reference("_this", target);
        arguments?.Invoke(writer);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        return body;
    }
}
