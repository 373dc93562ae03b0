using System.Buffers;
using System.Xml;

namespace AzMigrate.Discovery.Http;

/// <summary>What a reader of XML is at.</summary>
internal enum XmlPart
{
    /// <summary>Before the start or behind the end.</summary>
    None,
    Start,
    Text,
    End,
}

/// <summary>
/// Reads XML forward as it comes, for answers of megabytes of small elements, at a third of the cost of the framework's
/// reader. UTF-8 alone; a DTD, and with it every entity but XML's own five, is an error. What is skipped is held to
/// balance and not looked at. Comments, instructions and blanks between elements are passed over. References to control
/// characters are let through: some servers send them. Errors are <see cref="XmlException"/> and quote nothing.
/// </summary>
internal sealed class AnswerXml(Stream stream) : IDisposable
{
    // No answer of ours comes near it, and to look for a repeated one among more would take long.
    private const int MostAttributes = 64;
    private const int FirstBuffer = 64 << 10;
    private const int LeastRoom = 16 << 10;
    private const string Xmlns = "xmlns";
    private readonly XmlNames _names = new();
    private readonly XmlTexts _texts = new();
    private readonly List<XmlName> _open = [];
    private readonly List<(string Prefix, string Uri, int Depth)> _namespaces = [];
    private readonly List<(XmlName Name, int Start, int Length)> _attributes = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _at;
    private int _filled;
    private int _length;
    private int _textStart;
    private int _textLength;
    private bool _isCData;
    private bool _hasRoot;
    private bool _hasBegun;
    private long _passed;
    private XmlName? _name;

    /// <summary>What the reader is at.</summary>
    public XmlPart Part { get; private set; }

    /// <summary>True for an element without an end of its own.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Elements that the part lies in; an element's start and end do not lie in it.</summary>
    public int Depth { get; private set; }

    /// <summary>The element's name without its prefix.</summary>
    public string Name => _name?.Local ?? "";

    /// <summary>The element's namespace; empty for none.</summary>
    public string Namespace => _name is null ? "" : NamespaceOf(_name.Prefix);

    /// <summary>The text.</summary>
    public string Text => Part == XmlPart.Text ? _texts.Of(_buffer, _at + _textStart, _textLength, _isCData) : "";

    /// <summary>How far the reader is, in bytes.</summary>
    public long Position => _passed + _at;

