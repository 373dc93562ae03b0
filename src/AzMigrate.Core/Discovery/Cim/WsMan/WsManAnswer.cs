using System.Runtime.CompilerServices;
using System.Xml;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>Rows of one answer.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Context">By which the next ones are asked for; null at the end.</param>
internal sealed record WsManPage(IReadOnlyList<CimRow> Rows, string? Context);

/// <summary>Reads one answer forward. Not asynchronous: it runs on a pool's thread.</summary>
internal sealed class WsManAnswer : IDisposable
{
    private readonly AnswerStream _stream;
    private readonly AnswerXml _xml;
    private readonly Uri _address;
    private readonly CimQuestion _question;
    private readonly int _deepest;

    public WsManAnswer(AnswerStream stream, XmlWords words, Uri address, CimQuestion question, int deepest)
    {
        _stream = stream;
        _address = address;
        _question = question;
        _deepest = deepest;
        _xml = new AnswerXml(stream, words);
    }

    /// <summary>The rows of an answer to Enumerate or Pull.</summary>
    /// <exception cref="SourceException">It is a fault, or cannot be read.</exception>
    public WsManPage ReadPage() => Guarded(() =>
    {
        var end = OpenBody("EnumerateResponse", "PullResponse");
        var rows = new List<CimRow>();
        string? context = null;
        var hasEnded = false;
        while (_xml.Depth > end)
        {
            switch (_xml.Name)
            {
                case "EnumerationContext":
                    context = Value(0) as string;
                    break;
                case "Items":
                    ReadItems(rows);
                    break;
                case "EndOfSequence":
                    hasEnded = true;
                    _xml.Skip();
                    break;
                default:
                    _xml.Skip();
                    break;
            }
        }
        if (!hasEnded && string.IsNullOrEmpty(context))
            throw Invalid("it neither ends nor says how to go on");
        ReadToEnd();
        return new WsManPage(rows, hasEnded ? null : context);
    });

    /// <summary>What a method gives out.</summary>
    /// <exception cref="SourceException">It is a fault, or cannot be read.</exception>
    public CimRow ReadOutput() => Guarded(() =>
    {
        OpenBody(_question.Method + "_OUTPUT");
        var row = Row(0, "");
        ReadToEnd();
        return row;
    });

    /// <summary>That the server has done as it was told; what it says beside is of no use.</summary>
    /// <exception cref="SourceException">It is a fault, or cannot be read.</exception>
    public bool ReadDone() => Guarded(() =>
    {
        OpenBody();
        return true;
    });

    public void Dispose()
    {
        _xml.Dispose();
        _stream.Dispose();
    }

    /// <summary>Goes into the body's element, which must be one of these, and says how deep it is.</summary>
    private int OpenBody(params string[] wanted)
    {
        _xml.Read();
        if (_xml.Name != "Envelope" || _xml.Namespace != WsManNames.Soap)
            throw WsManErrors.NotWinRM(_address, "it answers with a web page or another service's answer");
        _xml.Read();
        while (_xml.Depth == 1 && !(_xml.Name == "Body" && _xml.Namespace == WsManNames.Soap))
            _xml.Skip();
        if (_xml.Depth != 1 || _xml.Part != XmlPart.Start)
            throw Invalid("it has no body");
        if (_xml.IsEmpty || !_xml.Read() || _xml.Part != XmlPart.Start)
            return wanted.Length == 0 ? 0 : throw Invalid("its body is empty");
        if (_xml.Name == "Fault" && _xml.Namespace == WsManNames.Soap)
            throw WsManFault.Read(_xml).ToError(_question);
        if (wanted.Length > 0 && !wanted.Contains(_xml.Name))
            throw Invalid("it answers another question");
        var depth = _xml.Depth;
        if (wanted.Length > 0 && wanted[0].EndsWith("Response", StringComparison.Ordinal) && !Enter())
            return int.MaxValue;
        return depth;
    }

    private void ReadItems(List<CimRow> rows)
    {
        var end = _xml.Depth;
        if (Enter())
        {
            while (_xml.Depth > end)
            {
                if (_xml.Part == XmlPart.Start)
                {
                    // The answer to a query with a list of properties names no class.
                    var name = _xml.Name == "XmlFragment" ? _question.ClassName : _xml.Name;
                    _stream.NextObject();
                    rows.Add(Row(0, name));
                }
                else if (!_xml.Read())
                {
                    throw Incomplete();
                }
            }
            _xml.Read();
        }
    }

