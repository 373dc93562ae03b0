using System.Runtime.CompilerServices;
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
    private readonly AnswerXml _xml;
    private readonly string _method;
    private readonly Uri _address;
    private readonly VimLimits _limits;
    private readonly CancellationTokenRegistration _cancelled;

    // Fields of the values that are being read, those of the innermost last.
    private readonly List<VimField> _fields = [];
    private string? _fullType;
    private string? _type;

    public VimAnswer(
        HttpResponseMessage response, AnswerStream stream, XmlWords words, Uri address, string method, VimLimits limits,
        CancellationToken cancellation)
    {
        _response = response;
        _stream = stream;
        _address = address;
        _method = method;
        _limits = limits;
        _xml = new AnswerXml(stream, words);
        // Not every platform's stream hears the token while it waits.
        _cancelled = cancellation.Register(response.Dispose);
    }

    /// <summary>Goes to the first value of the answer.</summary>
    /// <exception cref="VimFaultException">The answer is a fault.</exception>
    public void Open() => Guarded(() =>
    {
        _xml.Read();
        if (_xml.Name != "Envelope" || _xml.Namespace != Soap.Envelope)
            throw SourceErrors.NotVSphere(_address, "it answers with a web page or another service's answer");
        while (_xml.Read() && !(_xml.Part == XmlPart.Start && _xml.Name == "Body"))
        {
        }
        if (!_xml.Read() || _xml.Part != XmlPart.Start)
            throw ServerErrors.AnswerInvalid(_method, "its body is empty");
        if (_xml.Name == "Fault")
            throw Fault();
        if (_xml.Name != _method + "Response")
            throw ServerErrors.AnswerInvalid(_method, "it answers another call");
        return EnterCore();
    });

    /// <summary>Goes into the element that the reader is at; false when it is empty.</summary>
    public bool Enter() => Guarded(EnterCore);

    /// <summary>Goes out of the element that was entered, whose values have all been read.</summary>
    public void Leave() => Guarded(_xml.Read);

    /// <summary>The name of the element that is next; null at the end of the element that was entered.</summary>
    public string? Next() => Guarded(() => _xml.Part == XmlPart.Start ? _xml.Name : null);

    /// <summary>Values until the end, a number of them, or about half a mebibyte.</summary>
    /// <param name="most">The number.</param>
    /// <param name="kept">What is kept of the properties of objects; null for all.</param>
    public List<VimField> ReadSome(int most, VimKept? kept = null) => Guarded(() =>
    {
        var values = new List<VimField>();
        var start = _stream.Total;
        while (_xml.Part == XmlPart.Start && values.Count < most && _stream.Total - start < 512 << 10)
        {
            _stream.NextObject();
            var name = _xml.Name;
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
        var isEmpty = _xml.IsEmpty;
        _xml.Read();
        return !isEmpty && _xml.Part == XmlPart.Start;
    }

    [MethodImpl(Compiled.AtOnce)]
    private VimValue Value(int depth, VimKept? kept = null)
    {
        if (depth > _limits.Depth)
            throw ServerErrors.AnswerInvalid(
                _method, FormattableString.Invariant($"elements nest deeper than {_limits.Depth}{Place()}"));
        var type = Type();
        var referenceType = _xml.Attribute("type");
        var text = "";
        var first = _fields.Count;
        if (!_xml.IsEmpty)
        {
            _xml.Read();
            while (_xml.Part != XmlPart.End)
            {
                if (_xml.Part == XmlPart.Start)
                {
                    var name = _xml.Name;
                    if (kept is not null && depth >= PropertyDepth && IsPassed(name, kept))
                        _xml.Skip();
                    else
                        _fields.Add(new VimField(
                            name, Value(depth + 1, depth == 0 && name != "propSet" ? null : kept)));
                    continue;
                }
                if (_xml.Part == XmlPart.Text)
                    text = text.Length == 0 ? _xml.Text : text + _xml.Text;
                if (!_xml.Read())
                    throw ServerErrors.AnswerIncomplete(_method, Place());
            }
        }
        _xml.Read();
        if (_fields.Count == first)
            return referenceType is null ? new VimValue(type, PlainText.Of(text))
                : new VimValue(new MoRef(referenceType, text));
        var fields = new VimField[_fields.Count - first];
        _fields.CopyTo(first, fields, 0, fields.Length);
        _fields.RemoveRange(first, fields.Length);
        return new VimValue(type, "", fields);
    }

    private bool IsPassed(string name, VimKept kept) =>
        !kept.Names.Contains(name) || (Type() is string type && kept.PassedTypes.Contains(type));

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

    private string Place() => FormattableString.Invariant($"at byte {_xml.Position}");

    // The type of the element that the reader is at, without its prefix; that of the one before is the usual one.
    [MethodImpl(Compiled.AtOnce)]
    private string? Type()
    {
        if (_xml.Attribute("type", Soap.SchemaInstance) is not string full)
            return null;
        if (!ReferenceEquals(full, _fullType))
        {
            _fullType = full;
            _type = full.Substring(full.LastIndexOf(':') + 1);
        }
        return _type;
    }
}
