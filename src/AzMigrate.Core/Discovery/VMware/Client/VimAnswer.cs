using System.Xml;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Reads an answer forward, a value at a time. Not asynchronous: it runs on a pool's thread.</summary>
internal sealed class VimAnswer : IDisposable
{
    // objects, propSet, val: what lies in it is the property's.
    private const int PropertyDepth = 2;
    private readonly HttpResponseMessage _response;
    private readonly AnswerStream _stream;
    private readonly XmlReader _xml;
    private readonly string _method;
    private readonly Uri _address;
    private readonly VimLimits _limits;
    private readonly CancellationTokenRegistration _cancelled;

    public VimAnswer(
        HttpResponseMessage response, AnswerStream stream, Uri address, string method, VimLimits limits,
        CancellationToken cancellation)
    {
        _response = response;
        _stream = stream;
        _address = address;
        _method = method;
        _limits = limits;
        _xml = stream.OpenXml();
        // Not every platform's stream hears the token while it waits.
        _cancelled = cancellation.Register(response.Dispose);
    }

    /// <summary>Goes to the first value of the answer.</summary>
    /// <exception cref="VimFaultException">The answer is a fault.</exception>
    public void Open() => Guarded(() =>
    {
        _xml.MoveToContent();
        if (_xml.LocalName != "Envelope" || _xml.NamespaceURI != Soap.Envelope)
            throw SourceErrors.NotVSphere(_address, "it answers with a web page or another service's answer");
        while (_xml.Read() && !(_xml.NodeType == XmlNodeType.Element && _xml.LocalName == "Body"))
        {
        }
        if (!_xml.Read() || _xml.NodeType != XmlNodeType.Element)
            throw ServerErrors.AnswerInvalid(_method, "its body is empty");
        if (_xml.LocalName == "Fault")
            throw Fault();
        if (_xml.LocalName != _method + "Response")
            throw ServerErrors.AnswerInvalid(_method, "it answers another call");
        return EnterCore();
    });

    /// <summary>Goes into the element that the reader is at; false when it is empty.</summary>
    public bool Enter() => Guarded(EnterCore);

    /// <summary>Goes out of the element that was entered, whose values have all been read.</summary>
    public void Leave() => Guarded(_xml.Read);

    /// <summary>The name of the element that is next; null at the end of the element that was entered.</summary>
    public string? Next() => Guarded(() => _xml.NodeType == XmlNodeType.Element ? _xml.LocalName : null);

    /// <summary>Values until the end, a number of them, or about half a mebibyte.</summary>
    /// <param name="most">The number.</param>
    /// <param name="kept">Elements that are kept of the properties of objects; null for all.</param>
    public List<VimField> ReadSome(int most, IReadOnlyCollection<string>? kept = null) => Guarded(() =>
    {
        var values = new List<VimField>();
        var start = _stream.Total;
        while (_xml.NodeType == XmlNodeType.Element && values.Count < most && _stream.Total - start < 512 << 10)
        {
            _stream.NextObject();
            var name = _xml.LocalName;
            values.Add(new VimField(name, Value(0, kept)));
        }
        return values;
    });

    public void Dispose()
    {
        _cancelled.Dispose();
        _xml.Dispose();
        _stream.Dispose();
        _response.Dispose();
    }

    private bool EnterCore()
    {
        var isEmpty = _xml.IsEmptyElement;
        _xml.Read();
        return !isEmpty && _xml.NodeType == XmlNodeType.Element;
    }

    private VimValue Value(int depth, IReadOnlyCollection<string>? kept = null)
    {
        if (depth > _limits.Depth)
            throw ServerErrors.AnswerInvalid(_method, FormattableString.Invariant($"elements nest deeper than {_limits.Depth}{Place()}"));
        string? type = null;
        string? referenceType = null;
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.LocalName != "type")
                continue;
            if (_xml.NamespaceURI == Soap.SchemaInstance)
                type = Unprefixed(_xml.Value);
            else if (_xml.NamespaceURI.Length == 0)
                referenceType = _xml.Value;
        }
        _xml.MoveToElement();
        var text = "";
        List<VimField>? fields = null;
        if (!_xml.IsEmptyElement)
        {
            _xml.Read();
            while (_xml.NodeType != XmlNodeType.EndElement)
            {
                if (_xml.NodeType == XmlNodeType.Element)
                {
                    var name = _xml.LocalName;
                    if (kept is not null && depth >= PropertyDepth && !kept.Contains(name))
                        _xml.Skip();
                    else
                        (fields ??= []).Add(new VimField(name, Value(depth + 1, depth == 0 && name != "propSet" ? null : kept)));
                    continue;
                }
                if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                    text = text.Length == 0 ? _xml.Value : text + _xml.Value;
                if (!_xml.Read())
                    throw ServerErrors.AnswerIncomplete(_method, Place());
            }
        }
        _xml.Read();
        return referenceType is not null && fields is null
            ? new VimValue(new MoRef(referenceType, text)) : new VimValue(type, fields is null ? Clean(text) : "", fields);
    }

    // What XML cannot hold, such as &#11; in a note, would break whatever writes it later.
    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!XmlConvert.IsXmlChar(text[i]))
                return CleanFrom(text, i);
        }
        return text;
    }

    private static string CleanFrom(string text, int start)
    {
        var characters = text.ToCharArray();
        for (var i = start; i < characters.Length; i++)
        {
            if (XmlConvert.IsXmlChar(characters[i]))
                continue;
            if (i + 1 < characters.Length && XmlConvert.IsXmlSurrogatePair(characters[i + 1], characters[i]))
                i++;
            else
                characters[i] = ' ';
        }
        return new string(characters);
    }

    private VimFaultException Fault()
    {
        var fault = Value(0);
        var detail = fault["detail"] is { Fields.Count: > 0 } found ? found.Fields[0] : default;
        var type = detail.Value?.Type ?? detail.Name ?? "";
        if (type.EndsWith("Fault", StringComparison.Ordinal) && detail.Value?.Type is null)
            type = type.Substring(0, type.Length - "Fault".Length);
        return SourceErrors.Fault(_address, _method, type, fault.TextOf("faultstring") ?? "", detail.Value);
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException)
        {
            // The exception's own words quote the answer, which may echo what was sent.
            throw _stream.HasEnded && _stream.Total > 0
                ? ServerErrors.AnswerIncomplete(_method, Place())
                : ServerErrors.AnswerInvalid(_method, "it is not well-formed XML, or has a DTD, " + Place());
        }
    }

    private string Place() => _xml is IXmlLineInfo place
        ? FormattableString.Invariant($"at line {place.LineNumber}, position {place.LinePosition}") : "";

    private static string Unprefixed(string type)
    {
        var colon = type.LastIndexOf(':');
        return colon < 0 ? type : type.Substring(colon + 1);
    }
}