    /// <summary>The instance that the reader is at; leaves it behind the instance's end.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private CimRow Row(int depth, string className)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var end = _xml.Depth;
        if (!Enter())
            return new CimRow(className, values);
        while (_xml.Depth > end)
        {
            if (_xml.Part == XmlPart.Start)
                Add(values, _xml.Name, Value(depth + 1));
            else if (!_xml.Read())
                throw Incomplete();
        }
        _xml.Read();
        return new CimRow(className, values);
    }

    // Elements of one name are the items of an array.
    private static void Add(Dictionary<string, object?> values, string name, object? value)
    {
        if (!values.TryGetValue(name, out var before))
            values.Add(name, value);
        else if (before is List<object?> list)
            list.Add(value);
        else
            values[name] = new List<object?> { before, value };
    }

    /// <summary>The value that the reader is at: a text, null, an instance or a reference.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private object? Value(int depth)
    {
        if (depth > _deepest)
            throw Invalid(FormattableString.Invariant($"elements nest deeper than {_deepest}{Place()}"));
        var isNil = _xml.Attribute("nil", WsManNames.SchemaInstance) is "true" or "1";
        var type = _xml.Attribute("type", WsManNames.SchemaInstance) ?? "";
        if (_xml.IsEmpty)
        {
            _xml.Read();
            return isNil ? null : "";
        }
        var end = _xml.Depth;
        var text = "";
        Dictionary<string, object?>? parts = null;
        CimRow? reference = null;
        _xml.Read();
        while (_xml.Depth > end)
        {
            if (_xml.Part == XmlPart.Start)
            {
                var name = _xml.Name;
                if (name == "ReferenceParameters")
                    reference = Reference(depth + 1);
                else
                    Add(parts ??= new(StringComparer.OrdinalIgnoreCase), name, Value(depth + 1));
                continue;
            }
            if (_xml.Part == XmlPart.Text)
                text = text.Length == 0 ? _xml.Text : text + _xml.Text;
            if (!_xml.Read())
                throw Incomplete();
        }
        _xml.Read();
        if (reference is not null)
            return reference;
        if (parts is null)
            return isNil ? null : text;
        return IsWrapped(parts) ? parts.Values.Single() : new CimRow(ClassOf(type), parts);
    }

    // A datetime stands in an element of its kind (DSP0230 8.1), a reference may stand in an EndpointReference.
    private static bool IsWrapped(Dictionary<string, object?> parts) => parts.Count == 1 && parts.First() switch
    {
        { Key: "Datetime" or "Interval" or "Date" or "Time" or "CIM_DateTime", Value: string } => true,
        { Key: "EndpointReference", Value: CimRow } => true,
        _ => false,
    };

    /// <summary>The keys in a reference.</summary>
    private CimRow Reference(int depth)
    {
        var resource = "";
        var keys = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var end = _xml.Depth;
        if (Enter())
        {
            while (_xml.Depth > end)
            {
                if (_xml.Part == XmlPart.Start && _xml.Name == "ResourceURI")
                    resource = Value(depth + 1) as string ?? "";
                else if (_xml.Part == XmlPart.Start && _xml.Attribute("Name") is string name)
                    keys[name] = Value(depth + 1);
                else if (!_xml.Read())
                    throw Incomplete();
            }
            _xml.Read();
        }
        return new CimRow(resource.Trim().Substring(resource.Trim().LastIndexOf('/') + 1), keys);
    }

    /// <summary>Goes into the element; an empty one is passed.</summary>
    private bool Enter()
    {
        var isEmpty = _xml.IsEmpty;
        if (!_xml.Read())
            throw Incomplete();
        return !isEmpty;
    }

    // What is cut off behind the last row is cut off all the same.
    private void ReadToEnd()
    {
        while (_xml.Read())
        {
        }
    }

    private static string ClassOf(string type)
    {
        var name = type.Substring(type.LastIndexOf(':') + 1);
        return name.EndsWith("_Type", StringComparison.Ordinal)
            ? name.Substring(0, name.Length - "_Type".Length) : name;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException)
        {
            // The exception's own words quote the answer.
            throw _stream.HasEnded && _stream.Total > 0
                ? Incomplete() : Invalid("it is not well-formed XML, or has a DTD, " + Place());
        }
    }

    private SourceException Invalid(string what) => ServerErrors.AnswerInvalid(_question.Words, what);

    private SourceException Incomplete() => ServerErrors.AnswerIncomplete(_question.Words, Place());

    private string Place() => FormattableString.Invariant($"at byte {_xml.Position}");
}
