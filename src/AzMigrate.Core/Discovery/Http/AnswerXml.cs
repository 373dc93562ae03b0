using System.Buffers;
using System.Runtime.CompilerServices;
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
/// <param name="stream">The bytes.</param>
/// <param name="words">Names and texts that answers share; null where there is one answer only.</param>
internal sealed class AnswerXml(Stream stream, XmlWords? words = null) : IDisposable
{
    // No answer of ours comes near it, and to look for a repeated one among more would take long.
    private const int MostAttributes = 64;
    private const int FirstBuffer = 64 << 10;
    private const int LeastRoom = 16 << 10;

    // Most texts end within so many bytes, for which a call that looks at many bytes at a time costs more than it
    // saves.
    private const int Near = 48;
    private const string Xmlns = "xmlns";
    private readonly XmlWords _words = words ?? new XmlWords();
    private XmlName[] _open = new XmlName[32];
    private int _opened;
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
    public string Text => Part == XmlPart.Text ? _words.Texts.Of(_buffer, _at + _textStart, _textLength, _isCData) : "";

    /// <summary>How far the reader is, in bytes.</summary>
    public long Position => _passed + _at;

    /// <summary>An attribute of the element; null where it has none of that name.</summary>
    /// <param name="name">Its name without a prefix.</param>
    /// <param name="uri">Its namespace; empty for one without a prefix.</param>
    [MethodImpl(Compiled.AtOnce)]
    public string? Attribute(string name, string uri = "")
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Name.Local == name
                && (attribute.Name.Prefix.Length == 0 ? "" : NamespaceOf(attribute.Name.Prefix)) == uri)
                return _words.Texts.Of(_buffer, _at + attribute.Start, attribute.Length, isCData: false);
        }
        return null;
    }

    /// <summary>Goes to the next part; false at the end.</summary>
    [MethodImpl(Compiled.AtOnce)]
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
        if (_opened > 0 || !_hasRoot)
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

    [MethodImpl(Compiled.AtOnce)]
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

    private void Open(XmlName name)
    {
        if (_opened == _open.Length)
            Array.Resize(ref _open, _opened * 2);
        _open[_opened++] = name;
    }

    // Leaves the part that the reader was at.
    [MethodImpl(Compiled.AtOnce)]
    private void Pass()
    {
        _at += _length;
        _length = 0;
        if (Part == XmlPart.Start && !IsEmpty)
            Open(_name!);
        else if (Part is XmlPart.Start or XmlPart.End)
            CloseNamespaces();
        if (!_hasBegun)
        {
            _hasBegun = true;
            if (Need(3) && _buffer[0] == 0xEF && _buffer[1] == 0xBB && _buffer[2] == 0xBF)
                _at = 3;
        }
    }

    [MethodImpl(Compiled.AtOnce)]
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
        if (end < 0 || _opened == 0)
            throw Broken();
        return AtText(0, _length, isCData: false);
    }

    private bool AtText(int start, int length, bool isCData)
    {
        Part = XmlPart.Text;
        Depth = _opened;
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
        if (_opened == 0)
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
        return StartsWith("<?xml "u8) && XmlTexts.NamesOtherEncoding(_buffer.AsSpan(_at, length)) ? throw Broken()
            : length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void ReadStart()
    {
        _length = TagLength();
        IsEmpty = _buffer[_at + _length - 2] == '/';
        var length = _length - (IsEmpty ? 3 : 2);
        var tag = _buffer.AsSpan(_at + 1, length);
        _name = _words.Names.At(tag);
        Part = XmlPart.Start;
        Depth = _opened;
        if (Depth == 0 && _hasRoot)
            throw Broken();
        _hasRoot = true;
        _attributes.Clear();
        if (_name.Bytes.Length < length)
            ReadAttributes(tag, _name.Bytes.Length);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void ReadAttributes(ReadOnlySpan<byte> tag, int at)
    {
        while (PassBlanks(tag, ref at) && at < tag.Length)
        {
            var name = _words.Names.At(tag.Slice(at));
            at += name.Bytes.Length;
            PassBlanks(tag, ref at);
            if (at >= tag.Length || tag[at++] != '=')
                throw Broken();
            PassBlanks(tag, ref at);
            if (at >= tag.Length || tag[at] is not ((byte)'"' or (byte)'\''))
                throw Broken();
            var start = at + 1;
            var end = start;
            while (end < tag.Length && tag[end] != tag[at] && tag[end] != '<')
                end++;
            if (end == tag.Length || tag[end] == '<' || _attributes.Count == MostAttributes
                || (end + 1 < tag.Length && tag[end + 1] > ' '))
                throw Broken();
            at = end + 1;
            // The tag begins behind its bracket.
            Add(name, start + 1, end - start);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add(XmlName name, int start, int length)
    {
        if (name.Prefix == Xmlns || (name.Prefix.Length == 0 && name.Local == Xmlns))
        {
            var uri = _words.Texts.Of(_buffer, _at + start, length, isCData: false);
            _namespaces.Add((name.Prefix.Length == 0 ? "" : name.Local, uri, Depth));
            return;
        }
        foreach (var attribute in _attributes)
        {
            if (attribute.Name.IsSame(name))
                throw Broken();
        }
        _attributes.Add((name, start, length));
    }

    [MethodImpl(Compiled.AtOnce)]
    private void ReadEnd()
    {
        _length = Find((byte)'>', 2) + 1;
        if (_opened == 0 || !IsEndOf(_open[_opened - 1]))
            throw Broken();
        _name = _open[--_opened];
        Part = XmlPart.End;
        IsEmpty = false;
        Depth = _opened;
        _attributes.Clear();
    }

    [MethodImpl(Compiled.AtOnce)]
    private bool IsEndOf(XmlName name)
    {
        var found = _buffer.AsSpan(_at + 2, _length - 3);
        return XmlNames.Begins(found, name.Bytes) && XmlTexts.IsBlank(found.Slice(name.Bytes.Length));
    }

    [MethodImpl(Compiled.AtOnce)]
    private string NamespaceOf(string prefix)
    {
        for (var i = _namespaces.Count - 1; i >= 0; i--)
        {
            if (_namespaces[i].Prefix == prefix)
                return _namespaces[i].Uri;
        }
        return prefix.Length == 0 ? "" : throw Broken();
    }

    [MethodImpl(Compiled.AtOnce)]
    private void CloseNamespaces()
    {
        while (_namespaces.Count > 0 && _namespaces[_namespaces.Count - 1].Depth >= Depth)
            _namespaces.RemoveAt(_namespaces.Count - 1);
    }

    // Bytes of the tag that the reader is at: a bracket may stand in an attribute's value.
    [MethodImpl(Compiled.AtOnce)]
    private int TagLength()
    {
        byte quote = 0;
        var at = 1;
        do
        {
            var tag = _buffer.AsSpan(_at, _filled - _at);
            for (; at < tag.Length; at++)
            {
                var each = tag[at];
                if (quote != 0)
                    quote = each == quote ? (byte)0 : quote;
                else if (each == '>')
                    return at + 1;
                else if (each is (byte)'"' or (byte)'\'')
                    quote = each;
            }
        }
        while (Fill());
        throw Broken();
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
    [MethodImpl(Compiled.AtOnce)]
    private int IndexOf(byte wanted, int from)
    {
        do
        {
            var bytes = _buffer.AsSpan(_at, _filled - _at);
            for (var near = Math.Min(bytes.Length, from + Near); from < near; from++)
            {
                if (bytes[from] == wanted)
                    return from;
            }
            if (from >= bytes.Length)
                continue;
            var found = bytes.Slice(from).IndexOf(wanted);
            if (found >= 0)
                return from + found;
            from = bytes.Length;
        }
        while (Fill());
        return -1;
    }

    [MethodImpl(Compiled.AtOnce)]
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