    /// <summary>An attribute of the element; null where it has none of that name.</summary>
    /// <param name="name">Its name without a prefix.</param>
    /// <param name="uri">Its namespace; empty for one without a prefix.</param>
    public string? Attribute(string name, string uri = "")
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Name.Local == name
                && (attribute.Name.Prefix.Length == 0 ? "" : NamespaceOf(attribute.Name.Prefix)) == uri)
                return _texts.Of(_buffer, _at + attribute.Start, attribute.Length, isCData: false);
        }
        return null;
    }

    /// <summary>Goes to the next part; false at the end.</summary>
    public bool Read()
    {
        Pass();
        while (Need(1))
        {
            if (_buffer[_at] != '<')
            {
                if (ReadText())
                    return true;
                continue;
            }
            switch (Kind())
            {
                case (byte)'/':
                    ReadEnd();
                    return true;
                case (byte)'?':
                    var passed = InstructionLength();
                    _at += passed;
                    break;
                case (byte)'!':
                    if (ReadMarked())
                        return true;
                    break;
                default:
                    ReadStart();
                    return true;
            }
        }
        if (_open.Count > 0 || !_hasRoot)
            throw Broken();
        Part = XmlPart.None;
        Depth = 0;
        return false;
    }

    /// <summary>Goes to the part behind the element; from anything else to the next part.</summary>
    public void Skip()
    {
        if (Part == XmlPart.Start && !IsEmpty)
        {
            SkipToEnd();
            Part = XmlPart.End;
        }
        Read();
    }

    private void SkipToEnd()
    {
        for (var within = 1; within > 0;)
        {
            _at += _length;
            var next = Find((byte)'<', 0);
            _at += next;
            switch (Kind())
            {
                case (byte)'/':
                    _length = Find((byte)'>', 2) + 1;
                    within--;
                    break;
                case (byte)'?':
                    _length = InstructionLength();
                    break;
                case (byte)'!':
                    _length = MarkedLength();
                    break;
                default:
                    _length = TagLength();
                    within += _buffer[_at + _length - 2] == '/' ? 0 : 1;
                    break;
            }
        }
        if (!IsEndOf(_name!))
            throw Broken();
    }

    // What tells the kind of markup, behind its bracket.
    private byte Kind() => Need(2) ? _buffer[_at + 1] : throw Broken();

    /// <summary>Gives the buffer back; nothing may be read any more.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_at, _filled, _length) = (0, 0, 0);
    }

    // Leaves the part that the reader was at.
    private void Pass()
    {
        _at += _length;
        _length = 0;
        if (Part == XmlPart.Start && !IsEmpty)
            _open.Add(_name!);
        else if (Part is XmlPart.Start or XmlPart.End)
            CloseNamespaces();
        if (!_hasBegun)
        {
            _hasBegun = true;
            if (Need(3) && _buffer[0] == 0xEF && _buffer[1] == 0xBB && _buffer[2] == 0xBF)
                _at = 3;
        }
    }

    private bool ReadText()
    {
        var end = IndexOf((byte)'<', 0);
        _length = end < 0 ? _filled - _at : end;
        if (XmlTexts.IsBlank(_buffer.AsSpan(_at, _length)))
        {
            _at += _length;
            _length = 0;
            return false;
        }
        if (end < 0 || _open.Count == 0)
            throw Broken();
        return AtText(0, _length, isCData: false);
    }

    private bool AtText(int start, int length, bool isCData)
    {
        Part = XmlPart.Text;
        Depth = _open.Count;
        (_textStart, _textLength, _isCData) = (start, length, isCData);
        _name = null;
        _attributes.Clear();
        return true;
    }

    // A comment is passed over, a CDATA section is a text.
    private bool ReadMarked()
    {
        var length = MarkedLength();
        if (_buffer[_at + 2] == '-')
        {
            _at += length;
            return false;
        }
        if (_open.Count == 0)
            throw Broken();
        _length = length;
        return AtText(9, length - 12, isCData: true);
    }

    // All else of the kind belongs to a DTD.
    private int MarkedLength() => StartsWith("<!--"u8) ? FindEnd("-->"u8, 4)
        : StartsWith("<![CDATA["u8) ? FindEnd("]]>"u8, 9) : throw Broken();

    private int InstructionLength()
    {
        var length = FindEnd("?>"u8, 2);
        return StartsWith("<?xml "u8) && XmlTexts.NamesOtherEncoding(_buffer.AsSpan(_at, length)) ? throw Broken() : length;
    }

    private void ReadStart()
    {
        _length = TagLength();
        IsEmpty = _buffer[_at + _length - 2] == '/';
        var length = _length - (IsEmpty ? 3 : 2);
        var tag = _buffer.AsSpan(_at + 1, length);
        var nameLength = XmlNames.LengthOf(tag);
        _name = _names.Of(tag.Slice(0, nameLength));
        Part = XmlPart.Start;
        Depth = _open.Count;
        if (Depth == 0 && _hasRoot)
            throw Broken();
        _hasRoot = true;
        _attributes.Clear();
        if (nameLength < length)
            ReadAttributes(tag, nameLength);
    }

    private void ReadAttributes(ReadOnlySpan<byte> tag, int at)
    {
        while (PassBlanks(tag, ref at) && at < tag.Length)
        {
            var nameLength = XmlNames.LengthOf(tag.Slice(at));
            var name = _names.Of(tag.Slice(at, nameLength));
            at += nameLength;
            PassBlanks(tag, ref at);
            if (at >= tag.Length || tag[at++] != '=')
                throw Broken();
            PassBlanks(tag, ref at);
            if (at >= tag.Length || tag[at] is not ((byte)'"' or (byte)'\''))
                throw Broken();
            var start = at + 1;
            var length = tag.Slice(start).IndexOf(tag[at]);
            at = start + length + 1;
            if (length < 0 || tag.Slice(start, length).IndexOf((byte)'<') >= 0 || _attributes.Count == MostAttributes
                || (at < tag.Length && tag[at] > ' '))
                throw Broken();
            // The tag begins behind its bracket.
            Add(name, start + 1, length);
        }
    }

    private void Add(XmlName name, int start, int length)
    {
        if (name.Prefix == Xmlns || (name.Prefix.Length == 0 && name.Local == Xmlns))
        {
            var uri = _texts.Of(_buffer, _at + start, length, isCData: false);
            _namespaces.Add((name.Prefix.Length == 0 ? "" : name.Local, uri, Depth));
            return;
        }
        foreach (var attribute in _attributes)
        {
            if (ReferenceEquals(attribute.Name, name))
                throw Broken();
        }
        _attributes.Add((name, start, length));
    }

    private void ReadEnd()
    {
        _length = Find((byte)'>', 2) + 1;
        if (_open.Count == 0 || !IsEndOf(_open[_open.Count - 1]))
            throw Broken();
        _name = _open[_open.Count - 1];
        _open.RemoveAt(_open.Count - 1);
        Part = XmlPart.End;
        IsEmpty = false;
        Depth = _open.Count;
        _attributes.Clear();
    }

    private bool IsEndOf(XmlName name)
    {
        var found = _buffer.AsSpan(_at + 2, _length - 3);
        return found.StartsWith(name.Bytes) && XmlTexts.IsBlank(found.Slice(name.Bytes.Length));
    }

    private string NamespaceOf(string prefix)
    {
        for (var i = _namespaces.Count - 1; i >= 0; i--)
        {
            if (_namespaces[i].Prefix == prefix)
                return _namespaces[i].Uri;
        }
        return prefix.Length == 0 ? "" : throw Broken();
    }

    private void CloseNamespaces()
    {
        while (_namespaces.Count > 0 && _namespaces[_namespaces.Count - 1].Depth >= Depth)
            _namespaces.RemoveAt(_namespaces.Count - 1);
    }

    // Bytes of the tag that the reader is at: a bracket may stand in an attribute's value.
    private int TagLength()
    {
        for (var from = 1; ;)
        {
            var end = Find((byte)'>', from);
            var quote = _buffer.AsSpan(_at + from, end - from).IndexOfAny((byte)'"', (byte)'\'');
            if (quote < 0)
                return end + 1;
            from = Find(_buffer[_at + from + quote], from + quote + 1) + 1;
        }
    }

    private static bool PassBlanks(ReadOnlySpan<byte> tag, ref int at)
    {
        while (at < tag.Length && tag[at] <= ' ')
            at++;
        return true;
    }

    private bool StartsWith(ReadOnlySpan<byte> expected) =>
        Need(expected.Length) && _buffer.AsSpan(_at, expected.Length).SequenceEqual(expected);

    private int FindEnd(ReadOnlySpan<byte> end, int from)
    {
        while (true)
        {
            var found = from < _filled - _at ? _buffer.AsSpan(_at + from, _filled - _at - from).IndexOf(end) : -1;
            if (found >= 0)
                return from + found + end.Length;
            from = Math.Max(from, _filled - _at - end.Length + 1);
            if (!Fill())
                throw Broken();
        }
    }

    private int Find(byte wanted, int from) => IndexOf(wanted, from) is >= 0 and var found ? found : throw Broken();

    // Places are counted from where the reader is, as the buffer moves.
    private int IndexOf(byte wanted, int from)
    {
        while (true)
        {
            var found = from < _filled - _at ? _buffer.AsSpan(_at + from, _filled - _at - from).IndexOf(wanted) : -1;
            if (found >= 0)
                return from + found;
            from = Math.Max(from, _filled - _at);
            if (!Fill())
                return -1;
        }
    }

    private bool Need(int count)
    {
        while (_filled - _at < count)
        {
            if (!Fill())
                return false;
        }
        return true;
    }

    private bool Fill()
    {
        if (_at > 0 && _buffer.Length - _filled < LeastRoom)
        {
            Buffer.BlockCopy(_buffer, _at, _buffer, 0, _filled - _at);
            _passed += _at;
            _filled -= _at;
            _at = 0;
        }
        if (_buffer.Length - _filled < LeastRoom)
            Grow();
        var count = stream.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += count;
        return count > 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _filled);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static XmlException Broken() => new("It is not well-formed, or has a DTD.");
}
