using System.Globalization;
using System.Xml;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Writes a call's arguments. The order of the elements must be the schema's.</summary>
internal sealed class VimWriter
{
    private const string Vim = "urn:vim25";
    private readonly XmlWriter _xml;

    internal VimWriter(XmlWriter xml) => _xml = xml;

    /// <summary>An element with a text.</summary>
    public VimWriter Text(string name, string value)
    {
        _xml.WriteElementString(name, Vim, value);
        return this;
    }

    /// <summary>An element with the characters of a secret, which are never a string.</summary>
    public VimWriter Secret(string name, char[] value)
    {
        _xml.WriteStartElement(name, Vim);
        _xml.WriteChars(value, 0, value.Length);
        _xml.WriteEndElement();
        return this;
    }

    /// <summary>An element with a whole number.</summary>
    public VimWriter Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An element with a truth value.</summary>
    public VimWriter Flag(string name, bool value) => Text(name, value ? "true" : "false");

    /// <summary>An element with a time.</summary>
    public VimWriter Time(string name, DateTimeOffset value) => Text(name, XmlTime.Write(value));

    /// <summary>An element with a reference.</summary>
    public VimWriter Reference(string name, MoRef value)
    {
        _xml.WriteStartElement(name, Vim);
        _xml.WriteAttributeString("type", value.Type);
        _xml.WriteString(value.Id);
        _xml.WriteEndElement();
        return this;
    }

    /// <summary>An element with elements in it; the type is told where the schema allows several.</summary>
    public VimWriter Object(string name, Action<VimWriter> content, string? type = null)
    {
        _xml.WriteStartElement(name, Vim);
        if (type is not null)
            _xml.WriteAttributeString("type", Soap.SchemaInstance, type);
        content(this);
        _xml.WriteEndElement();
        return this;
    }
}
